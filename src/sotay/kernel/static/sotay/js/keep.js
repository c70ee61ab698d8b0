// Nothing typed is lost: what is written in a textarea stays on this device until it has been sent.
//
// Kept under the account, the page and the field's id, for 14 days, and forgotten at log-out, because
// phones are shared. `data-keep="off"` on a textarea or its form leaves it out; `data-keep-all` on a form
// takes its short fields in. A script that draws fields later says "keep:look" on them, and one that has
// put the content somewhere safe says "keep:done" on the form. What a page under `data-keep="later"` holds
// is left alone until that page has drawn itself.
//
// A browser that is killed, as a phone does when memory is short, loses what localStorage took in its last
// seconds. So every draft has a copy in IndexedDB, which has written by then.

const DAYS = 14;
const PREFIX = "keep:";
const WAITING = "keep-waiting";
const who = document.body.dataset.who;

const keyOf = (area) => `${PREFIX}${who}:${location.pathname}:${area.dataset.keep || area.id || area.name}`;
const KEPT = "textarea[name], [data-keep-all] input[name]:not([type]), [data-keep-all] input[type=text][name], [data-keep-all] input[type=number][name]";
const fieldOf = (key) => key.slice(key.lastIndexOf(":") + 1);
const kept = (root) => [...root.querySelectorAll(KEPT)].filter((area) => !area.closest("[data-keep=off]"));

/** localStorage may be full or forbidden; typing goes on without it. */
function quietly(work) {
  try {
    return work();
  } catch {
    return undefined;
  }
}

const copies = globalThis.indexedDB && new Promise((done, failed) => {
  const asked = indexedDB.open("sotay-keep", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("drafts");
  asked.onsuccess = () => done(asked.result);
  asked.onerror = failed;
});

function copy(work) {
  copies?.then((db) => {
    const turn = db.transaction("drafts", "readwrite");
    work(turn.objectStore("drafts"));
    turn.commit?.(); // at once: the tab may be gone in a moment
  }).catch(() => undefined);
}

const read = (key) => quietly(() => JSON.parse(localStorage.getItem(key)));

function keep(key, draft) {
  quietly(() => localStorage.setItem(key, JSON.stringify(draft)));
  copy((shelf) => shelf.put(draft, key));
}

function drop(key) {
  quietly(() => localStorage.removeItem(key));
  copy((shelf) => shelf.delete(key));
}

/** Drafts of which only the copy, or a newer copy, was left. */
function recover() {
  return copies?.then((db) => new Promise((done) => {
    const found = db.transaction("drafts").objectStore("drafts").openCursor();
    found.onerror = done;
    found.onsuccess = ({ target: { result } }) => {
      if (!result) return done();
      const { key, value } = result;
      if (!(read(key)?.at >= value.at)) quietly(() => localStorage.setItem(key, JSON.stringify(value)));
      return result.continue();
    };
  })).catch(() => undefined);
}

function line(area, words, ...buttons) {
  const told = Object.assign(document.createElement("p"), { className: "restored" });
  told.setAttribute("role", "status");
  told.append(words, " ");
  for (const [name, work] of buttons) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn quiet" });
    button.textContent = name;
    button.addEventListener("click", () => {
      told.remove();
      work();
      area.focus();
    });
    told.append(button, " ");
  }
  area.after(told);
}

const { wordRestored, wordDiscard, wordOffered, wordPutBack } = document.body.dataset;

/** The words stand in their field again. */
function bring_back(area, text) {
  const former = area.value;
  area.value = text;
  area.closest("details")?.setAttribute("open", "");
  area.dispatchEvent(new CustomEvent("keep:back", { bubbles: true }));
  line(area, wordRestored, [wordDiscard, () => {
    drop(keyOf(area));
    area.value = former;
  }]);
}

/** The text has changed since the words were begun. Both are in sight, and the person chooses. */
function offer(area, text) {
  if (area.nextElementSibling?.matches(".restored")) return;
  area.closest("details")?.setAttribute("open", "");
  const words = Object.assign(document.createElement("span"), { className: "quote" });
  words.textContent = text;
  line(area, wordOffered, [wordPutBack, () => {
    bring_back(area, text);
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }], [wordDiscard, () => drop(keyOf(area))]);
  area.nextElementSibling.firstChild.after(" ", words);
}

function restore(root) {
  for (const area of kept(root)) {
    const draft = read(keyOf(area));
    if (!draft || area.closest("[data-keep=later]")) continue;
    if (draft.text === area.value) continue;
    if (draft.from === area.defaultValue) bring_back(area, draft.text);
    else if (draft.text.trim()) offer(area, draft.text);
  }
}

const forget = (keys) => keys.forEach(drop);

function keysOf(form) {
  return kept(form).map(keyOf);
}

/** What was refused on the page before, when it is this form that is sent again. */
function again(keys) {
  const fields = new Set(keys.map(fieldOf));
  return refused.filter((key) => fields.has(fieldOf(key)));
}

function sweep(isOld) {
  quietly(() => {
    for (const key of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) {
      const draft = read(key);
      if (!draft || isOld(draft)) drop(key);
    }
  });
}

/** For who logs out: of nobody's words anything is left. */
function sweep_all() {
  sweep(() => true);
  copy((shelf) => shelf.clear());
}

/** Drafts whose form was sent from the page before are done with, unless this page says what was wrong with them:
    then they go with the form when it is sent again from here. */
let refused = [];

function settle() {
  const waiting = quietly(() => JSON.parse(sessionStorage.getItem(WAITING)));
  if (!waiting) return;
  const [navigation] = performance.getEntriesByType("navigation");
  const came = document.referrer && new URL(document.referrer).pathname === waiting.path;
  if (navigation?.type === "navigate" && came) {
    if (document.querySelector("[role=alert]")) refused = waiting.keys;
    else forget(waiting.keys);
  }
  quietly(() => sessionStorage.removeItem(WAITING));
}

if (who) {
  settle();
  Promise.resolve(recover()).then(() => {
    sweep((draft) => Date.now() - draft.at > DAYS * 86_400_000);
    restore(document);
  });
  document.addEventListener("htmx:load", (event) => restore(event.target));

  document.addEventListener("input", ({ target }) => {
    if (!target.matches(KEPT) || target.closest("[data-keep=off]")) return;
    keep(keyOf(target), { text: target.value, from: target.defaultValue, at: Date.now() });
  });

  document.addEventListener("keep:look", (event) => restore(event.target));
  document.addEventListener("keep:done", ({ target }) => {
    forget(keysOf(target));
    for (const told of target.querySelectorAll(".restored")) told.remove();
  });

  document.addEventListener("submit", ({ target, defaultPrevented }) => {
    if (target.hasAttribute("data-forget")) return sweep_all();
    if (defaultPrevented) return; // whoever stopped it says "keep:done"
    const keys = keysOf(target);
    const waiting = { path: location.pathname, keys: [...keys, ...again(keys)] };
    if (keys.length) quietly(() => sessionStorage.setItem(WAITING, JSON.stringify(waiting)));
  });

  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const form = detail.requestConfig?.elt?.closest("form");
    if (form && detail.xhr.status < 300) forget(keysOf(form));
  });
}
