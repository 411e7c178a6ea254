// Never lose an answer: each item of a form[data-save] is sent while it is written and kept in this browser until the server has
// acknowledged it. The protocol is written down in the Go package's comment (internal/web/ui/doc.go).
//
// Per item there is at most one "pending" state, the newest answer not yet acknowledged:
//   { item, body, idem, seq, rev }   body = the item's fields, form-encoded
// Rules, in order of importance:
//   1. A pending answer leaves storage only after 200 {"saved":true} for exactly its idem.
//   2. A newer change replaces a pending answer (new idem, higher seq); an older attempt's acknowledgement then does not clear it.
//   3. One request at a time for the whole form: order is kept, a thin line is not flooded.
//   4. What the server refuses (4xx) is shown, kept and not repeated until the pupil changes it; it does not hold up other items.
//   5. Everything else is repeated with the same idem after 1, 2, 4 … 30 seconds, and at once when the line comes back.
//   6. On a shared device the form carries a key (data-save-seal): what is stored is sealed with it, shared.js counts and sends it when
//      its owner has gone, and leaving asks no question, because nothing stays behind that the device would not send.
import { text } from "./texts.js";
import { seal, unseal } from "./seal.js";

const TIMEOUT = 15000, FIRST = 1000, LONGEST = 30000, TYPING = 700, LASTWAIT = 8000;
const seen = new WeakSet();

// Devices are shared: what nobody came back for in sixty days (a refused answer of a closed sitting, say) does not stay.
const KEEP = 60 * 24 * 3600 * 1000;
function sweep() {
  try {
    for (const k of Object.keys(localStorage)) {
      if (!k.startsWith("tx:answer:")) continue;
      const p = JSON.parse(localStorage.getItem(k) || "{}");
      if (!(Number(p.seq) > Date.now() - KEEP)) localStorage.removeItem(k);
    }
  } catch (err) { /* no storage here */ }
}

export function startSaving(root) {
  const forms = [...root.querySelectorAll("form[data-save]")];
  if (root.matches && root.matches("form[data-save]")) forms.push(root);
  for (const f of forms) {
    if (seen.has(f)) continue;
    seen.add(f);
    sweep();
    new Saver(f);
  }
}

class Saver {
  constructor(form) {
    this.form = form;
    this.url = form.dataset.save;
    this.prefix = "tx:answer:" + (form.dataset.saveKey || location.pathname) + ":";
    this.owner = form.dataset.saveOwner || "";
    this.key = form.dataset.saveSeal || "";
    this.pending = new Map(); // item id -> pending, in the order in which they were changed
    this.refused = new Map(); // item id -> idem that the server refused
    this.typing = new Map(); // item id -> timer
    this.seq = 0;
    this.pause = FIRST;
    this.sending = null;
    this.timer = 0;
    this.leaving = false;

    this.restore();
    form.addEventListener("input", (e) => this.changed(e, TYPING));
    form.addEventListener("change", (e) => this.changed(e, 0));
    form.addEventListener("submit", (e) => this.submit(e));
    window.addEventListener("online", () => this.now());
    document.addEventListener("visibilitychange", () => {
      this.settle();
      if (document.visibilityState === "visible") this.now();
      else this.parting();
    });
    window.addEventListener("pagehide", () => { this.settle(); this.parting(); });
    window.addEventListener("beforeunload", (e) => {
      this.settle();
      if (this.leaving || this.pending.size === 0) return;
      if (this.key && [...this.pending.values()].every((p) => p.stored)) return; // the device keeps and sends them
      e.preventDefault();
      e.returnValue = text("leave");
    });
    window.addEventListener("ui:gone", () => { this.settle(); this.leaving = true; });
    // another tab with the same page signed in or saved: look again
    window.addEventListener("focus", () => this.now());
    this.next(0);
  }

  item(id) {
    for (const el of this.form.querySelectorAll("[data-item]")) if (el.dataset.item === id) return el;
    return null;
  }

  changed(e, wait) {
    const el = e.target.closest("[data-item]");
    if (!el || !this.form.contains(el)) return;
    const id = el.dataset.item;
    const text = e.target.matches('textarea, input:not([type="radio"]):not([type="checkbox"])');
    // It goes into storage with every key stroke, before any pause: a tablet may be switched off at any moment.
    if (!this.keep(el, id)) return;
    clearTimeout(this.typing.get(id));
    this.typing.delete(id);
    if (text && wait > 0) {
      this.typing.set(id, setTimeout(() => { this.typing.delete(id); this.next(0); }, wait));
      return;
    }
    this.next(0);
  }

  // keep makes the item's present state the pending one. It reports whether anything is different from what is pending already.
  keep(el, id) {
    const body = fieldsOf(el).toString();
    const old = this.pending.get(id);
    if (old && old.body === body) return true;
    if (!old && el.dataset.sent === body) return false;
    this.seq = Math.max(this.seq + 1, Date.now());
    const p = { item: id, body, idem: newID(), seq: this.seq, rev: el.dataset.rev || "0" };
    this.pending.delete(id); // to the end of the queue
    this.pending.set(id, p);
    this.refused.delete(id);
    p.stored = this.store(p);
    this.show(id, p.stored ? "saving" : "memory");
    return true;
  }

  store(p) {
    try {
      localStorage.setItem(this.prefix + p.item, JSON.stringify(this.key ? this.sealed(p) : { body: p.body, idem: p.idem, seq: p.seq, rev: p.rev }));
      return true;
    } catch (err) {
      return false; // storage is full or forbidden: memory still holds it, and the page says so
    }
  }

  sealed(p) {
    const name = this.prefix.slice("tx:answer:".length) + p.item;
    return { sealed: seal(this.key, name, JSON.stringify({ item: p.item, body: p.body, idem: p.idem, rev: p.rev })), idem: p.idem, seq: p.seq };
  }

  drop(p) {
    try {
      const raw = localStorage.getItem(this.prefix + p.item);
      if (raw && JSON.parse(raw).idem === p.idem) localStorage.removeItem(this.prefix + p.item);
    } catch (err) { /* nothing was stored */ }
  }

  // restore puts answers that were never acknowledged back into the page and queues them with their old idem.
  restore() {
    for (const el of this.form.querySelectorAll("[data-item]")) {
      el.dataset.sent = fieldsOf(el).toString();
      let raw = null;
      try { raw = localStorage.getItem(this.prefix + el.dataset.item); } catch (err) { return; }
      if (!raw) continue;
      let p;
      try {
        p = JSON.parse(raw);
        if (this.key && p.sealed) {
          const open = unseal(this.key, this.prefix.slice("tx:answer:".length) + el.dataset.item, p.sealed);
          p = open ? { ...JSON.parse(open), seq: p.seq } : null;
        }
      } catch (err) { continue; }
      if (!p || typeof p.body !== "string" || !p.idem) continue;
      fill(el, new URLSearchParams(p.body));
      this.seq = Math.max(this.seq, Number(p.seq) || 0);
      this.pending.set(el.dataset.item, { item: el.dataset.item, body: p.body, idem: p.idem, seq: p.seq, rev: p.rev, stored: true });
      this.show(el.dataset.item, "saving");
    }
    document.dispatchEvent(new Event("change"));
  }

  // settle ends all pauses of typing.
  settle() {
    for (const t of this.typing.values()) clearTimeout(t);
    this.typing.clear();
  }

  // now tries at once, for a line that has come back or an eye that has.
  now() {
    if (this.pending.size === 0) return;
    this.pause = FIRST;
    this.next(0);
  }

  next(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.run(), wait);
  }

  candidate() {
    for (const p of this.pending.values()) {
      if (this.refused.get(p.item) !== p.idem && !this.typing.has(p.item)) return p;
    }
    return null;
  }

  async run() {
    if (this.sending) return; // the running request calls next when it is done
    const p = this.candidate();
    if (!p) return;
    this.sending = p;
    const result = await this.send(p);
    this.sending = null;
    const current = this.pending.get(p.item) === p;
    const el = this.item(p.item);
    if (result.kind === "saved") {
      this.pause = FIRST;
      this.drop(p);
      if (el) {
        if (result.rev !== undefined) el.dataset.rev = String(result.rev);
        el.dataset.sent = p.body;
      }
      if (current) {
        this.pending.delete(p.item);
        this.show(p.item, "saved");
      } else {
        const newer = this.pending.get(p.item);
        if (newer && result.rev !== undefined) { // the newer answer is based on what has just been stored
          newer.rev = String(result.rev);
          this.store(newer);
        }
      }
      this.alert("");
      this.done();
      this.next(0);
      return;
    }
    if (result.kind === "refused") {
      this.refused.set(p.item, p.idem);
      if (current) this.show(p.item, "refused", result.message);
      this.done();
      this.next(0);
      return;
    }
    if (result.kind === "signin") this.alert(text("signin"));
    for (const q of this.pending.values()) {
      if (this.refused.get(q.item) !== q.idem) this.show(q.item, q.stored ? "retry" : "memory");
    }
    const wait = Math.max(result.after || 0, this.pause * (0.75 + Math.random() / 2));
    this.pause = Math.min(this.pause * 2, LONGEST);
    this.next(wait);
  }

  async send(p, last) {
    const body = new URLSearchParams(p.body);
    body.set("item", p.item);
    body.set("rev", p.rev);
    body.set("idem", p.idem);
    body.set("seq", String(p.seq));
    if (this.owner) body.set("owner", this.owner); // somebody else may be signed in by now, in another tab
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), TIMEOUT);
    try {
      const r = await fetch(this.url, {
        method: "POST", body, signal: last ? undefined : stop.signal, redirect: "manual", credentials: "same-origin", cache: "no-store",
        keepalive: Boolean(last), headers: { Accept: "application/json" },
      });
      // A redirect is somebody else's page (sign-in, a captive portal), never an acknowledgement.
      if (r.type === "opaqueredirect" || r.status === 401) return { kind: "signin" };
      const answer = await r.json().catch(() => null);
      if (r.status === 200) {
        if (answer && answer.saved === true) return { kind: "saved", rev: answer.rev };
        return { kind: "again" };
      }
      if (r.status >= 400 && r.status < 500 && ![408, 425, 429].includes(r.status)) {
        return { kind: "refused", message: answer && (answer.message || answer.detail) };
      }
      return { kind: "again", after: 1000 * Math.min(Number(r.headers.get("Retry-After")) || 0, 60) };
    } catch (err) {
      return { kind: "again" };
    } finally {
      clearTimeout(timer);
    }
  }

  // parting: the page is going away. What is open is sent once more without waiting; storage keeps it in any case.
  parting() {
    if (this.leaving) return;
    for (const p of this.pending.values()) {
      if (p !== this.sending && this.refused.get(p.item) !== p.idem) this.send(p, true);
    }
  }

  show(id, state, message) {
    const el = this.item(id);
    const out = el && el.querySelector("[data-save-state]");
    if (!out) return;
    out.className = "save-state" + { saved: " is-saved", saving: "", retry: " is-retry", memory: " is-retry", refused: " is-refused" }[state];
    let words = text(state);
    if (state === "refused" && message) words += "：" + message;
    if (out.textContent !== words) out.textContent = words;
  }

  alert(words) {
    const box = this.form.querySelector("[data-save-alert]");
    if (!box) return;
    box.hidden = words === "";
    box.textContent = words;
  }

  done() {
    if (this.waiters && !this.candidate() && !this.sending) {
      for (const w of this.waiters) w();
      this.waiters = null;
    }
  }

  // submit waits for open answers, then lets the ordinary POST of the whole form go. That POST carries every answer again, so
  // answers the server refused one by one do not stop it; only a line that is down does.
  submit(e) {
    if (this.leaving) return; // already going: a second click changes nothing
    e.preventDefault();
    if (this.handing) return;
    this.handing = true;
    this.settle();
    const button = e.submitter;
    if (button) button.classList.add("is-busy");
    this.alert(this.candidate() ? text("waiting") : "");
    const all = new Promise((ok) => {
      this.waiters = this.waiters || [];
      this.waiters.push(ok);
      this.now();
      this.done();
    });
    const late = new Promise((ok) => setTimeout(ok, LASTWAIT));
    Promise.race([all, late]).then(() => {
      this.handing = false;
      if (button) button.classList.remove("is-busy");
      if (this.candidate() || this.sending) {
        this.alert(text("blocked"));
        this.form.querySelector("[data-save-alert]")?.scrollIntoView({ block: "center" });
        return;
      }
      this.alert("");
      this.leaving = true;
      setTimeout(() => { this.leaving = false; }, 10000);
      if (button && button.name) { // submit() does not send the pressed button
        const h = document.createElement("input");
        h.type = "hidden";
        h.name = button.name;
        h.value = button.value;
        this.form.append(h);
      }
      HTMLFormElement.prototype.submit.call(this.form);
    });
  }
}

// fieldsOf is what a form POST would send of one item. A cleared item sends nothing of its fields: the server sees the item's id
// without an answer.
function fieldsOf(el) {
  const out = new URLSearchParams();
  for (const f of el.querySelectorAll("input, select, textarea")) {
    if (!f.name || f.disabled || f.type === "file" || f.type === "button" || f.type === "submit") continue;
    if ((f.type === "radio" || f.type === "checkbox") && !f.checked) continue;
    if (f.tagName === "SELECT" && f.multiple) {
      for (const o of f.selectedOptions) out.append(f.name, o.value);
      continue;
    }
    out.append(f.name, f.value);
  }
  return out;
}

function fill(el, values) {
  const used = {};
  for (const f of el.querySelectorAll("input, select, textarea")) {
    if (!f.name || f.disabled || f.type === "hidden" || f.type === "file") continue;
    const all = values.getAll(f.name);
    if (f.type === "radio" || f.type === "checkbox") f.checked = all.includes(f.value);
    else if (f.tagName === "SELECT" && f.multiple) for (const o of f.options) o.selected = all.includes(o.value);
    else {
      used[f.name] = used[f.name] || 0; // the same name twice: in order
      if (used[f.name] < all.length) f.value = all[used[f.name]++];
    }
  }
}

// newID works over plain HTTP too, where crypto.randomUUID does not exist.
function newID() {
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6] & 0x0f) | 0x40;
  b[8] = (b[8] & 0x3f) | 0x80;
  const h = [...b].map((x) => x.toString(16).padStart(2, "0")).join("");
  return h.slice(0, 8) + "-" + h.slice(8, 12) + "-" + h.slice(12, 16) + "-" + h.slice(16, 20) + "-" + h.slice(20);
}
