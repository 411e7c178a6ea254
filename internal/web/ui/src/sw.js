// The offline page, and nothing else: this worker never keeps a page with data, because devices are shared. `shell` comes in front
// of this file when the server sends it: a name that changes with the contents, the offline page, and the files that it needs.
//
// It cannot lock anybody out: pages always come from the server, and only a request that fails altogether is answered from here.
// A new worker takes over at once, because there is no state that two versions could disagree about, and a browser looks for one at
// every visit and never trusts a copy of this file that is older than that visit (updateViaCache "none", Cache-Control no-cache).
self.addEventListener("install", (e) => {
  e.waitUntil((async () => {
    const cache = await caches.open(shell.name);
    // without cookies: the page is the same for everybody
    await cache.addAll([shell.page, ...shell.files].map((url) => new Request(url, { credentials: "omit", cache: "reload" })));
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (e) => {
  e.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("tx-shell-") && name !== shell.name) await caches.delete(name);
    await self.clients.claim();
  })());
});

const kept = async (url) => (await (await caches.open(shell.name)).match(url)) || Response.error();

self.addEventListener("fetch", (e) => {
  const { request } = e;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") {
    e.respondWith(fetch(request).catch(() => kept(shell.page)));
    return;
  }
  const path = new URL(request.url);
  // these names carry their content's digest; the server is asked first all the same, so that this copy matters only when it is away
  if (path.origin === self.location.origin && shell.files.includes(path.pathname)) e.respondWith(fetch(request).catch(() => kept(path.pathname)));
});
