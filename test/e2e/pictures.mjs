// The pictures of README; ./pictures calls it. Each is a page that somebody really opens in the demonstration.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { House } from "./house.mjs";
import { fixedDay } from "./sight.mjs";

const out = process.argv[2], most = 120000;
const house = await House.open(null, { pupils: 240, region: "full", day: fixedDay });

/** Writes the window as WebP, worse and worse until it is small enough for a page of words. */
async function shoot(page, name) {
  await page.waitForLoadState("networkidle");
  await page.waitForFunction(() => document.querySelectorAll(".chart:not(.is-failed)").length === document.querySelectorAll(".chart svg").length, null, { timeout: 15000 }).catch(() => {});
  await page.waitForTimeout(300);
  const line = await page.context().newCDPSession(page);
  for (const quality of [88, 78, 66, 54, 42]) {
    const { data } = await line.send("Page.captureScreenshot", { format: "webp", quality });
    const bytes = Buffer.from(data, "base64");
    if (bytes.length > most && quality > 42) continue;
    writeFileSync(join(out, name + ".webp"), bytes);
    console.log(name, bytes.length);
    return;
  }
}

/** The first link of a page that fits, opened. */
async function follow(page, selector) {
  const href = await page.locator(selector).first().getAttribute("href");
  await page.goto(href);
}

/** Scrolls until something stands under the top bar. */
async function upTo(page, selector) {
  await page.locator(selector).first().evaluate((e) => window.scrollTo(0, e.getBoundingClientRect().top + scrollY - 72));
}

const scenes = {
  async home(page) {
    await page.goto("/home");
  },
  async course(page) {
    await page.goto("/courses");
    await page.getByRole("link", { name: "数学七年级上册" }).first().click();
    await page.waitForLoadState();
    await page.getByRole("link", { name: "合并同类项与移项" }).first().click();
  },
  async teacher(page) {
    await page.goto("/teacher/library");
  },
  async practice(page) {
    await page.goto("/learn");
    await follow(page, "main a[href*='sittings']");
  },
  async sheet(page) {
    await page.goto("/teacher/sheets");
    await follow(page, "main a[href*='/sheets/'], main a[href*='/sheet']");
  },
  async report(page) {
    await page.goto("/bureau/exams");
    await page.getByRole("link", { name: "天津市九年级第一次模拟考试" }).first().click();
    await page.waitForLoadState();
    if (!await page.locator(".figure").count()) await follow(page, "main a[href*='/bureau/exams/']");
    await upTo(page, ".figure");
  },
  async bureau(page) {
    await page.goto("/bureau");
  },
  async review(page) {
    await page.goto("/review");
  },
};
const people = { home: ["wang", 1280, 860], course: ["li", 1280, 860], teacher: ["li", 1280, 860], practice: ["sq13", 390, 844], sheet: ["wang", 1280, 860], report: ["ju", 1280, 860], bureau: ["ju", 1280, 860], review: ["zhao", 1280, 860] };

try {
  for (const [name, go] of Object.entries(scenes)) {
    const [who, width, height] = people[name], page = await house.as(who, { viewport: { width, height }, colorScheme: "light" });
    try {
      await go(page);
      await shoot(page, name);
    } catch (e) {
      console.error(name, e.message.split("\n")[0]);
      process.exitCode = 1;
    }
    await page.context().close();
  }
} finally {
  await house.close();
}
