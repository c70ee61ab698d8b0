// What this device keeps of a meeting: the bundle it took along, and the log with its own unsent entries.
//
// An entry is "waiting" until the server has answered for it, then "sent", or "refused" with the reason,
// which stays until the person has seen it. The same goes for forms that the server answers (queue.js), with their files.
// Everything is kept under the account, because phones are shared.

import { Dexie } from "../../sotay/vendor/dexie.js";

export const [WAITING, SENT, REFUSED] = ["waiting", "sent", "refused"];

// "strict": what is kept lies on the disk before it counts as kept, also when the battery dies the next second.
const db = new Dexie("sotay", { chromeTransactionDurability: "strict" });
db.version(1).stores({ meetings: "id, who", entries: "id, meeting, [meeting+status], who" });
db.version(2).stores({ forms: "id, meeting, [meeting+status], who" });

/** Keep a meeting as the server handed it out. What this device has not sent stays as it is. */
export function keep(who, bundle) {
  const { entries, ...rest } = bundle;
  return db.transaction("rw", db.meetings, db.entries, async () => {
    const before = await db.meetings.get(bundle.meeting.id);
    await db.meetings.put({ ...before, ...rest, id: bundle.meeting.id, who, seen: bundle.version });
    await take(bundle.meeting.id, who, entries);
  });
}

export const meeting = (id) => db.meetings.get(id);
export const meetings_of = (who) => db.meetings.where({ who }).toArray();
export const note = (id, changes) => db.meetings.update(id, changes);

/** The log of a meeting as the account knows it that took it along: without what another has not sent. */
export async function entries_of(id) {
  const { who } = (await db.meetings.get(id)) ?? {};
  return db.entries.where({ meeting: id }).filter((entry) => entry.who === who || entry.status === SENT).toArray();
}

/** What was refused goes up once more: somebody may have put right what stood in its way. */
export const send_again = (id, who) =>
  Promise.all([db.entries, db.forms].map((table) =>
    table.where({ meeting: id, status: REFUSED }).filter((each) => each.who === who).modify({ status: WAITING, reason: "" })));

export const add = (entries) => db.entries.bulkAdd(entries);
export const discard = (id) => db.entries.delete(id);

/** What an account has not sent of a meeting, in the order it was made. Nobody sends what another wrote. */
export async function waiting(id, who) {
  const found = await db.entries.where({ meeting: id, status: WAITING }).filter((entry) => entry.who === who).toArray();
  return found.sort((one, other) => (one.made < other.made ? -1 : 1));
}

// --- forms ---

/** In the order they were made. */
const in_order = (forms) => forms.sort((one, other) => (one.made < other.made ? -1 : 1));

export const add_forms = (forms) => db.forms.bulkPut(forms);
/** What became of a row, unless a newer one took its place meanwhile. */
export const settle_form = ({ id, made }, changes) => db.forms.where({ id }).filter((form) => form.made === made).modify(changes);
export const discard_form = (id) => db.forms.delete(id);
export const forms_of = async (id, who) => in_order(await db.forms.where({ meeting: id }).filter((form) => form.who === who).toArray());
export const waiting_forms = async (id, who) => (await forms_of(id, who)).filter((form) => form.status === WAITING);

/** Meetings of an account that hold something unsent, and how much. */
export async function unsent(who) {
  const waits = (each) => each.status === WAITING;
  const found = [...await db.entries.where({ who }).filter(waits).toArray(), ...await db.forms.where({ who }).filter(waits).toArray()];
  return Map.groupBy ? Map.groupBy(found, (entry) => entry.meeting) : grouped(found);
}

function grouped(found) {
  const groups = new Map();
  for (const entry of found) groups.set(entry.meeting, [...(groups.get(entry.meeting) ?? []), entry]);
  return groups;
}

/** What the server answered: its outcomes for what was sent, and the part of the log we did not know. */
export function settle(id, who, answer) {
  return db.transaction("rw", db.meetings, db.entries, async () => {
    for (const { id: entry, result, reason } of answer.outcomes ?? []) {
      await db.entries.update(entry, result === "refused" ? { status: REFUSED, reason } : { status: SENT });
    }
    await take(id, who, answer.entries);
    await db.meetings.update(id, { seen: answer.version, stage: answer.stage });
  });
}

const take = (id, who, entries) =>
  db.entries.bulkPut(entries.map((entry) => ({ ...entry, meeting: id, who, status: SENT })));

/** At log-out: everything of the account but its own words that nobody else has yet. */
export function forget(who) {
  return db.transaction("rw", db.meetings, db.entries, db.forms, async () => {
    await db.meetings.where({ who }).delete();
    for (const table of [db.entries, db.forms]) await table.where({ who }).filter((each) => each.status === SENT).delete();
  });
}
