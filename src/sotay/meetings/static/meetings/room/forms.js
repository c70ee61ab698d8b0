// From a form to the payload of an entry: the fields the act's table names, as JSON carries them.
//
// What is missing is said beside the form before anything is kept. The server judges again when it is sent.

const lines = (text) => text.split("\n").map((line) => line.trim()).filter(Boolean);
/** A whole number of at most four figures, also with its thousands set apart, as kernel/parse.py reads it. */
export const number = (text) => (/^(\d{1,4}|\d[., ]\d{3})$/.test(text.trim()) ? Number(text.replace(/[., ]/g, "")) : NaN);

const BARE = /^(\d{2})(\d{2})(\d{4})$/;
const ISO = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;

/**
 * 5/3/2027, 5.3.2027, 05032027 or 2027-03-05 as 2027-03-05, and 5/3 as the next one after today; "" when it is no
 * day. A whole date is read as kernel/parse.py reads it.
 */
export function day(text, today = "") {
  const bare = text.trim().replace(BARE, "$1/$2/$3").replace(ISO, "$3/$2/$1");
  const found = /^(\d{1,2})\s*[/.\- ]\s*(\d{1,2})(?:\s*[/.\- ]\s*(\d{4}))?$/.exec(bare);
  if (!found) return "";
  if (!found[3]) {
    const year = Number(today.slice(0, 4));
    const days = [year, year + 1].map((each) => day(`${found[1]}/${found[2]}/${each}`));
    return days.find((each) => each && each >= today) ?? "";
  }
  const [, d, m, y] = found.map(Number);
  const date = new Date(Date.UTC(y, m - 1, d));
  return date.getUTCMonth() === m - 1 && date.getUTCDate() === d ? date.toISOString().slice(0, 10) : "";
}

/** A field that may stay empty. */
const left_or = (parse) => (text) => (text.trim() ? parse(text) : "");

const READ = {
  guests: lines, options: lines, tellers: lines,
  paid: number, of: number, places: number, most: left_or(number), issued: number, collected: number, invalid: number,
};

/** What an act cannot do without, by the names of its form's fields. */
export const NEEDS = {
  dues_noted: ["paid", "of"],
  note_written: ["text"],
  praise_noted: ["text"],
  statement_recorded: ["text"],
  task_assigned: ["text", "members", "due_on"],
  task_reported: ["outcome"],
  petition_recorded: ["text", "raised_by", "to_level"],
  matter_set_aside: ["text"],
  motion_moved: ["text", "matter"],
  concluded: ["text"],
  revised: ["text"],
  floor_asked: ["member"],
};

export class Missing extends Error {
  constructor(word, field) {
    super(word);
    this.field = field;
  }
}

/** The payload. Throws Missing with the name of a sentence and of the field to look at. */
export function read(form, act, today, meeting_rules) {
  const given = new FormData(form);
  const data = {};
  for (const name of new Set(given.keys())) {
    const value = name === "members" ? given.getAll(name) : (READ[name] ?? tidy)(given.get(name));
    if (value !== "" && !(Array.isArray(value) && !value.length)) data[name] = value;
  }
  delete data.id;
  for (const name of NEEDS[act] ?? []) if (!(name in data)) throw new Missing("fill_in", name);
  for (const [name, value] of Object.entries(data)) if (Number.isNaN(value)) throw new Missing("fill_in", name);
  if (act === "statement_recorded" && !data.speaker && !data.speaker_name) throw new Missing("who_spoke", "speaker");
  if (act === "motion_moved" && !data.options) delete data.most;
  if (act === "motion_moved") check_vote(data, meeting_rules);
  if ("due_on" in data) data.due_on = due(data.due_on, today);
  return data;
}

/** What the server would refuse of a vote, said before it is kept. */
function check_vote({ matter, method, options = [], places = 1, most = places }, { secret }) {
  if (!method) throw new Missing("how_it_is_voted", "method");
  if (secret.includes(matter) && !["secret", "paper"].includes(method)) throw new Missing("only_in_secret", "method");
  if (matter === "adoption" && options.length) throw new Missing("not_the_adoption", "matter");
  if (options.length === 1 || new Set(options).size < options.length) throw new Missing("two_answers", "options");
  if (options.length && method === "hands") throw new Missing("not_by_hands", "method");
  if (places < 1 || places > Math.max(options.length, 1)) throw new Missing("places_fit", "places");
  if (most < places || most > Math.max(options.length, 1)) throw new Missing("places_fit", "most");
}

function due(text, today) {
  const found = day(text, today);
  if (!found) throw new Missing("bad_day", "due_on");
  if (found < today) throw new Missing("past_day", "due_on");
  return found;
}

const tidy = (text) => text.trim().split("\n").map((line) => line.trim().replace(/[ \t]+/g, " ")).join("\n");

/** Say what is missing beside its field (a form may be longer than the screen), and lead to it. */
export function complain(form, sentence, name) {
  let line = form.querySelector("[data-complaint]");
  if (!line) {
    line = Object.assign(document.createElement("p"), { className: "errors", role: "alert" });
    line.dataset.complaint = "";
  }
  const field = form.querySelector(`[name="${name}"]`);
  const place = field?.closest("fieldset, .field");
  const list = place?.closest("[data-list]"); // painting a list of fields removes what is no row of it
  if (place) (form.contains(list) ? list : place).before(line);
  else form.prepend(line);
  line.textContent = sentence;
  field?.setAttribute("aria-invalid", "true");
  (field?.checkVisibility() ? field : place?.querySelector("button"))?.focus(); // a field that is chosen by taps lies under its buttons
}

export function content(form) {
  form.querySelector("[data-complaint]")?.remove();
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
}
