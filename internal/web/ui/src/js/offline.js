// The offline page (see sw.js): registered where the page itself came by HTTPS. On this machine's own plain address browsers would
// allow it too, but there the server's being away is somebody's doing.
export function startOffline() {
  if (location.protocol === "https:" && "serviceWorker" in navigator) {
    navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" }).catch(() => {}); // everything works without
  }
  if (!document.querySelector("[data-away]") || location.pathname === "/offline") return; // looked at by its own address it stays
  const again = () => fetch("/healthz", { cache: "no-store" }).then((r) => { if (r.ok) location.reload(); }, () => {});
  setInterval(again, 5000);
  window.addEventListener("online", again);
}
