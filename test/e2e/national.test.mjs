// The national platform's catalogue in a browser: teachers walk its menu and find it beside their lessons; the administrator governs it.
import { test } from "node:test";
import assert from "node:assert/strict";
import { join } from "node:path";
import { accessible } from "./axe.mjs";
import { House, press, words } from "./house.mjs";

// With SHOTS=folder each state is also photographed, for people to look at.
const shots = process.env.SHOTS;
async function look(page, name) {
  await page.evaluate(() => { document.activeElement?.blur(); scrollTo(0, 0); });
  await accessible(page);
  if (!shots) return;
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    await page.screenshot({ path: join(shots, `${name}_${width}.png`), fullPage: true });
  }
}

test("the national platform's catalogue", { timeout: 240000 }, async (t) => {
  const house = await House.open(t);
  const teacher = await house.as("li"), admin = await house.as("sys"), researcher = await house.as("jiao");

  await t.test("a teacher walks the menu to a book and its chapters; every link leaves safely", async () => {
    await teacher.goto("/national");
    await look(teacher, "national");
    for (const step of ["初中", "七年级", "数学", "人教版", "上册", "新教材"]) await teacher.locator(".national-steps a", { hasText: step }).first().click();
    await teacher.getByRole("link", { name: "数学七年级上册（示例）", exact: true }).click();
    assert.match(await words(teacher), /一元一次方程/);
    await teacher.locator(".chapters a").first().click();
    await look(teacher, "national_book");
    const out = teacher.locator('a[href^="https://basic.smartedu.cn/"]');
    assert.ok(await out.count() > 0);
    for (const a of await out.all()) assert.match(await a.getAttribute("rel"), /noopener/);
    assert.match(await words(teacher), /从不询问国家平台的密码/);
    await teacher.goto("/national?subject=physics&grade=2");
    assert.match(await words(teacher), /没有这样的教材/);
    await look(teacher, "national_none");
  });

  await t.test("the same stands beside a lesson of ours", async () => {
    await teacher.goto("/teacher/library?q=" + encodeURIComponent("一元一次方程"));
    await teacher.locator("main a[href^='/teacher/library/']").first().click();
    assert.match(await words(teacher), /国家平台上的同一内容/);
  });

  await t.test("the administrator answers a tag, reads the log, and is told what is wrong with a file", async () => {
    await admin.goto("/exchange");
    await look(admin, "exchange");
    await admin.goto("/exchange/tags");
    const before = await admin.locator("main table").first().locator("tbody tr").count();
    await admin.locator("select[name=code]").first().selectOption("=");
    await press(admin, "记住");
    assert.match(await words(admin), /已记住/);
    assert.ok(before === 1 || await admin.locator("main table").first().locator("tbody tr").count() === before - 1);
    await look(admin, "exchange_tags");
    await admin.goto("/exchange/log");
    assert.match(await words(admin), /已移除的教材/);
    await look(admin, "exchange_log");
    await admin.goto("/exchange");
    await admin.locator("input[name=file]").setInputFiles({ name: "目录.zip", mimeType: "application/zip", buffer: Buffer.from("no archive") });
    await press(admin, "导入");
    assert.match(await words(admin), /不完整|不是目录文件/);
    await admin.goto("/exchange/signon");
    await admin.locator("input[name=base]").fill("http://gateway.example");
    await admin.locator("input[name=app]").fill("app");
    await press(admin, "保存");
    assert.match(await words(admin), /https:\/\/ 开头/);
    await look(admin, "exchange_signon");
  });

  await t.test("a researcher of a district reads and may not change", async () => {
    await researcher.goto("/exchange");
    assert.match(await words(researcher), /课程教材目录/);
    assert.equal(await researcher.locator("form[action^='/exchange/']").count(), 0);
  });
});
