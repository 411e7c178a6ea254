// What a page looks like, as a few hundred letters: the picture is cut into square cells and each gets one letter for its mean light and
// one for how uneven it is. Two such texts are compared cell by cell, so that a page with a broken style, a missing column or a moved
// block differs, and one that says another date does not: figures in the text are all made the same before the picture is taken.
//
// The texts of the accepted pictures stand in accepted.txt, one line a form of page, person and width. Pictures themselves are never kept.
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const widths = [[390, 844], [1280, 900], [1920, 1080]];
export const fixedDay = "2026-10-20"; // a school day: what is due, late or new is the same whenever the pictures are taken
/** Forms of pages that are never twice the same, and so are not compared: a code that turns, a check of the line that runs, statements in the order of their stamps. */
export const moving = ["/board", "/install/check", "/bureau/records/statements"];
export const acceptedFile = join(import.meta.dirname, "accepted.txt");

const cells = 20; // across, at every width
const tallest = 1.6; // heights of a window that are looked at
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Makes what differs from day to day and from run to run the same: figures and codes in words, the request's number, the caret. */
export async function mask(page) {
  await page.evaluate(() => {
    const walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
    for (let n = walk.nextNode(); n; n = walk.nextNode()) {
      if (n.parentElement.closest("script, style")) continue;
      const before = n.data, after = before.replace(/[0-9a-f]{8}-[0-9a-f-]{4,27}/g, "id").replace(/\b[0-9A-Fa-f]{12,}\b/g, "id").replace(/\d+/g, "0").replace(/周[一二三四五六日]|星期[一二三四五六日天]/g, "周一").replace(/上午|下午|凌晨|中午|晚上/g, "上午").replace(/今天|昨天|前天|明天|后天|刚刚/g, (w) => (n.parentElement.closest("nav") ? w : "今天"));
      if (before !== after) n.data = after;
    }
    for (const e of document.querySelectorAll("input[type=date], input[type=datetime-local], input[type=time], [data-clock]")) e.style.visibility = "hidden";
    for (const e of document.querySelectorAll("input, textarea")) if (/\d/.test(e.value) && !/checkbox|radio|hidden|file|date|time|number|range|color/.test(e.type)) e.value = e.value.replace(/\d+/g, "0");
    for (const e of document.querySelectorAll("img[src*='qr'], svg.qr, .qr")) e.style.visibility = "hidden";
    document.activeElement?.blur();
  });
}

/** The picture of the page at a width, as a PNG of what stands in the first windows of it. */
export async function picture(page, [width, height]) {
  await page.setViewportSize({ width, height });
  await page.evaluate(() => new Promise((ok) => requestAnimationFrame(() => setTimeout(ok, 60))));
  const tall = await page.evaluate(() => document.documentElement.scrollHeight);
  return page.screenshot({ fullPage: true, clip: { x: 0, y: 0, width, height: Math.min(tall, Math.round(height * tallest)) }, animations: "disabled", caret: "hide" });
}

/** Reads a picture in a page of its own and returns its letters, rows separated by dots. */
export async function sight(reader, png) {
  return reader.evaluate(async ({ png, cells, letters }) => {
    const img = new Image();
    img.src = "data:image/png;base64," + png;
    await img.decode();
    const side = img.width / cells, rows = Math.ceil(img.height / side), k = 8; // each cell is read as k × k points
    const c = document.createElement("canvas");
    c.width = cells * k;
    c.height = rows * k;
    const g = c.getContext("2d", { willReadFrequently: true });
    g.fillStyle = "#888";
    g.fillRect(0, 0, c.width, c.height);
    g.imageSmoothingQuality = "high";
    g.drawImage(img, 0, 0, cells * k, img.height / side * k);
    const out = [];
    for (let y = 0; y < rows; y++) {
      let row = "";
      for (let x = 0; x < cells; x++) {
        const d = g.getImageData(x * k, y * k, k, k).data;
        let sum = 0, square = 0;
        for (let i = 0; i < d.length; i += 4) {
          const l = 0.299 * d[i] + 0.587 * d[i + 1] + 0.114 * d[i + 2];
          sum += l;
          square += l * l;
        }
        const n = k * k, mean = sum / n, uneven = Math.sqrt(Math.max(0, square / n - mean * mean));
        row += letters[Math.min(63, Math.floor(mean / 4))] + letters[Math.min(63, Math.floor(uneven / 2))];
      }
      out.push(row);
    }
    return out.join(".");
  }, { png: png.toString("base64"), cells, letters });
}

/** How much of the page looks otherwise, from 0 to 1. A cell counts when its light or its unevenness differs clearly. */
export function differs(a, b) {
  const ra = a.split("."), rb = b.split("."), rows = Math.max(ra.length, rb.length);
  let other = 0;
  for (let y = 0; y < rows; y++) for (let x = 0; x < cells; x++) {
    const at = (r, k) => (r[y] === undefined ? -99 : letters.indexOf(r[y][2 * x + k]));
    if (Math.abs(at(ra, 0) - at(rb, 0)) > 2 || Math.abs(at(ra, 1) - at(rb, 1)) > 5) other++;
  }
  return other / (rows * cells);
}

/** A page that differs in more than this is shown. A missing column of a table of six lines is 1 %, a changed date nothing, because it is masked. */
export const tolerance = 0.006;

/** The accepted set, by "person form width". */
export function accepted(file = acceptedFile) {
  const out = new Map();
  let text = "";
  try { text = readFileSync(file, "utf8"); } catch { return out; }
  for (const line of text.split("\n")) {
    const at = line.lastIndexOf(" ");
    if (at > 0 && !line.startsWith("#")) out.set(line.slice(0, at), line.slice(at + 1));
  }
  return out;
}
