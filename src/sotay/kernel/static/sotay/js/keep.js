// Nothing typed is lost: what is written in a textarea stays on this device until it has been sent.
//
// Kept under the account, the page and the field's id, for 14 days, and forgotten at log-out, because
// phones are shared. `data-keep="off"` on a textarea or its form leaves it out; `data-keep-all` on a form
// takes its short fields in. A script that draws fields later says "keep:look" on them, and one that has
// put the content somewhere safe says "keep:done" on the form.

const DAYS = 14;
const PREFIX = "keep:";
const WAITING = "keep-waiting";
const who = document.body.dataset.who;

const keyOf = (area) => `${PREFIX}${who}:${location.pathname}:${area.dataset.keep || area.id || area.name}`;
const KEPT = "textarea[name], [data-keep-all] input[name]:not([type]), [data-keep-all] input[type=text][name], [data-keep-all] input[type=number][name]";
const kept = (root) => [...root.querySelectorAll(KEPT)].filter((area) => !area.closest("[data-keep=off]"));

/** localStorage may be full or forbidden; typing goes on without it. */
function quietly(work) {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function note(area, former) {
  const { wordRestored, wordDiscard } = document.body.dataset;
  const line = Object.assign(document.createElement("p"), { className: "restored" });
  const discard = Object.assign(document.createElement("button"), { type: "button", className: "btn quiet" });
  line.setAttribute("role", "status");
  line.append(wordRestored, " ", discard);
  discard.textContent = wordDiscard;
  discard.addEventListener("click", () => {
    quietly(() => localStorage.removeItem(keyOf(area)));
    area.value = former;
    line.remove();
    area.focus();
  });
  area.after(line);
}

function restore(root) {
  for (const area of kept(root)) {
    const draft = quietly(() => JSON.parse(localStorage.getItem(keyOf(area))));
    if (!draft || draft.text === area.value) continue;
    // The page itself has moved on since the draft was begun: what the server says stands.
    if (draft.from !== area.defaultValue) continue;
    const former = area.value;
    area.value = draft.text;
    area.closest("details")?.setAttribute("open", "");
    note(area, former);
  }
}

function forget(keys) {
  quietly(() => keys.forEach((key) => localStorage.removeItem(key)));
}

function keysOf(form) {
  return kept(form).map(keyOf);
}

function sweep(isOld) {
  quietly(() => {
    for (const key of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) {
      const draft = quietly(() => JSON.parse(localStorage.getItem(key)));
      if (!draft || isOld(draft)) localStorage.removeItem(key);
    }
  });
}

/** Drafts whose form was sent from the page before are done with, unless this page says what was wrong with them. */
function settle() {
  const waiting = quietly(() => JSON.parse(sessionStorage.getItem(WAITING)));
  if (!waiting) return;
  const [navigation] = performance.getEntriesByType("navigation");
  const came = document.referrer && new URL(document.referrer).pathname === waiting.path;
  if (navigation?.type === "navigate" && came && !document.querySelector("[role=alert]")) forget(waiting.keys);
  quietly(() => sessionStorage.removeItem(WAITING));
}

if (who) {
  settle();
  sweep((draft) => Date.now() - draft.at > DAYS * 86_400_000);
  restore(document);
  document.addEventListener("htmx:load", (event) => restore(event.target));

  document.addEventListener("input", ({ target }) => {
    if (!target.matches(KEPT) || target.closest("[data-keep=off]")) return;
    const draft = { text: target.value, from: target.defaultValue, at: Date.now() };
    quietly(() => localStorage.setItem(keyOf(target), JSON.stringify(draft)));
  });

  document.addEventListener("keep:look", (event) => restore(event.target));
  document.addEventListener("keep:done", ({ target }) => forget(keysOf(target)));

  document.addEventListener("submit", ({ target, defaultPrevented }) => {
    if (target.hasAttribute("data-forget")) return sweep(() => true);
    if (defaultPrevented) return; // whoever stopped it says "keep:done"
    const waiting = { path: location.pathname, keys: keysOf(target) };
    if (waiting.keys.length) quietly(() => sessionStorage.setItem(WAITING, JSON.stringify(waiting)));
  });

  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const form = detail.requestConfig?.elt?.closest("form");
    if (form && detail.xhr.status < 300) forget(keysOf(form));
  });
}
