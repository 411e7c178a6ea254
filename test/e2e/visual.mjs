// Compares the looks of all pages with the accepted set; ./visual calls it and says how.
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { House, crawl, formOf, newcomers, roles } from "./house.mjs";
import { accepted, acceptedFile, differs, fixedDay, mask, moving, picture, sight, tolerance, widths } from "./sight.mjs";

const accept = process.argv.includes("--accept"), named = process.argv.slice(2).find((a) => !a.startsWith("-"));
const few = Number((process.argv.find((a) => a.startsWith("--few=")) || "--few=0").slice(6)); // so many may look otherwise: told, and no failure
const out = named || mkdtempSync(join(tmpdir(), "tongxue-looks-"));
mkdirSync(out, { recursive: true });
const house = await House.open(null, { day: fixedDay }), before = accepted(), now = new Map(), report = [];
try {
  const reader = await (await house.chromium()).newPage();
  const seen = new Set();
  for (const who of [...roles, ...newcomers]) {
    const page = who ? await house.as(who) : await house.device();
    let first = true;
    await crawl(house, page, async (path, open) => {
      const form = formOf(path);
      if (moving.includes(form) || seen.has(form) && !first) return;
      seen.add(form);
      first = false;
      await open();
      await page.waitForFunction(() => document.querySelectorAll(".chart:not(.is-failed)").length === document.querySelectorAll(".chart svg").length, null, { timeout: 8000 }).catch(() => {});
      await mask(page);
      for (const size of widths) {
        const key = `${who || "nobody"} ${form} ${size[0]}`, png = await picture(page, size), letters = await sight(reader, png), old = before.get(key);
        now.set(key, letters);
        const part = old === undefined ? 1 : differs(old, letters);
        if (part > tolerance && !accept) {
          const name = key.replace(/[^\w]+/g, "_") + ".png";
          writeFileSync(join(out, name), png);
          report.push({ key, part, name, old, letters });
          console.log(old === undefined ? "new      " : `${(100 * part).toFixed(1).padStart(5)} %  `, key);
        }
      }
      await page.setViewportSize({ width: 1280, height: 720 });
    });
    await page.context().close();
  }
} finally {
  await house.close();
}
const gone = [...before.keys()].filter((k) => !now.has(k));
if (accept) {
  const lines = [...now].sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, v]) => k + " " + v);
  writeFileSync(acceptedFile, "# How the accepted pages look; written by ./visual --accept, explained in sight.mjs.\n" + lines.join("\n") + "\n");
  console.log(`${now.size} pictures accepted, ${gone.length} forgotten`);
} else {
  for (const k of gone) console.log("missing  ", k);
  writeFileSync(join(out, "index.html"), page(report, gone));
  console.log(`${now.size} pictures of ${before.size} accepted ones; ${report.length} look otherwise, ${gone.length} are missing. ${report.length || gone.length ? join(out, "index.html") : ""}`);
  process.exitCode = report.length + gone.length > few ? 1 : 0;
}

/** The report: the accepted letters drawn as blocks beside the picture of now. */
function page(report, gone) {
  const blocks = (s) => "<svg width=300 viewBox='0 0 20 " + s.split(".").length + "'>" + s.split(".").map((row, y) => [...Array(20).keys()].map((x) => {
    const l = 4 * "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".indexOf(row[2 * x]);
    return `<rect x=${x} y=${y} width=1.02 height=1.02 fill="rgb(${l},${l},${l})"/>`;
  }).join("")).join("") + "</svg>";
  return "<!doctype html><meta charset=utf-8><style>td{vertical-align:top;padding:8px}img{width:600px}</style><table>" +
    report.map((r) => `<tr><td>${r.key}<br>${(100 * r.part).toFixed(1)} %<td>${r.old ? blocks(r.old) : "new"}<td>${blocks(r.letters)}<td><img src="${r.name}">`).join("") + "</table>" + gone.map((k) => `<p>missing: ${k}</p>`).join("");
}
