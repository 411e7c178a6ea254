// One's own account in the browser: a passkey by Chromium's virtual authenticator, one-time codes with their QR code and recovery
// codes, and wide rights that stay shut until the second factor is proved. SHOTS=DIR keeps pictures at 390 and 1280 pixels.
import { test } from "node:test";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { faults } from "./axe.mjs";
import { binary, House, nothingWrong, phone, press, signIn, words } from "./house.mjs";

/** The demonstration's people behind `serve`, where wide rights ask for a second factor; on localhost, where passkeys work. */
async function open(t) {
  const house = await House.open(null, { pupils: 12 });
  await house.stop();
  const probe = createServer();
  await new Promise((ok) => probe.listen(0, "127.0.0.1", ok));
  const { port } = probe.address();
  await new Promise((ok) => probe.close(ok));
  house.url = `http://localhost:${port}`;
  const p = spawn(binary, ["serve", "--data", house.dir, "--addr", `127.0.0.1:${port}`, "--base-url", house.url], { stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise((ok) => p.once("exit", ok));
  await new Promise((ok, no) => {
    p.stdout.on("data", (d) => { if (/listening on/.test(d)) ok(); });
    p.once("exit", (code) => no(new Error("ended with " + code)));
  });
  t.after(async () => { if (house.browser) await house.browser.close(); p.kill("SIGTERM"); await ended; await rm(house.dir, { recursive: true, force: true, maxRetries: 5 }); });
  return house;
}

async function look(page, name) {
  const found = await faults(page);
  assert.deepEqual(found, [], name);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${name} is ${wide} px too wide`);
  if (!process.env.SHOTS) return;
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await page.screenshot({ path: join(process.env.SHOTS, `${name}-${width}.png`), fullPage: true });
  }
}

test("one's own account", async (t) => {
  const house = await open(t);

  await t.test("a passkey is made, signs in, and is removed", async () => {
    const page = await house.device();
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("WebAuthn.enable");
    await cdp.send("WebAuthn.addVirtualAuthenticator", { options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } });
    await signIn(page, "li");
    await page.goto("/account");
    await page.getByLabel("给它起个名字").fill("教研室东边");
    await press(page, "登记通行密钥");
    assert.match(await words(page), /通行密钥已登记/);
    assert.match(await words(page), /教研室东边/);
    await look(page, "account-passkey");
    await page.goto("/account");
    await page.locator("summary.who").click();
    await Promise.all([page.waitForURL(/signin/), page.getByRole("button", { name: "退出登录" }).click()]);
    await look(page, "signin");
    await page.goto("/signin?next=/account");
    await Promise.all([page.waitForURL((u) => u.pathname === "/account"), page.getByRole("button", { name: "用通行密钥登录" }).click()]);
    assert.match(await words(page), /李文澜|我的账号/);
    await page.locator("details.confirm summary", { hasText: "删除" }).first().click();
    await press(page, "删除");
    assert.match(await words(page), /通行密钥已删除/);
    assert.doesNotMatch(await words(page), /教研室东边/);
    nothingWrong(page);
  });

  await t.test("wide rights stay shut until a one-time code is set up", async () => {
    const page = await house.device();
    await signIn(page, "ju");
    await page.goto("/bureau");
    assert.equal(new URL(page.url()).pathname, "/account/factor");
    await look(page, "factor-none");
    await page.getByRole("link", { name: "去设置" }).click();
    await look(page, "account-wide");
    await press(page, "设置动态口令");
    await page.waitForFunction(() => document.querySelector("img.totp-code").naturalWidth > 200);
    const secret = await page.locator("main code").first().innerText();
    await look(page, "totp");
    await page.getByLabel("六位动态口令").fill(phone(secret));
    await press(page, "启用");
    assert.equal(await page.locator("ol.codes li").count(), 10);
    const recovery = await page.locator("ol.codes code").first().innerText();
    await look(page, "recovery");
    await page.goto("/bureau");
    assert.equal(new URL(page.url()).pathname, "/bureau");
    const again = await house.device();
    await signIn(again, "ju");
    assert.equal(new URL(again.url()).pathname, "/account/factor");
    await again.getByLabel("动态口令或恢复码").fill("000000");
    await press(again, "验证");
    assert.match(await words(again), /口令不对/);
    await look(again, "factor-wrong");
    await again.getByLabel("动态口令或恢复码").fill(recovery);
    await press(again, "验证");
    assert.equal(new URL(again.url()).pathname, "/home");
    await again.goto("/account");
    await press(again, "退出其他所有地方");
    await page.goto("/bureau");
    assert.equal(new URL(page.url()).pathname, "/signin");
    nothingWrong(page, again);
  });

  await t.test("a new password", async () => {
    const page = await house.device();
    await signIn(page, "wang");
    await page.goto("/account/password");
    await look(page, "password");
    await page.getByLabel("现在的密码").fill("tongxue-demo");
    await page.locator(`[name="new"]`).fill("晨读与晚自习2027");
    await page.getByLabel("再输一次新密码").fill("晨读与晚自习2027");
    await press(page, "改密码");
    assert.match(await words(page), /密码已改/);
    nothingWrong(page);
  });
});
