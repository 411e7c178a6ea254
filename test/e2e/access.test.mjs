// axe-core on every form of page of every role: all GET routes without a path value that the program itself lists, and what lies
// behind the links they show; at a desk in the light theme and on a phone in the dark one. A form of page that several roles open is
// looked at once; each role's first page and its error page are looked at for each.
import { test } from "node:test";
import assert from "node:assert/strict";
import { faults } from "./axe.mjs";
import { House, crawl, formOf, newcomers, nothingWrong, roles } from "./house.mjs";

test("axe finds nothing", { timeout: 1500000 }, async (t) => {
  const house = await House.open(t);
  const seen = new Set();
  for (const who of [...roles, ...newcomers]) {
    await t.test(who || "nobody", async () => {
      const page = who ? await house.as(who) : await house.device();
      const bad = [];
      let first = true;
      const look = async (path) => {
        const form = formOf(path);
        if (seen.has(form) && !first) return;
        seen.add(form);
        first = false;
        for (const f of await faults(page)) bad.push(`${path}: ${f}`);
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
  t.diagnostic(`${seen.size} forms of pages`);
  assert.ok(seen.size > 60, "only " + seen.size + " forms of pages were found");
});
