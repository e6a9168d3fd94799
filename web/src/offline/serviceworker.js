// Keeps every file of one build, all or none, and answers from what it keeps. The build puts in the version and the files.
const VERSION = "__VERSION__";
const FILES = __FILES__;
const PREFIX = `meshwise:${self.registration.scope}:`;
const NAME = PREFIX + VERSION;

self.addEventListener("install", (event) => {
  const fresh = FILES.map((file) => new Request(new URL(file, self.registration.scope), { cache: "no-cache" }));
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(fresh)));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(names.filter((n) => n.startsWith(PREFIX) && n !== NAME).map((n) => caches.delete(n))),
      )
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("message", (event) => {
  if (event.data === "take over") {
    self.skipWaiting();
  }
});

// Only what belongs to the page: a request to the Hub, with its token, never passes through here.
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) {
    return;
  }
  const scope = self.registration.scope;
  // What lies below the page, such as its documentation, is no other way to write its address.
  const home = event.request.mode === "navigate" && [scope, `${scope}index.html`].includes(url.origin + url.pathname);
  const page = home ? scope : event.request;
  event.respondWith(
    caches
      .open(NAME)
      .then((cache) => cache.match(page, { ignoreSearch: true, ignoreVary: true }))
      .then((kept) => kept ?? fetch(event.request)),
  );
});
