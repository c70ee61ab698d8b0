// Where somebody reads the minutes out is remembered on this device, and a form opens where it is asked for.
//
// The part in view (`[data-part]`, by its id) is kept under the account and the page. A page opened without a
// place in its address says which part that was and leads there; it moves nothing by itself. Forgotten at log-out.

const key = `reading:${document.body.dataset.who}:${location.pathname}`;

/** localStorage may be full or forbidden; reading goes on without it. */
function quietly(work) {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function lead_back(id) {
  const part = id && document.getElementById(id);
  const told = document.querySelector("[data-read-on]");
  if (!part || !told || part === document.querySelector("[data-part]")) return;
  const link = told.querySelector("[data-read-on-link]");
  link.href = `#${id}`;
  link.textContent = part.querySelector("h3").textContent;
  link.lang = "vi";
  told.hidden = false;
}

if (!location.hash) lead_back(quietly(() => localStorage.getItem(key)));

const seen = new IntersectionObserver((changes) => {
  const top = changes.filter((change) => change.isIntersecting).at(-1);
  if (top) quietly(() => localStorage.setItem(key, top.target.id));
}, { rootMargin: "-20% 0px -60% 0px" });
for (const part of document.querySelectorAll("[data-part]")) seen.observe(part);

document.addEventListener("submit", ({ target }) => {
  if (!target.hasAttribute("data-forget")) return;
  quietly(() => Object.keys(localStorage).filter((name) => name.startsWith("reading:")).forEach((name) => localStorage.removeItem(name)));
});
