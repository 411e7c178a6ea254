// By keyboard alone: a teacher makes a lesson with a practice and sends it, its reviewer claims and approves it, another teacher finds a
// lesson and assigns it, a pupil does a practice and hands it in. Every stop of the tab key must be visible.
import { test } from "node:test";
import assert from "node:assert/strict";
import { House, nothingWrong, words } from "./house.mjs";

/** What a person without a mouse can do on a page. */
function hands(page) {
  const now = () => page.evaluate(() => {
    const e = document.activeElement;
    const s = getComputedStyle(e), near = e.closest("label") ? getComputedStyle(e.closest("label")) : s, r = e.getBoundingClientRect();
    const ring = (x) => x.outlineStyle !== "none" && parseFloat(x.outlineWidth) > 0 || x.boxShadow !== "none";
    return { tag: e.tagName, name: e.getAttribute("name") || "", type: e.getAttribute("type") || "", text: (e.innerText || e.getAttribute("aria-label") || "").trim(), href: e.getAttribute("href") || "", ring: ring(s) || ring(near), high: r.height };
  });
  /** Presses Tab until a stop fits; every stop on the way must show where one is. */
  async function tab(what, fits) {
    for (let i = 0; i < 120; i++) {
      await page.keyboard.press("Tab");
      const at = await now();
      if (at.tag === "BODY") continue;
      assert.ok(at.ring, "a focus that cannot be seen: " + JSON.stringify(at));
      if (fits(at)) return at;
    }
    assert.fail("the tab key does not reach " + what);
  }
  const enter = async () => Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  const signIn = async (login) => {
    await page.goto("/signin");
    await tab("the account", (at) => at.name === "login");
    await page.keyboard.type(login);
    await tab("the password", (at) => at.name === "password");
    await page.keyboard.type("tongxue-demo");
    await enter();
  };
  /** Moves down a list of choices until one is chosen. */
  const choose = async (label) => {
    for (let i = 0; i < 80; i++) {
      if (await page.evaluate(() => document.activeElement.selectedOptions[0].label) === label) return;
      await page.keyboard.press("ArrowDown");
    }
    assert.fail("the arrow does not reach " + label);
  };
  /** Fills a field that the tab key reaches by its name. */
  const write = async (name, text) => {
    await tab(name, (at) => at.name === name);
    await page.keyboard.type(text);
  };
  return { tab, enter, signIn, choose, write };
}

test("a pupil works by keyboard alone", { timeout: 180000 }, async (t) => {
  const house = await House.open(t);
  const page = await house.device(), { tab, enter, signIn } = hands(page);
  await signIn("sq13");
  assert.equal(new URL(page.url()).pathname, "/learn");

  await tab("the link over the menu", (at) => at.href === "#main");
  await page.keyboard.press("Enter");
  await tab("the practice", (at) => /sittings/.test(at.href));
  await enter();
  await tab("the first question", (at) => at.type === "radio");
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowDown");
  await tab("the second question", (at) => at.type === "checkbox");
  await page.keyboard.press("Space");
  await tab("the third question", (at) => at.type === "radio");
  await page.keyboard.press("Space");
  await tab("the fourth question", (at) => at.type === "text");
  await page.keyboard.type("3");
  await tab("the fifth question", (at) => at.type === "text");
  await page.keyboard.type("3");
  await tab("the sixth question", (at) => at.tag === "TEXTAREA");
  await page.keyboard.type("代入左右两边。");
  await tab("handing in", (at) => at.tag === "BUTTON" && /去交/.test(at.text));
  await enter();
  assert.match(await words(page), /每一题都写了/);
  await tab("the last button", (at) => at.tag === "BUTTON" && /^交作业$/.test(at.text));
  await enter();
  await page.waitForURL(/feedback/);
  assert.match(await words(page), /老师会看你的回答/);
  nothingWrong(page);
});

test("a teacher makes a lesson and its reviewer approves it by keyboard alone", { timeout: 240000 }, async (t) => {
  const house = await House.open(t), title = "一步一步走到数轴";
  const page = await house.device(), { tab, enter, signIn, choose, write } = hands(page);
  await signIn("li");
  await tab("one's own lessons in the menu", (at) => at.href === "/teacher/lessons");
  await enter();
  await tab("a new lesson", (at) => /新建一课/.test(at.text));
  await enter();
  await write("title", title);
  await tab("the subject", (at) => at.name === "subject");
  await choose("数学");
  await tab("the grade", (at) => at.name === "grade");
  await choose("七年级");
  await write("body", "先画一条直线，再定原点。");
  await tab("the draft", (at) => at.tag === "BUTTON" && /^建立草稿$/.test(at.text));
  await enter();
  const address = new URL(page.url()).pathname;
  await tab("a practice", (at) => at.tag === "BUTTON" && /^添加练习$/.test(at.text));
  await enter();
  await tab("a question of true or false", (at) => /^判断$/.test(at.text));
  await enter();
  await write("prompt", "原点表示零。");
  await tab("what is right", (at) => at.type === "radio");
  await page.keyboard.press("Space");
  await tab("saving", (at) => at.tag === "BUTTON" && /^保存$/.test(at.text));
  await enter();
  assert.match(await words(page), /原点表示零/);
  await page.goto(address);
  await tab("the readers", (at) => at.type === "radio" && at.name === "to");
  for (let i = 0; i < 6 && !await page.evaluate(() => /河西区实验中学/.test(document.activeElement.closest("label").innerText)); i++) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Space");
  await tab("the signature", (at) => at.name === "signed");
  await page.keyboard.type("李文澜");
  await tab("sending", (at) => at.tag === "BUTTON" && /^送审$/.test(at.text));
  await enter();
  assert.match(await words(page), /正在等待审核/);
  nothingWrong(page);

  const other = await house.device(), by = hands(other);
  await by.signIn("song");
  await by.tab("the desk in the menu", (at) => at.href === "/review");
  await by.enter();
  await by.tab("what waits", (at) => at.tag === "A" && at.text.includes(title));
  await by.enter();
  await by.tab("claiming", (at) => at.tag === "BUTTON" && /^领取并审核$/.test(at.text));
  await by.enter();
  const aspects = await other.getByLabel("符合").count();
  assert.ok(aspects >= 7, "the seven aspects");
  for (let i = 0; i < aspects; i++) {
    await by.tab("an aspect", (at) => at.type === "radio");
    await other.keyboard.press("Space");
  }
  assert.equal(await other.getByLabel("符合").and(other.locator(":checked")).count(), aspects, "each aspect is confirmed by one key");
  await by.tab("approving", (at) => at.tag === "BUTTON" && /^通过$/.test(at.text));
  await by.enter();
  await page.goto(address);
  assert.match(await words(page), /在资源库里/);
  nothingWrong(other);
});

test("a teacher finds a lesson and assigns it by keyboard alone", { timeout: 180000 }, async (t) => {
  const house = await House.open(t);
  const page = await house.device(), { tab, enter, signIn } = hands(page);
  await signIn("wang");
  await tab("the library in the menu", (at) => at.href === "/teacher/library");
  await enter();
  await tab("the link over the menu", (at) => at.href === "#main");
  await page.keyboard.press("Enter");
  await tab("the words to look for", (at) => at.name === "q");
  await page.keyboard.type("移项");
  await enter();
  await tab("the lesson", (at) => /一元一次方程/.test(at.text) && at.tag === "A");
  await enter();
  await tab("assigning", (at) => /布置练习/.test(at.text));
  await enter();
  await tab("how it is done", (at) => at.type === "radio");
  await page.keyboard.press("Space");
  await tab("the last button", (at) => at.tag === "BUTTON" && /^布置$/.test(at.text));
  await enter();
  assert.match(new URL(page.url()).pathname, /^\/teacher\/assignments\//);
  nothingWrong(page);
});
