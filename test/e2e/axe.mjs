// axe-core on the page that is open, and whether it can be read at all: at a desk in the light theme and on a phone in the dark one.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { squeezed } from "./squeeze.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe finds, whether the page is wider than the screen, and what is squeezed, as sentences. */
export async function faults(page) {
  await page.evaluate(axe); // not a script element: the page's own policy forbids those
  const size = page.viewportSize(), found = [];
  for (const [theme, width] of [["light", 1280], ["dark", 390]]) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    await page.evaluate(() => new Promise((ok) => requestAnimationFrame(() => setTimeout(ok, 80)))); // colours have changed
    const { violations } = await page.evaluate((rules) => window.axe.run(document, { runOnly: rules, resultTypes: ["violations"] }), rules);
    for (const v of violations) {
      const n = v.nodes[0];
      found.push(`${theme} ${width} px, ${v.id}: ${v.help}; ${v.nodes.length} × ${n.target.join(" ")} ${n.html.slice(0, 140)} ${(n.any[0] || {}).message || ""}`);
    }
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (over > 1) found.push(`${over} px wider than a screen of ${width} px`);
    for (const s of await squeezed(page)) found.push(`${width} px: ${s}`);
  }
  // colours in the other theme of each width: the rest of the rules does not depend on them
  for (const [theme, width] of [["dark", 1280], ["light", 390]]) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    await page.evaluate(() => new Promise((ok) => requestAnimationFrame(() => setTimeout(ok, 80))));
    const { violations } = await page.evaluate(() => window.axe.run(document, { runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] }, resultTypes: ["violations"] }));
    for (const v of violations) found.push(`${theme} ${width} px, ${v.id}: ${v.nodes.length} × ${v.nodes[0].target.join(" ")} ${(v.nodes[0].any[0] || {}).message || ""}`);
  }
  await page.setViewportSize(size);
  return found;
}

/** The names of the rules that are asked, to see that what is promised is among them. */
export async function asked(page) {
  await page.evaluate(axe);
  return page.evaluate((rules) => window.axe.getRules(rules).map((r) => r.ruleId), rules);
}

/** Fails when axe finds something on the page that is open. */
export async function accessible(page) {
  const found = await faults(page);
  assert.equal(found.length, 0, `${page.url()}\n${found.join("\n")}`);
}
