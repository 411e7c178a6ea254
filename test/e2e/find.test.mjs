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

  await t.test("who has asked for nothing is led to what one teaches; a leader teaches nothing", async () => {
    await li.goto("/teacher/library");
    await go(li, li.locator(".inline-links", { hasText: "您教的" }).getByRole("link", { name: "七年级 数学" }));
    assert.match(li.url(), /subject=maths/);
    assert.match(li.url(), /grade=7/);
    assert.equal(await li.getByText("您教的").count(), 0, "asked for already");
    const ju = await house.as("ju");
    await ju.goto("/teacher/library");
    assert.equal(await ju.getByText("您教的").count(), 0);
    await ju.context().close();
    await li.goto("/teacher/library");
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

  await t.test("a book of the national platform: its chapters lead to lessons of ours, its link to the platform", async () => {
    const outside = li.locator(".find-trees .card", { hasText: "国家平台目录" });
    await li.goto("/teacher/library?subject=maths&grade=7");
    const book = outside.locator("details").first();
    await book.locator("summary").click();
    const link = book.getByRole("link", { name: /到国家平台看这本书/ });
    const to = new URL(await link.getAttribute("href"));
    assert.ok(to.protocol === "https:" && to.host.endsWith("smartedu.cn"), to.href);
    assert.equal(await link.getAttribute("target"), "_blank");
    assert.match(await link.getAttribute("rel"), /noopener/);
    const chapters = await book.locator(".chapters a").allInnerTexts();
    assert.ok(chapters.length > 1, "chapters of the book");
    let found = 0;
    for (const [n, title] of chapters.slice(0, 6).entries()) {
      await li.goto("/teacher/library?subject=maths&grade=7");
      await book.locator("summary").click();
      await go(li, book.locator(".chapters a").nth(n));
      const at = new URL(li.url());
      assert.equal(at.pathname, "/teacher/library");
      assert.equal(at.searchParams.get("q"), title);
      assert.equal(at.searchParams.get("grade"), "7", "the filters stay");
      found += await li.locator(".hit").count();
    }
    assert.ok(found > 0, "some chapter has a lesson of ours");
  });

  await t.test("a hit goes on a shelf from the list and from the preview, and the list comes back", async () => {
    const shelf = "备课要用的";
    await li.goto("/teacher/library?q=" + encodeURIComponent("声"));
    const title = await li.locator(".hit h3").first().innerText();
    await go(li, li.locator(".hit").first().getByRole("link", { name: "放上书架" }));
    await li.getByLabel("新书架的名字").fill(shelf);
    await go(li, li.getByRole("button", { name: "放上", exact: false }));
    assert.equal(new URL(li.url()).searchParams.get("q"), "声", "back at the results");
    await li.locator(".hit").nth(1).getByRole("link", { name: "预览" }).click();
    const preview = li.locator("dialog#preview[open]");
    const second = await preview.locator("#preview-title").innerText();
    await go(li, preview.getByRole("link", { name: "放上书架" }));
    const choice = li.getByLabel("书架", { exact: true });
    await choice.selectOption(await choice.locator("option", { hasText: shelf }).getAttribute("value"));
    await go(li, li.getByRole("button", { name: "放上", exact: false }));
    assert.equal(new URL(li.url()).searchParams.get("q"), "声", "back at the results");
    await li.goto("/teacher/shelves");
    await go(li, li.getByRole("link", { name: shelf }).first());
    const text = await words(li);
    assert.ok(text.includes(title) && text.includes(second), "both stand on the shelf");
  });

  await t.test("what was looked for in vain becomes a synonym, at once and after a restart, and goes again", async () => {
    const word = "嗓音课";
    const look = async () => { await li.goto("/teacher/library?q=" + encodeURIComponent(word)); return li.locator(".hit").count(); };
    assert.equal(await look(), 0);
    const ju = await house.as("ju");
    await ju.goto("/teacher/library/words");
    await accessible(ju);
    await go(ju, ju.locator("tr", { hasText: word }).getByRole("link", { name: "加为同义词" }));
    const box = ju.getByLabel("意思一样的词");
    assert.match(await box.inputValue(), new RegExp("^" + word));
    await go(ju, ju.getByRole("button", { name: "添加", exact: true }));
    await ju.getByText("一组至少要两个不同的词").first().waitFor();
    await accessible(ju);
    await box.fill(word + "、声音");
    await go(ju, ju.getByRole("button", { name: "添加", exact: true }));
    assert.match(await words(ju), /嗓音课、声音/);
    assert.ok(await look() > 0, "the next search uses it");
    await house.restart();
    assert.ok(await look() > 0, "and one after a restart");
    await ju.goto("/teacher/library/words");
    await go(ju, ju.getByRole("button", { name: /移除 嗓音课/ }));
    assert.equal(await look(), 0);
    const refused = await li.goto("/teacher/library/words");
    assert.equal(refused.status(), 403);
  });

  await t.test("nothing found says which filter to drop", async () => {
    await li.goto("/teacher/library?subject=physics&q=" + encodeURIComponent("有理数"));
    await accessible(li);
    assert.match(await words(li), /没有找到/);
    await go(li, li.locator(".looser a").first());
    assert.ok(await li.locator(".hit").count() > 0);
  });
});
