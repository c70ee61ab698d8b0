// What entries from another device changed of what a person had before their eyes.
//
// The twin of meetings/log/merge.py, with its names; the reasons stand there. Only what was there and became something
// else is told, never what was added. A change is {code, ...} with what is filled into its sentence.

import { END, START, became, mark, result_of } from "./rules.js";

const TEXTS = { note: "notes", statement: "statements", praise: "praises", task: "tasks", petition: "petitions", set_aside: "set_aside", vote: "motions" };

/** In the order of the page: the meeting, the roll, the opening, items, votes, tasks, matters set aside, words. */
export function changes(before, after) {
  if (before.opened_at === null) return [];
  return [of_the_meeting, of_the_roll, of_the_opening, of_items, of_votes, of_tasks, of_matters, of_words].flatMap((find) => find(before, after));
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

function of_the_meeting(before, after) {
  const found = [];
  if (before.closed_at === null && after.closed_at !== null) found.push({ code: "closed" });
  if (before.seats.length !== after.seats.length || before.seats.some((seat, place) => !alike(seat, after.seats[place]))) found.push({ code: "seats" });
  return found;
}

const alike = (one, other) => Object.keys(one).every((key) => one[key] === other[key]);

function of_the_roll(before, after) {
  return [START, END].flatMap((round) =>
    before.seats.flatMap(({ member, name }) => {
      const [was, now] = [mark(before, member, round), mark(after, member, round)];
      if (!was) return [];
      if (now?.mark !== was.mark) return [{ code: "mark", name, round, was: was.mark, now: now?.mark ?? "" }];
      return now.mode !== was.mode && was.mode ? [{ code: "mark", name, round, was: was.mode, now: now.mode }] : [];
    }),
  );
}

function of_the_opening(before, after) {
  const found = [];
  const dues = ({ paid, of }) => (paid === undefined ? "" : `${paid}/${of}`);
  if (dues(before.dues) && dues(before.dues) !== dues(after.dues)) found.push({ code: "dues", was: dues(before.dues), now: dues(after.dues) });
  if (before.guests.length && !same(before.guests, after.guests)) found.push({ code: "guests", was: before.guests.join(", "), now: after.guests.join(", ") });
  if (before.agenda_adopted_at !== null && after.agenda_adopted_at === null) found.push({ code: "not_adopted" });
  return found;
}

function of_items(before, after) {
  if (before.current === null || before.current === after.current || after.closed_at !== null) return [];
  return [{ code: "item", title: before.items.find((item) => item.id === before.current)?.title ?? "" }];
}

function of_votes(before, after) {
  return before.motions.flatMap((was) => {
    const now = after.motions.find((each) => each.entry === was.entry);
    if (!now) return [];
    const [question, found] = [was.text, []];
    if (was.counted_at === null) {
      if (now.counted_at !== null) found.push({ code: "counted", question, now: now.counts.join("-") });
    } else if (!same(now.counts, was.counts) || now.passed !== was.passed)
      found.push({ code: "count", question, was: was.counts.join("-"), now: now.counts.join("-") });
    if (was.adopts !== now.adopts) found.push({ code: now.adopts ? "adopts" : "adopts_not", question });
    return found;
  });
}

function of_tasks(before, after) {
  return before.carried.flatMap((task) => {
    const named = String(task.id ?? "");
    const [was, now] = [result_of(before, named), result_of(after, named)];
    if (!was || now?.outcome === was.outcome) return [];
    return [{ code: "outcome", text: String(task.text ?? ""), was: was.outcome, now: now?.outcome ?? "" }];
  });
}

function of_matters(before, after) {
  return before.set_aside.flatMap(({ entry, text }) => {
    const [was, now] = [became(before, entry), became(after, entry)];
    const known = after.set_aside.some((each) => each.entry === entry);
    return was && was !== now && known ? [{ code: "became", text, was, now }] : [];
  });
}

function of_words(before, after) {
  const found = Object.entries(TEXTS).flatMap(([kind, part]) =>
    before[part].flatMap((was) => of_text(kind, was, after[part].find((each) => each.entry === was.entry))),
  );
  return before.conclusion ? [...found, ...of_text("conclusion", before.conclusion, after.conclusion)] : found;
}

function of_text(kind, was, now) {
  if (!now) return [{ code: "gone", kind, was: was.text }];
  return now.text === was.text ? [] : [{ code: "wording", kind, was: was.text, now: now.text }];
}
