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
  for (const [width, theme, other] of [[1280, "light", "dark"], [390, "dark", "light"]]) {
    await page.setViewportSize({ width, height: 900 });
    for (const v of await violations(page, theme, rules)) {
      const n = v.nodes[0];
      found.push(`${theme} ${width} px, ${v.id}: ${v.help}; ${v.nodes.length} × ${n.target.join(" ")} ${n.html.slice(0, 140)} ${(n.any[0] || {}).message || ""}`);
    }
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (over > 1) found.push(`${over} px wider than a screen of ${width} px`);
    for (const s of await squeezed(page)) found.push(`${width} px: ${s}`);
    // in the other theme only colours: the rest of the rules does not depend on it
    for (const v of await violations(page, other, { type: "rule", values: ["color-contrast", "link-in-text-block"] })) {
      found.push(`${other} ${width} px, ${v.id}: ${v.nodes.length} × ${v.nodes[0].target.join(" ")} ${(v.nodes[0].any[0] || {}).message || ""}`);
    }
  }
  await page.setViewportSize(size);
  return found;
}

/** What breaks the rules in a theme, once its colours are drawn: nothing fades with reduced motion. */
async function violations(page, theme, runOnly) {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
  await page.evaluate(() => new Promise((ok) => requestAnimationFrame(() => requestAnimationFrame(ok))));
  // preload would fetch each style sheet again, for a rule that is not asked
  return (await page.evaluate((runOnly) => window.axe.run(document, { runOnly, resultTypes: ["violations"], preload: false }), runOnly)).violations;
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
