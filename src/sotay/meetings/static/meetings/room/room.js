// The room on a device: every tap makes an entry, kept here first and sent when there is a network.

import { newId } from "../../sotay/js/once.js";
import { leave_behind, told_of } from "./carry.js";
import { Choices } from "./choices.js";
import { DayChips } from "./dates.js";
import { Device } from "./device.js";
import { Dock } from "./dock.js";
import { Missing, complain, content, read } from "./forms.js";
import { guard_links } from "./links.js";
import { fold, moment } from "./log.js";
import { changes } from "./merge.js";
import { Painter } from "./paint.js";
import { fill, sentences } from "./parts.js";
import * as payload from "./payload.js";
import { offer_phrases, write_phrase } from "./phrases.js";
import { Pickers } from "./picker.js";
import { paint_forms, rows_of, send_forms } from "./queue.js";
import { Roll, after_a_tap } from "./roll.js";
import * as rules from "./rules.js";
import * as sheets from "./sheet.js";
import { Steps, one_primary } from "./steps.js";
import * as store from "./store.js";
import { Sync, ask, csrf, next_moment, now } from "./sync.js";
import { Teller } from "./tell.js";
import * as trouble_is from "./trouble.js";

const page = document.body; // the bars above the room show its state as well
const root = document.getElementById("room");
const words = JSON.parse(document.getElementById("room-words").textContent);
const say = sentences(words);
const id = root.dataset.meeting;
const who = document.body.dataset.who;
const roll = new Roll(page, say);
const teller = new Teller(page);
const dock = new Dock(page);
const device = new Device(page, words, say, { id, who, worker: root.dataset.worker });
const pickers = new Pickers(page, say);
let choices; // after the listeners of this page, so that they are drawn as those have settled them
const day_of = (at) => new Date(at).toLocaleDateString("sv-SE", { timeZone: root.dataset.zone }); // as 2026-12-03, where the unit is
const today = () => day_of(now());
const BEFORE_CLOSING = new Set(["preparing", "open"]); // what the page was written for, when nothing was closed yet

let entries = [];
let forms = []; // what the server answers, kept until it has
let bundle;
let painter;
let state;
let sync;
let steps;
let days = [];
let reloading = false;

// --- beginning ---

async function begin() {
  let cause;
  try {
    const before = await store.meeting(id);
    bundle = before?.who === who ? before : undefined;
    if (bundle) entries = await store.entries_of(id); // so that what others changed meanwhile is told
    const fresh = await ask(`${root.dataset.api}bundle`);
    await store.keep(who, fresh);
    bundle = await store.meeting(id);
    if (before?.carried) await leave_behind(before.papers, fresh.papers);
  } catch (trouble) {
    cause = trouble_is.cause_of(trouble);
    if (cause === trouble_is.NOT_OURS) return location.assign("/");
    if (!cause) console.error(trouble);
  }
  if (!bundle) return cannot_begin(cause || trouble_is.NETWORK);
  works_here("yes");
  painter = new Painter(page, words, bundle, { roll, pickers, zone: root.dataset.zone });
  sync = new Sync(id, who, refresh);
  sync.forms = forms_on_their_way;
  steps = new Steps(page, settle);
  days = [...page.querySelectorAll('dialog [name="due_on"]')].map((field) => new DayChips(field, say, bundle.next_on, today));
  offer_phrases(page, bundle.phrases ?? [], say("phrases"));
  guard_links(page, () => [trouble_is.NETWORK, trouble_is.SERVER].includes(sync.trouble), () => tell("trouble", say("needs_network")));
  try {
    await refresh();
    await device.carried(bundle, state);
    steps.follow(rules_step()); // a step that was tapped meanwhile stands in the address
  } finally {
    for (const each of [root, page.querySelector("#strip")]) each.hidden = false; // when all is in its place: what moves under a finger is not pressed
  }
  steps.show(steps.asked() ?? rules_step());
  steps.place()?.scrollIntoView();
  root.removeAttribute("data-keep"); // every field has the words it is written over: drafts may come back
  root.dispatchEvent(new CustomEvent("keep:look", { bubbles: true }));
  dock.drafts();
  if (cause === trouble_is.LOG_IN || cause === trouble_is.FULL) tell("trouble", say(`cause_${cause}`));
  sync.soon();
  setInterval(() => painter.clock(), 1_000);
  if (!cause && device.is_due(bundle, now())) await bring_along();
}

/** The step the meeting is in: preparing until its day, signing once its papers are there. */
function rules_step() {
  if (state.closed_at) return root.dataset.stage === "open" ? "close" : "after";
  if (state.opened_at) return rules.step_of(state);
  return day_of(bundle.meeting.planned_at) === today() ? "start" : "prepare";
}

/** What the server leads to for this device from now on: the room, or the ordinary pages. */
function works_here(answer) {
  document.cookie = `room=${answer}; path=/; max-age=${answer === "yes" ? 31_536_000 : 86_400}; SameSite=Lax`;
}

/** Quietly: only the sheet of the device says what came along. */
async function bring_along() {
  const carried = await device.carry();
  if (carried) bundle.carried = carried;
  await device.carried(bundle, state);
  return carried;
}

async function refresh() {
  const before = new Set(entries.map((entry) => entry.id));
  entries = await store.entries_of(id);
  forms = await store.forms_of(id, who);
  await merge(before);
  const known = await store.meeting(id);
  bundle.seen = known.seen;
  paint();
}

const taken_for_true = (entry) => entry.status !== store.REFUSED;

/** Note what entries of other devices changed of what stood here, until the person has seen it. */
async function merge(before) {
  const counted = entries.filter(taken_for_true);
  const known = counted.filter((entry) => before.has(entry.id));
  if (!known.length || known.length === counted.length) return;
  const found = changes(fold(known), fold(counted)).map((change) => ({ ...change, at: moment(now()) }));
  if (found.length) await note_merged([...(bundle.merged ?? []), ...found].slice(-50));
}

async function note_merged(merged) {
  bundle.merged = merged;
  await store.note(id, { merged });
}

function paint() {
  const counted = entries.filter(taken_for_true);
  state = fold(counted);
  const waiting = counted.filter((entry) => entry.status === store.WAITING).length;
  painter.paint(state, { waiting, entries: counted });
  painter.files(forms);
  paint_forms(page, forms, say);
  device.paint(entries, forms, sync.trouble, bundle);
  for (const line of page.querySelectorAll("[data-needs-network]")) line.hidden = ![trouble_is.NETWORK, trouble_is.SERVER].includes(sync.trouble);
  steps.passed(state, bundle);
  settle(steps.panel);
  signing(waiting);
}

/** What goes by the step that is shown: the dock, and the one thing to do next. */
function settle(panel) {
  dock.show(panel, Boolean(state.opened_at) && !state.closed_at);
  one_primary(page);
}

/** Once everything is sent, a closed meeting goes on to its papers, which the server has written by now. */
function signing(waiting) {
  if (!state.closed_at || waiting || !BEFORE_CLOSING.has(root.dataset.stage) || sync.trouble) return;
  if (steps.panel === "after" && !reloading) {
    reloading = true;
    location.reload();
  }
}

/** Nothing can be kept on this device, or nothing could be fetched: the reason, and the way to the ordinary pages. */
function cannot_begin(cause) {
  const box = document.getElementById("no-room");
  box.hidden = false;
  fill(box, { why: say(`cause_${cause}`) });
  box.querySelector("[data-again]").hidden = ![trouble_is.NETWORK, trouble_is.SERVER].includes(cause);
  box.querySelector("[data-log-in]").hidden = cause !== trouble_is.LOG_IN;
  box.querySelector("[data-again]").addEventListener("click", () => location.reload());
  if ([trouble_is.BLOCKED, trouble_is.FULL].includes(cause)) works_here("no");
}

page.addEventListener("click", ({ target }) => target.closest("[data-ordinary]") && works_here("no"));

// How a matter is usually voted stands in the rules of the day; whoever knows better chooses.
page.addEventListener("change", ({ target }) => {
  if (target.name !== "matter") return;
  target.form.elements.method.value = bundle.rules.methods[payload.matter_of(target.value)] ?? "";
  if (target.value === "election") target.form.querySelector("details").open = true;
});

// --- making entries ---

/** Keep what happened: on this device first, all of it or nothing, then on its way. */
async function happened(things) {
  const made = things.map(([act, data]) => {
    const at = next_moment();
    const entry = newId();
    return {
      id: entry, act, data, at, made: at + entry, by: bundle.me.member || null,
      seen: bundle.seen ?? 0, meeting: id, who, status: store.WAITING,
    };
  });
  await store.add(made);
  entries.push(...made);
  paint();
  sync.soon();
  return made.map((each) => each.id);
}

const happen = (act, data = {}) => happened([[act, data]]);

/** The same, told with the way to take it back. */
async function did(words, things) {
  teller.told(words, await happened(things));
}

// --- what a tap does ---

const DO = {
  carry: async (_row, button) => {
    button.disabled = true;
    const carried = await bring_along();
    button.disabled = false;
    if (carried) tell("told", await told_of(carried, say));
  },
  send: async () => {
    await store.send_again(id, who);
    await refresh();
    return sync.turn();
  },
  undo: async () => {
    const { made } = teller;
    await happened(made.map((entry) => ["withdrawn", { entry }]));
    tell("told", say("taken_back"));
  },
  open: () => happen("opened", bundle.opening),
  adopt: () => happen("agenda_adopted"),
  read: () => happen("minutes_read"),
  proceed: async () => {
    const first = rules.next_item(state);
    if (first && !state.items.some((each) => each.begun_at)) await happen("item_begun", { item: first });
    steps.go("conduct");
  },
  next: async () => {
    const next = rules.next_item(state);
    if (next) return happen("item_begun", { item: next });
    await happen("item_ended", { item: state.current });
    return steps.go("close");
  },
  begin: (row) => happen("item_begun", { item: row.dataset.key }),
  mark: (row) => mark(row.dataset, after_a_tap(rules.mark(state, row.dataset.key, row.dataset.round))),
  set_mark: (row, button) => mark(row.dataset, button.dataset.mark),
  person: (row) => roll.open_person(row, painter),
  filter: (_row, button) => {
    roll.filter(state, button.dataset.round);
    paint();
  },
  mode: (row, button) => {
    const { key: member, round } = row.dataset;
    const { mark, reason } = rules.mark(state, member, round);
    return happen("roll_marked", { member, round, mark, mode: button.dataset.mode, ...(reason ? { reason } : {}) });
  },
  letter: (row) => {
    const { member, name, text } = bundle.letters.find((each) => each.member === row.dataset.key);
    const seated = state.seats.some((seat) => seat.member === member);
    return happen("statement_recorded", { text, written: true, speaker_name: name, ...(seated ? { speaker: member } : {}), ...payload.item(state) });
  },
  came_late: (row) => moved(row, "came_late"),
  left_early: (row) => moved(row, "left_early"),
  take_time_back: async (row) => {
    const gone = new Set(entries.filter((each) => each.act === "withdrawn").map((each) => each.data.entry));
    const times = entries.filter((each) => ["came_late", "left_early"].includes(each.act) && each.data.member === row.dataset.key && !gone.has(each.id));
    await happen("withdrawn", { entry: times.sort((one, other) => (one.at < other.at ? -1 : 1)).at(-1).id });
    sheets.sheet("person").close();
  },
  rest: (_row, button) => {
    const { round } = button.dataset;
    const mark = ({ member }) => ({ member, round, ...rules.likely(state, member, round, bundle.excuses[member]) });
    const rest = rules.the_rest(state, round);
    return did(say("marked", { n: rest.length }), rest.map((seat) => ["roll_marked", mark(seat)]));
  },
  floor_given: (row) => give_floor(row.dataset.member),
  invite_next: () => give_floor(state.queue[0].member),
  finish_speaking: () => happen("floor_left", { member: state.speaking.member }),
  floor_left: (row) => happen("floor_left", { member: row.dataset.member }),
  adoption: async (_row, button) => {
    const method = bundle.rules.methods.resolution || rules.HANDS;
    const adopting = { text: button.dataset.text, matter: "resolution", adopts: true, method };
    await happen("motion_moved", payload.frozen(adopting, state, bundle.rules));
    sheets.open_sheet()?.close();
    count_the_last();
  },
  recount: (row) => {
    painter.recounting = painter.recounting === row.dataset.key ? null : row.dataset.key;
    paint();
  },
  merged_seen: async () => {
    await note_merged([]);
    paint();
  },
  is_adoption: (row, button) => happen("adoption_said", { motion: row.dataset.key, adopts: button.dataset.adopts === "yes" }),
  result: (row, button) => {
    const outcome = button.dataset.outcome;
    return did(say("noted_result", { outcome: button.textContent }), [["task_reported", { task: row.dataset.key, outcome }]]);
  },
  result_words: (row) => {
    const dialog = sheets.sheet("result");
    const heard = rules.result_of(state, row.dataset.key);
    dialog.dataset.key = row.dataset.key;
    fill(dialog, { task: state.carried.find((each) => each.id === row.dataset.key)?.text });
    for (const each of dialog.querySelectorAll("[name=outcome]")) each.checked = each.value === heard?.outcome;
    dialog.querySelector("textarea").value = heard?.text ?? "";
    sheets.open("result");
  },
  aside_next: (row) => settled(row, rules.NEXT_MEETING),
  aside_drop: (row) => settled(row, rules.DROPPED),
  aside_task: (row) => made_of(row, "task"),
  aside_petition: (row) => made_of(row, "petition"),
  withdraw: async (row) => {
    await happen("withdrawn", { entry: row.dataset.key });
    tell("told", say("taken_back"));
  },
  close: async () => {
    const lacking = [...rules.unmarked(state, rules.START), ...(bundle.rules.roll_calls > 1 ? rules.unmarked(state, rules.END) : [])];
    if (lacking.length) return tell("trouble", say("roll_missing", { names: names(lacking) }));
    const phones = state.motions.find((motion) => !motion.counted_at && [rules.OPEN, rules.SECRET].includes(motion.method));
    if (phones) return tell("trouble", say("still_voting", { question: phones.text }));
    await happen("closed");
    tell("told", say("closed"));
    return steps.go(sync.trouble ? "close" : "after"); // where the page says what comes next
  },
  discard: async (row) => {
    await Promise.all([store.discard(row.dataset.key), store.discard_form(row.dataset.key)]);
    await refresh();
  },
};

const mark = ({ key: member, round }, mark) => {
  const reason = mark === "excused" ? bundle.excuses[member] : "";
  const name = state.seats.find((seat) => seat.member === member).name;
  const words = say("marked_one", { name, mark: say(`mark_${mark}`) });
  return did(words, [["roll_marked", { member, round, mark, ...(reason ? { reason } : {}) }]]);
};

const settled = (row, outcome) => did(say(`became_${outcome}`), [["set_aside_settled", { matter: row.dataset.key, outcome }]]);

/** A matter set aside into the form of a task or a petition; what waits in that form stays above it. */
function made_of(row, name) {
  const { entry, text, raised_by } = state.set_aside.find((each) => each.entry === row.dataset.key);
  sheets.open(name);
  const form = sheets.sheet(name).querySelector("form");
  const area = form.elements.text;
  if (!area.value.includes(text)) area.value = [area.value.trim(), text].filter(Boolean).join("\n");
  form.elements.set_aside.value = entry;
  const raiser = form.elements.raised_by;
  if (raiser && raised_by && !raiser.value) pickers.set(raiser, raised_by);
}

async function moved(row, act) {
  await did(say("saved"), [[act, { member: row.dataset.key }]]);
  sheets.sheet("person").close();
}

/** Whoever has the floor is being written down. */
async function give_floor(member) {
  await happen("floor_given", { member });
  pickers.set(page.querySelector('#sheet-statement select[name="speaker"]'), member);
  sheets.open("statement");
}

const names = (seats) => [...new Set(seats.map((seat) => seat.name))].slice(0, 5).join(", ");

page.addEventListener("click", async ({ target }) => {
  if (target.closest("[data-phrase]")) return write_phrase(target.closest("[data-phrase]"));
  if (target.closest("[data-pick]")) return pickers.pick(target.closest("[data-pick]"));
  if (target.closest("[data-choice]")) return choices.pick(target.closest("[data-choice]"));
  if (target.closest("[data-day]")) return days.find((each) => each.box.contains(target)).pick(target.closest("[data-day]").dataset.day);
  const button = target.closest("button[data-do]");
  if (!button) return undefined;
  tell("trouble", "");
  if (button.dataset.do !== "undo") tell("told", "");
  const work = () => safely(() => DO[button.dataset.do](button.closest("[data-key]"), button));
  return NETWORK_BOUND.has(button.dataset.do) ? work() : in_turn(work);
});

const NETWORK_BOUND = new Set(["carry", "send"]);
let turn = Promise.resolve();

/** A tap sees what the one before it did, however quickly they follow each other. */
function in_turn(work) {
  const done = turn.then(work);
  turn = done.catch(() => undefined);
  return done;
}

page.addEventListener("input", ({ target }) => target.matches(".picker-search") && pickers.search(target));

/** Once it is clear who, the words follow; who asks to speak is put into the queue at once. */
page.addEventListener("picker:picked", ({ target: form, detail }) => {
  if (detail.several) return;
  if (detail.select.hasAttribute("data-at-once")) return form.requestSubmit();
  if (form.dataset.act === "statement_recorded" && detail.select.value) form.querySelector("textarea").focus();
});

page.addEventListener("sheet:open", ({ target }) => {
  const of_item = target.querySelector('form[data-queue="files"] select[name="item"]');
  if (of_item) of_item.value = [...of_item.options].some((each) => each.value === state?.current) ? state.current : "";
  for (const line of target.querySelectorAll("[data-slot=sheet-trouble]")) line.hidden = true;
  const of_a_matter = target.querySelector("input[name=set_aside]");
  if (of_a_matter) of_a_matter.value = ""; // opened for something else
  if (target.id !== "sheet-statement" || !state?.speaking) return;
  const select = target.querySelector('select[name="speaker"]');
  if (!select.value) pickers.set(select, state.speaking.member);
});

page.addEventListener("toggle", ({ target }) => {
  if (target.matches("details[data-focus][open]")) target.querySelector("input:not([type=hidden]), textarea")?.focus({ preventScroll: true });
}, true);

// --- forms that the server answers ---

page.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-queue]");
  if (!form) return;
  event.preventDefault();
  content(form);
  tell("trouble", "");
  tell("told", "");
  await safely(async () => {
    try {
      await keep_form(form, event.submitter);
    } catch (trouble) {
      if (trouble instanceof Missing) complain(form, say(trouble.message, trouble.places), trouble.field);
      else if (trouble_is.cause_of(trouble) === trouble_is.FULL) complain(form, say("not_kept", { why: say("cause_full") }), "file"); // entries still fit
      else throw trouble;
    }
  });
});

async function keep_form(form, submitter) {
  const rows = await rows_of(form, submitter, { meeting: id, who, made: next_moment() });
  await store.add_forms(rows);
  forms = await store.forms_of(id, who);
  if (rows[0].file) {
    const { item } = form.elements;
    const kept = item.value;
    form.reset();
    item.value = kept;
    form.closest("dialog")?.close();
    tell("told", say("files_kept", { n: rows.length }));
  }
  paint();
  sync.soon();
}

/** What waits is posted while entries go on; whether anything was. */
async function forms_on_their_way() {
  if (!forms.some((form) => form.status === store.WAITING)) return false;
  try {
    return (await send_forms(id, who)) > 0;
  } catch (trouble) {
    if (trouble_is.cause_of(trouble) !== trouble_is.SERVER) throw trouble;
    console.info(trouble); // entries go on; the form waits for the next turn
    return false;
  } finally {
    await refresh();
  }
}

page.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-act]");
  if (!form) return;
  event.preventDefault();
  content(form);
  tell("trouble", "");
  tell("told", "");
  await safely(async () => {
    try {
      await sent(form, form.dataset.act);
    } catch (trouble) {
      if (!(trouble instanceof Missing)) throw trouble;
      complain(form, say(trouble.message, trouble.places), trouble.field);
    }
  });
});

async function sent(form, act) {
  if (act === "count") return count(form);
  if (act === "reason") return reason(form);
  const data = read(form, act, today(), bundle.rules);
  if (act === "motion_moved" && data.method === "secret") return secretly(form, data);
  return done(form, await happen(act, payload.complete(act, data, form, { state, entries, meeting_rules: bundle.rules })));
}

/** A secret vote on phones is opened by the server, whose ballots never lie on a device; or not at all. */
async function secretly(form, data) {
  const body = new URLSearchParams({ ...data, ...payload.item(state), id: newId(), options: (data.options ?? []).join("\n") });
  let answer;
  try {
    const headers = { "X-CSRFToken": csrf(), "Content-Type": "application/x-www-form-urlencoded" };
    answer = await fetch(`/meetings/${id}/record/motion_moved/`, { method: "POST", body, headers, credentials: "same-origin" });
  } catch {
    throw new Missing("secret_needs_network", "method");
  }
  if (!answer.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const said = page.querySelector("[role=alert] li, [role=alert]")?.textContent.trim();
    return complain(form, said || say("secret_needs_network"), "method");
  }
  await sync.turn();
  return done(form);
}

/** The form is empty again, and what was typed no longer needs keeping. Its sheet closes, and the page stands where it stood. */
function done(form, made = []) {
  form.dispatchEvent(new CustomEvent("keep:done", { bubbles: true }));
  if (form.dataset.act === "concluded") for (const area of form.querySelectorAll("textarea")) area.defaultValue = area.value;
  else form.reset();
  pickers.reset(form);
  paint(); // what one corrects next are the words as they are now
  dock.drafts();
  form.closest("dialog")?.close();
  const details = form.closest("details");
  if (details) details.open = false;
  teller.told(say("saved"), made);
  if (form.dataset.act === "motion_moved") count_the_last();
}

/** The vote that was just put is counted next. */
function count_the_last() {
  const row = page.querySelector("#votes [data-list=votes] > li:last-child");
  row.scrollIntoView({ block: "center" });
  [...row.querySelectorAll("input, a.btn")].find((each) => each.checkVisibility())?.focus({ preventScroll: true });
}

async function reason(form) {
  const row = form.closest("[data-key]");
  const { key: member, round } = row.dataset;
  const mark = rules.mark(state, member, round)?.mark ?? "excused";
  done(form, await happen("roll_marked", { member, round, mark, reason: new FormData(form).get("reason").trim() }));
}

async function count(form) {
  const motion = state.motions.find((each) => each.entry === form.closest("[data-key]").dataset.key);
  const made = await happen(...payload.counted(form, motion, state, bundle.rules));
  painter.recounting = null;
  done(form, made);
}

// --- telling ---

async function safely(work) {
  try {
    await work();
  } catch (trouble) {
    const cause = trouble_is.cause_of(trouble);
    if (![trouble_is.FULL, trouble_is.BLOCKED].includes(cause)) {
      tell("trouble", String(trouble.message ?? trouble));
      throw trouble;
    }
    works_here("no");
    tell("trouble", say("not_kept", { why: say(`cause_${cause}`) }));
  }
}

function tell(slot, text) {
  if (slot === "told") teller.told(text);
  else teller.trouble(text);
}

choices = new Choices(page);
begin();
