// What of its score a meeting can still do something for while it is held.
//
// The twin of meetings/log/points.py, with its names. `goals` are {minutes, ideology_minutes, speakers, of}.

import { next_item, present_at_all, speakers } from "./rules.js";

const MINUTE = 60_000;
const IDEOLOGY = ["ideology", "self_criticism"];

/** What an open meeting lacks, in the order in which it is done; each {code, ...} with what its words name. */
export function lacking(state, now, goals) {
  if (state.opened_at === null || state.closed_at !== null) return [];
  const found = [];
  const took = ideology_minutes(state, now);
  if (took < goals.ideology_minutes) found.push({ code: "ideology_time", minutes: took, low: goals.ideology_minutes });
  if (next_item(state) !== null) found.push({ code: "steps_done" });
  const seated = new Set(state.seats.map((seat) => seat.member));
  const among = (members) => [...members].filter((member) => seated.has(member)).length;
  const [hall, spoke] = [among(present_at_all(state)), among(speakers(state))];
  if (hall && spoke * goals.of < hall * goals.speakers) found.push({ code: "speaking", spoke, hall });
  if (!state.praises.length) found.push({ code: "praised" });
  if (!state.tasks.length) found.push({ code: "tasks_assigned" });
  if (state.conclusion === null && !state.motions.some((motion) => motion.adopts && motion.passed)) found.push({ code: "concluded" });
  if (state.minutes_read_at === null) found.push({ code: "minutes_read" });
  const lasted = minutes(state.opened_at, now);
  if (lasted < goals.minutes) found.push({ code: "duration", minutes: lasted, required: goals.minutes });
  return found;
}

/** Whole minutes of the items on ideology so far, the one under way included. */
export function ideology_minutes(state, now) {
  return state.items
    .filter((item) => IDEOLOGY.includes(item.key) && item.begun_at)
    .reduce((sum, item) => sum + minutes(item.begun_at, item.ended_at ?? now), 0);
}

function minutes(since, until) {
  return Math.max(0, Math.floor((Date.parse(until) - Date.parse(since)) / MINUTE));
}
