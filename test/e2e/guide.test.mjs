// The four walks of the demonstration, from the sign-in page to the last tick, by clicking only what the panel and the pages show. Clicks
// are counted: whoever opens the demonstration should be convinced after a handful of them.
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { accessible } from "./axe.mjs";
import { House, nothingWrong, until, words } from "./house.mjs";

const tour = (page) => page.locator("aside.tour");
const done = async (page) => Number(await tour(page).getAttribute("data-done"));

/** A visitor on a walk, who counts clicks and typed boxes. */
async function begin(house, title, options) {
  const page = await house.device(options);
  page.clicks = 0;
  page.typed = 0;
  await page.goto("/signin");
  await go(page, page.getByRole("button", { name: title }));
  return page;
}

/** Clicks something that leads to another page. */
async function go(page, what) {
  page.clicks++;
  await Promise.all([page.waitForNavigation(), what.first().click()]);
}

/** Presses the panel's one button. */
const next = (page) => go(page, tour(page).locator(".tour-act .btn"));
const press = (page, name) => go(page, page.locator("main").getByRole("button", { name, exact: true }));

async function at(page, n, what) { assert.equal(await done(page), n, `${what}: ${page.url()}`); }

async function ended(page, most) {
  assert.match(await tour(page).innerText(), /走完了/);
  assert.ok(page.clicks + page.typed <= most, `${page.clicks} clicks and ${page.typed} boxes are more than ${most}`);
  nothingWrong(page);
}

test("the guided first minutes", { timeout: 600000 }, async (t) => {
  const house = await House.open(t);

  await t.test("a bureau leader: tree, balance, a refusal that the auditor finds, everything of a school", async () => {
    const page = await begin(house, /我是局长/);
    await at(page, 1, "the tree");
    await next(page);
    await at(page, 2, "use and balance");
    await next(page);
    assert.match(await words(page), /能批准的人：钱立本/);
    await at(page, 3, "refused and logged");
    await accessible(page);
    await next(page); // becomes the auditor
    assert.match(await words(page), /想看学生数据，被拒绝/);
    await at(page, 4, "the auditor sees it");
    await next(page);
    await press(page, "批准导出");
    await at(page, 5, "approved");
    await next(page); // becomes the registrar
    await until("the workbook is made", async () => { await page.reload(); return await page.getByRole("link", { name: "下载 Excel" }).count() > 0; }, 60000);
    await accessible(page);
    page.clicks++;
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "下载 Excel" }).click()]);
    assert.match(file.suggestedFilename(), /山前中学-全部数据-.*\.xlsx$/);
    assert.equal((await readFile(await file.path())).subarray(0, 2).toString(), "PK");
    await page.reload();
    await at(page, 6, "fetched");
    await ended(page, 9);
  });

  await t.test("a researcher: a report with intervals, a refused exam, the lawful way", async () => {
    const page = await begin(house, /我是教研员/);
    await at(page, 1, "the list");
    await go(page, page.locator("main td a, main th a"));
    await at(page, 2, "a report");
    await go(page, page.locator("main").getByRole("link", { name: "比较", exact: true }));
    await at(page, 3, "its classes beside each other");
    await next(page);
    await press(page, "登记");
    assert.match(await words(page), /不得组织区域性考试或跨校的考试/);
    await at(page, 4, "refused");
    await accessible(page);
    await go(page, page.getByRole("link", { name: /改成合规的做法/ }));
    await press(page, "登记");
    await at(page, 5, "registered");
    await ended(page, 7);
  });

  await t.test("a teacher: find, adapt, assign, the sheet, the projection; nothing but the keyboard", async () => {
    const page = await begin(house, /我是教师/);
    const enter = async (what) => { page.clicks++; await what.first().focus(); await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]); };
    const key = () => enter(tour(page).locator(".tour-act .btn"));
    await at(page, 1, "found");
    await key();
    await enter(page.getByRole("button", { name: "改编为我的课" }));
    await at(page, 2, "adapted");
    await key();
    await enter(page.locator("main").getByRole("button", { name: "布置", exact: true }));
    await at(page, 3, "assigned");
    await key();
    await at(page, 4, "the sheet");
    await key();
    assert.equal(await tour(page).count(), 0, "the projection shows the panel");
    await enter(page.getByRole("link", { name: "退出投影" }));
    await at(page, 5, "projected");
    await ended(page, 9);
  });

  await t.test("a village teacher on a phone: the pack, answers from paper, three pupils on one tablet", async () => {
    const page = await begin(house, /我是村小教师/, { viewport: { width: 390, height: 800 } });
    await press(page, "布置");
    await at(page, 1, "given");
    await next(page);
    assert.ok(await page.locator("[data-copy]").count() > 3, "the pack has no copies");
    await at(page, 2, "the pack");
    await accessible(page);
    await next(page);
    const row = page.locator("main tbody tr").first();
    for (const box of await row.locator("input[type=text]").all()) { await box.fill("-"); page.typed++; }
    await go(page, row.getByRole("button", { name: "存这行" }));
    await at(page, 3, "typed in");
    await next(page);
    await at(page, 4, "the sheet");
    await next(page);
    const notes = await tour(page).innerText();
    await go(page, page.locator("main").getByRole("button"));
    for (let i = 0; i < 3; i++) {
      const [, name, picture, digits] = new RegExp(`${i + 1}\\. (\\S+?)：(\\S+) (\\d{4})`).exec(notes);
      await go(page, page.getByRole("link", { name }));
      await page.getByRole("radio", { name: picture, exact: true }).check();
      page.clicks++;
      await page.locator('[name="digits"]').fill(digits);
      page.typed++;
      await go(page, page.locator("main form").filter({ has: page.locator('[name="digits"]') }).getByRole("button").last());
      assert.match(new URL(page.url()).pathname, /^\/learn/);
      if (i < 2) await go(page, page.getByRole("button", { name: "换人" }));
    }
    await at(page, 5, "three pupils");
    await ended(page, 32);
  });

  await t.test("without scripts, after a restart, in English: the walk goes on", async () => {
    const page = await begin(house, /我是局长/, { javaScriptEnabled: false });
    const first = await done(page); // the approval of the visitor before still stands
    assert.ok(first < 3, "a new visitor has seen next to nothing");
    await house.restart();
    await page.goto("/school/tree");
    await at(page, first, "after the restart");
    await go(page, tour(page).getByRole("button", { name: "收起引导" }));
    assert.equal(await tour(page).locator(".tour-act").count(), 0);
    await go(page, tour(page).getByRole("button", { name: "展开引导" }));
    await next(page);
    await at(page, first + 1, "without scripts");
    assert.equal(await page.locator("aside.tour [data-step='1']").getAttribute("data-state"), "done");
    await page.locator("header summary", { hasText: "显示与语言" }).click();
    await go(page, page.getByRole("button", { name: "English" }));
    assert.match(await tour(page).innerText(), /Step 3: Open a pupil/);
  });
});
