// People come in through a city's identity provider: the real binary against the certified `oidc-provider`, over plain HTTP on this
// machine. Chinese claims, the first time and every other, keys that change, clocks that differ, and answers that come twice.
import { test } from "node:test";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { rm } from "node:fs/promises";
import { Provider } from "oidc-provider";
import { binary, House } from "./house.mjs";

const secret = "of the box &+%:";
const people = {
  "市0001": { name: "王秀峰𠮷" }, // no number: proves the account here once
  "市0002": { name: "李文澜", employeeNumber: "li" }, // the city vouches for the number
};

/** A city's provider on a fixed port. Ask again with restart: a new process with a new key. */
class City {
  constructor(port) { this.port = port; this.issuer = `http://127.0.0.1:${port}`; }

  async start(back) {
    this.back = back;
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const op = new Provider(this.issuer, {
      clients: [{ client_id: "tongxue", client_secret: secret, redirect_uris: [back], response_types: ["code"], grant_types: ["authorization_code"] }],
      jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), kid: randomUUID(), use: "sig", alg: "RS256" }] },
      cookies: { keys: [randomUUID()] },
      claims: { openid: ["sub"], profile: ["name", "employeeNumber"] },
      ttl: { IdToken: 300, AccessToken: 300, AuthorizationCode: 60, Interaction: 600, Session: 600, Grant: 600 },
      pkce: { required: () => true },
      findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, ...people[sub] }) }),
    });
    op.on("server_error", (_, e) => { this.wrong = e; });
    this.server = createServer(op.callback());
    await new Promise((ok) => this.server.listen(this.port, "127.0.0.1", ok));
    this.port = this.server.address().port;
  }

  async stop() { this.server.closeAllConnections(); await new Promise((ok) => this.server.close(ok)); }
  async restart() { await this.stop(); await this.start(this.back); }
}

async function free() {
  const s = createServer();
  await new Promise((ok) => s.listen(0, "127.0.0.1", ok));
  const { port } = s.address();
  await new Promise((ok) => s.close(ok));
  return port;
}

/** A browser without a screen: cookies by host and port, redirects by hand. */
class Browser {
  constructor() { this.jars = new Map(); }

  async ask(address, form) {
    const url = new URL(address), jar = this.jars.get(url.origin) || new Map();
    this.jars.set(url.origin, jar);
    const r = await fetch(url, { redirect: "manual", method: form ? "POST" : "GET", body: form && new URLSearchParams(form),
      headers: { cookie: [...jar].map(([k, v]) => `${k}=${v}`).join("; "), "accept-language": "zh-CN" } });
    for (const line of r.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (value) jar.set(name, value); else jar.delete(name);
    }
    const to = r.headers.get("location");
    return { url, status: r.status, to: to && new URL(to, url), html: await r.text() };
  }

  /** From the button on the sign-in page to the page that follows the answer; the answer's address is kept. */
  async arrive(box, who, next = "/teacher/lessons") {
    let page = await this.ask(`${box.url}/signin/oidc?next=${encodeURIComponent(next)}`);
    for (let i = 0; i < 20; i++) {
      if (page.to && page.to.href.startsWith(box.url + "/signin/oidc/callback")) this.answer = page.to.href;
      if (page.to) { page = await this.ask(page.to); continue; }
      const form = /<form[^>]+action="([^"]+)"/.exec(page.html);
      if (page.url.origin === box.url || !form) return page;
      const prompt = /name="prompt" value="(\w+)"/.exec(page.html)[1];
      page = await this.ask(new URL(form[1], page.url), prompt === "login" ? { prompt, login: who, password: "x" } : { prompt });
    }
    throw new Error("no end of redirects");
  }
}

/** What a page says, for messages. */
const said = (page) => `${page.status} ${page.url} ` + page.html.replace(/^.*<main[^>]*>/s, "").replace(/<[^>]*>/g, " ").replace(/\s+/g, " ").slice(0, 300);

/** The demonstration's people behind `serve` with the city's provider. */
async function open(t) {
  const house = await House.open(null, { pupils: 12 });
  await house.stop();
  const city = new City(await free()), port = await free(), url = `http://127.0.0.1:${port}`;
  await city.start(url + "/signin/oidc/callback");
  const p = spawn(binary, ["serve", "--data", house.dir, "--addr", `127.0.0.1:${port}`, "--base-url", url, "--oidc-issuer", city.issuer, "--oidc-client-id", "tongxue",
    "--oidc-name", "天津市统一身份认证", "--oidc-claim", "employeeNumber"], { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, TONGXUE_OIDC_CLIENT_SECRET: secret } });
  const ended = new Promise((ok) => p.once("exit", ok));
  let log = "";
  p.stderr.on("data", (d) => { log += d; });
  await new Promise((ok, no) => {
    p.stdout.on("data", (d) => { if (/listening on/.test(d)) ok(); });
    p.once("exit", (code) => no(new Error(`ended with ${code}\n${log}`)));
  });
  t.after(async () => { p.kill("SIGTERM"); await ended; await city.stop(); await rm(house.dir, { recursive: true, force: true, maxRetries: 5 }); });
  return { url, city, log: () => log };
}

test("through the city's identity provider", async (t) => {
  const box = await open(t);
  const inside = async (b) => (await b.ask(box.url + "/teacher/lessons")).status === 200;
  const real = Date.now;
  t.after(() => { Date.now = real; });

  await t.test("the button stands on the sign-in page", async () => {
    assert.match((await new Browser().ask(box.url + "/signin")).html, /用天津市统一身份认证登录/);
  });

  await t.test("the first time the account is proved by its password, afterwards one click", async () => {
    const b = new Browser();
    const page = await b.arrive(box, "市0001");
    assert.equal(page.status, 200, said(page));
    assert.match(page.html, /王秀峰𠮷/, "the claim survives");
    assert.equal(await inside(b), false, "nobody is in before the proof");
    const handle = (html) => /name="handle" value="([^"]+)"/.exec(html)[1];
    const wrong = await b.ask(box.url + "/signin/oidc/link", { handle: handle(page.html), school: "", login: "wang", password: "wrong-wrong" });
    assert.equal(wrong.status, 422);
    const twice = await b.ask(box.url + "/signin/oidc/link", { handle: handle(page.html), school: "", login: "wang", password: "tongxue-demo" });
    assert.equal(twice.status, 409, "a handle is answered once");
    const done = await b.ask(box.url + "/signin/oidc/link", { handle: handle(wrong.html), school: "", login: "wang", password: "tongxue-demo" });
    assert.equal(done.to?.pathname, "/teacher/lessons", said(done));
    assert.ok(await inside(b));

    const c = new Browser();
    assert.equal((await c.arrive(box, "市0001")).url.pathname, "/teacher/lessons");
    assert.ok(await inside(c));
    assert.match((await c.ask(box.url + "/account")).html, /统一身份认证/);
  });

  await t.test("a claim that the city vouches for links without a password", async () => {
    const b = new Browser();
    const page = await b.arrive(box, "市0002", "/teacher/library");
    assert.equal(page.url.pathname, "/teacher/library", said(page));
    assert.match((await b.ask(box.url + "/account")).html, /李文澜/);
  });

  await t.test("an answer counts once, and only in the browser that asked", async () => {
    const b = new Browser();
    await b.arrive(box, "市0001");
    const again = await b.ask(b.answer);
    assert.equal(again.status, 409);
    const thief = new Browser();
    assert.equal((await thief.ask(b.answer)).status, 409);
    assert.equal(await inside(thief), false);
    const forged = new URL(b.answer);
    forged.searchParams.set("state", "x".repeat(43));
    assert.equal((await thief.ask(forged)).status, 409);
  });

  await t.test("where it leads stays here", async () => {
    for (const next of ["https://evil.example/", "//evil.example", "/\\evil.example", "/%0d%0aevil"]) {
      const b = new Browser(), page = await b.arrive(box, "市0001", next);
      assert.equal(page.url.origin, box.url, next);
    }
  });

  await t.test("the city's keys change", async () => {
    await box.city.restart();
    const b = new Browser();
    assert.equal((await b.arrive(box, "市0001")).url.pathname, "/teacher/lessons");
    assert.ok(await inside(b));
  });

  for (const [seconds, ok] of [[60, true], [-60, true], [600, false], [-900, false]]) {
    await t.test(`the city's clock differs by ${seconds} s`, async () => {
      Date.now = () => real() + seconds * 1000;
      try {
        await box.city.restart();
        const b = new Browser(), page = await b.arrive(box, "市0001");
        assert.equal(await inside(b), ok, said(page));
        if (!ok) assert.equal(page.status, 422);
      } finally {
        Date.now = real;
      }
    });
  }

  await t.test("a city that is away is said to be away", async () => {
    await box.city.restart();
    const b = new Browser(), begun = await b.ask(box.url + "/signin/oidc");
    await box.city.stop();
    const state = begun.to.searchParams.get("state");
    const page = await b.ask(`${box.url}/signin/oidc/callback?state=${state}&code=x&iss=${encodeURIComponent(box.city.issuer)}`);
    assert.equal(page.status, 503);
    assert.match(page.html, /连不上统一身份认证/);
    await box.city.start(box.city.back);
  });

  assert.doesNotMatch(box.log(), /王秀峰|市000|id_token|code=/, "names and tokens stay out of the log");
});
