// What a meeting's state amounts to in figures, and who may vote: what a device works out by itself.
//
// The twin of meetings/log/rules.py, votes/rules.py and the questions a State answers (meetings/log/state.py), with
// their names, so that one search finds both; the reasons stand there. Pure. `meeting_rules` are the rules of the day as
// the page carries it:
// {roll_calls, roll: {counts_…}, base: {excludes_…}, thresholds: {matter: ">1/2"}}.

export const [PRESENT, EXCUSED, UNEXCUSED] = ["present", "excused", "unexcused"];
export const [START, END] = ["start", "end"];
export const [HANDS, OPEN, SECRET, PAPER] = ["hands", "open", "secret", "paper"];
export const [HALL, ONLINE] = ["hall", "online"];

// --- the state ---

export const mark = (state, member, round = START) => state.roll[round][member];

export function present_ids(state, round = START) {
  const there = Object.entries(state.roll[round]).filter(([, mark]) => mark.mark === PRESENT);
  return new Set(there.map(([member]) => member));
}

/** Was there in any part of it: marked present in either round, or came late. */
export function present_at_all(state) {
  return new Set([...present_ids(state, START), ...present_ids(state, END), ...Object.keys(state.late)]);
}

/** In the hall (or on the line) at this moment: came, and has not left. */
export function present_now(state) {
  return new Set([...present_at_all(state)].filter((member) => !(member in state.left)));
}

/** Those who spoke up; somebody whose letter was read out is not among them. */
export function speakers(state) {
  const spoke = state.statements.filter((each) => each.speaker && !each.written);
  return new Set(spoke.map((each) => each.speaker));
}

// --- the meeting ---

/** Whether the name is read at roll call: the exempt may come; the away and suspended may not. */
export const called = (seat) => !(seat.away || seat.suspended);

/** Those the round still lacks. An exempt member who is not there needs no mark. */
export function unmarked(state, round) {
  const known = { ...state.roll[round], ...(round === END ? state.left : state.late) };
  return state.seats.filter((seat) => called(seat) && !seat.exempt && !(seat.member in known));
}

/** Those one tap marks: whoever the round lacks and, at the end, an exempt member who came. */
export function the_rest(state, round) {
  const came = round === END ? present_now(state) : new Set();
  const exempt = state.seats.filter(
    (seat) => seat.exempt && came.has(seat.member) && !mark(state, seat.member, END),
  );
  return [...unmarked(state, round), ...exempt];
}

/**
 * What an unmarked member most likely is: there, as at the start, or as they answered the invitation. `excuse` is why
 * somebody sent apologies, "" when they did not say why; null or undefined for who sent none.
 */
export function likely(state, member, round, excuse) {
  const before = round === END ? mark(state, member, START) : null;
  const mode = before?.mode ? { mode: before.mode } : {};
  // who came after the first roll call may be marked absent in it, and is here all the same
  if (round === END && present_now(state).has(member)) return { mark: PRESENT, ...mode };
  if (before) return { mark: before.mark, ...(before.reason ? { reason: before.reason } : {}), ...mode };
  if (excuse === null || excuse === undefined) return { mark: PRESENT };
  return { mark: EXCUSED, ...(excuse ? { reason: excuse } : {}) };
}

/** A member's mark for the whole meeting: whoever was there in either round was there. */
export function mark_of(state, member) {
  return present_at_all(state).has(member) ? PRESENT : (mark(state, member)?.mark ?? null);
}

export function figures(state, meeting_rules) {
  const roll = state.seats.map((seat) => ({ ...seat, mark: mark_of(state, seat.member) }));
  const seated = new Set(state.seats.map((seat) => seat.member));
  const seated_of = (members) => [...members].filter((member) => seated.has(member)).length;
  return {
    attendance: attendance(roll, meeting_rules.roll),
    spoke: seated_of(speakers(state)),
    in_hall: seated_of(present_at_all(state)),
  };
}

/** How many took part in the hall and online; `usual` is how those who never said how did. */
export function by_mode(state, usual = HALL) {
  const there = present_at_all(state);
  const came = state.seats.filter((seat) => there.has(seat.member));
  const online = came.filter((seat) => mode_of(state, seat.member, usual) === ONLINE).length;
  return { hall: came.length - online, online };
}

/** How a member took part: as a mark that says they were there has it, else any mark, else as is usual. */
export function mode_of(state, member, usual = HALL) {
  const marks = [mark(state, member, START), mark(state, member, END)].filter((each) => each?.mode);
  return (marks.find((each) => each.mark === PRESENT) ?? marks[0])?.mode ?? usual;
}

/** The seats as a vote that opens now looks at them. */
export function ballot_seats(state) {
  const there = present_now(state);
  const absent = excused_throughout(state);
  return state.seats.map((seat) => ballot_seat(seat, there.has(seat.member), absent.has(seat.member)));
}

/** Those marked absent with a reason at the beginning who have not been there at any moment since. */
export function excused_throughout(state) {
  const there = present_at_all(state);
  const marked = Object.entries(state.roll[START]).filter(([, mark]) => mark.mark === EXCUSED);
  return new Set(marked.map(([member]) => member).filter((member) => !there.has(member)));
}

export function ballot_seat({ full, away, exempt, suspended, here, counts_if_present }, present, excused = false) {
  return { full, present, away, exempt, suspended, here, counts_if_present, excused };
}

/** How many can have voted: those in the hall, or the whole base while the roll is not complete. */
export function most_votes(state, motion, meeting_rules) {
  if (unmarked(state, START).length) return motion.base;
  return Math.max(motion.voters, voters(ballot_seats(state), meeting_rules.base));
}

/** What the opening still lacks: "roll", "dues" (of the month's meeting, `dues`) and "agenda". */
export function opening_lacks(state, dues) {
  const lacking = {
    roll: !state.seats.length || unmarked(state, START).length > 0,
    dues: dues && state.dues.paid === undefined,
    agenda: state.agenda_adopted_at === null,
  };
  return Object.keys(lacking).filter((name) => lacking[name]);
}

const ADOPTING = /(?:thong qua|bieu quyet|nhat tri|tan thanh).*nghi quyet|(?:adopt|pass).*resolution/;

/** Whether an ordinary motion is worded as one that adopts the resolution, and nobody said whether it is. */
export function sounds_like_adoption(motion) {
  const asked = motion.adopts || motion.adoption_settled || motion.options.length > 0;
  return !asked && motion.matter === "resolution" && ADOPTING.test(bare(motion.text));
}

/** The vote that may be the one on the resolution though nobody said so: not one that failed. */
export function perhaps_adoption(state) {
  return state.motions.find((each) => sounds_like_adoption(each) && each.passed !== false) ?? null;
}

/** Small letters without marks, in a way that both languages have. */
const bare = (text) => text.toLowerCase().normalize("NFD").replace(/\p{Mn}/gu, "").replaceAll("đ", "d");

/** The step of an open meeting: "start", "conduct" or "close". */
export function step_of(state) {
  if (!state.items.some((item) => item.begun_at)) return "start";
  return next_item(state) === null && !state.current ? "close" : "conduct";
}

/** The last thing this meeting heard of a task it gave before. */
export const result_of = (state, task) => state.results.findLast((each) => each.task === task) ?? null;

export const [TASK, PETITION] = ["task", "petition"];
export const [NEXT_MEETING, DROPPED] = ["next_meeting", "dropped"];

/** What became of a matter set aside: a task, a petition, what was decided last of it, or "" so far. */
export function became(state, matter) {
  if (state.tasks.some((each) => each.set_aside === matter)) return TASK;
  if (state.petitions.some((each) => each.set_aside === matter)) return PETITION;
  return state.settled[matter] ?? "";
}

/** Matters set aside that the next meeting takes up: those put off to it, and those nobody decided on. */
export function left_over(state) {
  const gone = [TASK, PETITION, DROPPED];
  return state.set_aside.filter((each) => !gone.includes(became(state, each.entry)));
}

/** The first item of the proceedings that has not begun. */
export function next_item(state) {
  return state.items.find((item) => item.step === "conduct" && item.begun_at === null)?.id ?? null;
}

// --- votes ---

/** Whether a vote is counted against this person: see votes/rules.py for the sources. */
export function in_base(seat, rule) {
  return (
    seat.full &&
    !(seat.away && rule.excludes_away) &&
    !(seat.suspended && rule.excludes_suspended) &&
    (!seat.here || rule.counts_here) &&
    (!seat.exempt || seat.present || !rule.exempt_only_if_present) &&
    (!seat.counts_if_present || seat.present) &&
    !(seat.excused && rule.excludes_excused)
  );
}

/** Whether this person casts a vote now: present, in the base, and not suspended. */
export const may_vote = (seat, rule) => seat.present && !seat.suspended && in_base(seat, rule);

/** Number of full members a vote is counted against. Freeze it when the vote opens. */
export const voting_base = (seats, rule) => seats.filter((seat) => in_base(seat, rule)).length;

/** Number of people who can cast a vote now; no count of hands can be above it. */
export const voters = (seats, rule) => seats.filter((seat) => may_vote(seat, rule)).length;

/** ">1/2" or ">=2/3" as {numerator, denominator, strict}. Throws for anything else. */
export function threshold_of(text) {
  const found = /^(>=?)(\d+)\/(\d+)$/.exec(text);
  if (!found) throw new RangeError(text);
  return { numerator: Number(found[2]), denominator: Number(found[3]), strict: found[1] === ">" };
}

/** The fewest votes in favour that pass: more than the share when strict, else at least it. */
export function needed(base, { numerator, denominator, strict }) {
  const parts = base * numerator; // whole numbers all the way: 2/3 of 9 is 6, not 6.000000001
  const over = parts % denominator;
  const whole = (parts - over) / denominator;
  return strict || over ? whole + 1 : whole;
}

/**
 * Which answers reached the threshold of the base, at most `places` of them, most votes first.
 * Answers level at the last place are `tied` and none of them is elected: the meeting votes again.
 */
export function outcome(counts, base, threshold, places = 1) {
  const enough = base ? needed(base, threshold) : Infinity;
  const reached = [...counts.keys()].filter((place) => counts[place] >= enough);
  reached.sort((one, other) => counts[other] - counts[one]);
  if (reached.length <= places) return { elected: reached, tied: [] };
  const last = counts[reached.at(places - 1)];
  const level = reached.filter((place) => counts[place] === last);
  const above = reached.filter((place) => counts[place] > last);
  if (above.length + level.length <= places) return { elected: [...above, ...level], tied: [] };
  return { elected: above, tied: level };
}

/** A share in per cent, one decimal, halves up; null of nobody. */
export const per_cent = (part, whole) => (whole ? Math.floor((2000 * part + whole) / (2 * whole)) / 10 : null);

/** A roll counted. base = present + excused + unexcused + unmarked; the rest stand outside it. */
export function attendance(entries, rule) {
  const lines = entries.map((entry) => [outside(entry, rule), entry.mark]);
  const count = (why, ...marks) =>
    lines.filter((line) => line[0] === why && (!marks.length || marks.includes(line[1]))).length;
  return {
    base: count(null),
    present: count(null, PRESENT),
    excused: count(null, EXCUSED),
    unexcused: count(null, UNEXCUSED),
    unmarked: count(null, null),
    exempt: count("exempt"),
    exempt_present: count("exempt", PRESENT),
    away: count("away"),
    suspended: count("suspended"),
  };
}

/** Why a person is not summoned; null for one who is. Somebody here for a while, uncounted, is away. */
export function outside(entry, rule) {
  if (entry.away || (entry.here && !rule.counts_here)) return "away";
  if (entry.suspended && !rule.counts_suspended) return "suspended";
  return entry.exempt && !(rule.counts_exempt && entry.mark === PRESENT) ? "exempt" : null;
}
