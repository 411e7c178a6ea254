// What every browser test needs: the real binary on a demonstration region of its own, the real Chromium, and people signed in.
//
// A server is started with `demo` on a free port of this machine and a folder that is removed at the end. restart() ends it (politely,
// or with SIGKILL) and starts it again on the same folder and port, so that open pages live through it.
import { spawn, execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import { createHmac } from "node:crypto";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const run = promisify(execFile);

/** The program under test; ./run builds it. */
export const binary = process.env.TONGXUE_BIN || fail("TONGXUE_BIN names no program: start the tests with test/e2e/run");
const password = "tongxue-demo";
const root = resolve(import.meta.dirname || ".", "../..");

function fail(why) { throw new Error(why); }

/** corpus is the path of a sample file, or "" when the samples are absent. */
export function corpus(name) {
  const p = join(process.env.TONGXUE_CORPORA || join(root, "..", "shared", "data"), name);
  return existsSync(p) ? p : "";
}

export class House {
  /** Starts a server with a demonstration region. Give the test so that everything is ended with it. */
  static async open(t, { pupils = 120, region = "small", day = "" } = {}) {
    const h = new House();
    h.dir = await mkdtemp(join(tmpdir(), "tongxue-e2e-"));
    h.pupils = pupils;
    h.region = region;
    h.day = day;
    h.port = 0;
    await h.start();
    if (t) t.after(() => h.close());
    return h;
  }

  async start() {
    const p = spawn(binary, ["demo", "--addr", `127.0.0.1:${this.port}`, "--data", this.dir, "--pupils", String(this.pupils), "--region", this.region, ...(this.day ? ["--day", this.day] : [])], { stdio: ["ignore", "pipe", "pipe"] });
    this.process = p;
    this.ended = new Promise((ok) => p.once("exit", (code, signal) => ok({ code, signal })));
    let out = "", err = "";
    p.stderr.on("data", (d) => { err += d; this.errors = err; });
    await new Promise((ok, no) => {
      const late = setTimeout(() => no(new Error("the server was not ready after 60 s\n" + out + err)), 60000);
      p.stdout.on("data", (d) => {
        out += d;
        const m = /listening on (http:\/\/\S+)/.exec(out);
        if (m) { clearTimeout(late); this.url = m[1]; this.port = Number(new URL(this.url).port); ok(); }
      });
      p.once("exit", (code) => { clearTimeout(late); no(new Error(`the server ended with ${code}\n${out}${err}`)); });
    });
  }

  /** Ends the server; SIGTERM drains, SIGKILL is the cable pulled. */
  async stop(signal = "SIGTERM") {
    if (this.process.exitCode === null && this.process.signalCode === null) this.process.kill(signal);
    return this.ended;
  }

  async restart(signal) { await this.stop(signal); await this.start(); }

  async close() {
    if (this.browser) await this.browser.close();
    await this.stop();
    await rm(this.dir, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Runs a command of the program on this server's folder and reads its JSON. */
  async tongxue(...args) {
    const { stdout } = await run(binary, [...args, "--data", this.dir, "--json"], { maxBuffer: 64 << 20 });
    return JSON.parse(stdout);
  }

  async chromium() {
    this.browser ||= await chromium.launch({
      executablePath: process.env.TONGXUE_CHROMIUM || "/usr/bin/chromium", handleSIGINT: false,
      args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    });
    return this.browser;
  }

  /** A browser of its own for somebody, not signed in. Whatever goes wrong in its pages is kept in page.wrong. */
  async device(options = {}) {
    const context = await (await this.chromium()).newContext({ baseURL: this.url, locale: "zh-CN", timezoneId: "Asia/Shanghai", reducedMotion: "reduce", ...options });
    context.setDefaultTimeout(15000);
    const page = await context.newPage();
    watch(page);
    return page;
  }

  /** A page on which login is signed in. */
  async as(login, options) {
    const page = await this.device(options);
    await signIn(page, login);
    return page;
  }
}

/** watch collects script errors, refused policies and answers of the server that are its own fault. */
export function watch(page) {
  page.wrong = [];
  page.on("pageerror", (e) => page.wrong.push(`script: ${e.message} at ${page.url()} ${(e.stack || "").split("\n")[1] || ""}`));
  page.on("console", (m) => {
    if (m.type() === "error" && !/Failed to load resource|net::ERR/.test(m.text())) page.wrong.push("console: " + m.text());
  });
  page.on("response", (r) => { if (r.status() >= 500) page.wrong.push(`${r.status()} ${r.request().method()} ${r.url()}`); });
}

export async function signIn(page, login) {
  await page.goto("/signin");
  await page.getByLabel("账号", { exact: false }).first().fill(login);
  await page.getByLabel("密码", { exact: false }).first().fill(password);
  await Promise.all([page.waitForURL((u) => u.pathname !== "/signin"), page.getByRole("button", { name: "登录", exact: true }).click()]);
}

/** The code that a phone shows (RFC 6238). */
export function phone(secret, at = Date.now()) {
  const bits = [...secret.replace(/\s/g, "")].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2))), step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30000)));
  const sum = createHmac("sha1", key).update(step).digest(), o = sum[19] & 15;
  return String((sum.readUInt32BE(o) & 0x7fffffff) % 1e6).padStart(6, "0");
}

/** Sets one-time codes up for whoever is signed in: behind `serve`, wide rights open nothing before. */
export async function secondFactor(page) {
  await page.goto("/account");
  await press(page, "设置动态口令");
  await page.getByLabel("六位动态口令").fill(phone(await page.locator("main code").first().innerText()));
  await press(page, "启用");
}

/** Presses a button that leads to another page and waits for that page. */
export async function press(page, name, scope = page) {
  const button = scope.getByRole("button", typeof name === "string" ? { name, exact: true } : { name }).first();
  await Promise.all([page.waitForNavigation(), button.click()]);
}

/** The text of the page's content as a person reads it. */
export async function words(page) { return (await page.locator("main, body").first().innerText()).replace(/\s+/g, " "); }

/** Fails when the page said that something went wrong. */
export function nothingWrong(...pages) {
  for (const p of pages) assert.deepEqual(p.wrong, [], "the browser met errors");
}

/** What the six items hold; the words marked with 秘 are for teachers only until a pupil has handed in. */
export const items = [
  { kind: "单选", prompt: "下列哪个是质数？", choices: ["四", "七", "九"], correct: ["B"], feedback: "讲解秘一：七只有一和它本身两个因数。" },
  { kind: "多选", prompt: "下列哪些是偶数？", choices: ["二", "三", "六", "九"], correct: ["A", "C"], feedback: "讲解秘二：能被二整除。" },
  { kind: "判断", prompt: "零是整数。", correct: ["对"], feedback: "讲解秘三：整数包括零。" },
  { kind: "填空", prompt: "我国的首都是____。", accept: ["北京秘", "北京市秘"], feedback: "讲解秘四：在华北。" },
  { kind: "数值", prompt: "二分之一写成小数是____。", accept: ["0.5"], feedback: "讲解秘五：一除以二。" },
  { kind: "简答", prompt: "为什么零不能做除数？", accept: ["参考秘六：没有数乘零得非零。"], points: "4", feedback: "讲解秘六：想一想乘法。" },
];

/** Types one item into the editor's form, which is open. */
export async function fillItem(page, it) {
  await page.getByLabel("题干").fill(it.prompt);
  for (const [i, text] of (it.choices || []).entries()) await page.locator(`[name="choices[${i}].text"]`).fill(text);
  for (const c of it.correct || []) await page.locator('[id^="f-correct"]').getByLabel(c, { exact: true }).check();
  for (const [i, text] of (it.accept || []).entries()) await page.locator(`[name="accept[${i}]"]`).fill(text);
  if (it.points) await page.locator('[name="points"]').fill(it.points);
  await page.getByLabel("讲解").fill(it.feedback);
}

/** A teacher makes a lesson with a practice of the given items and leaves the page at its editor. Returns its address. */
export async function makeLesson(page, { title, chapter = "第一章 数", body = "# 目标\n认识数。", list = items } = {}) {
  await page.goto("/teacher/lessons/new");
  await page.getByLabel("课题").fill(title);
  await page.getByLabel("学科").selectOption({ label: "数学" });
  await page.getByLabel("年级", { exact: false }).first().selectOption({ label: "七年级" });
  await page.getByLabel("章节").fill(chapter);
  await page.getByLabel("正文").fill(body);
  await press(page, "建立草稿");
  const address = new URL(page.url()).pathname;
  await press(page, "添加练习");
  const paper = new URL(page.url()).pathname;
  for (const it of list) {
    await page.goto(paper);
    await page.getByRole("link", { name: it.kind, exact: true }).click();
    await page.waitForURL(/items\/new/);
    await fillItem(page, it);
    await press(page, "保存");
  }
  await page.goto(address);
  return { address, paper };
}

/** The author sends the lesson that is open to be reviewed, for the readers with that name. */
export async function submit(page, readers, name = "李文澜") {
  await page.getByLabel(readers).check();
  await page.getByLabel("承诺人签名").fill(name);
  await press(page, "送审");
}

/** Reviewers approve the stages of the version with that title, each claims it first. */
export async function approve(title, ...reviewers) {
  for (const page of reviewers) {
    await claim(page, title);
    for (const fine of await page.getByLabel("符合").all()) await fine.check();
    await press(page, "通过");
  }
}

/** A reviewer claims the version with that title and has its checklist open. */
export async function claim(page, title) {
  await page.goto("/review");
  await page.getByRole("link", { name: title }).first().click();
  await press(page, "领取并审核");
}

/** A teacher assigns the lesson with that title; returns the address of the assignment. */
export async function assign(page, title, mode) {
  await until("the index knows " + title, async () => { // it reads along a moment later
    await page.goto("/teacher/library?q=" + encodeURIComponent(title));
    return await page.getByRole("link", { name: title }).count() > 0;
  });
  await page.getByRole("link", { name: title }).first().click();
  await page.getByRole("link", { name: "布置练习" }).click();
  await page.getByLabel(mode).check();
  await press(page, "布置");
  return new URL(page.url()).pathname;
}

/** until waits for what consumers do a moment later. */
export async function until(what, ok, ms = 15000) {
  for (const end = Date.now() + ms; Date.now() < end;) {
    if (await ok()) return;
    await new Promise((r) => setTimeout(r, 150));
  }
  assert.fail("waited in vain: " + what);
}

/** One account of each role, "" for nobody; sq13 has not handed in yet, sq01 has. */
export const roles = ["", "li", "zhao", "wang", "sq13", "sq01", "qian", "ju", "jiao", "sys", "audit"];

/** Who came with rosters, sign-in and access: the office, a class teacher, a mother, a new teacher without a basis, the inspector, security. */
export const newcomers = ["jiaowu", "ban", "jia", "xin", "du", "sec"];

/** The form of an address: without its ids and query. */
export function formOf(path) {
  const form = path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "{}").replace(/\?.*/, "");
  // most books of the demonstration's catalogue are alike, without chapters: those whose name is in Chinese are one form; the items of an exam are another
  return form.replace(/^(\/national\/books\/)[^/]*%[^/]*/, "$1{}").replace(/^(\/teacher\/exams\/.*\/items\/)\d+$/, "$1{}");
}

/** Whether an address leads to a file instead of a page. */
function isFile(path) { return /\/files\/|\/media\/|\/assets|download|\.(pdf|xlsx|csv|json|xml)(\?|$)/.test(path); }

/**
 * Finds one page of each form that somebody can open, beginning with all routes without a path value that the program lists, and calls
 * look(path, open) on each; open() brings it into the browser. Returns the addresses. Pages are read for their links without the
 * browser, which takes a tenth of the time: links are in what the server sends, since all of it works without scripts.
 */
export async function crawl(house, page, look) {
  house.routes ||= (await house.tongxue("doctor")).routes.map((r) => r.pattern).filter((p) => /^GET [^{]*$/.test(p) && !/\/xapi/.test(p) && !isFile(p)).map((p) => p.slice(4));
  assert.ok(house.routes.length > 10, "the program lists its routes");
  const tried = new Set(), forms = new Map(), found = [], queue = ["/", ...house.routes];
  while (queue.length) {
    const path = queue.shift();
    // two more of a form are read for their links: a lesson with a practice leads to other pages than one without
    if (tried.has(path) || (forms.get(formOf(path)) || 0) > 2) continue;
    tried.add(path);
    const r = await page.request.get(path, { headers: { accept: "text/html", "accept-language": "zh-CN" } });
    if (r.status() >= 500) page.wrong.push(`${r.status()} GET ${r.url()}`);
    const url = new URL(r.url()), here = url.pathname + url.search, form = formOf(here);
    if (here !== path && tried.has(here) || r.status() !== 200 || !/html/.test(r.headers()["content-type"] || "")) continue;
    tried.add(here);
    const n = forms.get(form) || 0;
    forms.set(form, n + 1);
    for (const href of linksIn(await r.text())) if (!isFile(href) && !tried.has(href)) queue.push(href);
    if (n > 0) continue;
    found.push(here);
    await look(here, () => page.goto(here));
  }
  return found;
}

/** The addresses of this server that a page links to, in their order, without fragments. */
function linksIn(html) {
  return [...html.matchAll(/<a\s[^>]*?href="(\/[^"]*)"/g)].map((m) => m[1].replace(/&#39;/g, "'").replace(/&#34;|&quot;/g, '"').replace(/&amp;/g, "&").replace(/#.*/, ""));
}
