// Files that survive a broken line: the form is sent by tus 1.0.0 (internal/upload says how the server keeps it). Without this script
// the form posts its files at once. Nothing is kept in the browser: what was begun stands in the page, so a reloaded page, another
// browser or a shared machine goes on just the same once the file is chosen again.
const PIECE = 8 << 20, HASHED = 64 << 20, FIRST = 1000, LONGEST = 30000;
const b64 = (s) => btoa(String.fromCharCode(...new TextEncoder().encode(s)));
const hex = (n) => n.toString(36).replace(/[^0-9a-z]/g, "");

// stamp knows a file again without telling its name: size, time of the last change, a small sum of the name.
function stamp(file) {
  let sum = 7;
  for (const c of file.name) sum = (sum * 31 + c.codePointAt(0)) % 4294967291;
  return `${hex(file.size)}-${hex(file.lastModified || 0)}-${hex(sum)}`;
}

// place is where a form's files go; a form for several schools names the chosen one.
function place(form) {
  return form.dataset.upload.replace("{school}", () => (form.elements.school ? encodeURIComponent(form.elements.school.value) : ""));
}

// named is a file's name with its folders, when it was dropped with them.
function named(form, file) {
  const p = [...form.querySelectorAll('input[name="path"]')].find((i) => i.value.endsWith("/" + file.name));
  return p ? p.value : file.name;
}

class Sending {
  constructor(form, file, list, known) {
    this.form = form;
    this.file = file;
    this.base = place(form);
    this.called = named(form, file);
    this.made = "";
    this.at = known ? this.base + "/" + known : "";
    this.offset = 0;
    this.pause = FIRST;
    this.stopped = false;
    this.xhr = null;
    this.row = document.createElement("li");
    this.name = document.createElement("span");
    this.name.textContent = file.name;
    this.bar = document.createElement("progress");
    this.bar.max = Math.max(file.size, 1);
    this.bar.value = 0;
    this.bar.setAttribute("aria-label", file.name);
    this.state = document.createElement("span");
    this.state.className = "muted";
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "btn btn-quiet";
    this.button.addEventListener("click", () => (this.stopped ? this.go() : this.halt()));
    this.row.append(this.name, this.bar, this.state, this.button);
    list.append(this.row);
    this.say("wait");
    this.done = new Promise((end) => { this.end = end; });
  }

  text(key) { return this.form.dataset["text" + key[0].toUpperCase() + key.slice(1)] || ""; }
  say(key, more) {
    this.state.textContent = more || this.text(key);
    this.button.textContent = this.text(this.stopped ? "go" : "pause");
    this.button.setAttribute("aria-label", this.button.textContent + " " + this.file.name);
    this.row.dataset.state = key;
  }
  percent() {
    this.bar.value = this.offset;
    this.say("send", Math.floor((this.offset / this.file.size) * 100) + " %");
  }

  halt() {
    this.stopped = true;
    clearTimeout(this.timer);
    if (this.xhr) this.xhr.abort();
    this.say("paused");
  }
  go() {
    this.stopped = false;
    this.pause = FIRST;
    this.say("wait");
    this.step();
  }
  finish(key, message) {
    this.button.remove();
    this.say(key, message);
    if (key === "done") this.bar.value = this.bar.max;
    else this.row.classList.add("is-wrong");
    this.end(key === "done");
  }
  // become: the last byte is there, and the server says what the file is now.
  become(x) {
    this.made = x.getResponseHeader("Upload-Done") || "";
    this.finish("done");
  }
  later() {
    if (this.stopped) return;
    this.say("again");
    this.timer = setTimeout(() => this.step(), this.pause);
    this.pause = Math.min(this.pause * 2, LONGEST);
  }

  ask(method, at, headers, body, progress) {
    return new Promise((ok, broken) => {
      const x = new XMLHttpRequest();
      this.xhr = x;
      x.open(method, at);
      x.setRequestHeader("Tus-Resumable", "1.0.0");
      x.setRequestHeader("Accept", "application/json");
      for (const k in headers) x.setRequestHeader(k, headers[k]);
      if (progress) x.upload.addEventListener("progress", (e) => progress(e.loaded));
      x.addEventListener("load", () => ok(x));
      for (const why of ["error", "abort", "timeout"]) x.addEventListener(why, () => broken(new Error(why)));
      x.send(body || null);
    });
  }

  async digest() {
    if (!window.crypto || !crypto.subtle || this.file.size > HASHED) return "";
    this.say("check");
    const sum = await crypto.subtle.digest("SHA-256", await this.file.arrayBuffer());
    return [...new Uint8Array(sum)].map((b) => b.toString(16).padStart(2, "0")).join("");
  }

  // refused: the same request would be refused again. The sentence is the server's.
  refused(x) {
    let message = "";
    try { message = JSON.parse(x.responseText).message; } catch { /* no sentence */ }
    if (x.status === 507 || x.status === 401 || x.status === 429) { // may be well again later, by somebody's hand
      this.stopped = true;
      this.say("paused", message || this.text("wrong"));
      return;
    }
    this.finish("wrong", message || this.text("wrong"));
  }

  async create() {
    const sum = await this.digest();
    let meta = "filename " + b64(this.called) + ",stamp " + b64(stamp(this.file));
    if (sum) meta += ",sha256 " + b64(sum);
    const x = await this.ask("POST", this.base, { "Upload-Length": String(this.file.size), "Upload-Metadata": meta });
    if (x.status === 200) return this.become(x);
    if (x.status !== 201) return x.status >= 500 && x.status !== 507 ? this.later() : this.refused(x);
    this.at = x.getResponseHeader("Location");
    this.offset = 0;
    return this.send();
  }

  async step() {
    try {
      if (!this.at) return await this.create();
      const x = await this.ask("HEAD", this.at, {});
      if (x.status === 404 || x.status === 410) { this.at = ""; return await this.create(); }
      if (x.status !== 200) return x.status >= 500 ? this.later() : this.refused(x);
      if (x.getResponseHeader("Upload-Done")) return this.become(x);
      this.offset = Number(x.getResponseHeader("Upload-Offset"));
      return await this.send();
    } catch (err) {
      return this.later();
    }
  }

  async send() {
    for (;;) {
      this.percent();
      const from = this.offset;
      const x = await this.ask("PATCH", this.at, { "Upload-Offset": String(from), "Content-Type": "application/offset+octet-stream" },
        this.file.slice(from, from + PIECE), (n) => { this.offset = from + n; this.percent(); });
      if (x.status === 409 || x.status === 404) { this.offset = from; return this.later(); }
      if (x.status !== 204) return x.status >= 500 && x.status !== 507 ? this.later() : this.refused(x);
      this.pause = FIRST;
      this.offset = Number(x.getResponseHeader("Upload-Offset"));
      if (x.getResponseHeader("Upload-Done")) return this.become(x);
    }
  }
}

function start(form) {
  const list = form.querySelector("[data-uploads]"), field = form.querySelector("input[type=file]");
  const known = new Map((form.dataset.uploadKnown || "").split(" ").filter(Boolean).map((s) => { const i = s.indexOf(":"); return [s.slice(i + 1), s.slice(0, i)]; }));
  let busy = false;
  const run = async (files) => {
    if (busy || !files.length) return;
    busy = true;
    list.textContent = "";
    const most = Number(form.dataset.uploadMost) || Infinity, together = form.elements.together && form.elements.together.checked;
    const all = [...files].map((f) => new Sending(form, f, list, known.get(stamp(f))));
    let good = true, first = "";
    for (const [i, s] of all.entries()) {
      if (i >= most) {
        s.finish("wrong", form.dataset.textMost);
        good = false;
        continue;
      }
      if (together && first) { // the first one's draft takes the others
        s.base = form.dataset.uploadTogether.replace("{done}", first);
        s.at = "";
      }
      s.step();
      good = (await s.done) && good;
      first = first || s.made;
    }
    busy = false;
    field.value = "";
    const some = form.querySelector("[data-upload-some]");
    if (good && form.dataset.uploadThen) location.assign(form.dataset.uploadThen);
    else if (good) location.reload();
    else if (some && first) some.hidden = false;
  };
  form.addEventListener("submit", (e) => {
    if (!field.files.length) return;
    e.preventDefault();
    e.stopPropagation();
    run(field.files);
  }, true);
  window.addEventListener("beforeunload", (e) => { if (busy) { e.preventDefault(); e.returnValue = form.dataset.textLeave || ""; } });
  if (form.closest("[data-drop]")) return; // the zone walks folders, puts what it finds into the field and sends the form
  form.addEventListener("dragover", (e) => { if (e.dataTransfer && [...e.dataTransfer.types].includes("Files")) { e.preventDefault(); form.classList.add("is-over"); } });
  form.addEventListener("dragleave", () => form.classList.remove("is-over"));
  form.addEventListener("drop", (e) => {
    form.classList.remove("is-over");
    if (!e.dataTransfer || !e.dataTransfer.files.length) return;
    e.preventDefault();
    run(e.dataTransfer.files);
  });
}

for (const form of document.querySelectorAll("form[data-upload]")) start(form);
