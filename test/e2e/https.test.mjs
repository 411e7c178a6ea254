// HTTPS on a network without internet, as a device meets it: the box makes its own authority, the device takes the certificate from
// the installer's page into its own store (NSS, as Chromium on Linux reads it), and nothing tells the browser to overlook errors.
// The LAN name leads to this machine by the browser's own table of names.
import { test } from "node:test";
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { chromium } from "playwright-core";
import { faults } from "./axe.mjs";
import { binary, House, nothingWrong, secondFactor, signIn, until, watch, words } from "./house.mjs";

const run = promisify(execFile);
const name = "tongxue.lan";
const has = (tool, ...args) => run(tool, args).then(() => true, (e) => e.code !== "ENOENT");

/** A box: a demonstration region that is served with an own authority. */
class Box {
  static async open(t) {
    const b = new Box();
    const house = await House.open(null, { pupils: 60 }); // makes the people
    await house.stop();
    b.dir = house.dir;
    b.port = b.plain = 0;
    t.after(async () => { await b.stop(); await rm(b.dir, { recursive: true, force: true, maxRetries: 5 }); });
    // two free ports that stay the same over a restart
    [b.port, b.plain] = await Promise.all([free(), free()]);
    await b.start();
    return b;
  }

  async start() {
    const p = spawn(binary, ["serve", "--data", this.dir, "--addr", `127.0.0.1:${this.port}`, "--tls", "own-ca", "--base-url", `https://${name}:${this.port}`,
      "--http-addr", `127.0.0.1:${this.plain}`], { stdio: ["ignore", "pipe", "pipe"] });
    this.process = p;
    this.ended = new Promise((ok) => p.once("exit", ok));
    let out = "", err = "";
    p.stderr.on("data", (d) => { err += d; });
    await new Promise((ok, no) => {
      const late = setTimeout(() => no(new Error("not ready after 60 s\n" + out + err)), 60000);
      p.stdout.on("data", (d) => { out += d; if (/^listening on https:\/\/127\.0\.0\.1:\d+$/m.test(out)) { clearTimeout(late); ok(); } });
      p.once("exit", (code) => { clearTimeout(late); no(new Error(`ended with ${code}\n${out}${err}`)); });
    });
    this.url = `https://${name}:${this.port}`;
    this.http = `http://${name}:${this.plain}`;
  }

  async stop() {
    if (this.process.exitCode === null) this.process.kill("SIGTERM");
    await this.ended;
  }
}

async function free() {
  const { createServer: listen } = await import("node:net");
  return new Promise((ok) => { const s = listen().listen(0, "127.0.0.1", () => { const { port } = s.address(); s.close(() => ok(port)); }); });
}

/** A device with a home of its own; ca is what its owner has installed. */
async function device(t, { ca, hosts = [name] } = {}) {
  const home = await mkdtemp(join(tmpdir(), "tongxue-device-"));
  if (ca) {
    for (const folder of [".pki/nssdb", ".local/share/pki/nssdb"]) { // where older and newer Chromium look
      const db = join(home, folder);
      await mkdir(db, { recursive: true });
      await run("certutil", ["-d", "sql:" + db, "-N", "--empty-password"]);
      await run("certutil", ["-d", "sql:" + db, "-A", "-t", "C,,", "-n", "tongxue", "-i", ca]);
    }
  }
  const browser = await chromium.launch({
    executablePath: process.env.TONGXUE_CHROMIUM || "/usr/bin/chromium", handleSIGINT: false, env: { ...process.env, HOME: home, XDG_DATA_HOME: join(home, ".local/share") },
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
      "--use-fake-device-for-media-stream", "--host-resolver-rules=" + hosts.map((h) => `MAP ${h} 127.0.0.1`).join(",")],
  });
  t.after(async () => { await browser.close(); await rm(home, { recursive: true, force: true, maxRetries: 5 }); });
  return { browser, home, async page(options = {}) {
    const context = await browser.newContext({ locale: "zh-CN", timezoneId: "Asia/Shanghai", reducedMotion: "reduce", ...options });
    context.setDefaultTimeout(15000);
    const page = await context.newPage();
    watch(page);
    return page;
  } };
}

/** What the device's page says of a thing: the state, and the sentence that is shown. */
async function probe(page, key) {
  await page.waitForSelector("[data-probes][data-done]");
  const row = page.locator(`[data-probe="${key}"]`);
  return { state: await row.getAttribute("data-state"), text: await row.innerText() };
}

test("HTTPS on the LAN name with an own authority", { timeout: 300000 }, async (t) => {
  if (!await has("certutil", "-H")) return t.skip("certutil is absent (Debian: libnss3-tools)");
  const box = await Box.open(t);
  const stranger = await device(t);
  let ca;

  await t.test("a device without the authority is helped over plain HTTP", async () => {
    const turned = await stranger.page();
    await assert.rejects(turned.goto(box.url + "/"), /ERR_CERT_AUTHORITY_INVALID/);
    await turned.context().close();
    const page = await stranger.page({ acceptDownloads: true });
    await page.goto(box.http + "/"); // what a person types
    assert.equal(new URL(page.url()).pathname, "/install");
    await page.waitForSelector('[data-trust][data-state="no"]');
    assert.match(await words(page), /还没有装根证书/);
    await page.getByRole("link", { name: "Windows 电脑" }).click();
    assert.match(await words(page), /SHA-256/);
    await page.goto(box.http + "/install/linux");
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "下载证书" }).click()]);
    ca = join(stranger.home, "ca.pem");
    await download.saveAs(ca);
    // the paper, the page and the file agree
    await page.goto(box.http + "/install/sheet");
    const der = Buffer.from((await readFile(ca, "utf8")).replace(/-----[^-]+-----|\s/g, ""), "base64");
    const print = createHash("sha256").update(der).digest("hex").toUpperCase();
    assert.ok((await words(page)).replace(/ /g, "").includes(print), "the printed sheet holds the file's digest");
    assert.ok(await page.locator("svg.qr path").count() === 1);
    const missing = [];
    for (const [path, kind] of [["tongxue-ca.cer", "x-x509-ca-cert"], ["tongxue-ca.crt", "x-x509-ca-cert"], ["tongxue-install.cmd", "octet-stream"], ["tongxue-ca.mobileconfig", "x-apple-aspen-config"]]) {
      const r = await page.request.get(`http://127.0.0.1:${box.plain}/install/file/${path}`);
      if (r.status() !== 200 || !r.headers()["content-type"].includes(kind)) missing.push(path);
    }
    assert.deepEqual(missing, []);
    nothingWrong(page);
  });

  await t.test("over plain HTTP the page says what is missing and why", async () => {
    const page = await stranger.page();
    await page.goto(box.http + "/install/check");
    assert.equal((await probe(page, "secure")).state, "no");
    for (const key of ["camera", "passkey", "worker"]) {
      const p = await probe(page, key);
      assert.equal(p.state, "insecure", key);
      assert.match(p.text, /不能用[\s\S]*因为这里没有加密/);
    }
    for (const key of ["storage", "clock"]) assert.equal((await probe(page, key)).state, "yes", key);
    assert.match(await words(page), /不加密也能用的.*用不了的/);
    assert.equal(await page.evaluate(() => typeof navigator.serviceWorker), "undefined");
    const other = await page.request.get(`http://127.0.0.1:${box.plain}/teacher/lessons`, { maxRedirects: 0 });
    assert.equal(other.status(), 302);
    assert.equal(other.headers().location, box.url + "/teacher/lessons");
    nothingWrong(page);
  });

  const own = await device(t, { ca, hosts: [name, "www.bank.example"] });

  await t.test("a device with the authority reaches the name and the address", async () => {
    const page = await own.page();
    const r = await page.goto(box.url + "/signin");
    assert.equal(r.status(), 200);
    assert.equal((await r.securityDetails()).protocol, "TLS 1.3");
    assert.equal(await page.evaluate(() => isSecureContext), true);
    assert.equal((await page.goto(`https://127.0.0.1:${box.port}/install`)).status(), 200);
    await page.goto(box.http + "/install");
    await page.waitForSelector('[data-trust][data-state="yes"]');
    assert.match(await words(page), /已经信任/);
    nothingWrong(page);
  });

  await t.test("camera: the browser's question, its answers, and what the page says", async () => {
    const page = await own.page();
    await page.goto(box.url + "/install/check");
    assert.equal((await probe(page, "camera")).state, "ask");
    assert.equal(await page.evaluate(async () => (await navigator.permissions.query({ name: "camera" })).state), "prompt");
    await page.context().grantPermissions(["camera"], { origin: box.url });
    await page.getByRole("button", { name: "试一下摄像头" }).click();
    await page.waitForSelector('[data-probe="camera"][data-state="yes"]');
    const live = await page.evaluate(async () => {
      const stream = await navigator.mediaDevices.getUserMedia({ video: true });
      const video = Object.assign(document.createElement("video"), { srcObject: stream, muted: true });
      await video.play();
      const got = { state: stream.getVideoTracks()[0].readyState, width: video.videoWidth };
      stream.getTracks().forEach((x) => x.stop());
      return got;
    });
    assert.ok(live.state === "live" && live.width > 0, JSON.stringify(live));
    const cdp = await page.context().newCDPSession(page);
    await page.context().clearPermissions();
    const { targetInfo } = await cdp.send("Target.getTargetInfo");
    await cdp.send("Browser.setPermission", { browserContextId: targetInfo.browserContextId, permission: { name: "camera" }, setting: "denied", origin: box.url });
    await page.reload();
    const p = await probe(page, "camera");
    assert.equal(p.state, "denied");
    assert.match(p.text, /改成“允许”/);
    assert.equal(await page.evaluate(() => navigator.mediaDevices.getUserMedia({ video: true }).then(() => "", (e) => e.name)), "NotAllowedError");
    nothingWrong(page);
  });

  await t.test("passkey: made and used on the LAN name", async () => {
    const page = await own.page();
    await page.goto(box.url + "/install/check");
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("WebAuthn.enable");
    const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", { options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } });
    await page.reload();
    assert.equal((await probe(page, "passkey")).state, "yes");
    const got = await page.evaluate(async (id) => {
      const random = (n) => crypto.getRandomValues(new Uint8Array(n));
      const made = await navigator.credentials.create({ publicKey: { challenge: random(32), rp: { id, name: "同学" }, user: { id: random(16), name: "li", displayName: "李老师" },
        pubKeyCredParams: [{ type: "public-key", alg: -7 }], authenticatorSelection: { residentKey: "required", userVerification: "required" } } });
      const used = await navigator.credentials.get({ publicKey: { challenge: random(32), rpId: id, userVerification: "required" } });
      const client = JSON.parse(new TextDecoder().decode(used.response.clientDataJSON));
      return { same: made.id === used.id, origin: client.origin, type: client.type };
    }, name);
    assert.deepEqual(got, { same: true, origin: box.url, type: "webauthn.get" });
    assert.equal((await cdp.send("WebAuthn.getCredentials", { authenticatorId })).credentials[0].rpId, name);
    await page.goto(`https://127.0.0.1:${box.port}/install/check`); // by number a passkey cannot be
    const p = await probe(page, "passkey");
    assert.equal(p.state, "denied");
    assert.match(p.text, /数字地址/);
    nothingWrong(page);
  });

  await t.test("the service worker shows the offline page, keeps no data, and lets the site come back", async () => {
    const page = await own.page({ baseURL: box.url });
    await signIn(page, "li");
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.waitForFunction(() => navigator.serviceWorker.controller);
    for (const path of ["/teacher/lessons", "/teacher/library", "/teacher/assignments"]) assert.equal((await page.goto(path)).status(), 200);
    const cookies = (await page.context().cookies()).filter((c) => c.name === "tx_session");
    assert.ok(cookies.length === 1 && cookies[0].secure && cookies[0].httpOnly, "the session's cookie is for HTTPS only");
    const kept = await page.evaluate(async () => {
      const all = [];
      for (const n of await caches.keys()) for (const r of await (await caches.open(n)).keys()) all.push(new URL(r.url).pathname.replace(/\.[0-9a-f]{10}\./, "."));
      return all.sort();
    });
    assert.deepEqual(kept, ["/assets/app.css", "/assets/logo.svg", "/assets/ui.js", "/offline"]);
    assert.ok(!/li|李/.test(await page.evaluate(async () => (await (await caches.match("/offline")).text()).match(/<main[\s\S]*<\/main>/)[0].replace(/<[^>]*>/g, ""))), "the kept page names nobody");

    await box.stop();
    await page.goto("/teacher/lessons"); // answered by the worker
    assert.match(await words(page), /连不上学校的服务器/);
    assert.equal(new URL(page.url()).pathname, "/teacher/lessons");
    assert.notEqual(await page.evaluate(() => getComputedStyle(document.querySelector(".card")).borderTopWidth), "0px", "the page has its styles");
    assert.deepEqual(await faults(page), []);
    await box.start();
    await until("the page comes back by itself", async () => /我的课/.test(await page.title().catch(() => "")), 20000);

    // a worker without its store can do nothing worse than show the browser's own error
    await page.evaluate(async () => { for (const n of await caches.keys()) await caches.delete(n); });
    assert.equal((await page.goto("/teacher/library")).status(), 200);
    await box.stop();
    await assert.rejects(page.goto("/teacher/library"), /ERR_FAILED|ERR_CONNECTION/);
    await box.start();
    // the browser shows its error page by a navigation of its own, which may come after the refusal
    await page.waitForURL(/^chrome-error:/);
    assert.equal((await page.goto("/teacher/library")).status(), 200);
    // and a browser that asks for an update gets one: the store is made again by a new registration
    await page.evaluate(async () => { await (await navigator.serviceWorker.getRegistration()).unregister(); });
    await page.goto("/teacher/library");
    await until("the store is there again", () => page.evaluate(async () => !!(await caches.match("/offline"))));
    nothingWrong(page);
  });

  await t.test("a device whose clock is wrong is told so", async () => {
    const page = await own.page();
    await page.addInitScript(() => { const now = Date.now; Date.now = () => now() - 86400000; });
    await page.goto(box.url + "/install/check");
    const p = await probe(page, "clock");
    assert.equal(p.state, "no");
    assert.match(p.text, /自动设置时间/);
  });

  await t.test("Chromium refuses the authority for names of others", async (t) => {
    if (!await has("openssl", "version")) return t.skip("openssl is absent");
    const dir = await mkdtemp(join(tmpdir(), "tongxue-thief-"));
    t.after(() => rm(dir, { recursive: true, force: true }));
    const at = (f) => join(dir, f);
    await writeFile(at("ca.pem"), await readFile(join(box.dir, "keys", "ca.pem")));
    const answers = {};
    for (const host of ["www.bank.example", name]) { // with a stolen key, and the same way of making it for a name that is allowed
      await writeFile(at("ext"), `subjectAltName=DNS:${host}\nextendedKeyUsage=serverAuth\n`);
      await run("openssl", ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", at("k.pem"), "-out", at("r.pem"), "-subj", "/O=thief"]);
      await run("openssl", ["x509", "-req", "-in", at("r.pem"), "-CA", at("ca.pem"), "-CAkey", at("ca.pem"), "-CAcreateserial", "-days", "30", "-extfile", at("ext"), "-out", at("c.pem")]);
      const server = createServer({ key: await readFile(at("k.pem")), cert: await readFile(at("c.pem")) }, (q, r) => r.end("hello"));
      await new Promise((ok) => server.listen(0, "127.0.0.1", ok));
      const page = await own.page();
      answers[host] = await page.goto(`https://${host}:${server.address().port}/`).then((r) => String(r.status()), (e) => /ERR_CERT\w+/.exec(e.message)?.[0] || e.message);
      await page.context().close();
      server.close();
    }
    assert.deepEqual(answers, { "www.bank.example": "ERR_CERT_INVALID", [name]: "200" });
  });

  await t.test("axe on the pages of the installer", async () => {
    const page = await own.page({ baseURL: box.url });
    const bad = [];
    for (const path of ["/install", "/install/windows", "/install/android", "/install/board", "/install/apple", "/install/linux", "/install/sheet", "/install/check", "/offline"]) {
      await page.goto(path);
      for (const f of await faults(page)) bad.push(`${path}: ${f}`);
    }
    await signIn(page, "sys");
    await secondFactor(page);
    await page.goto("/admin/certificate");
    assert.match(await words(page), /tongxue\.lan/);
    for (const f of await faults(page)) bad.push("/admin/certificate: " + f);
    assert.equal(bad.length, 0, "\n" + bad.join("\n"));
    nothingWrong(page);
  });
});
