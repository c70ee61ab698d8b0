// The log of a meeting and its fold: the same for every order and repetition of entries.
//
// The twin of meetings/log/fold.py, rule for rule and name for name, so that one search finds both.
// meetings/vectors/*.json hold the two together: change a rule in both, and add a vector that
// tells the old rule from the new one. docs/meeting-log.md says the rules in words.
//
// An entry is {id, act, data, by, at}. Ids are text in lower case and `at` is text as `moment` writes it, so
// both sort as text. A state is a plain object, the shape that meetings/log/state.py calls `plain`. No page, no
// network and no clock here: what is given is never changed, and what is answered is new.

import { OPEN, outcome, threshold_of } from "./rules.js";

const PERMANENT = new Set(["opened", "closed", "withdrawn", "amended"]);
/** Acts that reach back to entries before them. `after` is not enough for these: fold again. */
export const CHANGING = new Set(["opened", "withdrawn", "revised", "concluded", "motion_moved"]);
const READ_FIRST = new Map([["opened", 0], ["motion_moved", 1]]); // what other entries speak of
const YES_NO = 3; // in favour, against, no opinion

/** A time as every implementation writes it: UTC, six digits of a second. */
export const moment = (date) => date.toISOString().replace("Z", "000Z");

/** The state any collection of entries means, whatever its order and repetitions. */
export function fold(entries) {
  const kept = kept_of(entries);
  const wordings = wordings_of(kept);
  const conclusion = heads(kept.filter((entry) => entry.act === "concluded"));
  let state = nothing();
  for (const entry of [...kept].sort((one, other) => place_of(one) - place_of(other))) {
    if (entry.act !== "concluded") state = after(state, entry, wordings.get(entry.id));
  }
  return conclusion.length ? { ...state, conclusion: conclusion_of(conclusion) } : state;
}

/**
 * What a new wording is written over: the wordings that stand, for each entry that was reworded, and under
 * null the conclusions. What nobody reworded is not in it. A Map of lists of ids.
 */
export function newest_wordings(entries) {
  const kept = kept_of(entries);
  const conclusion = heads(kept.filter((entry) => entry.act === "concluded"));
  const standing = [...wordings_of(kept), [null, conclusion]];
  return new Map(standing.map(([target, wordings]) => [target, wordings.map((wording) => wording.entry)]));
}

/** Each entry once, in order, without those taken back. */
function kept_of(entries) {
  const known = [...new Map(Array.from(entries, (entry) => [entry.id, entry])).values()].sort(in_order);
  const gone = new Set(known.filter((entry) => entry.act === "withdrawn").map((entry) => entry.data.entry));
  return known.filter((entry) => !gone.has(entry.id) || PERMANENT.has(entry.act));
}

/** What entries are read in the order of: device time, then id. */
export const in_order = (one, other) => compare(one.at, other.at) || compare(one.id, other.id);
const compare = (one, other) => (one < other ? -1 : one > other ? 1 : 0);
const place_of = (entry) => READ_FIRST.get(entry.act) ?? READ_FIRST.size;

/** For each entry that was reworded, the wordings nobody has written over. */
function wordings_of(entries) {
  const revisions = new Map();
  for (const entry of entries) {
    if (entry.act !== "revised") continue;
    revisions.set(entry.data.entry, [...(revisions.get(entry.data.entry) ?? []), entry]);
  }
  return new Map([...revisions].map(([target, written]) => [target, heads(written)]));
}

/** Those of the texts, in order, that no other was written over. Without `over`, all before it. */
function heads(written) {
  const over = new Set(
    written.flatMap((entry, place) => entry.data.over ?? written.slice(0, place).map((each) => each.id)),
  );
  return written
    .filter((entry) => !over.has(entry.id))
    .map((entry) => ({ entry: entry.id, text: entry.data.text, at: entry.at, by: entry.by }));
}

function conclusion_of(heads) {
  const newest = heads.at(-1);
  return { entry: newest.entry, text: together(heads), at: newest.at, item: null, wordings: several(heads) };
}

const texts = (wordings) => [...new Set(wordings.map((wording) => wording.text))];
const together = (wordings) => texts(wordings).join("\n\n");
const several = (wordings) => (texts(wordings).length > 1 ? wordings : []);

/** The state with one entry more, when nothing in it is later and it changes no earlier entry. */
export function after(state, entry, wordings = []) {
  const effect = EFFECTS[entry.act];
  if (!effect) return state; // made by a newer version than this one
  if (!wordings.length) return effect(state, entry);
  const reworded = { text: together(wordings), wordings: several(wordings) };
  return effect(state, { ...entry, data: { ...entry.data, ...reworded } });
}

/** The state of a meeting that has not begun. */
function nothing() {
  return {
    opened_at: null,
    closed_at: null,
    place: "",
    chair: "",
    chair_id: null,
    minute_taker: "",
    minute_taker_id: null,
    reason: "",
    seats: [],
    items: [],
    current: null,
    carried: [],
    guests: [],
    dues: {},
    agenda_adopted_at: null,
    minutes_read_at: null,
    roll: { start: {}, end: {} },
    late: {},
    left: {},
    queue: [],
    speaking: null,
    notes: [],
    statements: [],
    motions: [],
    tasks: [],
    petitions: [],
    results: [],
    praises: [],
    set_aside: [],
    settled: {},
    conclusion: null,
    amendments: [],
  };
}

function opened(state, { data, at }) {
  if (state.opened_at !== null) return state;
  const { place = "", reason = "", chair = "", minute_taker = "", carried = [] } = data;
  return {
    ...state,
    opened_at: at,
    place,
    reason,
    chair,
    chair_id: data.chair_id || null,
    minute_taker,
    minute_taker_id: data.minute_taker_id || null,
    seats: data.seats.map((seat) => ({ ...SEAT, ...seat })),
    items: data.items.map((item) => ({ ...ITEM, ...item })),
    carried,
  };
}

const SEAT = {
  full: true, exempt: false, away: false, here: false, suspended: false, counts_if_present: false, role: "", cell: "",
};
const ITEM = { presenter: "", key: "", step: "conduct", text: "", begun_at: null, ended_at: null };

function roll_marked(state, { data, at }) {
  const { member, round, mark, reason = "", rank = 2, mode = "" } = data;
  const before = state.roll[round][member];
  if (before && before.rank > rank) return state;
  const marks = { ...state.roll[round], [member]: { mark, at, reason, rank, mode } };
  return { ...state, roll: { ...state.roll, [round]: marks } };
}

/** The first coming counts as the time; coming back after having left only ends the absence. */
function came_late(state, { data, at }) {
  const { [data.member]: gone, ...left } = state.left;
  const late = gone ? state.late : { [data.member]: at, ...state.late };
  return { ...state, late, left };
}

function left_early(state, entry) {
  const off = floor_left(state, entry);
  return { ...off, left: { ...off.left, [entry.data.member]: entry.at } };
}

/** Beginning an item ends the one before it. */
function item_begun(state, { data, at }) {
  const items = state.items.map((item) => {
    if (item.id === data.item) return { ...item, begun_at: item.begun_at ?? at, ended_at: null };
    return item.id === state.current ? { ...item, ended_at: at } : item;
  });
  return { ...state, items, current: data.item };
}

function item_ended(state, { data, at }) {
  const items = state.items.map((item) =>
    item.id === data.item && item.begun_at ? { ...item, ended_at: at } : item,
  );
  return { ...state, items, current: state.current === data.item ? null : state.current };
}

/** Asking twice keeps the first place in the queue. */
function floor_asked(state, { data: { member }, at }) {
  if (state.queue.some((each) => each.member === member)) return state;
  return { ...state, queue: [...state.queue, { member, at }] };
}

/** Giving the floor to one takes it from another, and out of the queue. */
function floor_given(state, { data: { member }, at }) {
  const queue = state.queue.filter((each) => each.member !== member);
  return { ...state, queue, speaking: { member, at } };
}

/** Whoever it is leaves the queue, or the floor. */
function floor_left(state, { data: { member } }) {
  const queue = state.queue.filter((each) => each.member !== member);
  return { ...state, queue, speaking: state.speaking?.member === member ? null : state.speaking };
}

/** In an open vote on phones the later choice counts, until the vote is ended. */
function ballot_cast(state, { data }) {
  return on_motion(state, data.motion, (motion) => {
    if (motion.method !== OPEN || motion.counted_at !== null) return motion;
    return { ...motion, ballots: { ...motion.ballots, [data.member]: data.choice } };
  });
}

function vote_ended(state, { data, at }) {
  return on_motion(state, data.motion, (motion) => {
    if (motion.method !== OPEN || motion.counted_at !== null) return motion;
    const ballots = Object.values(motion.ballots);
    const counts = Array(motion.options.length || YES_NO).fill(0);
    for (const place of ballots.flat()) if (place in counts) counts[place] += 1;
    return decided({ ...motion, counts, counted_at: at, collected: ballots.length });
  });
}

function hands_counted(state, { data, at }) {
  const { votes_for, votes_against = 0, abstained = 0 } = data;
  const counts = [votes_for, votes_against, abstained];
  return on_motion(state, data.motion, (motion) => decided({ ...motion, counts, counted_at: at }));
}

function ballots_counted(state, { data, at }) {
  const { counts, issued = 0, collected = 0, invalid = 0, tellers = [] } = data;
  const counted = { counts, counted_at: at, issued, collected, invalid, tellers };
  return on_motion(state, data.motion, (motion) => decided({ ...motion, ...counted }));
}

/** Somebody says whether a motion adopts the resolution; of several the later counts. */
function adoption_said(state, { data: { motion, adopts } }) {
  return on_motion(state, motion, (each) => ({ ...each, adopts, adoption_settled: true }));
}

/** The counted motion with what the count means under its frozen base and threshold. */
export function decided(motion) {
  if (!motion.threshold || !motion.counts.length) return motion;
  const counts = motion.options.length ? motion.counts : motion.counts.slice(0, 1);
  const { elected, tied } = outcome(counts, motion.base, threshold_of(motion.threshold), motion.places);
  return { ...motion, passed: elected.length > 0, elected, tied };
}

function on_motion(state, motion, change) {
  return { ...state, motions: state.motions.map((each) => (each.entry === motion ? change(each) : each)) };
}

function closed(state, { at }) {
  if (state.closed_at !== null) return state;
  const items = state.items.map((item) =>
    item.id === state.current && item.ended_at === null ? { ...item, ended_at: at } : item,
  );
  return { ...state, closed_at: at, items, current: null, queue: [], speaking: null };
}

function text({ id, data, at }) {
  return { entry: id, text: data.text ?? "", at, item: data.item || null, wordings: data.wordings ?? [] };
}

function statement(entry) {
  const { speaker, speaker_name = "", written = false } = entry.data;
  return { ...text(entry), speaker: speaker || null, speaker_name, written };
}

function assigned(entry) {
  const { members = [], due_on, set_aside } = entry.data;
  return { ...text(entry), members, due_on: due_on || null, set_aside: set_aside || null };
}

function asked(entry) {
  const { raised_by, raised_by_name = "", to_level = "cell", set_aside } = entry.data;
  return { ...text(entry), raised_by: raised_by || null, raised_by_name, to_level, set_aside: set_aside || null };
}

function set_aside(entry) {
  const { raised_by, raised_by_name = "" } = entry.data;
  return { ...text(entry), raised_by: raised_by || null, raised_by_name };
}

/** Of several decisions about one matter the later counts. */
function set_aside_settled(state, { data: { matter, outcome = "" } }) {
  return { ...state, settled: { ...state.settled, [matter]: outcome } };
}

function result(entry) {
  const { task, outcome = "" } = entry.data;
  return { ...text(entry), task: task || null, outcome };
}

function motion(entry) {
  const { matter = "resolution", adopts = false, method = "hands", options = [] } = entry.data;
  const { places = 1, most = 1, base = 0, voters = 0, threshold = "" } = entry.data;
  return {
    ...text(entry),
    matter,
    adopts,
    adoption_settled: false,
    method,
    options,
    places,
    most,
    base,
    voters,
    threshold,
    counts: [],
    counted_at: null,
    issued: 0,
    collected: 0,
    invalid: 0,
    tellers: [],
    ballots: {},
    passed: null,
    elected: [],
    tied: [],
  };
}

/** An effect that puts what it makes of the entry at the end of one of the state's lists. */
const added = (list, make) => (state, entry) => ({ ...state, [list]: [...state[list], make(entry)] });

export const EFFECTS = Object.freeze({
  __proto__: null, // an act nobody knows must not be found among what every object has
  opened,
  roll_marked,
  came_late,
  left_early,
  guests_noted: (state, { data: { guests = [] } }) => ({ ...state, guests }),
  dues_noted: (state, { data }) => ({ ...state, dues: { paid: data.paid, of: data.of } }),
  agenda_adopted: (state, { at }) => ({ ...state, agenda_adopted_at: at }),
  item_begun,
  item_ended,
  floor_asked,
  floor_given,
  floor_left,
  note_written: added("notes", text),
  praise_noted: added("praises", text),
  statement_recorded: added("statements", statement),
  motion_moved: added("motions", motion),
  hands_counted,
  ballot_cast,
  vote_ended,
  ballots_counted,
  adoption_said,
  task_assigned: added("tasks", assigned),
  task_reported: added("results", result),
  petition_recorded: added("petitions", asked),
  matter_set_aside: added("set_aside", set_aside),
  set_aside_settled,
  concluded: (state, { id, data, at, by }) => ({
    ...state,
    conclusion: conclusion_of([{ entry: id, text: data.text, at, by }]),
  }),
  minutes_read: (state, { at }) => ({ ...state, minutes_read_at: at }),
  closed,
  amended: added("amendments", text),
});
