// Sharing in a browser: a lesson is put on a shelf and arranged by keys, who taught with it is asked once, and the author, the ledger and
// the map say where it was used.
import { test } from "node:test";
import assert from "node:assert/strict";
import { join } from "node:path";
import { accessible } from "./axe.mjs";
import { House, nothingWrong, press, words } from "./house.mjs";

const shots = process.env.SHOTS;
async function look(page, name) {
  await page.evaluate(() => { document.activeElement?.blur(); scrollTo(0, 0); });
  await accessible(page);
  if (!shots) return;
  const size = page.viewportSize();
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    await page.screenshot({ path: join(shots, `${name}_${width}.png`), fullPage: true });
  }
  await page.setViewportSize(size);
}

test("sharing", { timeout: 300000 }, async (t) => {
  const house = await House.open(t);
  const li = await house.as("li"), song = await house.as("song"), wang = await house.as("wang"), ju = await house.as("ju"), gu = await house.as("gu");

  await t.test("a lesson's page says where it was used, and puts it on a new shelf", async () => {
    await li.goto("/teacher/library?q=" + encodeURIComponent("数轴与相反数"));
    await li.getByRole("link", { name: /数轴与相反数/ }).first().click();
    await li.waitForURL(/library\/[0-9a-f-]{36}/);
    const seen = await words(li);
    assert.match(seen, /2 所学校 2 个班用过/);
    assert.match(seen, /1 位说用得上，1 位说要改/);
    assert.match(seen, /不到 5 位，不算平均/);
    assert.match(seen, /作者回复：谢谢提醒/);
    assert.doesNotMatch(seen, /白若溪|顾明川/, "a voice has no name");
    await look(li, "lesson");
    await li.getByRole("link", { name: "放上书架" }).click();
    await li.getByLabel("新书架的名字").fill("下周要用");
    await look(li, "put");
    await press(li, "放上书架");
    await li.goto("/teacher/shelves");
    assert.match(await words(li), /下周要用 我自己/);
    assert.match(await words(li), /乡村学校常用课 天津市/);
    await look(li, "shelves");
  });

  await t.test("a shelf is arranged by keys, and stays so", async () => {
    await song.goto("/teacher/shelves");
    await song.getByRole("link", { name: "七年级上册 第五章" }).click();
    await song.waitForURL(/shelves\/[0-9a-f-]{36}/);
    const titles = () => song.locator(".shelf-item .shelf-title a").allInnerTexts();
    const before = await titles();
    assert.equal(before.length, 3);
    await look(song, "shelf");
    await song.locator(".shelf-item .shelf-title a").nth(2).focus();
    await Promise.all([song.waitForNavigation(), song.keyboard.press("Alt+ArrowUp")]);
    await song.reload();
    assert.deepEqual(await titles(), [before[0], before[2], before[1]]);
  });

  await t.test("who has used a lesson is asked once, at the review-lesson sheet", async () => {
    await li.goto("/teacher/sheets");
    await li.locator("main a[href^='/teacher/sheets/']").first().click();
    await li.waitForURL(/sheets\/[0-9a-f-]{36}/);
    assert.match(await words(li), /这一课用得怎么样？/);
    await look(li, "ask");
    await press(li, "用得上");
    assert.match(await words(li), /谢谢，作者会看到/);
    assert.doesNotMatch(await words(li), /这一课用得怎么样？/, "nobody is asked twice");
  });

  await t.test("the author reads who used it and answers", async () => {
    await wang.goto("/teacher/thanks");
    assert.match(await words(wang), /您的《数轴与相反数：从温度计开始》在 2 所学校 2 个班用过/);
    await look(wang, "thanks");
    await wang.getByText("回复", { exact: true }).first().click();
    await wang.getByLabel("回复").first().fill("下次我再加一张图。");
    await press(wang, "回复");
    assert.match(await words(wang), /作者回复：下次我再加一张图/);
  });

  await t.test("the ledger says for each entry how it was computed, the rules say what is not counted", async () => {
    await wang.goto("/teacher/credit");
    const seen = await words(wang);
    for (const want of [/外校用了您的课/, /在乡村学校用了外校的课/, /河西区第二中学 本学期第一次用/, /回复一条评价/]) assert.match(seen, want);
    await look(wang, "credit");
    const book = await wang.request.get("/teacher/credit.xlsx");
    assert.equal(book.status(), 200);
    await wang.getByRole("link", { name: "规则" }).click();
    await wang.waitForURL(/rules/);
    assert.match(await words(wang), /上传、浏览、点赞、登录，都不记/);
    await look(wang, "rules");
    await gu.goto("/teacher/credit");
    assert.match(await words(gu), /还没有记录/, "an urban school earns nothing by using");
    await look(gu, "credit_empty");
  });

  await t.test("the map says who gives and who uses, and one school both", async () => {
    await ju.goto("/bureau/sharing");
    const rows = await ju.locator("table.flows tbody tr").allInnerTexts();
    assert.ok(rows.some((r) => /山前中学/.test(r) && (r.match(/1 班/g) || []).length === 2), "the rural school gives to two");
    await look(ju, "map");
    await ju.locator("table.flows a", { hasText: "山前中学" }).click();
    await ju.waitForURL(/sharing\/[0-9a-f-]{36}/);
    assert.match(await words(ju), /2 所外校用了这所学校的课 2 次；这所学校用了 1 所外校的课 1 次/);
    await look(ju, "map_school");
  });

  nothingWrong(li, song, wang, ju, gu);
});
