// What is asked of every page besides axe: at 200 % and with letters twice as large, on paper, without motion, under the tab key, and
// of every figure on it. Each function leaves the page as it found it and returns its complaints as sentences.
//
// Written so that they hold in the oldest browser: oldBrowser takes away what came after Chromium 109 before a page's own scripts run.

/** For addInitScript: the page finds no function that is newer than Chromium 109. The lint of styles and scripts is in Go. */
export function oldBrowser() {
  const drop = (o, ...names) => { for (const n of names) if (o) delete o[n]; };
  drop(Array.prototype, "toSorted", "toReversed", "toSpliced", "with");
  drop(Array, "fromAsync");
  drop(Object, "groupBy");
  drop(Map, "groupBy");
  drop(Promise, "withResolvers", "try");
  drop(Set.prototype, "union", "intersection", "difference", "symmetricDifference", "isSubsetOf", "isSupersetOf", "isDisjointFrom");
  drop(String.prototype, "isWellFormed", "toWellFormed");
  drop(URL, "canParse", "parse");
  drop(AbortSignal, "any");
  drop(RegExp, "escape");
  drop(Intl, "DurationFormat");
  drop(Uint8Array, "fromBase64", "fromHex");
  drop(Uint8Array.prototype, "toBase64", "toHex");
  drop(ArrayBuffer.prototype, "transfer", "transferToFixedLength");
  drop(Document.prototype, "startViewTransition");
  drop(Document, "parseHTMLUnsafe");
  drop(Element.prototype, "setHTMLUnsafe", "getHTML", "moveBefore");
  drop(HTMLElement.prototype, "showPopover", "hidePopover", "togglePopover", "popover");
}

const settle = (page) => page.evaluate(() => new Promise((ok) => requestAnimationFrame(() => requestAnimationFrame(ok))));

/** What is cut off or leads out of the window on the page as it stands now. */
function cut(page, how) {
  return page.evaluate((how) => {
    const out = [], name = (e) => e.tagName.toLowerCase() + (e.id ? "#" + e.id : "") + [...e.classList].map((c) => "." + c).join("");
    const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    if (over > 1) {
      const wide = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1 && !e.closest(".vh, svg") &&
        ![...ancestors(e)].some((a) => /auto|scroll|hidden/.test(getComputedStyle(a).overflowX)));
      out.push(`${how}: ${over} px wider than the window, ${wide.slice(0, 3).map(name).join(" ")}`);
    }
    function* ancestors(e) { for (let a = e.parentElement; a && a !== document.body; a = a.parentElement) yield a; }
    for (const e of document.querySelectorAll("body *")) {
      if (e.closest("svg, .vh, .who-text, details:not([open])") || !e.checkVisibility || !e.checkVisibility()) continue;
      const s = getComputedStyle(e);
      if (s.clip !== "auto" || s.clipPath !== "none" || s.position === "absolute" && e.clientWidth <= 1) continue;
      const text = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
      if (s.overflowY === "hidden" && e.scrollHeight > e.clientHeight + 4 && e.clientHeight > 0 && (text || e.children.length)) out.push(`${how}: ${name(e)} cuts ${e.scrollHeight - e.clientHeight} px off: ${e.innerText.slice(0, 40)}`);
      if (text && s.display !== "inline" && s.overflowY === "visible" && e.parentElement && e.scrollHeight > e.clientHeight + 8 && e.clientHeight > 0 && /button|btn|tag|top|count/.test(name(e))) out.push(`${how}: the words of ${name(e)} lead out of it: ${e.innerText.slice(0, 40)}`);
    }
    return out.slice(0, 6);
  }, how);
}

/** A window of 1280 px at 200 %, one at 400 % (WCAG 1.4.10), and letters alone twice as large (1.4.4). */
export async function zoomed(page) {
  const size = page.viewportSize(), found = [];
  for (const [how, width, height] of [["at 200 %", 640, 450], ["at 400 %", 320, 225]]) {
    await page.setViewportSize({ width, height });
    await settle(page);
    found.push(...await cut(page, how));
  }
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 900 });
    await page.evaluate(() => { const h = document.documentElement; h.style.fontSize = 2 * parseFloat(getComputedStyle(h).fontSize) + "px"; });
    await settle(page);
    found.push(...await cut(page, `letters at 200 %, ${width} px`));
    await page.evaluate(() => document.documentElement.style.removeProperty("font-size"));
  }
  await page.setViewportSize(size);
  return found;
}

/** With reduced motion nothing moves or fades. */
export async function still(page) {
  await page.emulateMedia({ reducedMotion: "reduce" });
  return page.evaluate(() => {
    const out = [], seconds = (s) => Math.max(...s.split(",").map((x) => parseFloat(x) * (/ms/.test(x) ? 0.001 : 1)));
    for (const e of document.querySelectorAll("body, body *")) for (const pseudo of [null, "::before", "::after"]) {
      const s = getComputedStyle(e, pseudo);
      if (seconds(s.transitionDuration) > 0.001 && s.transitionProperty !== "none") out.push(`with reduced motion ${e.tagName}.${e.className} fades for ${s.transitionDuration}`);
      if (s.animationName !== "none" && seconds(s.animationDuration) > 0.001) out.push(`with reduced motion ${e.tagName}.${e.className} moves for ${s.animationDuration}`);
    }
    if (getComputedStyle(document.documentElement).scrollBehavior === "smooth") out.push("with reduced motion the page scrolls smoothly");
    return [...new Set(out)].slice(0, 3);
  });
}

/** On paper: A4 without its margins, no menu and no buttons, heads of tables on every page, rows whole, nothing cut, black on white. */
export async function onPaper(page) {
  const size = page.viewportSize();
  await page.setViewportSize({ width: 680, height: 1000 });
  await page.emulateMedia({ media: "print", colorScheme: "dark", reducedMotion: "reduce" }); // a dark theme is not printed
  await settle(page);
  const found = await page.evaluate(() => {
    const out = [], shown = (e) => e.getClientRects().length > 0, name = (e) => e.tagName.toLowerCase() + [...e.classList].map((c) => "." + c).join("");
    for (const e of document.querySelectorAll("nav:not(.pager), header.top, .bottom, .skip, .btn, .toasts, .tabs, .pager a")) if (shown(e)) out.push(`printed: ${name(e)} ${e.innerText.slice(0, 30)}`);
    for (const t of document.querySelectorAll("main table")) {
      if (!shown(t)) continue;
      const head = t.querySelector("thead");
      if (head && getComputedStyle(head).display !== "table-header-group") out.push("printed: the head of a table is not repeated on the next sheet");
      const row = t.querySelector("tbody tr");
      if (row && getComputedStyle(row).breakInside !== "avoid") out.push("printed: a row may be cut by the end of the sheet");
    }
    for (const e of document.querySelectorAll("main, main *")) {
      const s = getComputedStyle(e);
      if (e.closest("svg, .vh, details:not([open])") || s.display === "inline" || !shown(e) || e.clientWidth <= 1 || e.clientHeight <= 1) continue;
      if (/auto|scroll|hidden/.test(s.overflowY + s.overflowX) && (e.scrollHeight > e.clientHeight + 2 || e.scrollWidth > e.clientWidth + 2) && !/TEXTAREA|SELECT|INPUT/.test(e.tagName) && !e.matches(".tear")) out.push(`printed: ${name(e)} hides ${e.scrollWidth - e.clientWidth} × ${e.scrollHeight - e.clientHeight} px`);
    }
    const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    if (over > 1) out.push(`printed: ${over} px wider than the sheet`);
    const light = (c) => { const [r, g, b, a] = c.match(/[\d.]+/g).map(Number); return a === 0 ? 1 : (0.299 * r + 0.587 * g + 0.114 * b) / 255; };
    for (const e of document.querySelectorAll("body, main, main .card, main table")) if (light(getComputedStyle(e).backgroundColor) < 0.85) out.push(`printed: ${name(e)} has a dark ground`);
    for (const e of document.querySelectorAll("main :is(h1, h2, p, td, th, dd, li)")) if (shown(e) && light(getComputedStyle(e).color) > 0.6) { out.push(`printed: pale letters in ${name(e)}`); break; }
    return [...new Set(out)].slice(0, 5);
  });
  await page.emulateMedia({ media: "screen", colorScheme: "light", reducedMotion: "reduce" });
  await page.setViewportSize(size);
  return found;
}

/** Whatever has the focus is not hidden under the bars at the top and bottom of a phone (WCAG 2.4.11), and shows that it has it. */
export async function focusSeen(page) {
  const size = page.viewportSize();
  await page.setViewportSize({ width: 390, height: 700 });
  await settle(page);
  const found = await page.evaluate(() => {
    const out = [], all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")].filter((e) => !e.disabled && e.type !== "hidden" && e.getClientRects().length && e.checkVisibility() && e.tabIndex >= 0);
    const step = Math.max(1, Math.floor(all.length / 50));
    for (const list of [all, all.slice().reverse()]) for (let i = 0; i < list.length; i += step) {
      const e = list[i];
      e.focus({ focusVisible: true });
      if (document.activeElement !== e) continue;
      const near = e.closest("label") || (e.id && document.querySelector(`label[for="${CSS.escape(e.id)}"]`));
      const r = (e.getBoundingClientRect().width > 4 ? e : near || e).getBoundingClientRect();
      if (r.left < 0 || r.right > innerWidth) continue; // a wide table stands scrolled sideways: nothing lies over it
      // what is higher than the window is looked at where it stands in it
      const tall = r.height > innerHeight, top = tall ? Math.max(r.top, 0) : r.top, high = tall ? Math.min(r.bottom, innerHeight) - top : r.height;
      let seen = false;
      for (const fx of [0.1, 0.5, 0.9]) for (const fy of [0.2, 0.5, 0.8]) {
        const x = r.left + r.width * fx, y = top + high * fy, at = document.elementFromPoint(Math.min(Math.max(x, 0), innerWidth - 1), y);
        if (y >= 0 && y < innerHeight && at && (at === e || e.contains(at) || at.contains(e) && !at.matches("body, html, main, .bottom, .top") || near && (near.contains(at) || at.contains(near)))) seen = true;
      }
      if (!seen && r.height > 0) out.push(`the focus is hidden on ${e.tagName.toLowerCase()} ${(e.innerText || e.name || "").slice(0, 30)} at ${Math.round(r.left)},${Math.round(r.top)}`);
    }
    document.activeElement.blur();
    scrollTo(0, 0);
    return [...new Set(out)].slice(0, 4);
  });
  await page.setViewportSize(size);
  return found;
}

/** Every figure: a sentence that says what is seen and what it does not prove, n, interval or why there is none, unit, a table beside it, a
 * name for the ear, and series that differ without colours. */
export async function figures(page) {
  await page.evaluate(() => new Promise((ok) => {
    const end = performance.now() + 8000;
    const look = () => (document.querySelectorAll(".chart:not(.is-failed)").length === document.querySelectorAll(".chart:not(.is-failed) svg").length || performance.now() > end ? ok() : setTimeout(look, 60));
    look();
  }));
  return page.evaluate(() => {
    const out = [];
    for (const f of document.querySelectorAll(".figure")) {
      const chart = f.querySelector(".chart"), say = (s) => out.push(`figure “${(f.querySelector(".figure-title") || f).innerText.slice(0, 40)}” ${s}`);
      if (!chart) { say("has no drawing"); continue; }
      const spec = JSON.parse(chart.dataset.chart), sentence = (f.querySelector(".figure-sentence") || { innerText: "" }).innerText;
      const notes = Object.fromEntries([...f.querySelectorAll(".figure-notes > div")].map((d) => [d.children[0].innerText.replace(/[:：]/, "").trim(), d.children[1].innerText]));
      if (!/[\u4e00-\u9fff]/.test(sentence)) say("has no sentence in Chinese");
      if (!/不|未|并非|只|仅|可能|要看|核对|没有/.test(sentence)) say("does not say what it does not prove: " + sentence);
      if (!/\d/.test(notes["样本"] || "")) say("has no n");
      if (!notes["区间"]) say("has neither an interval nor the reason why there is none");
      const axes = [spec.xLabel, spec.yLabel].filter(Boolean).join(" ");
      if (!spec.unit && !axes) say("has no unit");
      const rows = f.querySelectorAll("table tbody tr").length;
      if (!rows) say("has no table beside it");
      if (chart.getAttribute("role") !== "img" || (chart.getAttribute("aria-label") || "").length < 10) say("has no name for the ear");
      const svg = chart.querySelector("svg");
      if (!svg) { say("was not drawn"); continue; }
      if (spec.series.length > 1 && /^h?bar$|box/.test(spec.kind) && !svg.querySelector("pattern")) say("tells its series apart by colour alone");
    }
    return out;
  });
}

/** Dates in the cells of tables that are broken over two lines at a desk, where the words beside them have room to break. */
export function dates(page) {
  if (page.viewportSize().width < 1200) return [];
  return page.evaluate(() => {
    const day = /^\s*(?:\d{4}-\d\d-\d\d \d\d:\d\d|\d{4}年\d+月\d+日 周.|\d+ [A-Z][a-z]+ \d{4}, [A-Z][a-z]+)\s*$/, out = [];
    for (const cell of document.querySelectorAll("td, th")) {
      if (!day.test(cell.textContent)) continue;
      const all = document.createRange();
      all.selectNodeContents(cell);
      const lines = new Set([...all.getClientRects()].filter((r) => r.width > 0).map((r) => Math.round(r.bottom)));
      if (lines.size > 1) out.push(`the date ${cell.textContent.trim()} is broken over ${lines.size} lines`);
    }
    return out.slice(0, 2);
  });
}

/** All of it, one after another. */
export async function looks(page) {
  const found = [];
  for (const look of [zoomed, onPaper, still, focusSeen]) found.push(...await look(page));
  return found;
}
