// What every form and page does when something outside goes wrong: the line or the server is away, the session has ended, somebody
// else has signed in, the device's clock is wrong. One place for all forms; each works without it, only less calmly.
//
// Before a form goes, the page asks GET /session, which costs one small round trip: a browser that cannot reach the server would
// replace the page by its own error page, and what was typed would be gone. Sent again by itself is only what was never sent.
import { text } from "./texts.js";

const meta = document.querySelector('meta[name="ui-session"]');
const own = (meta && meta.dataset.own) || "";
const AWAY = [502, 503, 504], AGAIN = 2000, WAIT = 6000, SOON = 10 * 60, LOOK = 60000, SKEW = 3 * 60000;

// ask is {own, left, now}, null when the server is away. An answer that is none of ours (no such address) says only that it is there.
async function ask() {
  const stop = new AbortController(), timer = setTimeout(() => stop.abort(), WAIT);
  try {
    const r = await fetch("/session", { cache: "no-store", credentials: "same-origin", redirect: "manual", headers: { Accept: "application/json" }, signal: stop.signal });
    if (AWAY.includes(r.status)) return null;
    return (r.ok && (await r.json().catch(() => null))) || {};
  } catch (err) {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

// bar is one line at the lower edge that stays until it is settled.
function bar(words, ...acts) {
  unbar();
  const box = document.createElement("div");
  box.className = "fault-bar alert alert-warning no-print";
  box.setAttribute("role", "alert");
  const p = document.createElement("p");
  p.textContent = words;
  box.append(p, ...acts);
  document.body.append(box);
  return box;
}
function unbar() { document.querySelector(".fault-bar")?.remove(); }
function act(words, f) {
  const b = document.createElement("button");
  b.type = "button";
  b.className = "btn";
  b.textContent = words;
  b.addEventListener("click", f);
  return b;
}
function door(words, href, blank) {
  const a = document.createElement("a");
  a.className = "btn btn-primary";
  a.textContent = words;
  a.href = href;
  if (blank) a.target = "_blank";
  return a;
}

// --- sending

const sure = new WeakSet(), asking = new WeakSet(), changed = new WeakSet();
const mine = (f) => f.getAttribute("method") === "post" && !f.matches("[data-save], [data-prefs], [data-leave], [data-move], [data-upload], [hx-post], [data-passkey] form");
const files = (f) => [...f.querySelectorAll('input[type="file"]')].some((i) => i.files.length > 0);

function guard(e) {
  const form = e.target;
  if (!mine(form) || e.defaultPrevented) return;
  if (sure.delete(form)) return; // asked already
  e.preventDefault();
  e.stopImmediatePropagation();
  if (asking.has(form)) return; // a second click
  send(form, e.submitter);
}

async function send(form, button) {
  asking.add(form);
  changed.delete(form);
  if (button) button.classList.add("is-busy");
  let said = false;
  for (;;) {
    const now = await ask();
    if (!form.isConnected || !asking.has(form)) return;
    if (now) {
      if (said) unbar();
      if (said && changed.has(form)) {
        bar(text("xback"), act(text("xclose"), unbar));
        break;
      }
      if (!allowed(form, now)) break;
      asking.delete(form);
      if (button) button.classList.remove("is-busy");
      sure.add(form);
      form.requestSubmit(button && button.form === form ? button : undefined);
      sure.delete(form); // it was not valid
      return;
    }
    if (!said || !document.querySelector(".fault-bar")) {
      bar(text(navigator.onLine ? "xaway" : "xcut"), act(text("xwait"), () => { unbar(); stop(); }));
      said = true;
    }
    await new Promise((ok) => { setTimeout(ok, AGAIN); window.addEventListener("online", ok, { once: true }); });
  }
  stop();
  function stop() {
    asking.delete(form);
    if (button) button.classList.remove("is-busy");
  }
}

// allowed: a form with text goes in any case, because the server keeps it; files cannot be kept, so they wait here.
function allowed(form, now) {
  if (!own || now.own === undefined || now.own === own) return true;
  if (now.own === "" && files(form)) {
    bar(text("xfiles"), door(text("xsigninhere"), "/signin?form=1", true), act(text("xclose"), unbar));
    return false;
  }
  if (now.own !== "") {
    cover(now);
    return false;
  }
  return true;
}

// --- whose page it is

let looked = 0, shade = null;

async function look(unsure) {
  if (!own) return;
  looked = Date.now();
  const now = await ask();
  if (!now) {
    if (unsure) {
      cover(null);
      setTimeout(() => look(true), AGAIN);
    }
    return;
  }
  if (now.own === undefined || now.own === own) {
    uncover();
    watch(now.left);
  } else cover(now);
}

// cover hides a page whose person has gone: what it shows is theirs, and what they typed stays under it.
function cover(now) {
  uncover();
  shade = document.createElement("div");
  shade.className = "locked";
  shade.setAttribute("role", "alertdialog");
  shade.setAttribute("aria-modal", "true");
  shade.setAttribute("aria-labelledby", "shade-words");
  const p = document.createElement("p");
  p.id = "shade-words";
  p.textContent = text(!now ? "xunsure" : now.own ? "xother" : "xended");
  const acts = document.createElement("p");
  acts.className = "fault-actions";
  if (now && now.own) acts.append(door(text("xhome"), "/"));
  else if (now) acts.append(door(text("xsigninhere"), "/signin?form=1", true));
  shade.append(p, acts);
  for (const c of document.body.children) if (!c.hidden) { c.hidden = true; c.dataset.shaded = ""; }
  document.body.append(shade);
  acts.querySelector("a")?.focus();
}
function uncover() {
  if (!shade) return;
  shade.remove();
  shade = null;
  for (const c of document.querySelectorAll("[data-shaded]")) { c.hidden = false; delete c.dataset.shaded; }
}

function startWhose() {
  // tabs tell each other whose they are; nothing of it is stored
  if ("BroadcastChannel" in window) {
    const tabs = new BroadcastChannel("tx");
    tabs.postMessage(own);
    tabs.addEventListener("message", (e) => { if (own && (e.data !== own || shade)) look(); });
  }
  if (!own || document.querySelector("form[data-leave][data-owner]")) return; // shared.js leads such devices to their lock screen
  window.addEventListener("pageshow", (e) => { if (e.persisted) look(true); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && (shade || Date.now() - looked > LOOK)) look(); });
  window.addEventListener("focus", () => { if (shade) look(); });
  looked = Date.now();
  watch(Number(meta.dataset.left));
}

// --- until when

let typed = 0, end = 0;

// watch puts the end off while somebody is writing, and says it when that cannot be.
function watch(left) {
  clearTimeout(end);
  if (!(left > 0)) return;
  const ms = (left - SOON) * 1000;
  end = setTimeout(ms > 0 ? ending : () => look(), Math.min(ms > 0 ? ms : left * 1000 + 500, 2 ** 31 - 1));
}
async function ending() {
  const writing = Date.now() - typed < 20 * 60000;
  if (writing) {
    const r = await fetch("/session/stay", { method: "POST", body: new URLSearchParams({ own }), headers: { Accept: "application/json" }, redirect: "manual" }).catch(() => null);
    const now = r && r.ok && (await r.json().catch(() => null));
    if (now && now.left > SOON) return watch(now.left);
  }
  const now = await ask();
  if (now && now.own === own && now.left > SOON) return watch(now.left);
  if (now && now.own === own) {
    if (document.querySelector("form textarea, form[data-unsaved]")) bar(text("xending").replace("#", String(Math.max(1, Math.round(now.left / 60)))), act(text("xclose"), unbar));
    return watch(now.left);
  }
  look();
}

// --- what time it is

function startClock() {
  if (!meta) return;
  const off = Date.now() - Number(meta.dataset.now);
  if (Math.abs(off) < SKEW || !document.querySelector('input[type="date"], input[type="datetime-local"], input[autocomplete="one-time-code"], input[type="password"], time, [data-clock]')) return;
  const m = Math.round(Math.abs(off) / 60000);
  const far = m < 90 ? text("xminutes").replace("#", m) : m < 48 * 60 ? text("xhours").replace("#", Math.round(m / 60)) : text("xdays").replace("#", Math.round(m / 1440));
  const here = new Date(Number(meta.dataset.now)).toLocaleString(document.documentElement.lang, { timeZone: "Asia/Shanghai", dateStyle: "long", timeStyle: "short" });
  const box = document.createElement("p");
  box.className = "alert alert-warning clock-off no-print";
  box.setAttribute("role", "status");
  box.textContent = text(off > 0 ? "xfast" : "xslow").replace("#", far).replace("@", here);
  const main = document.querySelector(".bare-card") || document.getElementById("main");
  main?.prepend(box);
}

export function startFaults() {
  document.addEventListener("submit", guard, true);
  document.addEventListener("input", (e) => {
    typed = Date.now();
    const form = e.target.closest && e.target.closest("form");
    if (form) changed.add(form);
  }, true);
  // A page that answers a form takes the address of the form's own page: going back or reloading then asks nothing and sends nothing.
  // Only where the form was refused: the answer to one that was done may show what is shown once.
  if (meta && meta.dataset.posted) history.replaceState(history.state, "", meta.dataset.posted);
  startWhose();
  startClock();
}
