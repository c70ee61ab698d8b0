// Forms that the server answers, which need not wait for it: `<form method="post" action="…" data-queue="name">`. What is sent
// is kept on this device first, its files one by one, and posted in the order of making whenever there is a network. An answer
// that is lost costs nothing: the server tells by the id, or by what it has already, that it came before.

import { newId } from "../../sotay/js/once.js";
import { Missing } from "./forms.js";
import * as store from "./store.js";
import { csrf } from "./sync.js";
import { NotLoggedIn, ServerFailed } from "./trouble.js";

const PATIENCE = 180_000; // a photograph over a weak network

/** What a form holds, as rows of the store: one, or one for each file. A newer one takes the place of what still waits. */
export async function rows_of(form, submitter, { meeting, who, made }) {
  const fields = [];
  const files = [];
  for (const [name, value] of new FormData(form, submitter)) {
    if (value instanceof File) files.push([name, value]);
    else if (!["csrfmiddlewaretoken", "id"].includes(name)) fields.push([name, value]);
  }
  const row = { meeting, who, status: store.WAITING, form: form.dataset.queue, url: form.getAttribute("action"), made };
  if (form.querySelector("[type=file]")) return files_of(form, files, fields, row);
  return [{ ...row, id: `${who}:${meeting}:${row.url}`, fields }];
}

/** Several files at once, each on its way by itself, so that one that is refused holds up no other. */
async function files_of(form, files, fields, row) {
  const given = files.filter(([, file]) => file.size || file.name);
  if (!given.length) throw new Missing("choose_a_file", "file");
  const most = Number(form.dataset.most);
  const large = given.find(([, file]) => file.size > most);
  if (large) throw Object.assign(new Missing("file_too_large", "file"), { places: { name: large[1].name, n: Math.floor(most / 1_048_576) } });
  if (!form.elements.not_secret.checked) throw new Missing("declare_not_secret", "not_secret");
  const several = given.length > 1;
  const titled = (file) => fields.map(([name, value]) => [name, name === "title" && several ? "" : value]);
  return Promise.all(given.map(async ([name, file], place) => ({
    ...row, id: newId(), made: `${row.made}-${String(place).padStart(3, "0")}`, fields: titled(file),
    file: { field: name, name: file.name, type: file.type, bytes: await file.arrayBuffer() },
  })));
}

/** What a row says of itself: the name of its file, or of its form. */
export const title_of = (row) => row.fields.find(([name, value]) => name === "title" && value)?.[1] ?? row.file?.name ?? "";

/** Post what waits, one after the other; how many were answered. Throws what stood in the way, and the rest goes on waiting. */
export function send_forms(meeting, who) {
  const turn = globalThis.navigator.locks ?? { request: (_name, work) => work() };
  return turn.request(`sotay-forms-${meeting}`, async () => {
    let done = 0;
    for (const row of await store.waiting_forms(meeting, who)) {
      const answer = await post(row);
      await store.settle_form(row, answer.reason ? { status: store.REFUSED, reason: answer.reason } : taken(row, answer.page));
      done += 1;
    }
    return done;
  });
}

/** What is kept of a row that was taken: no file, and what the page that came back carries against writing over something newer. */
function taken(row, page) {
  if (row.file) return { status: store.SENT, file: { name: row.file.name } };
  const own = [...page.querySelectorAll("form")].find((each) => each.getAttribute("action") === row.url) ?? page.querySelector("main form:has([name=seen])");
  return { status: store.SENT, seen: own?.querySelector("[name=seen]")?.value ?? "" };
}

async function post(row) {
  const body = new FormData();
  for (const [name, value] of row.fields) body.append(name, value);
  if (row.file) {
    body.append("id", row.id);
    body.append(row.file.field, new Blob([row.file.bytes], { type: row.file.type }), row.file.name);
  }
  const headers = { "X-CSRFToken": csrf() };
  const answer = await fetch(row.url, { method: "POST", body, headers, credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
  if (answer.status === 401 || answer.status === 403 || new URL(answer.url).pathname.startsWith("/account/login")) throw new NotLoggedIn();
  if (answer.status >= 500 || answer.status === 429) throw new ServerFailed(`answered ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (answer.ok) return { page };
  return { page, reason: said_on(page) || String(answer.status) };
}

/** What a page that refuses says: each error once. */
function said_on(page) {
  const lines = [...page.querySelectorAll(".error-summary li, [role=alert] li, [role=alert] p, .errors")];
  const words = (lines.length ? lines : [...page.querySelectorAll("[role=alert], main h1")]).map((each) => each.textContent.trim().replace(/\s+/g, " "));
  return [...new Set(words)].filter(Boolean).join(" ");
}

/** Forms whose page was drawn before something was kept: they show what was, and what became of it. */
export function paint_forms(page, rows, say) {
  for (const form of page.querySelectorAll("form[data-queue]")) {
    if (form.querySelector("[type=file]")) continue;
    const row = rows.findLast((each) => each.url === form.getAttribute("action"));
    if (!row) continue;
    if (form.dataset.shown !== row.made) show_row(form, row);
    const seen = form.querySelector("[name=seen]");
    if (row.seen && seen && !(form.dataset.drawn > row.made)) seen.value = row.seen;
    told_beside(form, row.status === store.REFUSED ? row.reason : say(row.status === store.SENT ? "form_sent" : "form_waits"), row.status);
  }
}

/** Fields as they were sent, unless somebody is filling them in. */
function show_row(form, row) {
  form.dataset.shown = row.made;
  const being_filled = form.contains(document.activeElement) && document.activeElement.matches("input, select, textarea");
  if (being_filled || form.dataset.drawn > row.made) return;
  const given = new Map(row.fields);
  for (const field of form.elements) {
    if (!field.name || !given.has(field.name) || field.type === "hidden" || field.type === "submit") continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = field.value === given.get(field.name);
    else field.value = given.get(field.name);
  }
  for (const button of form.querySelectorAll("button[aria-pressed]")) button.setAttribute("aria-pressed", String(given.get(button.name) === button.value));
}

function told_beside(form, words, status) {
  let line = form.querySelector("[data-told]");
  if (!line) {
    line = Object.assign(document.createElement("p"), { className: "small" });
    line.dataset.told = "";
    line.setAttribute("role", "status");
    form.append(line);
  }
  line.classList.toggle("errors", status === store.REFUSED);
  if (line.textContent !== words) line.textContent = words;
}
