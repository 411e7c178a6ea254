// Pictures for people to look at; ./shots calls it.
import { join } from "node:path";
import { House, corpus, crawl, formOf, newcomers, roles, words } from "./house.mjs";
import { states } from "./states.mjs";

const [out, ...only] = process.argv.slice(2);
const house = await House.open(null);
try {
  const table = corpus("psychometrics/pisa12_us_math.csv");
  if (table) {
    const page = await house.as("jiao");
    await page.goto("/bureau/monitoring/new");
    await page.getByLabel("名称").first().fill("八年级数学学业质量监测");
    await page.locator("input[type=file]").setInputFiles(table);
    await Promise.all([page.waitForURL(/check/), page.getByRole("button", { name: /检查/ }).click()]);
    await page.screenshot({ path: join(out, "jiao_check_1280_light.png"), fullPage: true });
    await Promise.all([page.waitForURL((u) => !/check|apply/.test(u.pathname)), page.getByRole("button", { name: "导入" }).first().click()]);
    await page.context().close();
  }
  for (const who of [...roles, ...newcomers]) {
    if (only.length && !only.includes(who)) continue;
    const page = who ? await house.as(who) : await house.device();
    const list = await crawl(house, page, async () => {});
    for (const path of [...list, "/nowhere"]) {
      const name = (who || "nobody") + formOf(path).replace(/[{}]/g, "x").replace(/[^a-z]+/g, "_").replace(/_$/, "");
      for (const [width, height, theme] of [[390, 844, "light"], [1280, 900, "light"], [1280, 900, "dark"], [1920, 1080, "light"]]) {
        await page.setViewportSize({ width, height });
        await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
        await page.goto(path);
        await page.waitForTimeout(250); // figures are drawn
        await page.screenshot({ path: join(out, `${name}_${width}_${theme}.png`), fullPage: width < 1920 });
      }
      console.log(name, path, (await words(page)).length);
    }
    await page.context().close();
  }
  if (!only.length || only.includes("states")) await states(house, out);
} finally {
  await house.close();
}
