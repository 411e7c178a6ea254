// The PDF viewer: pages are drawn when they come into view, bytes are asked for in ranges, nothing of the file runs (no eval, no form
// script, no embedded file). Without this script the page offers the file itself.
import { getDocument, GlobalWorkerOptions, TextLayer } from "pdfjs-dist/legacy/build/pdf.min.mjs";

const root = document.querySelector("[data-pdf]");
const find = (name) => root.querySelector(`[data-part="${name}"]`);
const NEAR = "600px 0px";

class Viewer {
  constructor(doc) {
    this.doc = doc;
    this.pages = find("pages");
    this.zoom = 0; // 0 fits the width
    this.slots = [];
    this.hit = { query: "", page: 0 };
  }

  async build() {
    const first = await this.doc.getPage(1);
    const box = first.getViewport({ scale: 1 });
    for (let n = 1; n <= this.doc.numPages; n++) {
      const slot = document.createElement("div");
      slot.className = "pdf-page";
      slot.dataset.page = n;
      slot.setAttribute("role", "img");
      slot.setAttribute("aria-label", root.dataset.textPage.replace("#", n));
      this.pages.append(slot);
      this.slots.push({ el: slot, n, box, drawn: 0, task: null });
    }
    this.layout();
    this.seen = new IntersectionObserver((all) => {
      for (const e of all) {
        const slot = this.slots[Number(e.target.dataset.page) - 1];
        slot.near = e.isIntersecting;
        if (slot.near) this.draw(slot);
        else this.drop(slot);
      }
    }, { root: this.pages, rootMargin: NEAR });
    for (const s of this.slots) this.seen.observe(s.el);
    this.pages.addEventListener("scroll", () => this.count(), { passive: true });
    window.addEventListener("resize", () => { if (!this.zoom) this.again(); });
    this.count();
  }

  scale(slot) {
    if (this.zoom) return this.zoom;
    return Math.max(0.2, (this.pages.clientWidth - 24) / slot.box.width);
  }
  layout() {
    for (const s of this.slots) {
      const k = this.scale(s);
      s.el.style.width = Math.floor(s.box.width * k) + "px";
      s.el.style.height = Math.floor(s.box.height * k) + "px";
    }
  }
  again() {
    const n = this.page();
    this.layout();
    for (const s of this.slots) { this.drop(s); if (s.near) this.draw(s); }
    this.go(n);
  }
  drop(slot) {
    if (slot.task) { slot.task.cancel(); slot.task = null; }
    slot.el.replaceChildren();
    slot.drawn = 0;
  }

  async draw(slot) {
    const k = this.scale(slot);
    if (slot.drawn === k) return;
    slot.drawn = k;
    const page = await this.doc.getPage(slot.n);
    if (slot.drawn !== k) return;
    const own = page.getViewport({ scale: 1 });
    if (own.width !== slot.box.width || own.height !== slot.box.height) {
      slot.box = own;
      slot.drawn = this.scale(slot);
      this.layout();
    }
    const view = page.getViewport({ scale: this.scale(slot) });
    const dense = Math.min(window.devicePixelRatio || 1, 2, Math.sqrt(16e6 / (view.width * view.height)));
    const canvas = document.createElement("canvas");
    canvas.width = Math.floor(view.width * dense);
    canvas.height = Math.floor(view.height * dense);
    const task = page.render({ canvasContext: canvas.getContext("2d", { alpha: false }), viewport: view, transform: dense === 1 ? null : [dense, 0, 0, dense, 0, 0] });
    slot.task = task;
    try { await task.promise; } catch { return; }
    const text = document.createElement("div");
    text.className = "textLayer";
    text.style.setProperty("--scale-factor", view.scale);
    slot.el.replaceChildren(canvas, text);
    slot.el.dataset.ready = "";
    slot.el.setAttribute("role", "group");
    await new TextLayer({ textContentSource: page.streamTextContent(), container: text, viewport: view }).render();
    this.mark(slot);
  }

  page() {
    const middle = this.pages.scrollTop + this.pages.clientHeight / 2;
    let n = 1;
    for (const s of this.slots) if (s.el.offsetTop - this.pages.offsetTop <= middle) n = s.n;
    return n;
  }
  count() {
    const n = this.page();
    if (document.activeElement !== find("number")) find("number").value = n;
    find("back").disabled = n <= 1;
    find("on").disabled = n >= this.doc.numPages;
  }
  go(n) {
    n = Math.min(Math.max(1, n || 1), this.doc.numPages);
    this.pages.scrollTop = this.slots[n - 1].el.offsetTop - this.pages.offsetTop - 8;
    this.count();
  }
  larger(by) {
    this.zoom = Math.min(4, Math.max(0.25, this.scale(this.slots[this.page() - 1]) * by));
    this.again();
  }
  fit() { this.zoom = 0; this.again(); }

  mark(slot) {
    const q = this.hit.query;
    for (const span of slot.el.querySelectorAll(".textLayer span")) span.classList.toggle("is-hit", q !== "" && span.textContent.toLowerCase().includes(q));
  }
  // search goes to the next page that has the words, from the one after the last hit, around the end.
  async search(words) {
    const q = words.trim().toLowerCase();
    const from = q === this.hit.query ? this.hit.page : this.page() - 1;
    this.hit.query = q;
    for (const s of this.slots) this.mark(s);
    if (!q) return find("said").replaceChildren();
    find("said").textContent = root.dataset.textSearching;
    for (let i = 0; i < this.doc.numPages; i++) {
      const n = (from + i) % this.doc.numPages + 1;
      const page = await this.doc.getPage(n);
      const text = (await page.getTextContent()).items.map((t) => t.str).join("").toLowerCase();
      if (text.includes(q) || text.replace(/\s/g, "").includes(q.replace(/\s/g, ""))) {
        this.hit.page = n;
        this.go(n);
        find("said").textContent = root.dataset.textFound.replace("#", n);
        return;
      }
    }
    find("said").textContent = root.dataset.textMissing;
  }
}

async function start() {
  GlobalWorkerOptions.workerSrc = root.dataset.worker;
  const doc = await getDocument({ url: root.dataset.pdf, cMapUrl: root.dataset.cmaps, cMapPacked: true, isEvalSupported: false, enableXfa: false,
    rangeChunkSize: 131072, disableAutoFetch: true, disableStream: true, useWorkerFetch: false }).promise;
  const v = new Viewer(doc);
  root.classList.add("is-open");
  find("of").textContent = "/ " + doc.numPages;
  find("number").max = doc.numPages;
  await v.build();
  find("back").addEventListener("click", () => v.go(v.page() - 1));
  find("on").addEventListener("click", () => v.go(v.page() + 1));
  find("smaller").addEventListener("click", () => v.larger(1 / 1.25));
  find("larger").addEventListener("click", () => v.larger(1.25));
  find("fit").addEventListener("click", () => v.fit());
  find("number").addEventListener("change", () => v.go(Number(find("number").value)));
  find("search").addEventListener("keydown", (e) => { if (e.key === "Enter") { e.preventDefault(); v.search(find("search").value); } });
  root.addEventListener("keydown", (e) => {
    if (e.target.matches("input") || e.ctrlKey || e.metaKey || e.altKey) return;
    const act = { "+": () => v.larger(1.25), "=": () => v.larger(1.25), "-": () => v.larger(1 / 1.25), "0": () => v.fit(),
      ArrowLeft: () => v.go(v.page() - 1), ArrowRight: () => v.go(v.page() + 1), Home: () => v.go(1), End: () => v.go(doc.numPages) }[e.key];
    if (act) { e.preventDefault(); act(); }
  });
  root.dataset.ready = String(doc.numPages);
}

if (root) start().catch((err) => { root.classList.add("is-failed"); console.error(err); });
