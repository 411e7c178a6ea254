// What must not work, and what people do by accident: pages of others, sessions that end, double clicks, the back button.
import { test } from "node:test";
import assert from "node:assert/strict";
import { House, approve, makeLesson, nothingWrong, press, signIn, submit, items, words } from "./house.mjs";

const title = "平行线的判定初探";

test("what is not allowed, and accidents", { timeout: 300000 }, async (t) => {
  const house = await House.open(t);
  const li = await house.as("li"), song = await house.as("song"), zhao = await house.as("zhao"), wang = await house.as("wang"), pupil = await house.as("sq05");
  const s = {};

  /** What somebody gets at an address: the status, and the words for people. */
  async function gets(page, address) {
    const r = await page.goto(address);
    return { status: r.status(), words: await words(page) };
  }

  await t.test("a draft is its author's alone", async () => {
    ({ address: s.lesson, paper: s.paper } = await makeLesson(li, { title, list: items.slice(0, 1) }));
    for (const who of [wang, pupil, zhao]) {
      for (const address of [s.lesson, s.lesson + "/preview", s.paper, s.paper + "/preview?key=1", s.paper + "/items/1"]) {
        const got = await gets(who, address);
        assert.ok([403, 404].includes(got.status), `${address} answers ${got.status}`);
        assert.ok(!got.words.includes(title) && !got.words.includes("秘"), `${address} tells what it holds`);
        assert.match(got.words, /没有找到|没有权限/);
      }
    }
  });

  await t.test("a pupil gets no page of a teacher, a reviewer, the bureau or an administrator", async () => {
    await wang.goto("/teacher/assignments");
    s.given = await wang.locator("tbody a").first().getAttribute("href");
    const all = ["/teacher/lessons", "/teacher/library", "/teacher/assignments", s.given, s.given + "/print?key=1", s.given + "/grid", s.given + "/mark",
      "/teacher/sheets", "/teacher/sheets/" + s.given.split("/").pop(), "/review", "/bureau", "/bureau/items", "/bureau/monitoring", "/bureau/records", "/admin/system",
      "/admin/keys", "/admin/audit", "/school/tree"];
    for (const address of all) {
      const got = await gets(pupil, address);
      assert.ok([403, 404].includes(got.status), `${address} answers ${got.status}`);
      assert.match(got.words, /没有找到|没有权限/, address);
    }
  });

  await t.test("a teacher of another school does not even learn that it exists", async () => {
    const id = s.given.split("/").pop();
    for (const address of [s.given, s.given + "/print", s.given + "/grid", s.given + "/mark", "/teacher/sheets/" + id, "/teacher/sheets/" + id + "/board"]) {
      assert.equal((await gets(li, address)).status, 404, address);
    }
    const r = await li.request.post(house.url + s.given + "/grid", { form: { day: "2026-11-23", idem: "x" } });
    assert.equal(r.status(), 404);
  });

  await t.test("administrators read no pupils' records", async () => {
    for (const who of ["sys", "audit"]) {
      const page = await house.as(who);
      for (const address of [s.given, "/teacher/sheets", "/bureau", "/learn", "/bureau/records"]) {
        const got = await gets(page, address);
        assert.ok([403, 404].includes(got.status), `${who} ${address} ${got.status}`);
      }
    }
  });

  await t.test("one pupil does not get another's practice, and cannot answer it", async () => {
    await pupil.goto("/learn");
    s.sitting = await pupil.locator(".big-links a").first().getAttribute("href");
    const other = await house.as("sq06");
    assert.equal((await gets(other, s.sitting)).status, 404);
    const base = s.sitting.replace(/\/feedback$/, "");
    for (const [path, form] of [["/answers", { item: "1", rev: "0", seq: "1", idem: "a" }], ["/hand-in", { idem: "b" }], ["", { idem: "c" }]]) {
      assert.equal((await other.request.post(house.url + base + path, { form })).status(), 404, path);
    }
  });

  await t.test("nobody is asked to sign in first and then comes to the page they wanted", async () => {
    const page = await house.device();
    await page.goto("/teacher/sheets");
    assert.equal(new URL(page.url()).pathname, "/signin");
    await page.getByLabel("账号").first().fill("wang");
    await page.getByLabel("密码").first().fill("wrong-password");
    await press(page, "登录");
    assert.match(await words(page), /账号或密码不对/);
    assert.equal(await page.getByLabel("账号").first().inputValue(), "wang");
    assert.equal(await page.getByLabel("密码").first().inputValue(), "");
    await page.getByLabel("密码").first().fill("tongxue-demo");
    await press(page, "登录");
    assert.equal(new URL(page.url()).pathname, "/teacher/sheets");
    // an address of somebody else is never followed
    const evil = await house.device();
    await evil.goto("/signin?next=//example.com/");
    await evil.getByLabel("账号").first().fill("wang");
    await evil.getByLabel("密码").first().fill("tongxue-demo");
    await press(evil, "登录");
    assert.equal(new URL(evil.url()).origin, house.url);
  });

  await t.test("a session that ends in the middle of a form: nothing is stored, and the form can be sent again", async () => {
    await li.goto(s.lesson);
    await li.getByLabel("正文").fill("过期以前写的一大段。");
    await li.context().clearCookies({ name: "tx_session" });
    await press(li, "保存");
    assert.match(await words(li), /登录已过期|请先登录/);
    const again = await li.context().newPage(); // signs in beside it, then sends the same form again
    await signIn(again, "li");
    await again.close();
    await li.reload();
    await li.goto(s.lesson);
    assert.match(await li.getByLabel("正文").inputValue(), /过期以前写的/);
  });

  await t.test("a double click makes one lesson", async () => {
    await li.goto("/teacher/lessons/new");
    await li.getByLabel("课题").fill("只应有一课");
    await li.getByLabel("学科").selectOption({ label: "数学" });
    await li.getByLabel("年级").first().selectOption({ label: "七年级" });
    await li.getByRole("button", { name: "建立草稿" }).dblclick();
    await li.waitForURL(/lessons\/[0-9a-f-]{36}/);
    // and the same form, sent twice by two programs, too
    const html = await (await li.request.get(house.url + "/teacher/lessons/new")).text();
    const idem = /name="idem" value="([^"]+)"/.exec(html)[1];
    const form = { idem, title: "只应有一课", subject: "maths", grade: "7", edition: "", chapter: "", body: "" };
    await Promise.all([1, 2].map(() => li.request.post(house.url + "/teacher/lessons", { form, headers: { Origin: house.url } })));
    await li.goto("/teacher/lessons");
    assert.equal(await li.getByRole("link", { name: "只应有一课" }).count(), 2, "one by the double click, one by the repeated request");
  });

  await t.test("the back button after a save shows what is stored, and saving again is safe", async () => {
    await li.goto(s.lesson);
    await li.getByLabel("正文").fill("第一次。");
    await press(li, "保存");
    await li.getByLabel("正文").fill("第二次。");
    await press(li, "保存");
    await li.goBack();
    await li.goForward().catch(() => {});
    await li.goto(s.lesson);
    assert.match(await li.getByLabel("正文").inputValue(), /第二次/);
  });

  await t.test("two people at one lesson: the later is shown what the earlier stored, and nothing is lost", async () => {
    const beside = await house.as("li");
    await beside.goto(s.lesson);
    await li.goto(s.lesson);
    await li.getByLabel("正文").fill("先存的。");
    await press(li, "保存");
    await beside.getByLabel("正文").first().fill("后存的。");
    await press(beside, "保存");
    const seen = await beside.content();
    assert.match(seen, /先存的/);
    assert.match(seen, /后存的/);
    await press(beside, "对照好了，保存我的");
    await beside.goto(s.lesson);
    assert.match(await beside.getByLabel("正文").inputValue(), /后存的/);
  });

  await t.test("a reviewer cannot be the author, and what was decided once is not decided again", async () => {
    await li.goto(s.lesson);
    await submit(li, "海河教育集团");
    assert.ok([403, 404].includes((await gets(li, "/review")).status));
    await approve(title, song);
    await zhao.goto("/review");
    const version = await zhao.getByRole("link", { name: title }).first().getAttribute("href");
    await approve(title, zhao);
    const r = await zhao.request.post(house.url + version, { form: { decision: "return", note: "x", idem: "again" }, headers: { Origin: house.url } });
    assert.ok(r.status() >= 400 && r.status() < 500, "decided twice: " + r.status());
  });

  await t.test("other sites cannot send forms in a signed-in person's name", async () => {
    const r = await li.request.post(house.url + "/teacher/lessons", { form: { title: "别站" }, headers: { Origin: "https://example.com", "Sec-Fetch-Site": "cross-site" } });
    assert.equal(r.status(), 403);
  });

  nothingWrong(li, zhao, wang, pupil);
});
