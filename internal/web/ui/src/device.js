// What works on this device: each probe is tried in this browser, and the page shows the sentence that it already holds. Nothing
// is sent anywhere.
const show = (root, state) => {
  for (const part of root.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== state;
  root.dataset.state = state;
};

// On the plain page: does this device already trust the box? Only a handshake that succeeds answers; what is in it is not read.
for (const box of document.querySelectorAll("[data-trust]")) {
  const ask = () => fetch(box.dataset.trust + "/healthz", { mode: "no-cors", cache: "no-store", credentials: "omit" })
    .then(() => show(box, "yes"), () => show(box, "no"));
  ask();
  document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
}

const list = document.querySelector("[data-probes]");
if (list) {
  const row = (key) => list.querySelector(`[data-probe="${key}"]`);
  const safe = window.isSecureContext;
  const set = (key, state) => show(row(key), state);
  const numeric = /^[\d.]+$|:/.test(location.hostname.replace(/^\[|\]$/g, ""));

  const camera = async () => {
    if (!safe) return set("camera", "insecure");
    if (!navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) return set("camera", "no");
    let state = "prompt";
    try { state = (await navigator.permissions.query({ name: "camera" })).state; } catch { /* not every browser can be asked */ }
    if (state === "denied") return set("camera", "denied");
    const found = await navigator.mediaDevices.enumerateDevices().catch(() => []);
    if (!found.some((d) => d.kind === "videoinput")) return set("camera", "no");
    set("camera", state === "granted" ? "yes" : "ask");
  };
  const button = list.querySelector('[name="try-camera"]');
  if (button) {
    button.hidden = !safe;
    button.addEventListener("click", async () => {
      try {
        const stream = await navigator.mediaDevices.getUserMedia({ video: true });
        for (const t of stream.getTracks()) t.stop();
        set("camera", "yes");
      } catch (e) {
        set("camera", e.name === "NotAllowedError" ? "denied" : "no");
      }
    });
  }

  const passkey = async () => {
    if (!safe) return set("passkey", "insecure");
    if (!window.PublicKeyCredential || !navigator.credentials) return set("passkey", "no");
    if (numeric) return set("passkey", "denied");
    const own = await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable().catch(() => false);
    set("passkey", own ? "yes" : "ask");
  };

  const worker = async () => {
    if (!safe) return set("worker", "insecure");
    if (!("serviceWorker" in navigator)) return set("worker", "no");
    if (location.protocol !== "https:") return set("worker", "yes"); // this machine itself: see js/offline.js
    await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" }).then(() => set("worker", "yes"), () => set("worker", "denied"));
  };

  const storage = () => {
    try {
      localStorage.setItem("tx-probe", "1");
      const ok = localStorage.getItem("tx-probe") === "1" && !!window.indexedDB;
      localStorage.removeItem("tx-probe");
      set("storage", ok ? "yes" : "no");
    } catch {
      set("storage", "no");
    }
  };

  // Two minutes apart are the same time: certificates and deadlines do not mind.
  const clock = async () => {
    const here = row("clock");
    let server = Number(list.dataset.now), at = Date.now();
    try {
      const sent = Date.now();
      const answer = await (await fetch("/install/time", { cache: "no-store" })).json();
      at = (sent + Date.now()) / 2;
      server = answer.now;
    } catch { /* the page's own time is good enough */ }
    const apart = Math.abs(at - server) > 120000;
    set("clock", apart ? (list.dataset.boxWrong === "true" ? "denied" : "no") : list.dataset.boxWrong === "true" ? "denied" : "yes");
    const line = here.querySelector("[data-clock]");
    const words = (ms) => new Date(ms).toLocaleString(document.documentElement.lang, { timeZone: "Asia/Shanghai", hour12: false });
    line.querySelector("[data-clock-here]").textContent = words(at);
    line.querySelector("[data-clock-there]").textContent = words(server);
    line.hidden = !apart;
  };

  set("secure", safe ? "yes" : "no");
  Promise.all([camera(), passkey(), worker(), storage(), clock()]).finally(() => { list.dataset.done = "1"; });
}
