// The service worker: pages that were taken along open with no network, and upgrades are clean.
//
// Caches: `sotay-<version>` holds this version's own files (styles, scripts, fonts) and the page that says
// there is no network; `sotay-rooms` the rooms and papers somebody took along. A new version first fetches all
// its files, then the rooms again, and only then drops the files of the one before, so that a room taken along
// before an upgrade still opens in the hall. Nothing else is ever kept, and nothing is answered from here
// while the network answers. Messages that arrive are shown, and lead to their page.

const VERSION = "{{ version }}";
const FILES = "sotay-" + VERSION;
const ROOMS = "sotay-rooms";
const ASSETS = {{ assets|safe }};
const OFFLINE = "{{ offline }}";
const PATIENCE = 4000; // milliseconds a page may take before the kept one is shown

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(FILES).then((cache) => cache.addAll([...ASSETS, OFFLINE].map((url) => new Request(url, { cache: "reload" }))))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => event.waitUntil(renew().then(() => self.clients.claim())));

/** Rooms are fetched again with their new files; where that fails the old files stay, so that they still open. */
async function renew() {
  const rooms = await caches.open(ROOMS);
  const pages = (await rooms.keys()).filter((request) => request.url.endsWith("/room/"));
  const renewed = await Promise.all(pages.map((request) => again(rooms, request)));
  if (!renewed.every(Boolean)) return;
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("sotay-") && ![FILES, ROOMS].includes(name)).map((name) => caches.delete(name)));
}

async function again(rooms, request) {
  try {
    const answer = await fetch(request.url, { credentials: "same-origin", redirect: "error" });
    if (answer.ok) await rooms.put(request, answer);
    return answer.ok;
  } catch {
    return false;
  }
}

// A message says that something is new, and where; it replaces a copy of itself that is shown already.
self.addEventListener("push", (event) => {
  const { title, body, path, tag, lang } = event.data.json();
  event.waitUntil(self.registration.showNotification(title, { body, tag, lang, icon: "{{ icon }}", data: { path } }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data.path));
});

/** In a window of ours that is open, else in a new one. */
async function open(path) {
  const [window] = await self.clients.matchAll({ type: "window" });
  if (!window) return self.clients.openWindow(path);
  await window.focus();
  return window.navigate(path);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
  else if (request.mode === "navigate") event.respondWith(page(request));
});

async function file(request) {
  return (await caches.match(request)) ?? fetch(request);
}

/** The network first. A page taken along when it does not answer in time, else the page that says so. */
async function page(request) {
  const kept = await caches.match(request, { ignoreSearch: true, cacheName: ROOMS });
  try {
    const patience = kept ? { signal: AbortSignal.timeout(PATIENCE) } : {};
    const answer = await fetch(request, patience);
    if (kept && answer.status >= 500) return kept;
    return answer;
  } catch {
    return kept ?? (await caches.match(OFFLINE)) ?? Response.error();
  }
}
