// axe-core on every page of every role: all GET routes without a path value that the program itself lists, and the pages behind the
// links they show; in the light and the dark theme, at the width of a phone and of a desk.
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { House, nothingWrong } from "./house.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const roles = ["", "li", "zhao", "wang", "sq13", "sq01", "qian", "ju", "jiao", "sys", "audit"];

/** pages lists the addresses that a role can open: the listed routes, and one page of each form behind their links. */
export async function pages(house, page, routes) {
  const found = new Map(); // form of the address -> address
  const form = (path) => path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "{}").replace(/\?.*/, "");
  const queue = routes.slice();
  while (queue.length) {
    const path = queue.shift();
    if (found.has(form(path))) continue;
    const r = await page.goto(path);
    if (!r || r.status() !== 200 || !/html/.test(r.headers()["content-type"] || "")) continue;
    found.set(form(path), path);
    for (const href of await page.locator("a[href^='/']").evaluateAll((all) => all.map((a) => a.getAttribute("href")))) {
      const path = href.replace(/#.*/, "");
      if (!/\/files\/|\/media\/|\/assets\/|download/.test(path) && !found.has(form(path))) queue.push(path);
    }
  }
  return [...found.values()];
}

async function faults(page) {
  await page.evaluate(axe); // not a script element: the page's own policy forbids those
  const { violations } = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  return violations.map((v) => `${v.id}: ${v.help}; ${v.nodes.length} × ${v.nodes[0].target.join(" ")} ${v.nodes[0].html.slice(0, 140)} ${(v.nodes[0].any[0] || {}).message || ""}`);
}

test("axe finds nothing", { timeout: 900000 }, async (t) => {
  const house = await House.open(t);
  const routes = (await house.tongxue("doctor")).routes.map((r) => r.pattern).filter((p) => /^GET /.test(p) && !/[{]/.test(p) && !/\/xapi|\/assets/.test(p)).map((p) => p.slice(4));
  assert.ok(routes.length > 10, "the program lists its routes");
  const seen = new Set();
  for (const who of roles) {
    await t.test(who || "nobody", async () => {
      const page = who ? await house.as(who) : await house.device();
      const list = await pages(house, page, ["/", ...routes, "/nowhere"]);
      assert.ok(who === "" || list.length > 1, "no page for " + who);
      const bad = [];
      for (const path of who ? list : [...list, "/nowhere"]) {
        seen.add(path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "{}").replace(/\?.*/, ""));
        for (const [theme, width] of [["light", 1280], ["dark", 390]]) {
          await page.setViewportSize({ width, height: 900 });
          await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
          await page.goto(path);
          const found = await faults(page);
          if (found.length) bad.push(`${path} ${theme} ${width} px\n    ${found.join("\n    ")}`);
          const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          if (over > 1) bad.push(`${path} is ${over} px wider than a ${width} px screen`);
        }
      }
      nothingWrong(page);
      assert.equal(bad.length, 0, "\n" + bad.join("\n"));
      await page.context().close();
    });
  }
  t.diagnostic(`${seen.size} forms of pages`);
});
