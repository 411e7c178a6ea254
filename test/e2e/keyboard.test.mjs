// By keyboard alone: a pupil signs in, does a practice and hands it in; a teacher finds a lesson and assigns it. Every stop of the tab
// key must be visible.
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
  return { tab, enter, signIn };
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
