// Lessons made together in a browser: dropped files become drafts, and a co-preparation goes from the lead's text to a draft that keeps who gave what.
import { test } from "node:test";
import assert from "node:assert/strict";
import { accessible } from "./axe.mjs";
import { House, press, words } from "./house.mjs";

const png = (name, more) => ({ name, mimeType: "image/png", buffer: Buffer.from("\x89PNG\r\n\x1a\n" + more, "latin1") });

test("lessons made together", { timeout: 300000 }, async (t) => {
  const house = await House.open(t);
  const li = await house.as("li"), wang = await house.as("wang");

  await t.test("dropped files are drafts, guesses say why, and what is refused is named", async () => {
    await li.goto("/teacher/lessons");
    await li.setInputFiles("input[type=file]", [png("人教版五年级上册第三单元 小数除法 课件.png", "a"), png("期末复习.png", "b"), { name: "x.exe", mimeType: "application/x", buffer: Buffer.from("MZ") }]);
    await li.getByRole("button", { name: "建立草稿" }).click();
    await li.locator(".uploads li.is-wrong").waitFor();
    assert.match(await li.locator(".uploads li.is-wrong").innerText(), /x\.exe[\s\S]*只能上传/);
    await li.getByRole("link", { name: "核对已建立的草稿" }).click();
    await li.waitForURL(/\/teacher\/drop$/);
    const seen = await words(li);
    for (const want of [/按文件名/, /没认出来/]) assert.match(seen, want);
    assert.equal(await li.locator("input[name^=title-]").last().inputValue(), "小数除法");
    await accessible(li);
    await li.locator("select[name^=grade-]").first().selectOption({ label: "五年级" });
    await press(li, "全部确认");
    assert.match(await words(li), /已确认 2 课/);
  });

  await t.test("without script the zone is a form", async () => {
    const page = await house.as("li", { javaScriptEnabled: false });
    await page.goto("/teacher/lessons");
    await page.setInputFiles("input[type=file]", [png("没有脚本.png", "c"), { name: "x.exe", mimeType: "application/x", buffer: Buffer.from("MZ") }]);
    await press(page, "建立草稿");
    const seen = await words(page);
    for (const want of [/已建立 1 份草稿/, /没有收下：x\.exe/]) assert.match(seen, want);
  });

  await t.test("files that belong together become one draft", async () => {
    await li.goto("/teacher/lessons");
    await li.getByLabel("多个文件放进同一课").check();
    await li.setInputFiles("input[type=file]", [png("一起的一.png", "d"), png("一起的二.png", "e")]);
    await li.getByRole("button", { name: "建立草稿" }).click();
    await li.waitForURL(/\/teacher\/drop$/);
    assert.equal(await li.locator('input[name^=title-][value*="一起的"]').count(), 1);
  });

  await t.test("a colleague's copy is taken over and keeps its name", async () => {
    await wang.goto("/teacher/prep?show=asked");
    await wang.locator("table a").first().click();
    assert.match(await words(wang), /我的复备/);
    await accessible(wang);
    await li.goto("/teacher/prep");
    await li.locator("table a").first().click();
    await press(li, "开始定稿");
    await li.locator("input[name=take]").first().check();
    await accessible(li);
    await press(li, "把勾选的放进定稿");
    assert.match(await li.locator("textarea[name=body]").inputValue(), /实物天平/);
    await press(li, "完成定稿");
    const seen = await words(li);
    for (const want of [/打开草稿，去送审/, /王秀峰/, /主备原文/]) assert.match(seen, want);
    await accessible(li);
  });
});
