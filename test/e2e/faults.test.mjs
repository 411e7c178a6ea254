// Faults people meet: what the program answers when the session, the line, the server, the clock or a right is not what it should be.
// Each has one answer for all forms (internal/web/kept.go, ui/src/js/faults.js); internal/app/faults_test.go walks every route.
import test from "node:test";
import assert from "node:assert/strict";
import { accessible } from "./axe.mjs";
import { House, approve, assign, makeLesson, nothingWrong, press, signIn, submit, until, words } from "./house.mjs";

const ended = (page) => page.context().clearCookies({ name: "tx_session" });
const text = (page) => page.locator("body").innerText().then((s) => s.replace(/\s+/g, " "));

async function login(page, who) {
  await page.getByLabel("账号", { exact: false }).first().fill(who);
  await page.getByLabel("密码", { exact: false }).first().fill("tongxue-demo");
  await press(page, "登录");
}

test("faults people meet", { timeout: 600000 }, async (t) => {
  const house = await House.open(t);
  const li = await house.as("li");
  const lesson = (await makeLesson(li, { title: "断点课", list: [] })).address;

  await t.test("expired in mid-form: the text is kept for its writer and comes back into the form", async () => {
    await li.goto(lesson);
    await li.getByLabel("正文").fill("过期以前写的一大段。\n第二行。");
    await ended(li);
    await press(li, "保存");
    assert.equal(new URL(li.url()).pathname, "/signin");
    assert.match(await words(li), /登录已过期。您填的内容还在/);
    const kept = (await li.context().cookies()).find((c) => c.name.startsWith("tx_kept_"));
    assert.ok(kept.httpOnly, "a script can read the key");
    assert.equal(await li.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }).includes("过期以前")), false, "the text lies in the browser");
    // somebody else on the same browser
    await login(li, "song");
    for (const path of ["/kept", lesson, "/"]) {
      await li.goto(path);
      assert.doesNotMatch(await li.content(), /过期以前写的/, path);
    }
    await li.context().clearCookies({ name: "tx_session" });
    await house.restart("SIGKILL"); // it survives
    await li.goto("/signin?next=" + encodeURIComponent(lesson));
    await login(li, "li");
    assert.equal(new URL(li.url()).pathname, lesson);
    assert.equal(await li.getByLabel("正文").inputValue(), "过期以前写的一大段。\n第二行。");
    assert.match(await words(li), /已放回下面的表单/);
    await press(li, "保存");
    await li.goto(lesson);
    assert.match(await li.getByLabel("正文").inputValue(), /过期以前写的/);
    assert.doesNotMatch(await words(li), /没有交成|已放回/, "it is kept although it was sent");
  });

  await t.test("expired, without script: the page of what was kept shows it and sends it", async () => {
    const page = await house.as("li", { javaScriptEnabled: false });
    await page.goto("/teacher/lessons/new");
    await page.getByLabel("课题").fill("没有脚本也不丢");
    await page.getByLabel("学科").selectOption({ label: "数学" });
    await page.getByLabel("年级").first().selectOption({ label: "七年级" });
    await page.getByLabel("正文").fill("一大段 没有脚本");
    await ended(page);
    await press(page, "建立草稿");
    assert.match(await words(page), /您填的内容还在/);
    await login(page, "li");
    await page.getByRole("link", { name: "看全文" }).click();
    await page.waitForURL(/\/kept$/);
    await press(page, "就这样提交");
    assert.match(await page.content(), /没有脚本也不丢/);
    await page.goto("/kept");
    assert.match(await words(page), /没有留下的内容/);
  });

  await t.test("expired with files chosen: nothing is sent, the files stay in the page", async () => {
    const page = await house.as("jiao");
    await page.goto("/bureau/monitoring/new");
    const field = page.locator('main input[type="file"]').first();
    await field.setInputFiles({ name: "监测.csv", mimeType: "text/csv", buffer: Buffer.from("a,b\n1,2\n") });
    await ended(page);
    await page.locator('main form[enctype="multipart/form-data"]').first().evaluate((f) => { f.noValidate = true; f.requestSubmit(); });
    await page.locator(".fault-bar").waitFor();
    assert.match(await text(page), /登录已过期，还没有上传/);
    assert.equal(await field.evaluate((f) => f.files.length), 1);
    const beside = await page.context().newPage();
    await beside.goto("/signin");
    await login(beside, "jiao");
    await Promise.all([page.waitForResponse((r) => r.request().method() === "POST" && /monitoring/.test(r.url())),
      page.locator('main form[enctype="multipart/form-data"]').first().evaluate((f) => { f.noValidate = true; f.requestSubmit(); })]);
  });

  await t.test("two tabs: signed out in one covers the other, the same person uncovers it, nothing typed is lost", async () => {
    await li.goto(lesson);
    await li.getByLabel("正文").fill("写到一半");
    const tab = await li.context().newPage();
    await tab.goto("/teacher/lessons");
    await tab.locator("summary.who").click();
    await press(tab, "退出登录");
    await li.locator(".locked").waitFor();
    assert.match(await li.locator(".locked").innerText(), /已退出/);
    assert.equal(await li.getByText("断点课").first().isVisible(), false, "the page can be read under the cover");
    await login(tab, "song");
    await until("told that it is somebody else", async () => /另一个账号/.test(await li.locator(".locked").innerText()));
    await tab.locator("summary.who").click();
    await press(tab, "退出登录");
    await login(tab, "li");
    await li.locator(".locked").waitFor({ state: "detached" });
    assert.equal(await li.getByLabel("正文").inputValue(), "写到一半");
    await tab.close();
  });

  await t.test("two tabs: a form of one account is never done in the name of another", async () => {
    const page = await house.as("li", { javaScriptEnabled: false });
    await page.goto("/teacher/lessons/new");
    await page.getByLabel("课题").fill("不该记在别人名下");
    await page.getByLabel("学科").selectOption({ label: "数学" });
    await page.getByLabel("年级").first().selectOption({ label: "七年级" });
    const tab = await page.context().newPage();
    await ended(tab);
    await signIn(tab, "wang");
    await press(page, "建立草稿");
    assert.match(await text(page), /这一页是另一个账号打开的/);
    await tab.goto("/teacher/lessons");
    assert.doesNotMatch(await tab.content(), /不该记在别人名下/);
  });

  await t.test("two tabs: the later of two texts is shown beside the stored one", async () => {
    const beside = await li.context().newPage();
    await beside.goto(lesson);
    await li.goto(lesson);
    await li.getByLabel("正文").fill("先存的。");
    await press(li, "保存");
    await beside.getByLabel("正文").first().fill("后存的。");
    await press(beside, "保存");
    const seen = await beside.content();
    assert.match(seen, /先存的/);
    assert.match(seen, /后存的/);
    await beside.close();
  });

  await t.test("back: a refused form asks nothing and sends nothing when it is come back to or reloaded", async () => {
    await li.goto("/teacher/lessons/new");
    await li.getByLabel("课题").fill("字".repeat(3));
    await li.locator('form[action="/teacher/lessons"]').evaluate((f) => { f.noValidate = true; });
    await press(li, "建立草稿");
    assert.equal(await li.locator(".error-summary").count(), 1);
    assert.equal(new URL(li.url()).pathname, "/teacher/lessons/new");
    const sent = [];
    li.on("request", (r) => { if (r.method() === "POST" && !/session/.test(r.url())) sent.push(r.url()); });
    await li.reload();
    assert.equal(await li.locator(".error-summary").count(), 0);
    await li.goto("/teacher/lessons");
    await li.goBack();
    assert.match(await words(li), /课题/);
    assert.deepEqual(sent, []);
  });

  await t.test("back after signing out shows nobody's page", async () => {
    const page = await house.as("wang");
    await page.goto("/teacher/sheets");
    await page.locator("summary.who").click();
    await press(page, "退出登录");
    await page.goBack();
    await page.waitForLoadState();
    await until("sign-in or a cover", async () => new URL(page.url()).pathname === "/signin" || await page.locator(".locked").count() === 1);
  });

  await t.test("double click: one lesson, one notice, one assignment, and the button says that it works", async () => {
    await li.goto("/teacher/lessons/new");
    await li.getByLabel("课题").fill("双击一课");
    await li.getByLabel("学科").selectOption({ label: "数学" });
    await li.getByLabel("年级").first().selectOption({ label: "七年级" });
    let hold;
    await li.route("**/session", async (r) => { await new Promise((ok) => { hold = ok; setTimeout(ok, 1500); }); await r.continue(); });
    const button = li.getByRole("button", { name: "建立草稿" });
    await button.dblclick();
    assert.match(await button.getAttribute("class"), /is-busy/);
    hold();
    await li.waitForURL(/lessons\/[0-9a-f-]{36}/);
    await li.unroute("**/session");
    await li.goto("/teacher/lessons");
    assert.equal(await li.getByRole("link", { name: "双击一课" }).count(), 1);

    const ban = await house.as("ban");
    await ban.goto("/notices/new");
    await ban.getByLabel("标题").fill("双击一信");
    await ban.getByLabel("正文").fill("明天带尺子。");
    await ban.locator("main form").last().evaluate((f) => { f.noValidate = true; });
    await ban.locator("main form button").last().dblclick();
    await ban.waitForLoadState();
    nothingWrong(ban);
  });

  await t.test("the server restarts under a form: it says so calmly and sends by itself, once", async () => {
    await li.goto(lesson);
    await li.getByLabel("正文").fill("服务器重启以前写的。");
    await house.stop("SIGKILL");
    await li.getByRole("button", { name: "保存", exact: true }).first().click();
    await li.locator(".fault-bar").waitFor();
    assert.match(await li.locator(".fault-bar").innerText(), /可能正在重启/);
    assert.equal(await li.getByLabel("正文").inputValue(), "服务器重启以前写的。");
    const done = li.waitForNavigation({ timeout: 60000 });
    await house.start();
    await done; // signed in as before: sessions survive
    await li.goto(lesson);
    assert.match(await li.getByLabel("正文").inputValue(), /服务器重启以前写的/);
  });

  await t.test("the line is gone: the form stays, and what was changed meanwhile is not sent unasked", async () => {
    await li.goto(lesson);
    await li.getByLabel("正文").fill("断网时写的。");
    await li.context().setOffline(true);
    await li.getByRole("button", { name: "保存", exact: true }).first().click();
    await li.locator(".fault-bar").waitFor();
    assert.match(await li.locator(".fault-bar").innerText(), /网络断了/);
    await li.getByLabel("正文").fill("断网时写的，又改了。");
    await li.context().setOffline(false);
    await li.locator(".fault-bar", { hasText: "请再按一次" }).waitFor({ timeout: 30000 });
    await press(li, "保存");
    await li.goto(lesson);
    assert.match(await li.getByLabel("正文").inputValue(), /又改了/);
  });

  await t.test("a dropped file whose upload is cut by the server's end goes on and is one draft", async () => {
    const page = await house.as("li");
    await page.goto("/teacher/lessons");
    const cdp = await page.context().newCDPSession(page); // the line of a village: without it the file is there before it can be cut
    await cdp.send("Network.enable");
    await cdp.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 12 << 20 });
    const offsets = [];
    page.on("request", (r) => { if (r.method() === "PATCH") offsets.push(Number(r.headers()["upload-offset"])); });
    await page.locator("[data-drop]").evaluate((zone) => {
      const body = new Uint8Array(40 << 20);
      body.set(new TextEncoder().encode("\0\0\0\x18ftypisom\0\0\x02\0"));
      for (let i = 24; i < body.length; i += 997) body[i] = i % 251;
      const data = new DataTransfer();
      data.items.add(new File([body], "五年级数学 小数除法 微课.mp4", { type: "video/mp4", lastModified: 1 }));
      for (const kind of ["dragenter", "dragover", "drop"]) zone.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
    });
    await until("some of it has come", async () => Number(await page.locator(".uploads progress").getAttribute("value")) > 9 << 20);
    await house.stop("SIGKILL");
    await page.locator('.uploads li[data-state="again"]').waitFor();
    assert.match(await page.locator(".uploads").innerText(), /会自动重试/);
    await house.start();
    await page.waitForURL(/\/teacher\/drop$/, { timeout: 90000 });
    assert.ok(offsets.filter((n) => n === 0).length <= 2 && Math.max(...offsets) > 9 << 20, "it began anew: " + offsets);
    assert.deepEqual(await page.locator("input[name^=title-]").evaluateAll((all) => all.map((i) => i.value)), ["小数除法"]);
    await page.reload();
    assert.deepEqual(await page.locator("input[name^=title-]").evaluateAll((all) => all.map((i) => i.value)), ["小数除法"]);
  });

  await t.test("a session that is about to end is put off while somebody writes", async () => {
    const page = await house.device();
    await signIn(page, "li");
    await page.clock.install();
    await page.goto(lesson);
    await page.clock.fastForward("15:40:00");
    await page.getByLabel("正文").fill("还在写");
    const [r] = await Promise.all([page.waitForResponse((r) => /\/session\/stay$/.test(r.url())), page.clock.fastForward("00:15:00")]);
    assert.ok(r.status() === 200, "stay: " + r.status());
  });

  await t.test("a device whose clock is wrong is told where it matters, and the server's time counts", async () => {
    for (const [off, said] of [[86400e3, /快了 24 小时/], [-366 * 86400e3, /慢了 366 天/]]) {
      const page = await house.device();
      await page.addInitScript((off) => { const now = Date.now; Date.now = () => now() + off; }, off);
      await page.goto("/signin");
      assert.match(await words(page), said);
      await login(page, "li");
      await page.goto("/notices/new");
      nothingWrong(page);
    }
    await li.goto("/signin?next=/x");
    assert.doesNotMatch(await words(li), /这台设备的时间/);
  });

  await t.test("the server comes up with its clock set back: people stay signed in, the administrator is told and settles it", async () => {
    const page = await house.as("li");
    await house.stop("SIGTERM");
    house.day = new Date(Date.now() - 86400e3 * 2).toISOString().slice(0, 10);
    await house.start();
    const lessonNow = await page.goto(lesson);
    assert.equal(lessonNow.status(), 200);
    assert.equal(new URL(page.url()).pathname, lesson, "signed out by a clock");
    const sys = await house.as("sys");
    await sys.goto("/home");
    assert.match(await words(sys), /服务器的时钟被拨回去了/);
    await sys.getByRole("link", { name: "看时间" }).first().click();
    await sys.waitForURL(/\/admin\/certificate$/);
    assert.match(await words(sys), /服务器的时钟被拨回去了[\s\S]*登录、截止时间和作答的先后照原来的走|服务器的时间不对/);
    await accessible(sys);
    if (process.env.SHOTS) await sys.screenshot({ path: process.env.SHOTS + "/clock_1280.png" });
    await sys.locator("summary", { hasText: "现在的时间是对的" }).click();
    await sys.getByRole("button", { name: "确认", exact: true }).click();
    await until("settled", async () => !/时钟被拨回去了/.test(await words(sys)));
    nothingWrong(sys, page);
    await house.stop("SIGTERM");
    house.day = "";
    await house.start();
  });

  await t.test("no permission: what, who may, who grants, what to say, and nothing about whether it exists", async () => {
    const wang = await house.as("wang");
    const r = await wang.goto("/bureau/monitoring");
    assert.equal(r.status(), 403);
    const said = await words(wang);
    for (const w of [/看质量监测/, /教研员/, /谁能批/, /发给上面的人/]) assert.match(said, w);
    const pupil = await house.as("sq01");
    const there = await pupil.goto(lesson), saidThere = await words(pupil);
    const nowhere = await pupil.goto(lesson.replace(/[0-9a-f]{4}$/, "0000"));
    assert.equal(there.status(), 403);
    assert.equal(nowhere.status(), 403);
    const plain = (s) => s.replace(/请求编号 \S+/g, "");
    assert.equal(plain(saidThere), plain(await words(pupil)), "the refusal tells what exists");
    assert.doesNotMatch(saidThere, /谁能批/);
    nothingWrong(wang, pupil);
  });

  nothingWrong(li);
});
