// axe-core on every form of page of every role: all GET routes without a path value that the program itself lists, and what lies
// behind the links they show; at a desk and on a phone, in both themes. Those of some accounts, with TONGXUE_LOOKS=1 of
// all, are looked at zoomed, on paper, without motion, under the tab key (looks.mjs), and every figure for what it must say; the browser
// is made as old as Chromium 109 in what scripts find. A form of page that several roles open is looked at once; each role's first page and its error page for each.
import { test } from "node:test";
import assert from "node:assert/strict";
import { asked, faults } from "./axe.mjs";
import { dates, figures, looks, oldBrowser } from "./looks.mjs";
import { House, crawl, formOf, newcomers, nothingWrong, roles } from "./house.mjs";

// What is looked at beside axe takes half an hour of two processors for all; a style that breaks for everybody breaks for these.
const looked = ["", "sq01", "xin", "ban"];
// TONGXUE_WHO=nobody,ju walks for some only, while one mends what a whole walk has named.
const only = (process.env.TONGXUE_WHO || "").split(",").filter(Boolean);

test("every page by every measure", { timeout: 3000000 }, async (t) => {
  const house = await House.open(t);
  const seen = new Set();
  let drawn = 0;
  for (const who of [...roles, ...newcomers]) {
    const long = process.env.TONGXUE_LOOKS === "1" || looked.includes(who);
    if (only.length && !only.includes(who || "nobody")) continue;
    await t.test(who || "nobody", async () => {
      const page = who ? await house.as(who) : await house.device();
      if (long) await page.context().addInitScript(oldBrowser);
      const bad = [];
      let first = true;
      const look = async (path, open) => {
        if (open) await open();
        const form = formOf(path);
        if (long) for (const f of await figures(page)) bad.push(`${path}: ${f}`);
        drawn += await page.locator(".figure").count();
        if (seen.has(form) && !first) return;
        seen.add(form);
        first = false;
        for (const f of [...await faults(page), ...await dates(page), ...(long ? await looks(page) : [])]) bad.push(`${path}: ${f}`);
      };
      const list = await crawl(house, page, look);
      assert.ok(list.length > (who ? 1 : 0), "no page for " + who);
      await page.goto("/nowhere");
      first = true;
      await look("/nowhere");
      nothingWrong(page);
      assert.equal(bad.length, 0, "\n" + bad.join("\n"));
      await page.context().close();
    });
  }
  const page = await house.device();
  await page.goto("/signin");
  for (const rule of ["target-size", "color-contrast", "label", "region"]) assert.ok((await asked(page)).includes(rule), "axe is not asked for " + rule);
  t.diagnostic(`${seen.size} forms of pages, ${drawn} figures`);
  if (only.length) return;
  assert.ok(drawn >= 8, "only " + drawn + " figures were looked at");
  assert.ok(seen.size > 60, "only " + seen.size + " forms of pages were found");
});
