// Real data through the pages: the SAT12 science test with its key and options as an exam of one school, and the inner-London schools
// as the two mocks of a district, of which the first is the start of value added. The people come from workbooks of ours.
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { accessible } from "./axe.mjs";
import { House, corpus, nothingWrong, press, words } from "./house.mjs";
import { fill } from "./xlsx.mjs";

const shots = process.env.SHOTS, school = "120119-01"; // 蓟州区山前中学
async function look(page, name) {
  await page.evaluate(() => { document.activeElement?.blur(); scrollTo(0, 0); });
  await accessible(page);
  if (!shots) return;
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    await page.screenshot({ path: join(shots, `real_${name}_${width}.png`), fullPage: true });
  }
}

const table = async (name) => (await readFile(corpus("psychometrics/" + name), "utf8")).trim().replaceAll('"', "").split("\n").map((l) => l.split(","));

/** The calendar year in which the school year of a day begins, and days as forms have them. */
const day = (d) => new Date(d.getTime() + 8 * 36e5).toISOString().slice(0, 10);
function schoolYear(d = new Date()) { return d.getMonth() >= 8 ? d.getFullYear() : d.getFullYear() - 1; }

/** Registers, files and approves an exam and returns its page. */
async function approved(by, head, { place, grade, purpose, title, subject, first, filing }) {
  await by.goto("/exams/new");
  await by.getByLabel("由谁组织").selectOption({ label: place });
  await by.locator("select[name=grade]").selectOption({ label: grade });
  await by.locator(`input[name=purpose][value=${purpose}]`).check();
  await by.locator("input[name=title]").fill(title);
  await by.getByLabel(subject, { exact: true }).check();
  await by.locator("input[name=first]").fill(first);
  await press(by, "登记");
  await by.getByLabel("备案号").fill(filing);
  await press(by, "提交备案");
  const page = new URL(by.url()).pathname;
  await head.goto(page);
  await press(head, "批准");
  return page;
}

/** Brings a file of marks in until its results count. */
async function marks(page, exam, name, text) {
  await page.goto(exam + "/marks");
  await page.locator("input[type=file]").first().setInputFiles([{ name, mimeType: "text/csv", buffer: Buffer.from(text) }]);
  await press(page, "上传");
  await press(page, "检查");
  await page.waitForFunction(() => !document.body.innerText.includes("正在检查和比较"), null, { timeout: 120000 });
  assert.match(await words(page), /还没有计入/);
  await press(page, "计入成绩");
  assert.match(await words(page), /已经计入/);
}

/** Waits until a page of the report says what is wanted. */
async function report(page, path, want) {
  for (const end = Date.now() + 60000; ;) {
    await page.goto(path);
    if (want.test(await words(page))) return;
    assert.ok(Date.now() < end, `${path} does not say ${want}: ${(await words(page)).slice(0, 400)}`);
    await page.waitForTimeout(500);
  }
}

test("real data", { timeout: 600000, skip: corpus("psychometrics/sat12_raw.csv") ? false : "the samples are absent" }, async (t) => {
  const house = await House.open(t);
  const office = await house.as("jiaowu"), head = await house.as("qian");
  await office.goto("/school/roster");
  const download = office.waitForEvent("download");
  await office.getByRole("link", { name: "下载模板" }).click();
  const template = await readFile(await (await download).path());

  await t.test("SAT12, with key and options", async () => {
    const raw = await table("sat12_raw.csv"), key = await table("sat12_key.csv"), people = [], classes = [], cohort = String(schoolYear() - 2);
    for (let i = 0; i < raw.length - 1; i++) {
      const number = String(10 + Math.floor(i / 40));
      if (i % 40 === 0) classes.push([school, "初中", cohort, number, ""]);
      people.push([school, "初中", cohort, number, "考生" + i, "S" + String(i).padStart(3, "0"), String(i % 40 + 1), "", "", ""]);
    }
    const book = join(house.dir, "sat12.xlsx");
    await writeFile(book, fill(template, { 学校: [["蓟州区山前中学", school, "", "", "初级中学"]], 班级: classes, 学生: people }));
    const done = await house.tongxue("roster", "import", book, "--scope", school, "--apply");
    assert.ok(JSON.stringify(done).includes("600"), JSON.stringify(done).slice(0, 400));
    const exam = await approved(office, head, { place: "蓟州区山前中学", grade: "九年级", purpose: "final", title: "九年级期末考试", subject: "数学", first: day(new Date()), filing: "蓟教考备SAT12" });
    const rows = ["学号," + raw[0].join(","), "标准答案," + key.slice(1).map((k) => k[1]).join(",")];
    raw.slice(1).forEach((r, i) => rows.push("S" + String(i).padStart(3, "0") + "," + r.join(",")));
    await marks(office, exam, "数学.csv", rows.join("\n") + "\n");
    await report(head, "/bureau/exams", /九年级期末考试/);
    const path = await head.getByRole("link", { name: "九年级期末考试" }).first().getAttribute("href");
    await report(head, path.split("?")[0] + "?subject=maths", /实考/);
    // classical figures of the scored answers, from R: mean 18.20, alpha .798
    assert.match(await words(head), /18\.20/);
    assert.match(await words(head), /0\.798/);
    assert.match(await words(head), /满分 32[\s\S]*56\.9%/);
    await look(head, "sat12");
    await head.goto(path.split("?")[0] + "?subject=maths&tab=items");
    assert.match(await words(head), /小题分析[\s\S]* 1 [^%]*28\.3%/); // of 600, 170 have item 1 right
    await look(head, "sat12_items");
  });

  await t.test("London: value added from a registered start", async () => {
    const rows = await table("exam_london.csv"), at = Object.fromEntries(rows[0].map((n, i) => [n, i])), year = spring(), cohort = String(year - 3);
    const schools = new Map(), people = [], classes = [], entry = ["学校,学号,姓名,数学", "满分,,,100"], exit = [...entry];
    rows.slice(1).forEach((r, i) => {
      const no = r[at.school], code = "LON" + no.padStart(3, "0"), name = `伦敦第${no}校`, number = "L" + String(i).padStart(5, "0");
      if (!schools.has(no)) { schools.set(no, [name, code, "", "蓟州区", "初级中学"]); classes.push([code, "初中", cohort, "1", ""]); }
      people.push([code, "初中", cohort, "1", "学生" + i, number, String(i), "", "", ""]);
      entry.push(`${name},${number},学生${i},${(50 + 10 * r[at.standLRT]).toFixed(2)}`);
      exit.push(`${name},${number},学生${i},${(50 + 10 * r[at.normexam]).toFixed(2)}`);
    });
    const book = join(house.dir, "london.xlsx");
    await writeFile(book, fill(template, { 学校: [...schools.values()], 班级: classes, 学生: people }));
    await house.tongxue("roster", "import", book, "--scope", "120119", "--apply");
    const researcher = await house.as("jiao"), leader = await house.as("ju");
    await researcher.goto("/exams");
    await researcher.getByRole("link", { name: "蓟州区九年级第一次模拟考试" }).first().click();
    const first = new URL(researcher.url()).pathname; // the demonstration has the first mock of last spring
    const second = await approved(researcher, leader, { place: "蓟州区", grade: "九年级", purpose: "mock", title: "蓟州区九年级第二次模拟考试", subject: "数学", first: `${year}-03-25`, filing: "津教考备LON002" });
    for (const [e, text] of [[first, entry], [second, exit]]) await marks(researcher, e, "数学.csv", text.join("\n") + "\n");
    await report(researcher, "/bureau/exams", /第二次模拟考试/);
    const path = (await researcher.locator(`a[href*="${second.split("/").pop()}"]`).first().getAttribute("href")).split("?")[0];
    await report(researcher, path, /实考/);
    await researcher.goto(path + "/baseline");
    await look(researcher, "baseline");
    const option = await researcher.locator("select[name=base] option, input[name=base]").filter({ hasText: "第一次模拟考试" }).first().getAttribute("value");
    await researcher.locator("select[name=base]").selectOption(option);
    await press(researcher, "保存");
    await report(researcher, path + "?tab=added", /与同样起点的学生相比/);
    await look(researcher, "london");
    assert.match(await words(researcher), /0\.142|14\.2/);
  });
  nothingWrong(office, head);
});

/** The calendar year of the demonstration's mock of last spring, the twentieth of March. */
function spring(now = new Date()) {
  const y = now.getFullYear();
  return now >= new Date(y, 2, 20, 9) ? y : y - 1;
}
