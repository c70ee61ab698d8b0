// What an entry carries besides what was typed: the item it belongs to, the wordings it is written over, what a
// vote is counted against. Nothing is kept or shown here.

import { Missing, read } from "./forms.js";
import * as rules from "./rules.js";
import { REFUSED } from "./store.js";

const IN_ITEM = new Set(["note_written", "praise_noted", "statement_recorded", "task_assigned", "petition_recorded", "motion_moved", "matter_set_aside"]);

/** The item new words belong to: the current one, else the last one held. */
export function item(state) {
  const belongs = state.current ?? state.items.filter((each) => each.begun_at).at(-1)?.id;
  return belongs ? { item: belongs } : {};
}

/** What a form sends. An edit is written over every wording this device knows of. */
export function complete(act, data, form, { state, entries, meeting_rules }) {
  const over = (test) => entries.filter((entry) => entry.status !== REFUSED && test(entry)).map((entry) => entry.id);
  const row = form.closest("[data-key]");
  if (act === "task_reported") return { ...data, task: row.dataset.key };
  if (act === "revised") {
    const entry = row.dataset.key;
    return { ...data, entry, over: over((each) => each.act === "revised" && each.data.entry === entry) };
  }
  if (act === "concluded") return { ...data, over: over((each) => each.act === "concluded") };
  if (act === "petition_recorded" || act === "matter_set_aside") return { ...raised(data, state), ...item(state) };
  if (act === "motion_moved") return { ...frozen(data, state, meeting_rules), ...item(state) };
  return IN_ITEM.has(act) ? { ...data, ...item(state) } : data;
}

/** Who raised a petition; of the cell as a whole nobody is named. */
function raised({ raised_by, ...data }, state) {
  const seat = state.seats.find((each) => each.member === raised_by);
  return seat ? { ...data, raised_by, raised_by_name: seat.name } : data;
}

/** Of the matters a form offers, "adoption" is an ordinary one that `adopts` the resolution. */
export const matter_of = (value) => (value === "adoption" ? "resolution" : value);

/** What a vote is counted against, frozen as it opens; the server works it out again in the same way. */
export function frozen(data, state, { base, thresholds }) {
  const seats = rules.ballot_seats(state);
  const matter = matter_of(data.matter ?? "resolution");
  return {
    ...data, matter, ...(data.matter === "adoption" ? { adopts: true } : {}), threshold: thresholds[matter],
    base: rules.voting_base(seats, base), voters: rules.voters(seats, base),
    ...(data.options ? { places: data.places ?? 1, most: data.most ?? data.places ?? 1 } : {}),
  };
}

/** The act and the payload of a count of hands or of paper ballots. Throws Missing for more hands than can vote. */
export function counted(form, motion, state, meeting_rules) {
  const fields = [...form.querySelectorAll('input[name="count"]')];
  const counts = fields.map((field) => (/^\d{1,4}$/.test(field.value.trim()) ? Number(field.value) : motion.options.length || field === fields[0] ? NaN : 0));
  if (counts.some(Number.isNaN)) throw new Missing("fill_in", "count");
  if (motion.method === "paper") {
    const { issued = 0, collected = 0, invalid = 0, tellers = [] } = read(form, "ballots");
    return ["ballots_counted", { motion: motion.entry, counts, issued, collected, invalid, tellers }];
  }
  const hands = counts.reduce((sum, each) => sum + each, 0);
  const most = rules.most_votes(state, motion, meeting_rules);
  if (hands > most) throw Object.assign(new Missing("too_many_hands", "count"), { places: { hands, n: most } });
  const [votes_for, votes_against, abstained] = counts;
  return ["hands_counted", { motion: motion.entry, votes_for, votes_against, abstained }];
}
