// The exam register in a browser: a lawful exam goes the whole way, an unlawful one is refused with its rule, and an exception is named.
import { test } from "node:test";
import assert from "node:assert/strict";
import { join } from "node:path";
import { accessible } from "./axe.mjs";
import { House, nothingWrong, press, words } from "./house.mjs";

// With SHOTS=folder each state is also photographed, for people to look at.
const shots = process.env.SHOTS;
async function look(page, name) {
  await page.evaluate(() => { document.activeElement?.blur(); scrollTo(0, 0); }); // the menu at the foot of a phone covers whatever is scrolled under it
  await accessible(page);
  if (!shots) return;
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    await page.screenshot({ path: join(shots, `${name}_${width}.png`), fullPage: true });
  }
}

/** A day from today as a form has it. */
function day(n) { return new Date(Date.now() + n * 864e5 + 8 * 36e5).toISOString().slice(0, 10); }

async function fill(page, { place, grade, purpose, title, subjects = ["数学"], first, last, sample, forms, wish }) {
  await page.goto("/exams/new");
  if (place) await page.getByLabel("由谁组织").selectOption({ label: place });
  if (grade) await page.locator("select[name=grade]").selectOption({ label: grade });
  if (purpose) await page.locator(`input[name=purpose][value=${purpose}]`).check();
  if (title) await page.locator("input[name=title]").fill(title);
  for (const s of subjects) await page.getByLabel(s, { exact: true }).check();
  if (first) await page.locator("input[name=first]").fill(first);
  if (last) await page.locator("input[name=last]").fill(last);
  if (sample) await page.locator("input[name=sample]").fill(sample);
  if (forms) await page.locator("input[name=forms]").fill(forms);
  if (wish) await page.locator("textarea[name=wish]").fill(wish);
}

test("the exam register", { timeout: 300000 }, async (t) => {
  const house = await House.open(t);
  const office = await house.as("jiaowu"), head = await house.as("qian"), researcher = await house.as("jiao"), bureau = await house.as("ju"), inspector = await house.as("du");

  await t.test("the list shows every state and narrows", async () => {
    await office.goto("/exams");
    for (const want of [/七年级期中考试/, /已批准/, /待审批/, /未批准/, /第一次模拟考试/]) assert.match(await words(office), want);
    await look(office, "list");
    await office.goto("/exams?state=refused");
    assert.match(await words(office), /九年级期中考试/);
    assert.doesNotMatch(await words(office), /七年级期中考试/);
    await office.goto("/exams?grade=3&state=void");
    assert.match(await words(office), /没有登记的考试/);
    await look(office, "list_empty");
  });

  await t.test("what the law forbids is refused with rule, source and the lawful way, and what was typed is kept", async () => {
    await fill(office, { place: "蓟州区山前中学", grade: "八年级", purpose: "monthly", title: "八年级学情调研", first: day(10) });
    await look(office, "form");
    await press(office, "登记");
    const seen = await words(office);
    for (const want of [/不得组织周考、月考、单元考试/, /2021年8月/, /课堂练习和作业照常做/, /谁也不能批准例外/]) assert.match(seen, want);
    assert.equal(await office.locator("input[name=title]").inputValue(), "八年级学情调研");
    await look(office, "form_refused");
  });

  await t.test("wrong fields are named one by one", async () => {
    await office.goto("/exams/new");
    await office.evaluate(() => { for (const f of document.querySelectorAll("form")) f.noValidate = true; });
    await office.getByLabel("由谁组织").selectOption({ label: "蓟州区山前中学" });
    await press(office, "登记");
    for (const want of [/请选择用途/, /4 到 60 个字/, /请至少选一门学科/, /请填第一天/]) assert.match(await words(office), want);
    await look(office, "form_errors");
  });

  const s = {};
  await t.test("registered, filed with its number, approved by somebody else", async () => {
    await fill(office, { place: "蓟州区山前中学", grade: "七年级", purpose: "final", title: "七年级期末考试", subjects: ["语文", "数学", "英语"], first: day(35), last: day(36) });
    await press(office, "只检查，不登记");
    assert.match(await words(office), /没有发现不合规定的地方/);
    await press(office, "登记");
    s.path = new URL(office.url()).pathname;
    await look(office, "draft");
    await office.goto(s.path + "/filing");
    assert.match(await words(office), /考试备案表.*七年级期末考试.*命题人签字/);
    await look(office, "filing");
    if (shots) await office.pdf({ path: join(shots, "filing.pdf"), format: "A4" });
    await office.goto(s.path);
    await office.getByLabel("备案号").fill("蓟教考备2026-201");
    await press(office, "提交备案");
    assert.match(await words(office), /待审批/);
    assert.equal(await office.getByRole("button", { name: "批准", exact: true }).count(), 0, "who registered cannot approve");
    await head.goto(s.path);
    await look(head, "waiting");
    await press(head, "不批准");
    assert.match(await words(head), /请写明理由/);
    await look(head, "decide_error");
    await press(head, "批准");
    assert.match(await words(head), /已批准/);
    await look(head, "approved");
  });

  await t.test("a second final is refused beside the first", async () => {
    await fill(office, { place: "蓟州区山前中学", grade: "七年级", purpose: "final", title: "七年级第二次期末考试", first: day(34) });
    await press(office, "登记");
    assert.match(await words(office), /每学期只有一次期末考试/);
  });

  await t.test("an exception: asked with a reason, allowed by a named bureau leader, kept in the history", async () => {
    await researcher.goto("/exams?state=draft");
    await researcher.getByRole("link", { name: "七年级语文学业质量监测" }).click();
    assert.match(await words(researcher), /正在申请例外/);
    await look(researcher, "exception_asked");
    const path = new URL(researcher.url()).pathname;
    await bureau.goto(path);
    await bureau.locator("textarea[name=note]").first().fill("样本太小，同意抽四成五");
    await look(bureau, "exception_dialog");
    await press(bureau, "批准例外");
    assert.match(await words(bureau), /例外已批准.*样本太小/);
    await researcher.goto(path);
    await researcher.getByLabel("备案号").fill("津教监备2026-019");
    await press(researcher, "提交备案");
    assert.match(await words(researcher), /等待审批/);
  });

  await t.test("the inspector reads and changes nothing", async () => {
    await inspector.goto("/register/exams");
    assert.match(await words(inspector), /七年级期末考试/);
    await look(inspector, "register");
    await inspector.getByRole("link", { name: "七年级期末考试" }).first().click();
    assert.match(await words(inspector), /经过.*许知行/);
    assert.equal(await inspector.locator("main form[method=post]").count(), 0);
    await look(inspector, "register_one");
  });

  await t.test("void, with a reason, and its place is free again", async () => {
    await head.goto(s.path);
    await head.locator("summary", { hasText: "作废这场考试" }).click();
    await head.locator("textarea#f-void").fill("因校舍维修不办了");
    await look(head, "void_dialog");
    await press(head, "作废");
    assert.match(await words(head), /已作废.*因校舍维修不办了/);
    await look(head, "void");
    await fill(office, { place: "蓟州区山前中学", grade: "七年级", purpose: "final", title: "七年级期末考试", first: day(34) });
    await press(office, "只检查，不登记");
    assert.match(await words(office), /没有发现不合规定的地方/);
  });

  for (const page of [office, head, researcher, bureau, inspector]) nothingWrong(page);
});
