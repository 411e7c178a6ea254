// Finding a lesson in a browser: one character, filters and chips, a preview that leaves the results where they are, two tables of contents.
import { test } from "node:test";
import assert from "node:assert/strict";
import { accessible } from "./axe.mjs";
import { House, words } from "./house.mjs";

const go = (page, link) => Promise.all([page.waitForNavigation(), link.click()]);

test("finding lessons", { timeout: 240000 }, async (t) => {
  const house = await House.open(t);
  const li = await house.as("li");

  await t.test("one character, a filter, and the chip that takes it off", async () => {
    await li.goto("/teacher/library");
    await accessible(li);
    await li.getByLabel("找什么").fill("声");
    await go(li, li.getByRole("button", { name: "查找" }));
    const all = await li.locator(".hit").count();
    assert.ok(all >= 3, "the lessons on sound");
    await li.goto("/teacher/library");
    await go(li, li.locator(".find-facets a", { hasText: "物理" }).first());
    assert.equal(await li.locator(".hit", { hasText: "数学" }).count(), 0);
    assert.ok(await li.locator(".hit", { hasText: "物理" }).count() > 3);
    await go(li, li.locator("a.chip", { hasText: "物理" }));
    assert.ok(await li.locator(".hit", { hasText: "数学" }).count() > 0);
  });

  await t.test("a preview beside the results closes with Esc and gives the focus back", async () => {
    const link = li.locator(".hit a", { hasText: "预览" }).first();
    await link.click();
    await li.locator("dialog#preview[open]").getByRole("link", { name: "打开这一课" }).waitFor();
    await li.keyboard.press("Escape");
    assert.ok(await link.evaluate((a) => a === document.activeElement));
  });

  await t.test("our chapters and the national platform's lead to lessons of ours", async () => {
    await li.goto("/teacher/library?subject=maths&grade=7");
    await accessible(li);
    assert.match(await words(li), /国家平台目录/);
    const ours = li.locator(".find-trees .card", { hasText: "本地课程目录" });
    await ours.locator("summary").first().click();
    await go(li, ours.locator(".chapters a").first());
    assert.ok(await li.locator(".hit").count() > 0);
  });

  await t.test("nothing found says which filter to drop", async () => {
    await li.goto("/teacher/library?subject=physics&q=" + encodeURIComponent("有理数"));
    await accessible(li);
    assert.match(await words(li), /没有找到/);
    await go(li, li.locator(".looser a").first());
    assert.ok(await li.locator(".hit").count() > 0);
  });
});
