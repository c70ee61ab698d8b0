// A page that others change tells its reader so, and never redraws a form somebody is typing in.
//
// `<any id data-fresh="/meetings/…/version" data-fresh-etag="…">` is asked with its ETag every few seconds: the
// address answers 304, or 200 with another ETag. Elements with one address ask together. Asking slows down while
// nothing happens and stops while the page is hidden. With data-fresh-swap an element is replaced by its own new
// self, when it holds no form in use; otherwise the banner says that something has changed. The new page is asked
// for with X-Fresh, so that it may answer with its changing parts alone.
//
// Where the element lies in `<any data-lane="/lane/…/" data-ticket="…">`, the lane is asked instead, which is quicker for
// the server; it may answer with the new parts themselves. When the ticket no longer lets in (401), or nothing answers there (404), the usual
// address is asked. The answer says when to ask again (Retry-After); a server that is full (503) is waited for, and `#busy` says so.
//
// The page has one live region, `#news`, which stands outside what is replaced. `<any data-news="key" data-news-words="A vote
// has begun: …">` is read out there once, when a key appears that was not on the page before.

const FIRST = 4_000;
const LONGEST = 20_000; // how long somebody who just sits there may see an old page
const FAILED = 30_000;

function inUse(element) {
  const focused = document.activeElement?.closest("input, textarea, select, dialog[open]");
  const typed = [...element.querySelectorAll("input, textarea, select")].some((field) =>
    ["checkbox", "radio"].includes(field.type) ? field.checked !== field.defaultChecked
      : field.options ? [...field.options].some((option) => option.selected !== option.defaultSelected) && field.selectedIndex > 0
        : field.type !== "hidden" && field.value !== field.defaultValue);
  return typed || (focused && element.contains(focused)) || element.querySelector("dialog[open], .menu[open]");
}

function watch(address) {
  const mine = () => [...document.querySelectorAll("[data-fresh]")].filter((each) => each.dataset.fresh === address);
  let wait = FIRST;
  let etag = mine().find((each) => each.dataset.freshEtag)?.dataset.freshEtag || "";
  let timer;

  async function ask() {
    try {
      const answer = await question(address, mine()[0], etag);
      const told = Number(answer.headers.get("Retry-After")) * 1_000;
      say_busy(answer.status === 503);
      if (answer.status === 200) {
        const body = await answer.text();
        const now = answer.headers.get("ETag") || body;
        const news = etag && now !== etag;
        etag = now;
        wait = told || FIRST;
        const parts = (answer.headers.get("Content-Type") || "").startsWith("text/html") ? body : "";
        if (news && !(await redraw(mine(), parts))) say_changed();
      } else wait = told || Math.min(wait * 1.3, LONGEST);
    } catch {
      wait = FAILED; // no network: the offline banner speaks of that, not we
    }
    plan();
  }

  function plan() {
    clearTimeout(timer);
    // a little apart from each other, so that a hall that loaded one page at once does not ask at once for ever
    if (!document.hidden && mine().length) timer = setTimeout(ask, wait * (0.85 + Math.random() * 0.3));
  }

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return clearTimeout(timer);
    wait = FIRST;
    plan();
  });
  plan();
}

async function question(address, element, etag) {
  const how = (more) => ({ headers: { ...(etag && { "If-None-Match": etag }), ...more }, cache: "no-store", credentials: "same-origin" });
  const lane = element?.closest("[data-lane]");
  if (lane?.dataset.ticket) {
    const answer = await fetch(lane.dataset.lane, how({ "X-Ticket": lane.dataset.ticket }));
    if (answer.status !== 401 && answer.status !== 404) return answer;
    lane.dataset.ticket = "";
  }
  return fetch(address, how({}));
}

function say_busy(full) {
  const line = document.getElementById("busy");
  if (!line || line.hidden !== full) return;
  line.hidden = !full;
  if (full) tell([line.textContent.trim()]);
}

/** Replace what may be replaced, by `parts` when the answer brought them; whether nothing was left as it was. */
async function redraw(elements, parts) {
  const free = elements.filter((each) => each.hasAttribute("data-fresh-swap") && each.id && !inUse(each));
  if (!free.length) return false;
  const page = new DOMParser().parseFromString(parts || (await the_page()), "text/html");
  const done = free.filter((each) => swap(each, page.getElementById(each.id)));
  return done.length === elements.length;
}

/** The page's changing parts by its own address; nothing when it leads elsewhere now. */
async function the_page() {
  const answer = await fetch(location.href, { headers: { "X-Fresh": "1" }, credentials: "same-origin" });
  return answer.ok && !answer.redirected ? answer.text() : "";
}

/** Somebody types in what has changed: a line says so, and never lies on the field itself. */
function say_changed() {
  const line = document.getElementById("fresh");
  if (!line?.hidden) return;
  line.hidden = false;
  tell([line.textContent.trim()]);
  uncover(line);
}

function uncover(line) {
  const field = document.activeElement?.closest("input, textarea, select");
  if (!field || line.hidden) return;
  const [over, under] = [line.getBoundingClientRect(), field.getBoundingClientRect()];
  if (under.top < over.bottom && under.bottom > over.top) scrollBy({ top: under.top - over.bottom - 8, behavior: "instant" });
}

const heard = new Set([...document.querySelectorAll("[data-news]")].map((each) => each.dataset.news));

function read_out(element) {
  const news = [...element.querySelectorAll("[data-news]")].filter((each) => !heard.has(each.dataset.news));
  for (const each of news) heard.add(each.dataset.news);
  tell(news.map((each) => each.dataset.newsWords));
}

function tell(sentences) {
  const region = document.getElementById("news");
  if (region && sentences.length) region.textContent = sentences.join(" ");
}

function swap(element, fresh) {
  if (!fresh || !element.isConnected || inUse(element)) return false;
  const focused = element.contains(document.activeElement) && document.activeElement.id;
  for (const open of element.querySelectorAll("details[open]")) twin(open, element, fresh)?.setAttribute("open", "");
  element.replaceWith(fresh);
  globalThis.htmx?.process(fresh);
  read_out(fresh);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  return true;
}

/** What somebody opened stays open: the new details with the same words, in the same place among them. */
function twin(open, before, after) {
  const words = (each) => each.querySelector("summary")?.textContent.trim();
  const same = (root) => [...root.querySelectorAll("details")].filter((each) => words(each) === words(open));
  return same(after)[same(before).indexOf(open)];
}

for (const address of new Set([...document.querySelectorAll("[data-fresh]")].map((each) => each.dataset.fresh))) watch(address);
document.addEventListener("focusin", () => {
  const line = document.getElementById("fresh");
  if (line) uncover(line);
});
document.querySelector("#fresh a")?.addEventListener("click", (event) => {
  event.preventDefault();
  location.reload();
});
