// The ledger of contributions in a browser: a teacher appeals against a line, the head of the school answers, a correction stands beside the
// first entry; the auditor finds uses drawn by lot and a hint, confirms one and strikes another; and all of it outlives a restart.
import { test } from "node:test";
import assert from "node:assert/strict";
import { join } from "node:path";
import { accessible } from "./axe.mjs";
import { House, nothingWrong, press, words } from "./house.mjs";

const shots = process.env.SHOTS;
async function look(page, name) {
  await page.evaluate(() => { document.activeElement?.blur(); scrollTo(0, 0); });
  await accessible(page);
  if (!shots) return;
  const size = page.viewportSize();
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    await page.screenshot({ path: join(shots, `${name}_${width}.png`), fullPage: true });
  }
  await page.setViewportSize(size);
}

/** Opens a page again until it says something: what is folded from the log comes a moment later. */
async function until(page, path, pattern) {
  for (let i = 0; i < 50; i++) {
    await page.goto(path);
    if (pattern.test(await words(page))) return;
    await page.waitForTimeout(200);
  }
  assert.match(await words(page), pattern);
}

test("the ledger is answered for", { timeout: 300000 }, async (t) => {
  const house = await House.open(t);
  const wang = await house.as("wang"), qian = await house.as("qian"), audit = await house.as("audit"), li = await house.as("li");

  await t.test("a teacher appeals against a line of last month", async () => {
    await wang.goto("/teacher/credit");
    await wang.locator("table").getByRole("link", { name: "申诉" }).first().click();
    await wang.waitForURL(/appeal\?entry=/);
    await look(wang, "appeal");
    await wang.locator("textarea").evaluate((e) => { e.required = false; });
    await press(wang, "提出申诉");
    assert.match(await words(wang), /请写明哪里不对/);
    await look(wang, "appeal_error");
    await wang.getByLabel("哪里不对，为什么").fill("那天是两个班一起上的，应当按乡村学校计。");
    await press(wang, "提出申诉");
    assert.match(await words(wang), /等待答复 .*理由：那天是两个班一起上的/);
    assert.match(await words(wang), /已申诉/);
    await look(wang, "credit_appealed");
  });

  await t.test("the head of the school is told, sees that one line, and answers in writing", async () => {
    await qian.goto("/inbox");
    await qian.getByRole("link", { name: /有一项贡献记录申诉等您答复/ }).first().click();
    await qian.waitForURL(/inbox\/[0-9a-f-]{36}/);
    await qian.getByRole("link", { name: "打开这项申诉" }).click();
    await qian.waitForURL(/credit\/appeals\/[0-9a-f-]{36}/);
    const seen = await words(qian);
    assert.match(seen, /王秀峰/);
    assert.match(seen, /数轴与相反数/);
    assert.doesNotMatch(seen, /在乡村学校用了外校的课/, "no other line");
    await look(qian, "case");
    await qian.getByLabel("同意补记").check();
    await qian.getByLabel("补记的分").fill("0.5");
    await qian.getByLabel("答复和依据").fill("教务核对过课表，属实。");
    await press(qian, "答复");
    assert.match(await words(qian), /同意补记/);
    await look(qian, "case_answered");
    await qian.goto("/credit/appeals");
    assert.match(await words(qian), /没有等您答复的申诉/);
    await look(qian, "cases_empty");
    await qian.goto("/credit/appeals?tab=done");
    assert.match(await words(qian), /王秀峰/);
    await look(qian, "cases");
  });

  await t.test("the author reads the answer, and the correction stands beside the first entry", async () => {
    await until(wang, "/teacher/credit", /更正 .*申诉后补记；原来的记录保留。依据：教务核对过课表，属实。 0.50/);
    assert.match(await words(wang), /同意，补记 0.50 分/);
    await look(wang, "credit_answered");
    await wang.goto("/inbox");
    assert.match(await words(wang), /贡献记录申诉的答复：同意，补记 0.5 分/);
  });

  await t.test("the auditor finds the drawn uses without people, and a hint; one is confirmed, one struck", async () => {
    await audit.goto("/credit/audit");
    const seen = await words(audit);
    assert.match(seen, /记入的 2 次使用中抽签 2 次/);
    assert.match(seen, /河西区第二中学 一位老师把 蓟州区山前中学 的课布置了 3 次，没有学生开始做/);
    assert.match(seen, /是提示，不是结论/);
    assert.doesNotMatch(seen, /王秀峰|白若溪|顾明川/);
    await look(audit, "audit");
    await audit.locator("table a").first().click();
    await audit.waitForURL(/audit\/\d{4}-\d\d\/[0-9a-f-]{36}/);
    await look(audit, "use");
    await audit.getByLabel("确认用过").check();
    await audit.getByLabel("查了什么，看到什么").fill("看了课表，问了教务。");
    await press(audit, "记下结果");
    await audit.locator("tr", { hasText: "待查" }).getByRole("link").click();
    await audit.waitForURL(/audit\/\d{4}-\d\d\/[0-9a-f-]{36}/);
    await audit.getByLabel("没有用过，不再计入").check();
    await audit.getByLabel("查了什么，看到什么").fill("课表里没有这节课。");
    await press(audit, "记下结果");
    assert.match(await words(audit), /已确认/);
    assert.match(await words(audit), /不再计入/);
    await until(wang, "/teacher/credit", /更正 .*抽查没有核实这次使用，已记的退回；原来的记录保留。依据：课表里没有这节课。 [−-]\d/);
    await look(wang, "credit_struck");
    await wang.goto("/inbox");
    assert.match(await words(wang), /抽查更正：数轴与相反数/);
  });

  await t.test("nobody else comes near, and all of it outlives a restart", async () => {
    for (const path of ["/credit/audit", "/credit/appeals"]) assert.equal((await li.goto(path)).status(), 403);
    assert.equal((await qian.goto("/credit/audit")).status(), 403);
    await house.restart("SIGKILL");
    await until(wang, "/teacher/credit", /抽查没有核实这次使用/);
    assert.match(await words(wang), /同意，补记 0.50 分/);
    await wang.getByRole("link", { name: "规则" }).click();
    await wang.waitForURL(/rules/);
    assert.match(await words(wang), /提示不是结论，不扣分，也不排名/);
    await look(wang, "rules");
  });

  nothingWrong(wang, qian, audit, li);
});
