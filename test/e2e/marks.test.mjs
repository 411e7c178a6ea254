// Marks come in through the pages: files as schools have them, columns confirmed, what was found, what changes, and the result; and the
// two-way table, pasted and saved.
import { test } from "node:test";
import assert from "node:assert/strict";
import { join } from "node:path";
import { accessible } from "./axe.mjs";
import { House, nothingWrong, press, words } from "./house.mjs";

// With SHOTS=folder each state is also photographed, for people to look at.
const shots = process.env.SHOTS;
async function look(page, name) {
  await accessible(page);
  if (!shots) return;
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    await page.screenshot({ path: join(shots, `${name}_${width}.png`), fullPage: true });
  }
}

const file = (name, text) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });

async function settled(page) {
  await page.waitForFunction(() => !document.body.innerText.includes("正在检查和比较"), null, { timeout: 30000 });
}

/** eighths are the pupils of grade 8, as the school's own roster says. */
async function eighths(house) {
  const page = await house.as("jiaowu");
  await page.goto("/school/people");
  const rows = await page.evaluate(() => [...document.querySelectorAll("main tbody tr")].map((r) => [...r.cells].map((c) => c.innerText.trim())));
  return rows.filter((r) => r[2].startsWith("八年级(1)班")).map(([name, number]) => ({ name, number, klass: "8.1" }));
}

test("marks come in", { timeout: 300000 }, async (t) => {
  const house = await House.open(t);
  const office = await house.as("jiaowu");
  await office.goto("/exams");
  await office.getByRole("link", { name: "八年级期中考试" }).first().click();
  const exam = new URL(office.url()).pathname;
  await look(office, "exam");

  await t.test("the two-way table is pasted, looked over and saved", async () => {
    await office.goto(exam + "/blueprint");
    await look(office, "tables");
    await office.getByRole("link", { name: "数学" }).first().click();
    await look(office, "table_empty");
    await office.getByText("从文件或者表格里读").click();
    await office.getByLabel("或者从 Excel 里复制，粘贴在这里").fill("题号\t知识点\t能力层次\t题型\t分值\t预设难度\t答案\n1\t有理数\t理解\t单选\t5\t0.8\tB\n2\t方程、不等式\t应用\t解答\t5\t0.6\t\n3\t\t\t\tx\t\t\n");
    await press(office, "读到下面的表里");
    assert.match(await words(office), /读到 2 道题，还没有保存/);
    assert.match(await words(office), /分值“x”不是数/);
    await look(office, "table_read");
    await office.locator("input[name=full]").fill("11");
    await press(office, "保存");
    assert.match(await words(office), /各题分值合起来是 10，满分写的是 11/);
    await look(office, "table_refused");
    await office.locator("input[name=full]").fill("10");
    await press(office, "保存");
    assert.match(await words(office), /已填/);
  });

  await t.test("a file is uploaded, its columns confirmed, found rows told, and its results count", async () => {
    await office.goto(exam + "/marks");
    await look(office, "upload");
    const pupils = await eighths(house);
    const rows = ["学号,姓名,班级,第1题选项,2,总分,班名次", "满分,,,5,5,10,", "标准答案,,,B,,,"];
    pupils.forEach((p, i) => rows.push([p.number, p.name, p.klass, "ABCD"[i % 4], i % 6, (i % 4 === 1 ? 5 : 0) + i % 6, i + 1].join(",")));
    rows[5] = rows[5].split(",").slice(0, 3).join(",") + ",,缺考,,";
    rows.push("99990001,没有这个人,8.1,B,5,10,1", `${pupils[0].number},${pupils[0].name},8.1,B,-1,4,3`);
    await office.locator("input[type=file]").first().setInputFiles([file("数学.csv", rows.join("\n") + "\n"), file("说明.csv", "这是说明\n请看\n")]);
    await press(office, "上传");
    assert.match(await words(office), /请看一看每一列是什么/);
    assert.match(await words(office), /名次，不读/);
    await look(office, "mapping");
    await press(office, "检查");
    await settled(office);
    const seen = await words(office);
    for (const want of [/还没有计入/, /没有找到这名学生/, /名次一类的列，没有读取/, /会改什么/, /行没有读入|没有读入的/]) assert.match(seen, want);
    await look(office, "ready");
    await office.getByLabel(/没有读入的/).check();
    await press(office, "计入成绩");
    assert.match(await words(office), /已经计入/);
    await look(office, "done");
    await office.goto(exam + "/marks");
    assert.match(await words(office), /已导入/);
    await look(office, "list");
  });

  await t.test("a file in which nobody is found is refused with what to do", async () => {
    await office.goto(exam + "/marks");
    await office.locator("input[type=file]").first().setInputFiles([file("语文.csv", "考号,语文\n777,90\n")]);
    await press(office, "上传");
    await press(office, "检查");
    await settled(office);
    assert.match(await words(office), /现在不能导入[\s\S]*考号对照表/);
    await look(office, "faulty");
    await office.locator("summary", { hasText: "改各列是什么" }).click();
    await office.locator("summary", { hasText: "放弃这次导入" }).click();
    await press(office, "放弃");
    assert.match(await words(office), /已放弃/);
    await office.locator("input[type=file]").first().setInputFiles([{ name: "a.pdf", mimeType: "", buffer: Buffer.from("%PDF-1.7") }]);
    await press(office, "上传");
    assert.match(await words(office), /这不是表格/);
    await look(office, "upload_refused");
  });
  nothingWrong(office);
});
