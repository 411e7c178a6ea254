// Featured lessons 精选 in a browser: a lesson is proposed, two judges of other schools vote without seeing each other, a third decides when
// they differ, the mark stands, a new version ends it; judges are asked and the author is told by letter.
import { test } from "node:test";
import assert from "node:assert/strict";
import { join } from "node:path";
import { accessible } from "./axe.mjs";
import { House, approve, items, makeLesson, nothingWrong, press, submit, until, words } from "./house.mjs";

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

async function vote(page, agree, why) {
  await page.getByLabel(agree ? "同意" : "不同意", { exact: true }).check();
  await page.getByLabel("理由").fill(why);
  await press(page, "提交评议");
}

test("featured lessons", { timeout: 300000 }, async (t) => {
  const house = await House.open(t);
  const wang = await house.as("wang"), zhao = await house.as("zhao"), song = await house.as("song"), shen = await house.as("shen"), pan = await house.as("pan");
  const title = "绝对值：离家多远", find = "/teacher/library?q=" + encodeURIComponent(title);
  let lesson, reviewed, proposal;

  /** Sends the lesson up and lets the two stages approve it. */
  async function publish() {
    await submit(wang, "天津市", "王秀峰");
    await approve(title, zhao, shen);
  }

  await t.test("a lesson of a rural school is public", async () => {
    ({ address: lesson } = await makeLesson(wang, { title, list: items.slice(0, 2) }));
    await publish();
    await until("the index", async () => { await wang.goto(find); return (await words(wang)).includes(title + " "); });
    reviewed = await wang.locator("main a[href^='/teacher/library/']", { hasText: title }).first().getAttribute("href");
    reviewed = reviewed.replace("/teacher/library/", "/review/").replace(/[?#].*$/, "");
  });

  await t.test("a reviewer of the region proposes it; judges of other schools get a letter", async () => {
    await shen.goto(reviewed);
    await look(shen, "propose");
    await shen.getByLabel("推荐为精选的理由").fill("从生活出发，一张纸就能上。");
    await press(shen, "推荐为精选");
    proposal = new URL(shen.url()).pathname;
    assert.match(proposal, /featured\/[0-9a-f-]{36}/);
    assert.match(await words(shen), /您是推荐人，不再参加评议/);
    for (const judge of [zhao, song, pan]) {
      await judge.goto("/inbox");
      assert.match(await words(judge), new RegExp("请评议精选：" + title));
    }
    await wang.goto("/inbox");
    assert.doesNotMatch(await words(wang), new RegExp("请评议精选：" + title));
  });

  await t.test("two judges vote blind, and differ", async () => {
    await song.goto("/inbox");
    await song.getByRole("link", { name: new RegExp("请评议精选：" + title) }).first().click();
    await song.getByRole("link", { name: "看这一课并评议" }).click();
    await song.waitForURL("**" + proposal);
    await look(song, "judge");
    await vote(song, true, "情境好，一看就懂。");
    await zhao.goto(proposal);
    assert.doesNotMatch(await words(zhao), /情境好/, "the other's vote is not shown");
    await zhao.getByLabel("同意", { exact: true }).check();
    await zhao.locator("textarea[name=note]").evaluate((e) => { e.required = false; });
    await press(zhao, "提交评议");
    assert.match(await words(zhao), /请写明理由/);
    await look(zhao, "judge_error");
    await vote(zhao, false, "没有练习。");
    assert.match(await words(zhao), /意见不同，等第三人/);
    assert.match(await words(zhao), /情境好/);
  });

  await t.test("the third is asked, reads both and decides; the author reads the reasons without names", async () => {
    await pan.goto("/inbox");
    await pan.getByRole("link", { name: new RegExp("请定精选：" + title) }).first().click();
    await pan.getByRole("link", { name: "打开这项评议" }).click();
    await pan.waitForURL("**" + proposal);
    const seen = await words(pan);
    assert.match(seen, /情境好/);
    assert.match(seen, /没有练习/);
    assert.doesNotMatch(seen, /宋怀瑾|赵思敏/);
    await look(pan, "third");
    await vote(pan, true, "练习可以用课本的。");
    assert.match(await words(pan), /精选期限/);
    await look(pan, "featured");
    await wang.goto("/inbox");
    await wang.getByRole("link", { name: new RegExp("评为精选：" + title) }).first().click();
    const letter = await words(wang);
    for (const why of [/情境好/, /没有练习/, /练习可以用课本的/]) assert.match(letter, why);
    assert.doesNotMatch(letter, /宋怀瑾|赵思敏|潘若谷/);
    await look(wang, "letter");
    await wang.goto(find);
    assert.match(await words(wang), /精选/);
  });

  await t.test("who keeps the rules sets for how long, and everybody who judges sees when it ends", async () => {
    await shen.goto("/featured?tab=decided");
    assert.match(await words(shen), /精选的期限/);
    await look(shen, "decided");
    await shen.getByLabel("天数").fill("20");
    await shen.locator("input[name=days]").evaluate((e) => { e.min = ""; });
    await press(shen, "改期限");
    assert.match(await words(shen), /请填 30 到 1095 之间的天数/);
    await look(shen, "days_error");
    await shen.getByLabel("天数").fill("180");
    await press(shen, "改期限");
    await shen.goto("/featured");
    assert.equal(await shen.getByLabel("天数").inputValue(), "180");
    await song.goto("/featured");
    assert.doesNotMatch(await words(song), /精选的期限/);
  });

  await t.test("a new version ends it", async () => {
    await wang.goto(lesson);
    await publish();
    await pan.goto(proposal);
    assert.match(await words(pan), /已结束/);
    await shen.goto(reviewed);
    assert.match(await words(shen), /推荐为精选的理由|第 1 版/);
    await wang.goto(lesson);
    await until("the new version", async () => {
      await wang.goto(find);
      const page = await wang.content();
      return page.includes(title) && !page.includes(reviewed.replace("/review/", "/teacher/library/"));
    });
    assert.doesNotMatch(await words(wang), /精选 /);
  });

  nothingWrong(wang, zhao, song, shen, pan);
});
