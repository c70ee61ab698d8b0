// A page that others change tells its reader so, and never redraws a form somebody is typing in.
//
// `<main-or-any data-fresh="/meetings/…/version">` is asked with its ETag every few seconds: the address answers
// 304, or 200 with another ETag. Asking slows down while nothing happens and stops while the page is hidden.
// With data-fresh-swap the element is replaced by its own new self, when it holds no form in use; otherwise
// the banner says that something has changed.

const FIRST = 4_000;
const LONGEST = 60_000;

function inUse(element) {
  const focused = document.activeElement?.closest("input, textarea, select, dialog[open]");
  const typed = [...element.querySelectorAll("input, textarea")].some((field) =>
    ["checkbox", "radio"].includes(field.type) ? field.checked !== field.defaultChecked
      : field.type !== "hidden" && field.value !== field.defaultValue);
  return typed || (focused && element.contains(focused));
}

function watch(element) {
  let wait = FIRST;
  let etag = element.dataset.freshEtag || "";
  let timer;

  async function ask() {
    try {
      const headers = etag ? { "If-None-Match": etag } : {};
      const answer = await fetch(element.dataset.fresh, { headers, cache: "no-store", credentials: "same-origin" });
      if (answer.status === 200) {
        const now = answer.headers.get("ETag") || (await answer.text());
        if (etag && now !== etag) return changed(now);
        etag = now;
      }
      wait = Math.min(wait * 1.3, LONGEST);
    } catch {
      wait = LONGEST; // no network: the offline banner speaks of that, not we
    }
    plan();
  }

  function plan() {
    clearTimeout(timer);
    if (!document.hidden && element.isConnected) timer = setTimeout(ask, wait);
  }

  async function changed(now) {
    if (element.hasAttribute("data-fresh-swap") && !inUse(element) && (await redraw(element))) return;
    etag = now;
    document.getElementById("fresh")?.removeAttribute("hidden");
  }

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return clearTimeout(timer);
    wait = FIRST;
    plan();
  });
  plan();
}

async function redraw(element) {
  const answer = await fetch(location.href, { credentials: "same-origin" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = answer.ok && element.id && page.getElementById(element.id);
  if (!fresh || inUse(element)) return false;
  element.replaceWith(fresh);
  globalThis.htmx?.process(fresh);
  watch(fresh);
  return true;
}

for (const element of document.querySelectorAll("[data-fresh]")) watch(element);
document.querySelector("#fresh a")?.addEventListener("click", (event) => {
  event.preventDefault();
  location.reload();
});
