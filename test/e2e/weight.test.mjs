// What a page weighs on the line, and whether reading works where a browser has no service worker.
import { test } from "node:test";
import assert from "node:assert/strict";
import { createServer, connect } from "node:net";
import { House, nothingWrong, words } from "./house.mjs";

/** A line to the server that counts every byte that comes from it: headers, compression, service worker, icon, all of it. */
async function line(t, house) {
  const counted = { bytes: 0 }, open = new Set();
  const server = createServer((near) => {
    const far = connect(house.port, "127.0.0.1");
    open.add(near).add(far);
    for (const [a, b] of [[near, far], [far, near]]) a.on("error", () => b.destroy()).on("close", () => b.destroy());
    far.on("data", (d) => { counted.bytes += d.length; });
    near.pipe(far).pipe(near);
  });
  await new Promise((ok) => server.listen(0, "127.0.0.1", ok));
  t.after(() => { for (const s of open) s.destroy(); server.close(); });
  counted.url = `http://127.0.0.1:${server.address().port}`;
  return counted;
}

const most = 150000;

test("the first page of a pupil is light", { timeout: 180000 }, async (t) => {
  const house = await House.open(t);
  const way = await line(t, house);
  const signing = await house.as("sq13", { baseURL: way.url });
  const state = await signing.context().storageState();
  await signing.context().close();
  for (const path of ["/learn", "/signin"]) {
    const page = await house.device({ baseURL: way.url, storageState: path === "/learn" ? state : undefined }); // a new profile: nothing is cached
    way.bytes = 0;
    await page.goto(path);
    await page.waitForLoadState("networkidle");
    await page.waitForTimeout(1500); // the service worker fetches what it keeps after the page has come
    assert.equal(new URL(page.url()).pathname, path);
    t.diagnostic(`${path}: ${way.bytes} bytes`);
    assert.ok(way.bytes > 5000, `only ${way.bytes} bytes were counted`);
    assert.ok(way.bytes <= most, `${path} weighs ${way.bytes} bytes of ${most}`);
    nothingWrong(page);
    await page.context().close();
  }
});

test("reading works without a service worker", { timeout: 300000 }, async (t) => {
  const house = await House.open(t);
  const pupil = await house.as("sq13", { serviceWorkers: "block" });
  await pupil.goto("/learn");
  assert.match(await words(pupil), /练习|作业/);
  await pupil.locator("a[href*='/sittings/'], a[href*='sittings']").first().click();
  await pupil.waitForLoadState();
  assert.ok(await pupil.locator("form[data-save] fieldset, form[data-save] input").count() > 0, "the practice shows its questions");
  assert.equal(await pupil.evaluate(async () => (navigator.serviceWorker ? (await navigator.serviceWorker.getRegistrations()).length : 0)), 0);
  const teacher = await house.as("li", { serviceWorkers: "block" });
  for (const [path, seen] of [["/teacher/library", /资源|课/], ["/courses", /课程/], ["/inbox", /消息/]]) {
    await teacher.goto(path);
    assert.match(await words(teacher), seen);
  }
  const lesson = await teacher.goto("/teacher/library").then(() => teacher.locator("main a[href*='/lessons/'], main a[href*='/library/']").first().getAttribute("href"));
  await teacher.goto(lesson);
  assert.ok((await words(teacher)).length > 200, "a lesson can be read");
  nothingWrong(pupil, teacher);
});
