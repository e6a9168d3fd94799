/** Keeps the page for later, and says when a newer one is ready. */
import { signal } from "@preact/signals";

/** A newer build waits to take over. */
export const newer = signal<ServiceWorker | null>(null);

export function keepOffline(): void {
  if (!("serviceWorker" in navigator) || !import.meta.env.PROD) {
    return;
  }
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (newer.peek() !== null) {
      location.reload();
    }
  });
  navigator.serviceWorker.register("./serviceworker.js").then(watch, () => {
    // Without it the page needs the network, and says nothing: it works.
  });
}

function watch(registration: ServiceWorkerRegistration): void {
  const look = (worker: ServiceWorker | null) => {
    worker?.addEventListener("statechange", () => {
      if (worker.state === "installed" && navigator.serviceWorker.controller) {
        newer.value = worker;
      }
    });
  };
  if (registration.waiting && navigator.serviceWorker.controller) {
    newer.value = registration.waiting;
  }
  look(registration.installing);
  registration.addEventListener("updatefound", () => look(registration.installing));
}

/** Lets the newer build take over; the page then loads again. */
export function takeNewer(): void {
  newer.value?.postMessage("take over");
}
