// The comparison of looks does what it is for: a page a day later is the same; one without its style, without a column or with a block
// that moved is not.
import { test } from "node:test";
import assert from "node:assert/strict";
import { House } from "./house.mjs";
import { differs, fixedDay, mask, picture, sight, tolerance, widths } from "./sight.mjs";

test("a changed date is not seen, a broken page is", { timeout: 300000 }, async (t) => {
  const house = await House.open(t, { day: fixedDay });
  const page = await house.as("jiaowu"), reader = await (await house.chromium()).newPage();
  const table = "/school/people?tab=staff";
  for (const size of widths) {
    const look = async (change) => {
      await page.goto(table);
      if (change) await page.evaluate(change);
      await mask(page);
      return sight(reader, await picture(page, size));
    };
    const was = await look();
    assert.ok(was.length > 200, "the page is not empty");
    assert.ok(differs(was, await look()) < 0.005, `the same page twice at ${size[0]} px`);
    const later = await look(() => {
      const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let n = walk.nextNode(); n; n = walk.nextNode()) n.data = n.data.replace(/\d/g, (d) => (Number(d) + 3) % 10);
    });
    assert.ok(differs(was, later) < tolerance, `another date at ${size[0]} px: ${differs(was, later)}`);
    const bare = await look(() => document.querySelectorAll("link[rel=stylesheet]").forEach((l) => l.remove()));
    assert.ok(differs(was, bare) > 10 * tolerance, `no style at ${size[0]} px: ${differs(was, bare)}`);
    const column = await look(() => document.querySelectorAll("main tr > :nth-child(1)").forEach((c) => { c.style.visibility = "hidden"; }));
    assert.ok(differs(was, column) > tolerance, `a missing column at ${size[0]} px: ${differs(was, column)}`);
    const moved = await look(() => { document.querySelector("main").style.paddingTop = "120px"; });
    assert.ok(differs(was, moved) > tolerance, `a moved page at ${size[0]} px: ${differs(was, moved)}`);
  }
});
