// The analysis of an exam in the demonstration: the teacher's sheet and report, the school's and the bureau's, the pupil's and the
// guardian's; figures drawn, tables, PDF and workbook, and one page of A4.
import { test } from "node:test";
import assert from "node:assert/strict";
import { join } from "node:path";
import { accessible } from "./axe.mjs";
import { House, nothingWrong, words } from "./house.mjs";

// With SHOTS=folder each state is also photographed, for people to look at.
const shots = process.env.SHOTS;
async function look(page, name) {
  await accessible(page);
  if (!shots) return;
  for (const width of [390, 1280, 1920]) {
    await page.setViewportSize({ width, height: 900 });
    await page.screenshot({ path: join(shots, `${name}_${width}.png`), fullPage: true });
  }
  await page.setViewportSize({ width: 1280, height: 900 });
}

/** Opens a page again until it says something: the report follows the marks by a job. */
async function until(page, path, want) {
  for (let i = 0; i < 60; i++) {
    await page.goto(path);
    if (want.test(await words(page))) return;
    await page.waitForTimeout(500);
  }
  assert.match(await words(page), want);
}

const rank = /第\s*\d+\s*名|班名次|年级名次|排行/;

test("an exam's analysis", { timeout: 300000 }, async (t) => {
  const house = await House.open(t);
  const teacher = await house.as("wang");
  let report = "";

  await t.test("the teacher finds the sheet for tomorrow and the rows behind it", async () => {
    await until(teacher, "/teacher/exams", /七年级期中考试/);
    await look(teacher, "list");
    await teacher.locator("main table a[href*='/sheet?subject=chinese']").first().click(); // only totals came in
    assert.match(await words(teacher), /做不出讲评单/);
    await look(teacher, "sheet_none");
    await teacher.getByRole("link", { name: "数学" }).click();
    assert.match(await words(teacher), /明天怎么讲[\s\S]*要讲的题[\s\S]*不外传/);
    await look(teacher, "sheet");
    const pdf = await teacher.pdf({ format: "A4" });
    assert.equal(pdf.toString("latin1").match(/\/Type\s*\/Page\b/g).length, 1, "the sheet is more than one page");
    await teacher.locator("main table a[href*='/items/']").first().click();
    assert.match(await words(teacher), /本班每个学生的作答/);
    await look(teacher, "item");
  });

  await t.test("the board shows no name and no mark", async () => {
    await teacher.goBack();
    await teacher.getByRole("link", { name: "投影讲评" }).click();
    const seen = await words(teacher);
    assert.doesNotMatch(seen, /\d+\s*(人|分|%)/);
    await look(teacher, "board");
    await teacher.getByRole("link", { name: "退出投影" }).click();
  });

  await t.test("every tab draws its figures and keeps its tables", async () => {
    await teacher.getByRole("link", { name: "全部分析" }).click();
    report = new URL(teacher.url());
    for (const tab of ["", "items", "points", "model", "pupils"]) {
      await teacher.goto(`${report.pathname}${report.search}&tab=${tab}`);
      assert.doesNotMatch(await words(teacher), rank);
      const charts = await teacher.locator(".chart").count();
      if (charts) await teacher.waitForFunction((n) => document.querySelectorAll(".chart svg").length === n, charts);
      assert.equal(await teacher.locator("figure .figure-data table").count(), charts);
      await look(teacher, "class_" + (tab || "overview"));
    }
  });

  await t.test("PDF and workbook are files", async () => {
    for (const [name, kind] of [["report.pdf", "application/pdf"], ["tables.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"]]) {
      const r = await teacher.request.get(`${report.pathname}/${name}${report.search}`);
      assert.equal(r.status(), 200);
      assert.equal(r.headers()["content-type"], kind);
      assert.ok((await r.body()).length > 5000);
    }
  });

  await t.test("the head reads the school without names", async () => {
    const head = await house.as("qian");
    await head.goto("/bureau/exams");
    await look(head, "units");
    await head.locator("main table a", { hasText: "七年级期中考试" }).first().click();
    for (const tab of ["", "items", "parts"]) {
      await head.goto(head.url().replace(/[?].*/, "") + "?subject=maths&tab=" + tab);
      assert.doesNotMatch(await words(head), rank);
      await look(head, "school_" + (tab || "overview"));
    }
    nothingWrong(head);
  });

  await t.test("a pupil and the guardian read the own result, a level and what to learn next", async () => {
    const pupil = await house.as("sq01");
    await pupil.goto("/learn/exams");
    await look(pupil, "own_list");
    await pupil.getByRole("link", { name: /七年级期中考试/ }).click();
    const seen = await words(pupil);
    assert.match(seen, /等第 [A-E]|缺考|缓考/);
    assert.doesNotMatch(seen, /\d\s*分|平均|%/);
    await look(pupil, "own");
    const guardian = await house.as("jia");
    await guardian.goto("/family");
    await guardian.getByRole("link", { name: /考试结果/ }).first().click();
    await look(guardian, "child_list");
    nothingWrong(pupil, guardian);
  });
  nothingWrong(teacher);
});
