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
    await press(li, "建立草稿");
    const seen = await words(li);
    for (const want of [/已建立 2 份草稿/, /没有收下：x\.exe/, /按文件名/, /没认出来/]) assert.match(seen, want);
    assert.equal(await li.locator("input[name^=title-]").last().inputValue(), "小数除法");
    await accessible(li);
    await li.locator("select[name^=grade-]").first().selectOption({ label: "五年级" });
    await press(li, "全部确认");
    assert.match(await words(li), /已确认 2 课/);
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
