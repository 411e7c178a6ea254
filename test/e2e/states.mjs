// The pages of how people come in, in the states that a crawl does not reach: half-filled and refused forms, what is shown once, lists
// with something in them, papers. Each scene goes its way through the pages and calls shoot(page, name) where somebody should look.
// A scene that gets stuck is told and left; the others go on.
import { spawn, execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { binary, phone, press } from "./house.mjs";

const run = promisify(execFile);

/** Downloads what a button makes and turns its first two pages into pictures. */
async function paper(page, button, out, name) {
  const file = page.waitForEvent("download");
  await page.getByRole("button", { name: button }).first().click();
  const path = join(out, name + ".pdf");
  await (await file).saveAs(path);
  await run("pdftoppm", ["-r", "60", "-png", "-f", "1", "-l", "2", path, join(out, name)]).catch((e) => console.log(name, "pdftoppm:", e.code));
  return path;
}

/** Lets the server answer what the browser would refuse by itself. */
async function loose(page) { await page.locator("form").evaluateAll((all) => all.forEach((f) => { f.noValidate = true; })); }

/** The class's page of cards. */
async function cards(page) {
  await page.goto("/school/cards");
  if (!/classes/.test(page.url())) await page.getByRole("link", { name: "七年级(1)班" }).first().click();
  await page.waitForLoadState();
}

async function enrol(house, registrar, name, kind) {
  await registrar.goto("/school/devices");
  await registrar.getByLabel("名称").first().fill(name);
  await registrar.getByLabel("类型").first().selectOption({ label: kind });
  await registrar.getByLabel("绑定班级").first().selectOption({ label: "七年级(1)班" });
  await press(registrar, "生成登记码");
  const code = await registrar.locator("[data-code]").first().innerText();
  const page = await house.device();
  await page.goto("/device");
  await page.getByLabel("登记码").fill(code);
  await press(page, "下一步");
  return page;
}

/** scenes in the order in which they build on each other. */
const scenes = {
  async signin(house, shoot) {
    const page = await house.device();
    await page.goto("/signin");
    await page.getByLabel("账号").first().fill("li");
    await page.getByLabel("密码").first().fill("wrong");
    await press(page, "登录");
    await shoot(page, "wrong");
    await page.goto("/signin/schools?q=山前");
    await shoot(page, "schools");
    await press(page, /山前/);
    await shoot(page, "school");
    await page.goto("/signin/schools?q=不存在");
    await shoot(page, "noschool");
    await page.goto("/activate");
    await page.getByLabel("激活码").fill("AAAA-AAAA-AAAA");
    await press(page, "下一步");
    await shoot(page, "slipwrong");
    await page.goto("/signin");
    for (let i = 0; i < 7; i++) {
      await page.goto("/signin?form=1");
      await page.getByLabel("账号").first().fill("20260105");
      await page.getByLabel("密码").first().fill("wrong" + i);
      await press(page, "登录");
    }
    await shoot(page, "wait");
  },

  async roles(house, shoot) {
    const page = await house.as("qian");
    await page.goto("/school/roles");
    const form = page.locator("form[action$='/person']");
    await form.locator("[name=role]").selectOption({ label: "教师" });
    await form.getByLabel("登录名").fill("bad login");
    await form.getByLabel("姓名").fill("新来的");
    await press(page, "添加并安排身份");
    await shoot(page, "refused");
    await form.getByLabel("登录名").fill("xinlai");
    await press(page, "添加并安排身份");
    await shoot(page, "made");
    const code = /[0-9A-Z]{4}[- ][0-9A-Z]{4}[- ][0-9A-Z]{4}/.exec(await page.locator("main").innerText());
    if (!code) throw new Error("no code on the page");
    const fresh = await house.device();
    await fresh.goto("/activate");
    await fresh.getByLabel("激活码").fill(code[0]);
    await press(fresh, "下一步");
    await shoot(fresh, "activate");
    await fresh.getByLabel("新密码").fill("short");
    await fresh.getByLabel("再输一次").fill("other");
    await press(fresh, "设好密码并登录");
    await shoot(fresh, "activate_refused");
    await fresh.getByLabel("新密码").fill("秋天的第一场雨 42");
    await fresh.getByLabel("再输一次").fill("秋天的第一场雨 42");
    await press(fresh, "设好密码并登录");
    await shoot(fresh, "first");
  },

  async people(house, shoot) {
    const page = await house.as("jiaowu");
    await page.goto("/school/people?tab=staff");
    await shoot(page, "staff");
    await page.goto("/school/people?q=王");
    await shoot(page, "found");
    await page.goto("/school/people?q=没有这个人");
    await shoot(page, "none");
    await page.goto("/school/people?q=20260101");
    await page.locator("main table a").first().click();
    await page.waitForLoadState();
    await page.locator("details.more > summary").evaluateAll((all) => all.forEach((s) => { s.parentElement.open = true; }));
    await shoot(page, "person");
    const person = page.url();
    await page.goto(person + "?guardian=郭");
    await shoot(page, "guardian");
    await page.goto("/school/people");
    await page.getByRole("link", { name: "添加学生" }).click();
    await page.waitForLoadState();
    await page.getByLabel("姓名").first().fill("120119201305014321");
    await page.getByLabel("班级").first().selectOption({ index: 1 });
    await page.getByLabel("学号").first().fill("20260101");
    await press(page, "添加");
    await shoot(page, "addrefused");
    await page.goto("/school/people?tab=staff");
    await page.getByRole("link", { name: "王秀峰" }).first().click();
    await page.waitForLoadState();
    await shoot(page, "teacher");
  },

  async devices(house, shoot, out) {
    const registrar = await house.as("jiaowu");
    await registrar.goto("/school/devices");
    await registrar.getByLabel("学校网络").fill("school");
    await registrar.getByLabel("下课时间").fill("10:00 09:00");
    await press(registrar, "保存");
    await shoot(registrar, "refused");
    const page = await house.device();
    await page.goto("/device");
    await page.getByLabel("登记码").fill("AAAA-AAAA");
    await press(page, "下一步");
    await shoot(page, "wrong");
    const tablet = await enrol(house, registrar, "七(1)班平板", "共用平板或电脑");
    await shoot(registrar, "codes");
    await shoot(tablet, "enrol");
    await press(tablet, "登记这台设备");
    await shoot(tablet, "lock");
    await tablet.getByLabel("扫码枪的输入").fill("nonsense");
    await press(tablet, "用卡登录");
    await shoot(tablet, "card_refused");
    await tablet.goto("/device");
    await tablet.locator(".lock-grid a").first().click();
    await tablet.waitForLoadState();
    await shoot(tablet, "password");
    const ban = await house.as("ban");
    await cards(ban);
    await ban.locator("details.more > summary").first().click();
    await press(ban, "打印登录卡");
    await shoot(ban, "cards_none");
    await ban.getByLabel("全班").check();
    await paper(ban, "打印登录卡", out, "state_cards_pdf");
    await cards(ban);
    await ban.getByLabel("全班").check();
    const pins = await paper(ban, "生成图案和数字", out, "state_pins_pdf");
    await cards(ban);
    await shoot(ban, "cards");
    await ban.locator("input[name=who]").last().check();
    await paper(ban, "打印激活单", out, "state_slips_pdf").catch((e) => console.log("slips", e.message));
    await registrar.goto("/school/slips");
    await registrar.locator("input[name=who]").first().check();
    await paper(registrar, "打印激活单", out, "state_staffslips_pdf");
    await registrar.goto("/school/slips");
    await press(registrar, "打印激活单").catch(() => {});
    await shoot(registrar, "slips_none");
    await tablet.goto("/device");
    await tablet.locator(".lock-grid a").first().click();
    await tablet.waitForLoadState();
    await shoot(tablet, "pin");
    const { stdout } = await run("pdftotext", ["-layout", pins, "-"]);
    const [, , picture, a, b] = /^\s*\d+\s+(\S+)\s+(\S+)\s+(\d\d) (\d\d)\s*$/m.exec(stdout);
    await tablet.getByLabel("太阳", { exact: true }).check();
    await tablet.getByLabel("4个数字").fill("0000");
    await press(tablet, "进去");
    await shoot(tablet, "pin_wrong");
    await tablet.getByLabel(picture, { exact: true }).check();
    await tablet.getByLabel("4个数字").fill(a + b);
    await press(tablet, "进去");
    await shoot(tablet, "inside");
    await registrar.goto("/school/devices");
    await shoot(registrar, "list");
  },

  async board(house, shoot) {
    const registrar = await house.as("jiaowu"), li = await house.as("wang");
    const screen = await enrol(house, registrar, "七(1)班大屏", "教室大屏");
    await press(screen, "登记这台设备");
    await shoot(screen, "wait");
    const code = await screen.locator("[data-code]").innerText(), number = await screen.locator("[data-number]").innerText();
    await li.goto("/board/confirm");
    await li.getByLabel("大屏上的编码").fill("AAAAAAAA");
    await press(li, "下一步");
    await shoot(li, "wrongcode");
    await li.goto("/board/confirm?c=" + code.replace(/\W/g, ""));
    await shoot(li, "confirm");
    await li.getByLabel("大屏上的两位数字").fill(number);
    await press(li, "确认登录大屏");
    await shoot(li, "confirmed");
    await screen.waitForURL((u) => u.pathname !== "/board", { timeout: 15000 });
    await shoot(screen, "inside");
    await screen.goto("/board?round=99");
    await shoot(screen, "rest");
  },

  async access(house, shoot) {
    const registrar = await house.as("jiaowu"), leader = await house.as("qian"), xin = await house.as("xin");
    await xin.goto("/access/ask");
    await loose(xin);
    await press(xin, "提交申请");
    await shoot(xin, "ask_refused");
    await xin.getByLabel("班级").first().selectOption({ index: 1 });
    await xin.getByLabel("为什么要看").fill("接手八年级(1)班，开学前了解上学期的练习情况。");
    await press(xin, "提交申请");
    await shoot(xin, "asked");
    await xin.goto("/teacher/assignments");
    await shoot(xin, "nobasis");
    await leader.goto("/access/requests");
    await shoot(leader, "requests");
    await press(leader, "不批准");
    await shoot(leader, "refuse_why");
    await leader.goto("/access/requests");
    await press(leader, "批准");
    await shoot(leader, "approved");
    await xin.goto("/access/ask");
    await shoot(xin, "granted");
    await registrar.goto("/access");
    await press(registrar, "整理待批清单");
    await shoot(registrar, "prepared");
    await leader.goto("/access");
    await shoot(leader, "waiting");
    await leader.getByRole("link", { name: "查看并批准" }).click();
    await leader.waitForLoadState();
    await shoot(leader, "sheet");
    await press(leader, "不批准");
    await shoot(leader, "sheet_why");
    await press(leader, "批准这份清单");
    await shoot(leader, "sheet_approved");
  },

  async account(house, shoot) {
    const page = await house.as("jiaowu"), other = await house.as("jiaowu");
    await page.goto("/account");
    await shoot(page, "two");
    await page.goto("/account/password");
    await page.getByLabel("现在的密码").fill("wrong");
    await page.getByLabel("新密码", { exact: false }).first().fill("short");
    await page.getByLabel("再输一次新密码").fill("different");
    await press(page, "改密码");
    await shoot(page, "password_refused");
    await page.goto("/account");
    await press(page, "设置动态口令");
    await shoot(page, "totp");
    const secret = await page.locator("main code").first().innerText();
    await page.getByLabel("六位动态口令").fill("000000");
    await press(page, "启用");
    await shoot(page, "totp_refused");
    await page.getByLabel("六位动态口令").fill(phone(secret));
    await press(page, "启用");
    await shoot(page, "recovery");
    await page.goto("/account");
    await shoot(page, "on");
    await other.goto("/account/factor");
    await shoot(other, "factor");
    await other.getByLabel("动态口令或恢复码").fill("000000");
    await press(other, "验证");
    await shoot(other, "factor_refused");
  },

  async notices(house, shoot) {
    const ban = await house.as("ban"), jia = await house.as("jia"), pupil = await house.as("sq01");
    await jia.goto("/inbox");
    await shoot(jia, "inbox");
    await jia.getByRole("link", { name: /家长会/ }).click();
    await jia.waitForLoadState();
    await shoot(jia, "letter");
    await press(jia, "已知悉");
    await shoot(jia, "known");
    await pupil.goto("/inbox");
    await shoot(pupil, "pupil");
    await pupil.getByRole("link", { name: /体育课/ }).click();
    await pupil.waitForLoadState();
    await shoot(pupil, "pupil_letter");
    await ban.goto("/notices");
    await shoot(ban, "list");
    await ban.getByRole("link", { name: /家长会/ }).click();
    await ban.waitForLoadState();
    await shoot(ban, "sent");
    const sent = ban.url();
    await ban.goto(sent + "/slips?all=1");
    await shoot(ban, "slips");
    await ban.goto("/notices/new");
    await loose(ban);
    await press(ban, "预览");
    await shoot(ban, "refused");
    await ban.getByLabel("标题").fill("本周成绩排名通报");
    await ban.getByLabel("正文").fill("# 安排\n\n- 第一条\n- 第二条");
    await press(ban, "预览");
    await shoot(ban, "preview");
    await ban.goto(sent);
    await ban.getByText("撤回通知", { exact: true }).first().click();
    await shoot(ban, "withdrawing");
    await ban.getByLabel("原因").fill("时间改了");
    await press(ban, "撤回通知", ban.locator("main"));
    await shoot(ban, "withdrawn");
    await jia.goto("/inbox");
    await shoot(jia, "inbox_withdrawn");
  },

  async rights(house, shoot) {
    const jia = await house.as("jia"), registrar = await house.as("jiaowu"), pupil = await house.as("sq01");
    await jia.goto("/my/data");
    await jia.locator("main a").first().click();
    await jia.waitForLoadState();
    await shoot(jia, "data");
    const data = jia.url();
    await jia.goto(data + "/ask?kind=correct");
    await jia.getByLabel("应该是").fill("2030-99-99");
    await jia.getByLabel("哪一项写错了").selectOption({ label: "出生日期" });
    await press(jia, "提交申请");
    await shoot(jia, "refused");
    await jia.getByLabel("哪一项写错了").selectOption({ label: "性别" });
    await jia.getByLabel("应该是").fill("女");
    await press(jia, "提交申请");
    await shoot(jia, "asked");
    await jia.goto(data + "/ask?kind=erase");
    await shoot(jia, "erase");
    await jia.goto(data + "/ask?kind=copy");
    await press(jia, "提交申请");
    await registrar.goto("/rights");
    await shoot(registrar, "desk");
    await registrar.getByRole("link", { name: "更正个人信息" }).first().click();
    await registrar.waitForLoadState();
    await shoot(registrar, "answer");
    await press(registrar, "不予办理");
    await shoot(registrar, "why");
    await press(registrar, /同意/);
    await shoot(registrar, "answered");
    await registrar.goto(registrar.url() + "/print");
    await shoot(registrar, "print");
    await jia.goto(data);
    await shoot(jia, "data_after");
    await jia.getByRole("link", { name: "更正个人信息" }).first().click();
    await jia.waitForLoadState();
    await shoot(jia, "answer_read");
    await pupil.goto("/my/data");
    await shoot(pupil, "own");
    const niu = await house.as("niu");
    await niu.goto("/family");
    await shoot(niu, "family");
    await niu.getByRole("link", { name: /同意与不同意/ }).first().click();
    await niu.waitForLoadState();
    await shoot(niu, "consents");
  },

  async hats(house, shoot) {
    const page = await house.as("wang");
    await page.goto("/teacher/lessons");
    for (const d of await page.locator("header details").all()) await d.evaluate((x) => { x.open = true; });
    await shoot(page, "menu");
    const du = await house.as("du");
    await du.goto("/register");
    await shoot(du, "register");
    await du.goto("/register/homework");
    await shoot(du, "homework");
    await du.goto("/school/people");
    await shoot(du, "denied");
  },

  async setup(house, shoot) {
    const dir = await mkdtemp(join(tmpdir(), "tongxue-setup-"));
    const p = spawn(binary, ["serve", "--data", dir, "--addr", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "pipe"] });
    try {
      let out = "";
      p.stderr.on("data", (d) => { out += d; });
      await new Promise((ok, no) => {
        p.stdout.on("data", (d) => { out += d; if (/listening on/.test(out)) ok(); });
        p.once("exit", () => no(new Error(out)));
        setTimeout(() => no(new Error("not ready: " + out)), 30000);
      });
      const url = /listening on (http:\S+)/.exec(out)[1];
      const { readFile } = await import("node:fs/promises");
      const code = (await readFile(join(dir, "setup-code"), "utf8")).trim();
      const page = await house.device({ baseURL: url });
      await page.goto("/");
      await shoot(page, "code");
      await page.getByLabel("设置码").fill("AAAAAAAAAAAA");
      await press(page, "开始设置");
      await shoot(page, "code_wrong");
      await page.getByLabel("设置码").fill(code);
      await press(page, "开始设置");
      await shoot(page, "region");
      await press(page, "区域正确，下一步");
      const person = async (name, login) => {
        await page.locator("[name=name]").fill(name);
        await page.locator("[name=login]").fill(login);
        await page.locator("[name=password]").fill("海河边的风 2026");
        await page.getByLabel("再输一遍密码").fill("海河边的风 2026");
      };
      await shoot(page, "admin");
      await page.getByLabel("姓名").fill("甲");
      await page.getByLabel("登录名").fill("bad login");
      await page.locator("[name=password]").fill("short");
      await page.getByLabel("再输一遍密码").fill("other");
      await press(page, "保存，下一步");
      await shoot(page, "admin_refused");
      for (const [name, login] of [["郑安", "sys1"], ["唐守", "sec1"], ["冯正", "aud1"]]) {
        await person(name, login);
        await press(page, "保存，下一步");
      }
      await shoot(page, "school");
      await page.getByLabel("名称").fill("新建中学");
      await page.getByLabel("学校标识码").fill("2112000001");
      await page.getByLabel("学校短码").fill("BAD CODE");
      await press(page, "保存，下一步");
      await shoot(page, "school_refused");
      await page.getByLabel("学校短码").fill("xjzx");
      await press(page, "保存，下一步");
      await shoot(page, "leader");
      await person("钱校长", "leader1");
      await page.getByLabel("教务的姓名").fill("许教务");
      await page.getByLabel("教务的登录名").fill("office1");
      await press(page, "完成设置");
      await shoot(page, "done");
      await press(page, "去登录").catch(() => page.goto("/signin"));
      await shoot(page, "signin");
      await page.getByLabel("账号").first().fill("leader1");
      await page.getByLabel("密码").first().fill("海河边的风 2026");
      await press(page, "登录");
      await shoot(page, "leader_first");
      await page.goto("/access");
      await shoot(page, "leader_access");
    } finally {
      p.kill("SIGTERM");
      await new Promise((ok) => p.once("exit", ok));
      await rm(dir, { recursive: true, force: true, maxRetries: 5 });
    }
  },

  async install(house, shoot) {
    const dir = await mkdtemp(join(tmpdir(), "tongxue-tls-"));
    const p = spawn(binary, ["serve", "--data", dir, "--addr", "127.0.0.1:18443", "--tls", "own-ca", "--base-url", "https://tongxue.lan:18443", "--http-addr", "127.0.0.1:18080"], { stdio: ["ignore", "pipe", "pipe"] });
    try {
      let out = "";
      p.stderr.on("data", (d) => { out += d; });
      await new Promise((ok, no) => {
        p.stdout.on("data", (d) => { out += d; if (/listening on https/.test(out)) ok(); });
        p.once("exit", () => no(new Error(out)));
      });
      const page = await house.device({ baseURL: "http://127.0.0.1:18080" });
      await page.goto("/install");
      await page.waitForTimeout(1500);
      await shoot(page, "start");
      const links = await page.locator("main a[href^='/install/']").evaluateAll((all) => [...new Set(all.map((a) => a.getAttribute("href")))]);
      for (const href of links.filter((h) => !/file/.test(h))) {
        await page.goto(href);
        await page.waitForTimeout(600);
        await shoot(page, href.replace(/\W+/g, "_").slice(9));
      }
    } finally {
      p.kill("SIGTERM");
      await new Promise((ok) => p.once("exit", ok));
      await rm(dir, { recursive: true, force: true, maxRetries: 5 });
    }
  },
};

/** Goes through the scenes (all, or those named) and pictures each state at the width of a phone and of a desk. */
export async function states(house, out, names = []) {
  for (const [scene, go] of Object.entries(scenes)) {
    if (names.length && !names.includes(scene)) continue;
    const shoot = async (page, name) => {
      for (const [width, height] of [[390, 844], [1280, 900]]) {
        await page.setViewportSize({ width, height });
        await page.waitForTimeout(150);
        await page.screenshot({ path: join(out, `state_${scene}_${name}_${width}.png`), fullPage: true });
      }
    };
    const before = new Set(house.browser?.contexts());
    try {
      await go(house, shoot, out);
      console.log("scene", scene);
    } catch (e) {
      console.log("scene", scene, "stopped:", e.message.split("\n").slice(0, 6).join(" | "));
    }
    for (const c of house.browser.contexts()) if (!before.has(c)) await c.close();
  }
  return (await readdir(out)).filter((n) => n.startsWith("state_")).length;
}
