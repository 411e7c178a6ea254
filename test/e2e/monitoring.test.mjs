// Sampled quality monitoring through the page, on real data: 4,978 pupils, 76 items, missing by design.
import { test } from "node:test";
import assert from "node:assert/strict";
import { mkdtemp, writeFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accessible } from "./axe.mjs";
import { House, corpus, nothingWrong, press, words } from "./house.mjs";

test("a researcher loads a table of results and reads the analysis", { timeout: 300000 }, async (t) => {
  const file = corpus("psychometrics/pisa12_us_math.csv");
  if (!file) { t.skip("sample data are absent: set TONGXUE_CORPORA"); return; }
  const house = await House.open(t);
  const page = await house.as("jiao");
  const s = {};

  await t.test("errors are shown with their place and nothing is stored; what is no table is refused", async () => {
    const dir = await mkdtemp(join(tmpdir(), "tongxue-e2e-csv-"));
    t.after(() => rm(dir, { recursive: true, force: true }));
    await writeFile(join(dir, "bad.csv"), "a,b\n1,0\n0,x\n1\n");
    await writeFile(join(dir, "empty.csv"), "");
    for (const [name, said] of [["bad.csv", /有 2 行有错.*b x /], ["empty.csv", /不能导入|是空的/]]) {
      await page.goto("/bureau/monitoring/new");
      await page.getByLabel("名称").first().fill("坏文件");
      await page.locator("input[type=file]").setInputFiles(join(dir, name));
      await press(page, "检查这份文件");
      assert.match(await words(page), said);
      await accessible(page);
    }
    await page.goto("/bureau/monitoring");
    assert.ok(!(await words(page)).includes("坏文件"));
  });

  await t.test("the table is checked, then applied", async () => {
    await page.goto("/bureau/monitoring/new");
    await page.getByLabel(/名称|标题/).first().fill("数学质量监测");
    await page.locator("input[type=file]").setInputFiles(file);
    await Promise.all([page.waitForURL(/check/, { timeout: 60000 }), page.getByRole("button", { name: /上传|检查/ }).click()]);
    assert.match(await words(page), /4,?978/);
    assert.match(await words(page), /76/);
    await accessible(page);
    await Promise.all([page.waitForURL((u) => !/check|apply/.test(u.pathname), { timeout: 120000 }), page.getByRole("button", { name: /导入/ }).first().click()]);
    s.address = new URL(page.url()).pathname;
  });

  await t.test("the analysis shows n, items, difficulty, discrimination and reliability with formulas", async () => {
    const seen = await words(page);
    for (const want of [/4,?978/, /76/, /难度/, /区分度/, /信度|α/, /n ?=/]) assert.match(seen, want);
    assert.ok(await page.locator("tbody tr").count() >= 76, "a row for each item");
    await accessible(page);
  });

  await t.test("the same file again is not stored twice", async () => {
    await page.goto("/bureau/monitoring/new");
    await page.getByLabel(/名称|标题/).first().fill("数学质量监测");
    await page.locator("input[type=file]").setInputFiles(file);
    await Promise.all([page.waitForURL((u) => !/new/.test(u.pathname), { timeout: 60000 }), page.getByRole("button", { name: /上传|检查/ }).click()]);
    assert.equal(new URL(page.url()).pathname, s.address);
  });

  await t.test("the bureau reads it and cannot load one; a school head does neither", async () => {
    const ju = await house.as("ju");
    assert.equal((await ju.goto(s.address)).status(), 200);
    assert.ok([403, 404].includes((await ju.goto("/bureau/monitoring/new")).status()));
    const qian = await house.as("qian");
    assert.ok([403, 404].includes((await qian.goto(s.address)).status()));
  });
  nothingWrong(page);
});
