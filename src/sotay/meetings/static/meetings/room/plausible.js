// What in a meeting can hardly be so, to be said to who conducts it and never refused.
//
// The twin of meetings/log/plausible.py, with its names; the reasons stand there. A doubt is {code, ...} with what is
// filled into its sentence. `limits` are those of the day as the page carries them:
// {shortest_minutes, longest_minutes, vote_seconds, paper_seconds}.

import { PAPER, present_at_all } from "./rules.js";

const [MINUTE, HOUR] = [60_000, 3_600_000];

/** Of the day a meeting is planned for or opened on: "2026-11-29", for the meeting of "2026-12". */
export function of_day(day, month, holidays) {
  const found = [];
  if (day.slice(0, 7) !== month) found.push({ code: "other_month", day, month });
  if (Object.hasOwn(holidays, day)) found.push({ code: "holiday", day, name: holidays[day] });
  return found;
}

/** Of what happened so far, or of the whole of a meeting that is closed. `now` is text as entries have it. */
export function of_course(state, now, limits) {
  return [...of_length(state, now, limits), ...of_people(state), ...of_votes(state, limits)];
}

function of_length(state, now, limits) {
  if (state.opened_at === null) return [];
  const lasted = Date.parse(state.closed_at ?? now) - Date.parse(state.opened_at);
  if (lasted < 0) return [{ code: "backwards" }];
  if (lasted < limits.shortest_minutes * MINUTE) return [{ code: "short", minutes: Math.floor(lasted / MINUTE) }];
  if (lasted > limits.longest_minutes * MINUTE) return [{ code: "long", hours: Math.floor(lasted / HOUR) }];
  return [];
}

/** More are marked as having come than there are seats on the roll for. */
function of_people(state) {
  const seated = new Set(state.seats.map((seat) => seat.member));
  const strangers = [...present_at_all(state)].filter((member) => !seated.has(member));
  return strangers.length ? [{ code: "strangers", n: strangers.length }] : [];
}

function of_votes(state, limits) {
  return state.motions.flatMap((motion) => {
    if (motion.counted_at === null) return [];
    const took = Date.parse(motion.counted_at) - Date.parse(motion.at);
    const least = 1000 * (motion.method === PAPER ? limits.paper_seconds : limits.vote_seconds);
    return took >= 0 && took < least ? [{ code: "quick_vote", question: motion.text, seconds: Math.floor(took / 1000) }] : [];
  });
}
