// How a school's people come in: the registrar fills the template, sees what is wrong with a bad one, applies a good one, and a teacher
// who came with it activates the account and signs in.
import test from "node:test";
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { House, corpus, press, words, nothingWrong } from "./house.mjs";
import { accessible } from "./axe.mjs";
import { fill, zip } from "./xlsx.mjs";

const run = promisify(execFile);
const school = "120119-01"; // 蓟州区山前中学 of the demonstration

/** What the registrar types: one class, some teachers, some pupils, a guardian. */
function people(pupils) {
  return {
    学校: [["蓟州区山前中学", school, "", "", "初级中学"]],
    班级: [[school, "初中", "2026", "9", ""]],
    学生: Array.from({ length: pupils }, (_, i) => [school, "初中", "2026", "9", "新同学" + (i + 1), "XS" + String(i + 1).padStart(3, "0"), String(i + 1), i % 2 ? "女" : "男", "2013-10-0" + (i % 9 + 1), ""]),
    教师: [[school, "高天明", "XT01", "", "", "教师"], [school, "陶小宁", "XT02", "", "", "教师"]],
    任课: [[school, "XT01", "初中", "2026", "9", "数学", "是"]],
    家长: [[school, "XS001", "新家长", "父亲", "13800000001"]],
  };
}

async function upload(page, file) {
  await page.goto("/school/roster");
  await page.getByLabel("文件", { exact: false }).first().setInputFiles(file);
  await press(page, "上传并检查");
}

/** Waits until the page has loaded itself anew because a job was over. */
async function over(page, timeout = 60000) { await page.waitForFunction(() => !document.querySelector("[hx-get$='/progress']"), null, { timeout }); }

test("a registrar brings people in from a workbook, and a new teacher signs in", { timeout: 240000 }, async (t) => {
  const h = await House.open(t);
  const registrar = await h.as("jiaowu");
  await registrar.goto("/");
  await registrar.getByRole("link", { name: "名册导入" }).first().click();
  await registrar.waitForURL(/\/school\/roster/);
  assert.match(await words(registrar), /还没有导入过名册/);
  await accessible(registrar);
  const download = registrar.waitForEvent("download");
  await registrar.getByRole("link", { name: "下载模板" }).click();
  const template = await readFile(await (await download).path());

  // a picture is no roster, and a wrong one is explained
  await upload(registrar, { name: "名册.xlsx", mimeType: "application/octet-stream", buffer: Buffer.from("not a workbook") });
  assert.match(await words(registrar), /只能传 zip 压缩包/);
  assert.ok(await registrar.getByLabel("文件", { exact: false }).first().getAttribute("aria-describedby"), "the field says what is wrong with it");
  await accessible(registrar);
  const bad = people(3);
  bad.学生.push([school, "初中", "2026", "9", "陈重号", "XS001", "", "", "", ""], [school, "初中", "2026", "9", "证件", "110105201205010028", "", "", "", ""]);
  bad.教师.push([school, "=HYPERLINK(1)", "XT03", "", "", ""]);
  await upload(registrar, { name: "坏.xlsx", mimeType: "", buffer: fill(template, bad) });
  await over(registrar);
  let said = await words(registrar);
  assert.match(said, /没有通过检查，什么也没有保存/);
  assert.match(said, /重复/);
  assert.ok(!said.includes("110105201205010028"), "an identity number is never repeated");
  await accessible(registrar);
  const list = registrar.waitForEvent("download");
  await registrar.getByRole("link", { name: "下载成表格" }).click();
  assert.match(await readFile(await (await list).path(), "utf8"), /^\ufeff程度,表,行/);

  // a good one: looked at, applied, with the job's progress; the tab may be closed meanwhile
  await upload(registrar, { name: "好.xlsx", mimeType: "", buffer: fill(template, people(24)) });
  await over(registrar);
  assert.match(await words(registrar), /通过了检查，还没有保存/);
  await accessible(registrar);
  const address = new URL(registrar.url()).pathname;
  await registrar.getByRole("row", { name: /人员/ }).getByRole("link").first().click();
  await registrar.waitForURL(/changes/);
  assert.match(await words(registrar), /新同学7/);
  await accessible(registrar);
  await registrar.goto(address);
  await press(registrar, "应用");
  await registrar.goto("/school/people");
  await registrar.goto(address);
  await over(registrar);
  assert.match(await words(registrar), /已经保存/);
  await accessible(registrar);

  // the same file changes nothing; a part of it is stopped until somebody says so
  await upload(registrar, { name: "再来一次.xlsx", mimeType: "", buffer: fill(template, people(24)) });
  await over(registrar);
  assert.match(await words(registrar), /和已经保存的完全一样/);
  await upload(registrar, { name: "少了人.xlsx", mimeType: "", buffer: fill(template, people(10)) });
  await over(registrar);
  assert.match(await words(registrar), /停用的太多，先停下了/);
  await registrar.getByText("核对过了，确实要停用").click();
  await registrar.getByRole("button", { name: "停用并应用" }).click();
  assert.match(await words(registrar), /先停下了/, "without the box nothing is sent");
  await accessible(registrar);
  await registrar.getByLabel("我核对过要停用的人和班").check();
  await press(registrar, "停用并应用");
  await over(registrar);
  assert.match(await words(registrar), /已经保存/);

  // the new teacher's slip leads to a password and in
  await registrar.getByRole("link", { name: "给新教职工打印激活单" }).click();
  await registrar.waitForLoadState();
  await registrar.getByLabel("高天明").check();
  const slip = registrar.waitForEvent("download");
  await registrar.getByRole("button", { name: "打印激活单" }).click();
  const pdf = join(h.dir, "slip.pdf");
  await (await slip).saveAs(pdf);
  const text = (await run("pdftotext", ["-layout", pdf, "-"])).stdout;
  const code = /([2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4})/.exec(text);
  assert.ok(code && /高天明/.test(text), "the slip names the teacher and holds a code: " + text);
  const teacher = await h.device();
  await teacher.goto("/activate?code=" + code[1]);
  if (await teacher.getByRole("button", { name: "下一步" }).count()) await press(teacher, "下一步");
  const secret = "very long 42";
  for (const field of await teacher.locator("input[type=password]").all()) await field.fill(secret);
  await press(teacher, /设|保存|完成|启用|激活/);
  await teacher.goto("/teacher/lessons");
  assert.equal(new URL(teacher.url()).pathname, "/teacher/lessons", "the new teacher is in: " + await words(teacher));
  nothingWrong(registrar, teacher);
});

test("an import that is being stored survives a pulled cable", { timeout: 300000 }, async (t) => {
  const h = await House.open(t);
  const registrar = await h.as("jiaowu");
  const download = registrar.waitForEvent("download");
  await registrar.goto("/school/roster");
  await registrar.getByRole("link", { name: "下载模板" }).click();
  const template = await readFile(await (await download).path());
  await upload(registrar, { name: "大.xlsx", mimeType: "", buffer: fill(template, people(900)) });
  const address = new URL(registrar.url()).pathname;
  await h.restart(); // while it is checked, or right after: the job is given back
  await registrar.goto(address);
  await over(registrar);
  assert.match(await words(registrar), /通过了检查，还没有保存/);
  await press(registrar, "应用");
  await h.restart("SIGKILL"); // while it is stored
  await registrar.goto(address);
  t.diagnostic("after the restart: " + (/正在保存[^。]*/.exec(await words(registrar)) || ["already stored"])[0]);
  await over(registrar, 120000); // a worker that vanished is given a minute before another goes on
  assert.match(await words(registrar), /已经保存/);
  await registrar.goto("/school/people?q=" + encodeURIComponent("新同学900"));
  assert.match(await words(registrar), /XS900/);
  await upload(registrar, { name: "大.xlsx", mimeType: "", buffer: fill(template, people(900)) });
  await over(registrar);
  assert.match(await words(registrar), /和已经保存的完全一样/);
});

test("a OneRoster zip of other schools is refused for one school, with reasons", { timeout: 120000 }, async (t) => {
  const folder = corpus("oneroster/synthetic-1.2/bulk");
  if (!folder) return t.skip("no samples: TONGXUE_CORPORA has no oneroster/synthetic-1.2");
  const h = await House.open(t);
  const files = new Map();
  for (const name of await readdir(folder)) files.set(name, await readFile(join(folder, name)));
  const path = join(h.dir, "set.zip");
  await writeFile(path, zip(files));
  const registrar = await h.as("jiaowu");
  await upload(registrar, path);
  await over(registrar);
  assert.match(await words(registrar), /没有通过检查，什么也没有保存.*另一所学校/);
  await accessible(registrar);
  nothingWrong(registrar);
});
