// The room on a device: every tap makes an entry, kept here first and sent when there is a network.

import { drop, remember } from "../../sotay/js/memory.js";
import { newId } from "../../sotay/js/once.js";
import { carry, leave_behind, told_of } from "./carry.js";
import { Missing, complain, content, read } from "./forms.js";
import { fold, moment } from "./log.js";
import { changes } from "./merge.js";
import { Painter } from "./paint.js";
import { fill, rows, sentences } from "./parts.js";
import * as payload from "./payload.js";
import * as rules from "./rules.js";
import * as store from "./store.js";
import { Sync, ask, clock_off, csrf, next_moment, now } from "./sync.js";
import * as trouble_is from "./trouble.js";

const root = document.getElementById("room");
const words = JSON.parse(document.getElementById("room-words").textContent);
const say = sentences(words);
const id = root.dataset.meeting;
const who = document.body.dataset.who;
const today = () => now().toLocaleDateString("sv-SE", { timeZone: root.dataset.zone }); // as 2026-12-03

let entries = [];
let bundle;
let painter;
let state;
let sync;
let hiding;

// --- beginning ---

async function begin() {
  let cause;
  try {
    const before = await store.meeting(id);
    bundle = before?.who === who ? before : undefined;
    if (before?.who === who) entries = await store.entries_of(id); // so that what others changed meanwhile is told
    const fresh = await ask(`${root.dataset.api}bundle`);
    await store.keep(who, fresh);
    bundle = await store.meeting(id);
    if (before?.carried) await leave_behind(before.papers, fresh.papers);
  } catch (trouble) {
    cause = trouble_is.cause_of(trouble);
    if (cause === trouble_is.NOT_OURS) return location.assign("/");
    if (!cause) console.error(trouble);
  }
  if (cause === trouble_is.LOG_IN || cause === trouble_is.FULL) tell("trouble", say(`cause_${cause}`));
  if (!bundle) return cannot_begin(cause || trouble_is.NETWORK);
  painter = new Painter(root, words, bundle);
  sync = new Sync(id, who, refresh);
  try {
    await refresh();
    await taken();
    step(location.hash.slice(1) || (state.closed_at ? "close" : rules.step_of(state)));
  } finally {
    root.hidden = false; // when all is in its place: what moves under a finger is not pressed
  }
  root.removeAttribute("data-keep"); // every field has the words it is written over: drafts may come back
  root.dispatchEvent(new CustomEvent("keep:look", { bubbles: true }));
  sync.soon();
  setInterval(() => painter.clock(), 1_000);
}

async function refresh() {
  const before = new Set(entries.map((entry) => entry.id));
  entries = await store.entries_of(id);
  await merge(before);
  const known = await store.meeting(id);
  bundle.seen = known.seen;
  paint();
  await outbox(known);
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
  passed();
  again();
}

/** Nothing can be kept on this device, or nothing could be fetched: the reason, and the way to the ordinary pages. */
function cannot_begin(cause) {
  const box = document.getElementById("no-room");
  box.hidden = false;
  fill(box, { why: say(`cause_${cause}`) });
  box.querySelector("[data-again]").hidden = ![trouble_is.NETWORK, trouble_is.SERVER].includes(cause);
  box.querySelector("[data-log-in]").hidden = cause !== trouble_is.LOG_IN;
  box.querySelector("[data-again]").addEventListener("click", () => location.reload());
}

// --- steps ---

function step(name) {
  const panel = root.querySelector(`[data-panel="${name}"]`) ? name : "start";
  for (const each of root.querySelectorAll("[data-panel]")) each.hidden = each.dataset.panel !== panel;
  for (const link of document.querySelectorAll(".steps [data-step]"))
    if (link.dataset.step === panel) link.setAttribute("aria-current", "step");
    else link.removeAttribute("aria-current");
}

/** The steps the meeting has behind it are golden; the opening only when roll, dues and agenda are done. */
function passed() {
  const links = [...document.querySelectorAll(".steps [data-step]")];
  const now = state.closed_at ? links.length : links.findIndex((link) => link.dataset.step === rules.step_of(state));
  for (const [place, link] of links.entries()) {
    const lacks = link.dataset.step === "start" && !state.closed_at && rules.opening_lacks(state, bundle.meeting.is_regular).length;
    const done = place < now && !lacks;
    link.parentElement.classList.toggle("done", done);
    link.querySelector("span").hidden = !done;
  }
}

// How a matter is usually voted stands in the rules of the day; whoever knows better chooses.
root.addEventListener("change", ({ target }) => {
  if (target.name !== "matter") return;
  target.form.elements.method.value = bundle.rules.methods[payload.matter_of(target.value)] ?? "";
  if (target.value === "election") target.form.querySelector("details").open = true;
});

addEventListener("hashchange", () => {
  step(location.hash.slice(1));
  scrollTo(0, 0);
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
  await outbox();
  sync.soon();
  return made;
}

const happen = (act, data = {}) => happened([[act, data]]);

// --- what a tap does ---

const DO = {
  carry: async (_row, button) => {
    button.disabled = true;
    fill(root, { "trouble-carrying": "" });
    try {
      bundle.carried = await carry(id, who, root.dataset.worker);
      tell("told", await told_of(bundle.carried, say));
    } catch (trouble) {
      const cause = trouble_is.cause_of(trouble);
      if (!cause) throw trouble;
      fill(root, { "trouble-carrying": say("not_carried", { why: say(`cause_${cause}`) }) });
    } finally {
      button.disabled = false;
    }
    await taken();
  },
  more: (row) => {
    const which = `${row.dataset.round}:${row.dataset.key}`;
    painter.more = painter.more === which ? null : which;
    paint();
  },
  send: async () => {
    await store.send_again(id, who);
    await refresh();
    return sync.turn();
  },
  open: () => happen("opened", bundle.opening),
  adopt: () => happen("agenda_adopted"),
  read: () => happen("minutes_read"),
  next: () => {
    const next = rules.next_item(state);
    return next ? happen("item_begun", { item: next }) : happen("item_ended", { item: state.current });
  },
  begin: (row) => happen("item_begun", { item: row.dataset.key }),
  mark: (row, button) => {
    const reason = button.dataset.mark === "excused" ? bundle.excuses[row.dataset.key] : "";
    return happen("roll_marked", {
      member: row.dataset.key, round: row.dataset.round, mark: button.dataset.mark, ...(reason ? { reason } : {}),
    });
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
  came_late: (row) => happen("came_late", { member: row.dataset.key }),
  left_early: (row) => happen("left_early", { member: row.dataset.key }),
  rest: async (_row, button) => {
    const { round } = button.dataset;
    const mark = ({ member }) => ({ member, round, ...rules.likely(state, member, round, bundle.excuses[member]) });
    const made = await happened(rules.the_rest(state, round).map((seat) => ["roll_marked", mark(seat)]));
    painter.rest = { round, entries: made.map((entry) => entry.id) };
    paint();
    tell("told", say("marked", { n: made.length }));
  },
  unmark: async () => {
    const { entries: made } = painter.rest;
    painter.rest = null;
    await happened(made.map((entry) => ["withdrawn", { entry }]));
    tell("told", say("taken_back"));
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
  floor_given: async (row) => {
    const { member } = row.dataset;
    await happen("floor_given", { member });
    const write = document.getElementById("write-statement");
    write.open = true;
    write.querySelector('select[name="speaker"]').value = member;
    write.querySelector("textarea").focus();
  },
  floor_left: (row) => happen("floor_left", { member: row.dataset.member }),
  adoption: async (_row, button) => {
    const method = bundle.rules.methods.resolution || rules.HANDS;
    const adopting = { text: button.dataset.text, matter: "resolution", adopts: true, method };
    await happen("motion_moved", payload.frozen(adopting, state, bundle.rules));
    location.hash = "conduct";
    document.getElementById("votes").scrollIntoView();
  },
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
    scrollTo(0, 0); // where the page says what comes next
    return undefined;
  },
  discard: async (row) => {
    await store.discard(row.dataset.key);
    await refresh();
  },
};

const names = (seats) => [...new Set(seats.map((seat) => seat.name))].slice(0, 5).join(", ");

root.addEventListener("click", async ({ target }) => {
  const button = target.closest("button[data-do]");
  if (!button) return;
  tell("trouble", "");
  tell("told", "");
  await safely(() => DO[button.dataset.do](button.closest("[data-key]"), button));
});

root.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-act]");
  if (!form) return;
  event.preventDefault();
  content(form);
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
  await happen(act, payload.complete(act, data, form, { state, entries, meeting_rules: bundle.rules }));
  return done(form);
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

/** A form that folds takes the page from under the thumb: back to where it was opened. */
function lead(summary) {
  if (!summary?.checkVisibility()) return;
  const { top, bottom } = summary.getBoundingClientRect();
  if (top < 90 || bottom > innerHeight - 90) summary.scrollIntoView({ block: "center" });
}

/** The form is empty again, and what was typed no longer needs keeping. */
function done(form) {
  form.dispatchEvent(new CustomEvent("keep:done", { bubbles: true }));
  if (form.dataset.act === "concluded") for (const area of form.querySelectorAll("textarea")) area.defaultValue = area.value;
  else form.reset();
  paint(); // what one corrects next are the words as they are now
  const details = form.closest("details");
  if (details && form.dataset.act !== "statement_recorded") details.open = false;
  if (form.dataset.act === "motion_moved") return root.querySelector("#votes [data-list=votes] > li:last-child")?.scrollIntoView();
  lead(details?.querySelector("summary"));
  return tell("told", say("saved"));
}

async function reason(form) {
  const row = form.closest("[data-key]");
  const { key: member, round } = row.dataset;
  const mark = rules.mark(state, member, round)?.mark ?? "excused";
  await happen("roll_marked", { member, round, mark, reason: new FormData(form).get("reason").trim() });
  done(form);
}

async function count(form) {
  const motion = state.motions.find((each) => each.entry === form.closest("[data-key]").dataset.key);
  await happen(...payload.counted(form, motion, state, bundle.rules));
  painter.recounting = null;
  done(form);
}

// --- telling ---

/** What was taken along, and the button for it while nothing was. */
async function taken() {
  const { carried, papers } = bundle;
  root.querySelector('[data-slot="take"]').hidden = Boolean(carried);
  root.querySelector('[data-slot-button="take"]').hidden = Boolean(carried);
  root.querySelector('[data-slot="carried-box"]').hidden = !carried;
  if (carried) fill(root, { carried: await told_of(carried, say) });
  again();
  rows(root.querySelector('[data-list="papers"]'), "paper", papers, (paper) => paper.url, (row, paper) => {
    fill(row, { title: paper.title });
    row.querySelector("a").href = paper.url;
  });
}

/** Some phones forget after a week what was not opened: whoever packed too early packs once more. */
function again() {
  const early = bundle.carried && Date.parse(bundle.carried.until) < Date.parse(bundle.meeting.planned_at);
  root.querySelector('[data-slot="again"]').hidden = !early || Boolean(state.opened_at);
  const planned = new Date(bundle.meeting.planned_at);
  root.querySelector('[data-slot="early"]').hidden = Date.now() > planned || planned.toDateString() === new Date().toDateString();
}

async function safely(work) {
  try {
    await work();
  } catch (trouble) {
    const cause = trouble_is.cause_of(trouble);
    if (![trouble_is.FULL, trouble_is.BLOCKED].includes(cause)) {
      tell("trouble", String(trouble.message ?? trouble));
      throw trouble;
    }
    document.getElementById("ordinary-pages").hidden = false;
    tell("trouble", say("not_kept", { why: say(`cause_${cause}`) }));
  }
}

function tell(slot, text) {
  fill(root, { [slot]: text });
  if (slot !== "told") return;
  clearTimeout(hiding);
  if (text) hiding = setTimeout(() => fill(root, { told: "" }), 6_000);
}

/** Whether the clock, as far as it could be set right, stands before what the server said when this was taken along. */
const impossible_clock = () => bundle.now && now() < Date.parse(bundle.now) - 86_400_000;

/** What has not been sent, in sight on every step. */
async function outbox() {
  const waiting = entries.filter((entry) => entry.status === store.WAITING);
  const refused = entries.filter((entry) => entry.status === store.REFUSED);
  const off = Math.round(Math.abs(clock_off()) / 60_000);
  const chip = root.querySelector('[data-slot="outbox"]');
  const kept = [
    waiting.length ? say("waiting", { n: waiting.length }) : "",
    refused.length ? say("refused", { n: refused.length }) : "",
  ].filter(Boolean);
  fill(root, {
    outbox: kept.join(" · ") || say("sent"),
    network: sync.trouble ? say(`while_${sync.trouble}`) : "",
    clock: off ? say("clock_off", { minutes: off }) : "",
    "clock-wrong": impossible_clock() ? say("clock_wrong", { day: now().toLocaleDateString("vi-VN") }) : "",
  });
  if (waiting.length) remember(`unsent:${who}`, waiting.length);
  else drop(`unsent:${who}`);
  chip.className = `chip ${refused.length ? "late" : waiting.length ? "wait" : "ok"}`;
  root.querySelector('[data-slot="unsent-box"]').hidden = !kept.length;
  root.querySelector('[data-slot="refused-hint"]').hidden = !refused.length;
  const seats = entries.find((entry) => entry.act === "opened")?.data.seats ?? []; // also where that was refused
  rows(root.querySelector('[data-list="unsent"]'), "unsent", [...refused, ...waiting], (entry) => entry.id, (row, entry) => {
    const { member, speaker, speaker_name, text } = entry.data;
    const seat = seats.find((each) => each.member === (member ?? speaker));
    fill(row, {
      what: words[`act_${entry.act}`] ?? "",
      name: seat?.name ?? speaker_name,
      text,
      reason: entry.reason,
    });
    row.querySelector("button").hidden = entry.status !== store.REFUSED;
  });
}

begin();
