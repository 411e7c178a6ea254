// Files in a browser: a line that is cut while a file goes up, a document that is read in its page, and web pages of people that never
// run on the address of the product.
import { test } from "node:test";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accessible } from "./axe.mjs";
import { House, makeLesson, nothingWrong, press, until, words } from "./house.mjs";

const shots = process.env.SHOTS;
async function look(page, name) {
  await page.evaluate(() => { document.activeElement?.blur(); scrollTo(0, 0); });
  await accessible(page);
  if (!shots) return;
  const size = page.viewportSize();
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    await page.waitForTimeout(400);
    await page.screenshot({ path: join(shots, `files_${name}_${width}.png`), fullPage: true });
  }
  await page.setViewportSize(size);
}

const has = (program) => { try { execFileSync("sh", ["-c", `command -v ${program}`]); return true; } catch { return false; } };

/** A PDF of some pages with a sentence each. */
function pdf(pages) {
  const parts = ["%PDF-1.4\n"], at = [];
  const add = (n, body) => { at[n] = parts.join("").length; parts.push(`${n} 0 obj\n${body}\nendobj\n`); };
  add(1, "<< /Type /Catalog /Pages 2 0 R >>");
  add(2, `<< /Type /Pages /Count ${pages} /Kids [${Array.from({ length: pages }, (_, i) => `${4 + 2 * i} 0 R`).join(" ")}] >>`);
  add(3, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
  for (let i = 0; i < pages; i++) {
    const text = `BT /F1 40 Tf 60 700 Td (Page ${i + 1} of the lesson${i === 2 ? " triangle" : ""}) Tj ET`;
    add(4 + 2 * i, `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${5 + 2 * i} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`);
    add(5 + 2 * i, `<< /Length ${text.length} >>\nstream\n${text}\nendstream`);
  }
  const start = parts.join("").length, n = at.length;
  parts.push(`xref\n0 ${n}\n0000000000 65535 f \n${at.slice(1).map((o) => String(o).padStart(10, "0") + " 00000 n \n").join("")}trailer << /Size ${n} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`);
  return Buffer.from(parts.join(""), "latin1");
}

const sends = async (page, path) => {
  await page.locator("form[data-upload] input[type=file]").setInputFiles(path);
  await page.locator("form[data-upload]").getByRole("button", { name: "上传", exact: true }).click();
};
// The line of a village: without it a file is there before anything can be cut.
const thin = async (page, bytes) => {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Network.enable");
  await cdp.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytes });
};
const arrives = async (page, path, name) => {
  await Promise.all([page.waitForNavigation(), sends(page, path)]);
  await page.getByRole("link", { name, exact: true }).waitFor();
};

test("files", { timeout: 300000 }, async (t) => {
  const house = await House.open(t);
  const dir = mkdtempSync(join(tmpdir(), "tongxue-files-"));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  const put = (name, body) => { writeFileSync(join(dir, name), body); return join(dir, name); };
  const li = await house.as("li");
  const { address } = await makeLesson(li, { title: "文件课", list: [] });

  await t.test("the server is killed while a video goes up; the page goes on where it stopped and the bytes are the same", async () => {
    const big = Buffer.alloc(40 << 20);
    Buffer.from("\x00\x00\x00\x18ftypisom\x00\x00\x02\x00", "latin1").copy(big);
    for (let i = 24; i < big.length; i += 997) big[i] = i % 251;
    const path = put("大课.mp4", big);
    const dead = [];
    await thin(li, 12 << 20);
    li.on("requestfailed", (r) => dead.push(r.method()));
    await sends(li, path);
    await until("some of it has come", async () => Number(await li.locator(".uploads progress").getAttribute("value")) > 9 << 20);
    await house.stop("SIGKILL");
    await li.locator('.uploads li[data-state="again"]').waitFor();
    if (shots) await li.screenshot({ path: join(shots, "files_again_1280.png") });
    const reloaded = li.waitForNavigation({ timeout: 90000 });
    await house.start();
    await reloaded;
    const link = li.getByRole("link", { name: "大课.mp4", exact: true });
    const got = await li.request.get((await link.getAttribute("href")).replace(/\/view$/, ""));
    assert.equal(createHash("sha256").update(await got.body()).digest("hex"), createHash("sha256").update(big).digest("hex"));
    assert.ok(dead.includes("PATCH"), "the line was really cut");
  });

  await t.test("a reload in the middle offers to go on; the same file chosen again continues", async () => {
    const body = Buffer.alloc(30 << 20, 7);
    Buffer.from("\x00\x00\x00\x18ftypisom\x00\x00\x02\x00", "latin1").copy(body);
    const path = put("接着传.mp4", body);
    await sends(li, path);
    await until("some of it has come", async () => Number(await li.locator(".uploads progress").getAttribute("value")) > 9 << 20);
    await li.locator(".uploads button").click(); // pause
    li.once("dialog", (d) => d.accept());
    await li.goto(address);
    assert.match(await words(li), /没有传完的文件.*接着传\.mp4/);
    await look(li, "going");
    await thin(li, -1);
    const started = [];
    li.on("request", (r) => { if (r.method() === "PATCH") started.push(r.headers()["upload-offset"]); });
    await arrives(li, path, "接着传.mp4");
    assert.ok(Number(started[0]) > 0, "it began at " + started[0]);
  });

  await t.test("what is refused is said beside the file, in words", async () => {
    await sends(li, put("坏.exe", "MZ"));
    await li.locator(".uploads li.is-wrong").waitFor();
    assert.match(await li.locator(".uploads").innerText(), /只能上传/);
    await look(li, "refused");
    await li.goto(address);
  });

  await t.test("a PDF is read in its page: pages, zoom, search, keys", async () => {
    await arrives(li, put("讲义.pdf", pdf(12)), "讲义.pdf");
    await li.getByRole("link", { name: "讲义.pdf", exact: true }).click();
    await li.locator('[data-pdf][data-ready="12"]').waitFor();
    await li.locator(".pdf-page[data-ready]").first().waitFor();
    assert.match(await li.locator(".pdf-page").first().innerText(), /Page 1 of the lesson/);
    await li.getByLabel("在文档里找").fill("triangle");
    await li.keyboard.press("Enter");
    await li.getByText("在第 3 页").waitFor();
    assert.equal(await li.getByLabel("页码").inputValue(), "3");
    await li.locator('[data-part="pages"]').focus();
    await li.keyboard.press("End");
    await until("the last page", async () => (await li.getByLabel("页码").inputValue()) === "12");
    const wide = await li.locator(".pdf-page").first().evaluate((e) => e.clientWidth);
    await li.getByLabel("缩小").click();
    assert.ok((await li.locator(".pdf-page").first().evaluate((e) => e.clientWidth)) < wide);
    await li.locator('[data-part="pages"]').focus();
    await li.keyboard.press("Home");
    await look(li, "pdf");
  });

  await t.test("a presentation becomes a PDF", { skip: !has("soffice") && "LibreOffice is not installed" }, async () => {
    put("a.fodp", `<?xml version="1.0" encoding="UTF-8"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.presentation"><office:body><office:presentation><draw:page draw:name="p1"><draw:frame svg:width="20cm" svg:height="4cm" svg:x="2cm" svg:y="2cm"><draw:text-box><text:p>三角形的内角和</text:p></draw:text-box></draw:frame></draw:page><draw:page draw:name="p2"/></office:presentation></office:body></office:document>`);
    execFileSync("soffice", ["-env:UserInstallation=file://" + join(dir, "profile"), "--headless", "--convert-to", "pptx", "--outdir", dir, join(dir, "a.fodp")], { stdio: "ignore", timeout: 120000 });
    writeFileSync(join(dir, "课件.pptx"), readFileSync(join(dir, "a.pptx")));
    await li.goto(address);
    await arrives(li, join(dir, "课件.pptx"), "课件.pptx");
    await li.getByRole("link", { name: "课件.pptx", exact: true }).click();
    const page = new URL(li.url()).pathname;
    await until("the PDF", async () => { await li.goto(page); return (await li.locator("[data-pdf]").count()) > 0; }, 90000);
    await li.locator('[data-pdf][data-ready="2"]').waitFor();
    await li.locator(".pdf-page[data-ready]").first().waitFor();
    await look(li, "pptx");
  });

  await t.test("a video gets small files to choose from", { skip: !has("ffmpeg") && "ffmpeg is not installed" }, async () => {
    execFileSync("ffmpeg", ["-loglevel", "error", "-y", "-f", "lavfi", "-i", "testsrc=size=640x480:rate=10:duration=3", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", join(dir, "实验.mp4")]);
    await li.goto(address);
    await arrives(li, join(dir, "实验.mp4"), "实验.mp4");
    await li.getByRole("link", { name: "实验.mp4", exact: true }).click();
    const page = new URL(li.url()).pathname;
    await until("480p", async () => { await li.goto(page); return /480p/.test(await words(li)); }, 90000);
    await look(li, "video");
    await li.getByText("这个视频还没有字幕").waitFor();
    await li.getByRole("link", { name: "添加字幕文件" }).click();
    await arrives(li, put("实验.srt", "1\r\n00:00:00,100 --> 00:00:02,900\r\n同学们，看这里\r\n"), "实验.srt");
    await li.goto(page);
    const shown = () => li.evaluate(() => [...document.querySelector("video").textTracks].map((t) => [t.language, t.mode, t.cues && t.cues[0].text].join(" ")).join());
    await until("the captions", async () => (await shown()) === "zh-CN showing 同学们，看这里", 15000);
  });

  await t.test("a web page of a teacher runs in a sandbox elsewhere, without a cookie, and never here", async () => {
    await li.goto(address);
    await arrives(li, put("动画.html", `<!doctype html><meta charset="utf-8"><h1>分数动画</h1><p id="p"></p><script>document.title="ran";let c="none";try{c=document.cookie}catch(e){c="sealed"}p.textContent="运行了 "+self.origin+" "+c;fetch("/").then(()=>p.append(" net"),()=>p.append(" alone"))</script>`), "动画.html");
    await li.goto(address);
    await arrives(li, put("图.svg", `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="100"><text x="10" y="40">图</text><script>document.documentElement.setAttribute("data-ran","1")</script></svg>`), "图.svg");
    const sent = [];
    li.context().on("request", (r) => { if (/\/c\//.test(r.url())) sent.push(r); });
    await li.goto(address);
    await li.getByRole("link", { name: "动画.html", exact: true }).click();
    const view = new URL(li.url()).pathname;
    const frame = li.frameLocator("iframe");
    await frame.getByText(/运行了 null sealed alone/).waitFor();
    assert.equal(sent.length, 1);
    assert.notEqual(new URL(sent[0].url()).hostname, new URL(house.url).hostname);
    assert.equal((await sent[0].allHeaders()).cookie, undefined);
    // The link is used up, and another file or another time cannot be put into it.
    const link = sent[0].url();
    assert.equal((await fetch(link)).status, 410);
    const mixed = link.slice(0, -6) + (link.endsWith("AAAAAA") ? "BBBBBB" : "AAAAAA");
    assert.equal((await fetch(mixed)).status, 410);
    await look(li, "html");
    // On the address of the product the same file is bytes to keep: opened as a page, in a frame or as an object, nothing runs.
    const here = view.replace(/\/view$/, "");
    const raw = await li.request.get(here);
    assert.equal(raw.headers()["content-type"], "application/octet-stream");
    assert.match(raw.headers()["content-disposition"], /^attachment/);
    const other = await li.context().newPage();
    await other.goto(here).catch(() => {}); // a download is no page
    assert.notEqual(await other.title(), "ran");
    await other.goto(address);
    await other.evaluate((src) => { const f = document.createElement("iframe"); f.src = src; document.body.append(f); const o = document.createElement("img"); o.src = src; document.body.append(o); }, here);
    await other.waitForTimeout(500);
    for (const f of other.frames()) assert.notEqual(await f.title().catch(() => ""), "ran");
    await other.close();
  });

  await t.test("without script the plain form still takes a file", async () => {
    const plain = await house.device({ javaScriptEnabled: false });
    await plain.context().addCookies(await li.context().cookies());
    await plain.goto(address);
    await plain.locator("input[type=file]").first().setInputFiles(put("说明.txt", "学习目标"));
    await Promise.all([plain.waitForNavigation(), plain.locator("form[data-upload] button[type=submit]").click()]);
    await plain.getByRole("link", { name: "说明.txt", exact: true }).click();
    assert.match(await words(plain), /学习目标/);
    await plain.context().close();
  });
  li.wrong = li.wrong.filter((w) => !/localhost:\d+\/|violates the document's Content Security Policy/.test(w)); // the sandbox of the web page says what it refused
  nothingWrong(li);
});
