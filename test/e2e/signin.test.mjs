// How pupils and classrooms come in: a card on an enrolled device and refused elsewhere, picture with digits, 换人 with answers that were
// not sent, and a board that a teacher's phone signs in until the bell.
import test from "node:test";
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { House, press, words, nothingWrong, until, makeLesson, submit, approve, assign } from "./house.mjs";

const run = promisify(execFile);

/** The registrar enrols a device for the first class; returns a browser that is this device. */
async function enrol(h, registrar, { name, kind = "共用平板或电脑", bind = true }) {
  await registrar.goto("/school/devices");
  await registrar.getByLabel("名称").first().fill(name);
  await registrar.getByLabel("类型").first().selectOption({ label: kind });
  if (bind) await registrar.getByLabel("绑定班级").first().selectOption({ label: "七年级(1)班" });
  await press(registrar, "生成登记码");
  const code = await registrar.locator("[data-code]").first().innerText();
  const page = await h.device();
  await page.goto("/device");
  await page.getByLabel("登记码").fill(code.toLowerCase());
  await press(page, "下一步");
  assert.match(await words(page), new RegExp(name));
  await press(page, "登记这台设备");
  return { page, code };
}

/** The class teacher prints something for the whole class; returns the file's path. */
async function print(teacher, button, path) {
  await teacher.goto("/school/cards");
  await teacher.getByRole("link", { name: "七年级(1)班" }).click();
  await teacher.waitForLoadState();
  await teacher.getByLabel("全班").check();
  const file = teacher.waitForEvent("download");
  await teacher.getByRole("button", { name: button }).click();
  await (await file).saveAs(path);
  return path;
}

/** The words on a printed sheet. */
async function textOf(path) { return (await run("pdftotext", ["-layout", path, "-"])).stdout; }

const pictures = ["太阳", "月亮", "星星", "大树", "花朵", "小鱼", "房子", "小船", "苹果", "雨伞", "汽车", "气球"];

/** name → picture and digits, from the teacher's list. */
function drawn(text) {
  const out = new Map();
  for (const m of text.matchAll(/^\s*\d+\s+(\S+)\s+(\S+)\s+(\d\d) (\d\d)\s*$/gm)) if (pictures.includes(m[2])) out.set(m[1], { picture: m[2], digits: m[3] + m[4] });
  return out;
}

async function enter(page, name, pin) {
  await page.locator(".lock-grid a", { hasText: name }).click();
  await page.waitForLoadState();
  await page.getByLabel(pin.picture, { exact: true }).check();
  await page.getByLabel("4个数字").fill(pin.digits);
  await press(page, "进去");
}

test("picture with digits, 换人 with unsent answers, each arrives under the right pupil", { timeout: 300000 }, async (t) => {
  const h = await House.open(t);
  const registrar = await h.as("jiaowu"), ban = await h.as("ban");
  const { page: tablet, code } = await enrol(h, registrar, { name: "讲台平板" });

  const again = await h.device();
  await again.goto("/device?code=" + code);
  assert.match(await words(again), /不对，或已用过/, "a code works once");

  const pins = drawn(await textOf(await print(ban, "生成图案和数字", h.dir + "/pins.pdf")));
  assert.ok(pins.size > 5, "the teacher's list names the class");

  // a practice that the whole class has
  const li = await h.as("li"), song = await h.as("song"), zhao = await h.as("zhao"), wang = await h.as("wang");
  await makeLesson(li, { title: "换人练习" });
  await submit(li, "海河教育集团");
  await approve("换人练习", song, zhao);
  await assign(wang, "换人练习", "学校设备");

  const open = async (page) => {
    await page.goto("/learn");
    await page.getByRole("link", { name: "换人练习" }).first().click();
    await page.waitForSelector("form[data-save-seal]");
  };
  const [a, b] = [...pins.keys()];
  await tablet.goto("/device");
  await enter(tablet, a, pins.get(a));
  await open(tablet);

  // The line to the answers breaks; the pages still come.
  const context = tablet.context();
  const cut = (route) => route.abort();
  await context.route(/\/answers$|\/device\/send$/, cut);
  const choose = (page, q, mark) => page.locator("fieldset[data-item]").nth(q).locator("label.option").nth(mark).click();
  await choose(tablet, 0, 1);
  await choose(tablet, 2, 0);
  await tablet.waitForFunction(() => Object.keys(localStorage).filter((k) => k.startsWith("tx:answer:p:")).length === 2);
  const stored = await tablet.evaluate(() => Object.keys(localStorage).filter((k) => k.startsWith("tx:answer:p:")).map((k) => localStorage.getItem(k)).join("\n"));
  assert.ok(!/a\.1\.|RESPONSE|body/.test(stored), "what is kept cannot be read: " + stored.slice(0, 200));

  // two taps: 换人, the own name
  await press(tablet, "换人");
  assert.equal(new URL(tablet.url()).pathname, "/device");
  await until("the lock screen counts", async () => (await tablet.locator(".lock-grid a", { hasText: a }).innerText()).includes("还有 2 条未交"));
  assert.ok(!(await tablet.locator(".lock-grid a", { hasText: b }).innerText()).includes("未交"));
  await tablet.goto("/learn");
  assert.notEqual(new URL(tablet.url()).pathname, "/learn", "the session of the one before has ended");
  await tablet.goto("/device");

  await enter(tablet, b, pins.get(b));
  await open(tablet);
  assert.equal(await tablet.locator("fieldset[data-item]").first().locator("input:checked").count(), 0, "the next pupil sees nothing of the one before");
  await choose(tablet, 0, 2);
  await press(tablet, "换人");
  await until("both are counted", async () => /还有 1 条未交/.test(await tablet.locator(".lock-grid a", { hasText: b }).innerText()));

  // The line is back: the lock screen sends for both, with nobody signed in.
  await context.unroute(/\/answers$|\/device\/send$/, cut);
  await tablet.reload();
  await until("nothing is left", async () => await tablet.evaluate(() => Object.keys(localStorage).filter((k) => k.startsWith("tx:answer:")).length) === 0);
  for (const [who, q, mark, n] of [[a, 0, 1, 2], [b, 0, 2, 1]]) {
    await tablet.goto("/device");
    await enter(tablet, who, pins.get(who));
    await open(tablet);
    const item = tablet.locator("fieldset[data-item]").nth(q);
    assert.ok(await item.locator("label.option").nth(mark).locator("input").isChecked(), `${who} finds the own answer`);
    assert.equal(await tablet.locator("fieldset[data-item] input:checked").count(), n, `${who} finds no answer of others`);
    await press(tablet, "换人");
  }

  // five wrong ones make this pupil wait here, and nobody else
  for (let i = 0; i < 5; i++) {
    await tablet.goto("/device");
    await enter(tablet, a, { ...pins.get(a), digits: pins.get(a).digits === "0000" ? "0001" : "0000" }).catch(() => {});
  }
  await tablet.goto("/device");
  await enter(tablet, a, pins.get(a));
  assert.match(await words(tablet), /试错次数太多/);
  const { page: second } = await enrol(h, registrar, { name: "后排平板" });
  await enter(second, a, pins.get(a));
  assert.equal(new URL(second.url()).pathname, "/learn", "on another tablet the same pupil gets in");
  // without a line 换人 hides the page at once, and tells the server when it can
  await second.context().setOffline(true);
  await second.getByRole("button", { name: "换人" }).click();
  assert.match(await second.locator(".locked").innerText(), /已锁上/);
  assert.ok(!(await second.locator("main").isVisible()), "the page of who has gone is not shown");
  await second.context().setOffline(false);
  await second.waitForURL(/\/device$/);
  await tablet.goto("/device");
  await enter(tablet, b, pins.get(b));
  assert.equal(new URL(tablet.url()).pathname, "/learn", "on this tablet another pupil gets in");

  // a revoked device is none
  await registrar.goto("/school/devices");
  const row = registrar.getByRole("row", { name: /讲台平板/ });
  await row.getByText("停用", { exact: true }).click();
  await press(registrar, "停用这台设备", row);
  await tablet.goto("/learn");
  assert.notEqual(new URL(tablet.url()).pathname, "/learn", "sessions on a revoked device have ended");
  await tablet.goto("/device");
  assert.match(await words(tablet), /登记这台设备/);
  nothingWrong(tablet, second, registrar, ban, again);
});

test("a card works on the school's device, is refused elsewhere and after it is revoked", { timeout: 180000 }, async (t) => {
  const h = await House.open(t);
  const registrar = await h.as("jiaowu"), ban = await h.as("ban");
  const { page: tablet } = await enrol(h, registrar, { name: "讲台平板" });
  const sheet = await print(ban, "打印登录卡", h.dir + "/cards.pdf");
  assert.match(await textOf(sheet), /七年级\(1\)班/);
  const cards = await scan(h, sheet);
  assert.ok(cards.length >= 10, `${cards.length} codes were read from the first page`);
  const [card, other] = cards;

  // at home: the card says why not, and nothing is signed in by looking
  const home = await h.device();
  await home.goto(new URL(card).pathname);
  assert.match(await words(home), /学校登记过的设备/);
  await home.goto("/learn");
  assert.equal(new URL(home.url()).pathname, "/signin");

  // a preview of the link does nothing: no button was pressed
  await tablet.goto(new URL(card).pathname);
  assert.equal(new URL(tablet.url()).pathname, "/c", "the secret does not stay in the address");
  const before = await tablet.context().cookies();
  assert.ok(!before.some((c) => c.name === "tx_session"), "no sign-in by GET");
  await press(tablet, "是我，登录");
  assert.equal(new URL(tablet.url()).pathname, "/learn");
  await press(tablet, "换人");

  // the scanner types the whole address
  await tablet.getByLabel("扫码枪的输入").fill(other);
  await press(tablet, "用卡登录");
  assert.equal(new URL(tablet.url()).pathname, "/learn");

  // revoked: the session of the card ends, the card is worth nothing
  await ban.goto("/school/cards");
  await ban.getByRole("link", { name: "七年级(1)班" }).click();
  await ban.waitForLoadState();
  await ban.getByLabel("全班").check();
  await ban.getByText("作废和取消").click();
  await press(ban, "作废登录卡");
  await tablet.goto("/learn");
  assert.notEqual(new URL(tablet.url()).pathname, "/learn");
  await tablet.goto(new URL(card).pathname);
  assert.match(await words(tablet), /已作废/);
  nothingWrong(tablet, home, registrar, ban);
});

/** The addresses in the QR codes of a sheet's first page: the page is drawn by poppler, the modules are read where the cards stand. */
async function scan(h, sheet) {
  await run("pdftoppm", ["-r", "150", "-gray", "-f", "1", "-l", "1", sheet, h.dir + "/sheet"]);
  const { readdir, readFile } = await import("node:fs/promises");
  const name = (await readdir(h.dir)).find((n) => /^sheet.*\.pgm$/.test(n));
  const raw = await readFile(`${h.dir}/${name}`);
  const m = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(raw.subarray(0, 40).toString("latin1"));
  const W = Number(m[1]), px = raw.subarray(m[0].length), mm = 150 / 25.4, out = [];
  const { readQR } = await import("./qr.mjs");
  for (let i = 0; i < 10; i++) {
    const x0 = (210 - 2 * 85.6) / 2 + (i % 2) * 85.6 + 85.6 - 37, y0 = (297 - 270) / 2 + Math.floor(i / 2) * 54 + 13.5;
    const dark = (fx, fy) => px[Math.round((y0 + fy * 32) * mm) * W + Math.round((x0 + fx * 32) * mm)] < 128;
    const text = readQR(dark);
    if (text) out.push(text);
  }
  return out;
}

test("a board is signed in by the teacher's phone and out at the bell", { timeout: 180000 }, async (t) => {
  const h = await House.open(t);
  const registrar = await h.as("jiaowu"), phone = await h.as("wang"), pupil = await h.as("sq01");
  const { page: board } = await enrol(h, registrar, { name: "一班大屏", kind: "教室大屏", bind: false });
  assert.equal(new URL(board.url()).pathname, "/board");
  let code = await board.locator("[data-code]").innerText(), number = await board.locator("[data-number]").innerText();

  await pupil.goto("/board/confirm?c=" + code);
  assert.match(await words(pupil), /没有这项权限/);

  // a wrong number ends the code: whoever relays it does not get a second guess
  await phone.goto("/board/confirm?c=" + code);
  assert.match(await words(phone), /一班大屏/);
  await phone.getByLabel("大屏上的两位数字").fill(number === "10" ? "11" : "10");
  await press(phone, "确认登录大屏");
  assert.match(await words(phone), /已作废/);
  await until("the board shows another code", async () => await board.locator("[data-code]").innerText().catch(() => code) !== code);
  code = await board.locator("[data-code]").innerText();
  number = await board.locator("[data-number]").innerText();

  // the bell rings in some seconds, without grace
  const bell = new Date(Date.now() + 25000).toLocaleTimeString("en-GB", { timeZone: "Asia/Shanghai" });
  if (bell < "00:01:00") return t.diagnostic("midnight in Shanghai: no bell follows today");
  await registrar.goto("/school/devices");
  await registrar.getByLabel("下课时间").fill(bell);
  await registrar.getByLabel("下课后保留").fill("0");
  await press(registrar, "保存");

  await phone.goto("/board/confirm?c=" + code);
  await phone.getByLabel("大屏上的两位数字").fill(number);
  await press(phone, "确认登录大屏");
  assert.match(await words(phone), /大屏几秒内打开/);
  await board.waitForURL(/\/teacher\/lessons/);
  assert.match(await words(board).then(() => board.locator(".leave").innerText()), /退出大屏/);
  await phone.goto("/teacher/lessons");
  assert.equal(new URL(phone.url()).pathname, "/teacher/lessons", "the phone stays as it is");
  await until("the bell has rung", async () => {
    await board.goto("/teacher/lessons");
    return new URL(board.url()).pathname === "/board";
  }, 40000);
  nothingWrong(board, phone, registrar, pupil);
});

test("number with the school's code, activation slips, no way out to elsewhere", { timeout: 120000 }, async (t) => {
  const h = await House.open(t);
  const page = await h.device();
  await page.goto("/signin/schools?q=" + encodeURIComponent("山前"));
  await press(page, /山前中学/);
  assert.equal(await page.getByLabel("学校短码").inputValue(), "sqzx", "the school is remembered");
  await page.getByLabel("账号").first().fill("20260101");
  await page.getByLabel("密码").first().fill("tongxue-demo");
  await press(page, "登录");
  assert.equal(new URL(page.url()).pathname, "/learn");

  for (const next of ["https://evil.test/", "//evil.test/", "/\\evil.test", "javascript:alert(1)", "/%09/evil.test"]) {
    const p = await h.device();
    await p.goto("/signin?next=" + encodeURIComponent(next));
    await p.getByLabel("账号").first().fill("wang");
    await p.getByLabel("密码").first().fill("tongxue-demo");
    await press(p, "登录");
    assert.equal(new URL(p.url()).origin, new URL(h.url).origin, next);
    await p.context().close();
  }

  await page.goto("/activate?code=ABCD-EFGH-JKLM");
  assert.match(await words(page), /不对，或已用过/);
  nothingWrong(page);
});
