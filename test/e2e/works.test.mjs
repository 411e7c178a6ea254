// Works in a browser: an adapted lesson follows its original, the page says licence and label, and a class keeps what only it may see.
import { test } from "node:test";
import assert from "node:assert/strict";
import { join } from "node:path";
import { accessible } from "./axe.mjs";
import { House, press, words } from "./house.mjs";

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

test("works", { timeout: 300000 }, async (t) => {
  const house = await House.open(t);
  const li = await house.as("li");

  await t.test("a lesson says licence, versions, and describes itself to machines", async () => {
    await li.goto("/teacher/library");
    const lesson = await li.evaluate(() => [...document.querySelectorAll("main a[href]")].map((a) => a.getAttribute("href")).find((h) => /^\/teacher\/library\/[0-9a-f-]{36}$/.test(h)));
    await li.goto(lesson);
    const seen = await words(li);
    for (const want of [/怎样使用/, /区域内共享/, /可以改编/, /各版本/, /这一课的由来/, /知识点/]) assert.match(seen, want);
    const ld = JSON.parse(await li.locator("script[type='application/ld+json']").textContent());
    assert.equal(ld["@type"], "LearningResource");
    await look(li, "work");
    const xml = await (await li.request.get(`${lesson}/metadata.xml`)).text();
    assert.match(xml, /http:\/\/ltsc\.ieee\.org\/xsd\/LOM/);
  });

  await t.test("the editor keeps what was chosen and asks which tool", async () => {
    await li.goto("/teacher/lessons/new");
    await li.locator("input[name=title]").fill("周长");
    await li.locator("select[name=subject]").selectOption({ label: "数学" });
    await li.locator("select[name=grade]").selectOption({ label: "七年级" });
    await li.locator("input[name=edition]").fill("部编版");
    await li.locator("select[name=ai]").selectOption({ label: "部分内容由人工智能生成" });
    await press(li, "建立草稿");
    assert.match(await words(li), /请写明用了什么工具/);
    await li.locator("input[name=ai_tool]").fill("备课助手");
    await press(li, "建立草稿");
    assert.equal(await li.locator("input[name=edition]").inputValue(), "统编版");
    assert.equal(await li.locator("select[name=licence]").inputValue(), "region");
    await look(li, "editor");
  });

  await t.test("a class keeps what only it sees", async () => {
    await li.goto("/teacher/materials");
    const scan = { name: "练习册.png", mimeType: "image/png", buffer: Buffer.from("89504e470d0a1a0a30303030", "hex") };
    await li.locator("input[type=file]").setInputFiles(scan);
    await press(li, "放进班级资料");
    assert.match(await words(li), /练习册\.png/);
    await look(li, "materials");
  });
});
