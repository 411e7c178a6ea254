// Words that have been pressed into a column too narrow to read.

/** Sentences about texts of the open page that stand in columns of three letters. */
export function squeezed(page) {
  return page.evaluate(() => {
    const out = [], said = new Set(), narrow = 3.5, tall = 4; // letters in a line, and lines
    const hidden = (e) => { const box = e.closest("thead, .vh"); return box && box.getBoundingClientRect().width <= 1; }; // the heads of a stacked table, for those who listen
    for (const e of document.querySelectorAll("body *")) {
      if (e.closest("svg, .vh, script, style, option, [lang=en]") || !e.checkVisibility?.() || hidden(e)) continue;
      for (const n of e.childNodes) {
        if (n.nodeType !== 3 || n.data.trim().length < 8) continue;
        const r = document.createRange();
        r.selectNodeContents(n);
        const tops = new Set([...r.getClientRects()].filter((b) => b.width > 0).map((b) => Math.round(b.top)));
        const letters = n.data.trim().length, name = e.tagName.toLowerCase() + [...e.classList].map((c) => "." + c).join("");
        const what = tops.size >= tall && letters / tops.size < narrow ? "is pressed into " + tops.size + " lines" : "";
        if (!what || said.has(name + what)) continue;
        said.add(name + what);
        out.push(`“${n.data.trim().slice(0, 24)}” in ${name} ${what}`);
      }
    }
    return out.slice(0, 6);
  });
}
