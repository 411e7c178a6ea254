// The first page, the box that finds everything, letters and help, as people use them: mouse, keyboard, phone, and without script.
import test from "node:test";
import assert from "node:assert/strict";
import { House, words, nothingWrong, press, until } from "./house.mjs";
import { faults } from "./axe.mjs";

test("home, search, letters and help", async (t) => {
  const house = await House.open(t, { pupils: 60 });

  await t.test("one next step, and it leads there", async () => {
    const page = await house.as("li");
    assert.equal(new URL(page.url()).pathname, "/home");
    assert.equal(await page.locator("#next").count(), 1);
    assert.equal(await page.locator("main .btn-primary").count(), 1, "one primary button");
    const to = await page.locator("#next a").getAttribute("href");
    await Promise.all([page.waitForNavigation(), page.locator("#next a").click()]);
    assert.equal(new URL(page.url()).pathname + new URL(page.url()).search, to);
    nothingWrong(page);
  });

  await t.test("the key / goes to the search, not while somebody writes, and can be switched off", async () => {
    const page = await house.as("li");
    await page.keyboard.press("/");
    assert.equal(await page.evaluate(() => document.activeElement.id), "top-q");
    await page.keyboard.type("zyk");
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    assert.equal(new URL(page.url()).pathname, "/search");
    assert.match(await words(page), /资源库/);
    await page.locator("#seek-q").focus();
    await page.keyboard.type("/");
    assert.match(await page.locator("#seek-q").inputValue(), /\//);
    assert.deepEqual(await faults(page), []);
    await page.goto("/home");
    await page.locator("summary", { hasText: "显示与语言" }).click();
    await press(page, "关掉");
    await page.keyboard.press("/");
    assert.notEqual(await page.evaluate(() => document.activeElement.id), "top-q");
    nothingWrong(page);
  });

  await t.test("letters and help without script, on a phone too", async () => {
    for (const viewport of [{ width: 1280, height: 800 }, { width: 390, height: 844 }]) {
      const page = await house.device({ javaScriptEnabled: false, viewport });
      await page.goto("/signin");
      await page.locator("[name=login]").fill("wang");
      await page.locator("[name=password]").fill("tongxue-demo");
      await Promise.all([page.waitForURL(/home/), page.getByRole("button", { name: "登录", exact: true }).click()]);
      await page.locator("summary.bell").click();
      await page.getByRole("link", { name: "全部消息" }).click();
      await page.waitForURL(/inbox/);
      await page.goto("/teacher/library");
      const help = await page.locator("a[target=tongxue-help]").getAttribute("href");
      await page.goto(help);
      assert.match(await words(page), /用别人的课/);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, "no sideways scrolling");
    }
  });

  // Who finds what: [who, what is typed, an address that is found or not]. The names are read where they may be read.
  await t.test("everybody finds what they may see, and nothing else", async () => {
    const clerk = await house.as("jiaowu");
    await clerk.goto("/school/people");
    await clerk.goto(await clerk.locator("main a[href^='/school/class/']").first().getAttribute("href"));
    const pupil = (await clerk.locator("main a[href^='/school/person/']").first().innerText()).trim();
    const jia = await house.as("jia");
    await jia.goto("/family");
    const child = (await jia.locator("main .card h2").first().innerText()).trim();
    const library = await house.as("li");
    await library.goto("/teacher/library");
    const lesson = (await library.locator("main h3 a[href^='/teacher/library/']").first().innerText()).trim();
    const learner = await house.as("sq01");
    const practice = (await learner.locator("main a[href*='/sittings/'] b, main a[href*='/sittings/']").first().innerText()).trim().split("\n")[0];
    const person = "/school/person/", work = "/teacher/library/", sitting = "/learn/sittings/";
    const table = {
      li: [[lesson, work, true], ["七1", "/teacher/sheets", true], [pupil, person, false], ["审核", "/takedowns", false]],
      wang: [[lesson, work, true], ["七(1)班", "/teacher/sheets", true], [pupil, person, false]],
      ban: [["七1", "/school/class/", true], [pupil, person, true]],
      jiaowu: [[pupil, person, true], ["七1", "/school/class/", true], [lesson, work, false]],
      ju: [[lesson, work, true], ["七1", "/bureau/sharing/", true], ["山前", "/bureau/sharing/", true], [pupil, person, false]],
      sq01: [[practice, sitting, true], ["七1", "/learn/materials", true], [lesson, work, false], [pupil, person, false], [pupil, "/family/", false]],
      jia: [[child, "/family/", true], [pupil, person, false], [lesson, work, false]],
      sys: [[pupil, person, false], [lesson, work, false], ["证书", "/admin/certificate", true]],
    };
    for (const [who, asks] of Object.entries(table)) {
      const page = await house.as(who);
      for (const [q, href, there] of asks) {
        if (who === "sq01" && !await page.locator("#seek-q").count()) await Promise.all([page.waitForURL(/search/), page.locator("a.top-seek-link").click()]);
        const box = page.locator("#seek-q, #top-q"); // the page of the search has one box, the others have theirs in the bar
        await box.fill(q);
        await Promise.all([page.waitForURL((u) => u.searchParams.get("q") === q), box.press("Enter")]);
        const links = page.locator(`main .matter[href^="${href}"]`);
        assert.equal(await links.count() > 0, there, `${who} looks for ${q}: ${await words(page)}`);
        if (!there) continue;
        const to = await links.first().getAttribute("href");
        assert.equal((await page.goto(to)).status(), 200, `${who} finds ${to} for ${q}`);
      }
      nothingWrong(page);
    }
  });

  await t.test("letters are counted, read, and counted again", async () => {
    // letters of staff come at any hour, those of families not at night
    const page = await house.as("li"), count = async () => Number((await page.locator(".bell .count").allInnerTexts())[0] || 0);
    const before = await count();
    assert.ok(before > 0, "the demonstration has a letter for this teacher");
    await page.locator("summary.bell").focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    assert.match(await page.evaluate(() => document.activeElement.className), /letter-new/, "what waits stands first");
    await Promise.all([page.waitForURL(/inbox\//), page.keyboard.press("Enter")]);
    const known = page.getByRole("button", { name: "已知悉" });
    if (await known.count()) await press(page, "已知悉");
    await page.goto("/home");
    assert.equal(await count(), before - 1);
    await house.restart("SIGTERM");
    await page.goto("/home");
    assert.equal(await count(), before - 1, "after a restart");
    nothingWrong(page);
  });

  await t.test("language and theme are there on the next browser", async () => {
    const page = await house.as("li"), menu = page.locator("summary", { hasText: /显示与语言/ });
    await menu.focus();
    await page.keyboard.press("Enter");
    const saved = page.waitForResponse((r) => /prefs/.test(r.url()));
    await page.getByRole("button", { name: "深色" }).press("Enter");
    await saved;
    await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: "English" }).press("Enter")]);
    const look = (p) => p.evaluate(() => [document.documentElement.lang, document.documentElement.dataset.theme].join());
    assert.equal(await look(page), "en,dark");
    const next = await house.as("li");
    assert.equal(await look(next), "en,dark");
    const other = await house.as("wang");
    assert.equal(await look(other), "zh-CN,auto");
    await next.locator("summary", { hasText: "Display" }).click();
    await press(next, "中文");
    assert.equal(await look(await house.as("li")), "zh-CN,dark");
    nothingWrong(page, next, other);
  });

  await t.test("help opens the part that belongs to the page, and leaves the page alone", async () => {
    for (const [who, path, part] of [["wang", "/teacher/assignments", "批改和讲评"], ["ju", "/home", "首页"], ["jia", "/my/data", "数据与权利"], ["sq01", "/learn/exams", "我的考试"]]) {
      const page = await house.as(who);
      await page.goto(path);
      const here = page.url();
      await page.locator("a[target=tongxue-help]").focus();
      const [help] = await Promise.all([page.context().waitForEvent("page"), page.keyboard.press("Enter")]);
      await help.waitForLoadState();
      assert.equal(decodeURIComponent(new URL(help.url()).hash).slice(1), part);
      await until("the part to be seen", () => help.evaluate(() => { const r = document.querySelector(":target").getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight; }), 3000);
      assert.deepEqual(await faults(help), []);
      assert.equal(page.url(), here);
      nothingWrong(page);
    }
  });

  await t.test("a phone has everything in its bar, and nothing leads out of it", async () => {
    for (const who of ["wang", "ju", "jia", "sq01"]) {
      const page = await house.as(who, { viewport: { width: 390, height: 844 } });
      await Promise.all([page.waitForURL(/search/), page.locator("a.top-seek-link").click()]);
      assert.equal(await page.evaluate(() => document.activeElement.id), "seek-q", "one can write at once");
      await page.keyboard.type("查无此物呢");
      await Promise.all([page.waitForURL(/q=/), page.keyboard.press("Enter")]);
      assert.match(await words(page), /没有找到/);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, "no sideways scrolling");
      assert.deepEqual(await faults(page), []);
      nothingWrong(page);
    }
  });
});
