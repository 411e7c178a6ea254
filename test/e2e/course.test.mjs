// Course trees in a browser: read by a teacher, changed by a researcher with the keys alone, and taken back.
import { test } from "node:test";
import assert from "node:assert/strict";
import { accessible } from "./axe.mjs";
import { House, press, words } from "./house.mjs";

const titles = (page) => page.evaluate(() => [...document.querySelectorAll("[data-tree] li a")].slice(0, 3).map((a) => a.textContent.trim()).join("|"));

test("course trees", { timeout: 300000 }, async (t) => {
  const house = await House.open(t);
  const li = await house.as("li"), jiao = await house.as("jiao");

  await t.test("a teacher finds the lesson at its place in the textbook", async () => {
    await li.goto("/courses?subject=maths&grade=7");
    await li.locator("table a").first().click();
    await li.getByText("合并同类项与移项").click();
    assert.match(await words(li), /一元一次方程的解法：移项与合并/);
    await accessible(li);
  });

  await t.test("a researcher moves sections with the keys and takes it back", async () => {
    await jiao.goto("/courses/new");
    await jiao.locator("select[name=book]").selectOption("maths-5a-pep");
    await press(jiao, "建立目录");
    await accessible(jiao);
    const before = await titles(jiao);
    await jiao.locator("[data-tree] li[tabindex='0']").focus();
    await jiao.keyboard.press("ArrowDown");
    await jiao.keyboard.press("Alt+ArrowDown");
    await jiao.waitForFunction(() => document.querySelector("[data-tree-status]").textContent.includes("小数乘整数"));
    assert.equal(await titles(jiao), "第一单元 小数乘法|小数乘小数|小数乘整数");
    await jiao.context().setOffline(true); // a change that does not arrive is said, and the tree stays as it is
    await jiao.keyboard.press("Alt+ArrowUp");
    await jiao.locator("[data-tree-alert]", { hasText: "连不上服务器" }).waitFor();
    assert.equal(await titles(jiao), "第一单元 小数乘法|小数乘小数|小数乘整数");
    await jiao.context().setOffline(false);
    await jiao.keyboard.press("Control+z");
    await jiao.waitForFunction((want) => [...document.querySelectorAll("[data-tree] li a")].slice(0, 3).map((a) => a.textContent.trim()).join("|") === want, before);
  });
});
