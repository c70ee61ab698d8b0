// The room as the state has it, put into the page's slots and lists. Reads only; what a tap does is in room.js.

import { moment } from "./log.js";
import { fill, part, rows, sentences, show } from "./parts.js";
import * as plausible from "./plausible.js";
import * as points from "./points.js";
import { title_of } from "./queue.js";
import * as rules from "./rules.js";
import * as script from "./script.js";
import { paint_strip, watch } from "./strip.js";
import { now } from "./sync.js";

const { START, END } = rules;
const MINUTE = 60_000;
const FEW = 6; // tasks of before that are in sight whatever is discussed
const TASKS = "last_month"; // the item of the agenda that hears their results

/** Draws one state after another into the page. */
export class Painter {
  constructor(root, words, bundle, { roll, pickers, zone }) {
    Object.assign(this, { root, say: sentences(words), bundle, roll, pickers, zone });
    this.time = this.time.bind(this);
    this.recounting = null; // the vote whose count is being put right
    this.list = (name) => root.querySelector(`[data-list="${name}"]`);
  }

  paint(state, { waiting = 0, entries = [] } = {}) {
    this.state = state;
    const replaced = entries.filter((entry) => entry.data.device_said);
    const meeting_rules = this.bundle.rules;
    const missing = { start: rules.unmarked(state, START), end: rules.unmarked(state, END) };
    if (meeting_rules.roll_calls < 2) missing.end = [];
    const adopted = state.motions.some((motion) => motion.adopts);
    const lacks = rules.opening_lacks(state, this.bundle.meeting.is_regular).length > 0;
    show(this.root, {
      unopened: !state.opened_at,
      opened: Boolean(state.opened_at),
      live: Boolean(state.opened_at) && !state.closed_at,
      closed: Boolean(state.closed_at),
      "not-closed": !state.closed_at,
      adopted: Boolean(state.agenda_adopted_at),
      unadopted: !state.agenda_adopted_at && !state.closed_at,
      read: Boolean(state.minutes_read_at),
      unread: !state.minutes_read_at && !state.closed_at,
      votes: state.motions.length > 0,
      "nothing-aside": !state.set_aside.length,
      "tasks-back": state.carried.some((each) => each.kind === "task"),
      "petitions-back": state.carried.some((each) => each.kind === "petition"),
      letters: this.letters().length > 0 && !state.closed_at,
      "nothing-said": !this.lines().length && !state.set_aside.length,
      "no-adoption": !adopted && !rules.perhaps_adoption(state) && !state.closed_at,
      "start-missing": missing.start.length > 0 && !state.closed_at,
      "start-done": !lacks && !state.closed_at,
      "start-open": lacks && !state.closed_at,
      "end-missing": missing.end.length > 0 && !state.closed_at,
      unmerged: this.unmerged(),
      uncounted: state.motions.some((motion) => !motion.counted_at),
      "all-held": rules.next_item(state) === null && !state.current && !state.closed_at,
      merged: Boolean(this.bundle.merged?.length),
      clocks: replaced.length > 0,
      "all-sent": !waiting,
      unsent: waiting > 0,
    });
    this.merged();
    this.clocks(replaced);
    this.doubts();
    this.points();
    fill(this.root, { "cannot-open": this.bundle.cannot_open });
    this.root.querySelector('[data-do="open"]').hidden = Boolean(this.bundle.cannot_open);
    if (!state.opened_at) return this.clock();
    this.rolls(missing);
    this.opening();
    this.course();
    this.speakers();
    this.votes();
    this.aside();
    this.script();
    this.carried();
    this.said();
    this.read_back();
    this.clock();
    this.pickers.paint(state);
  }

  /** What entries of other devices changed, until it is put away. */
  merged() {
    const { say, bundle } = this;
    const CODED = { mark: ["round", "was", "now"], outcome: ["was", "now"], became: ["was", "now"], gone: ["kind"], wording: ["kind"] };
    const lines = (bundle.merged ?? []).map((change, place) => {
      const places = { ...change };
      for (const key of CODED[change.code] ?? []) places[key] = say(`merged_name_${change[key]}`);
      return { key: `${change.at}-${place}`, head: this.time(change.at), text: say(`merged_${change.code}`, places) };
    });
    rows(this.list("merged"), "line", lines, (line) => line.key, (row, line) => fill(row, line));
  }

  /** Entries whose device named a time that cannot be. */
  clocks(replaced) {
    const line = ({ id, act, at, data }) => ({ id, text: this.say("clock_replaced", { what: this.say(`act_${act}`), said: data.device_said, at: this.time(at) }) });
    rows(this.list("clocks"), "line", replaced.map(line), (each) => each.id, (row, each) => fill(row, { head: "", ...each }));
  }

  /** What can hardly be so: said before it is opened and before it is closed, and never in the way. */
  doubts() {
    const { state, bundle } = this;
    const day = (at) => new Date(at).toLocaleDateString("sv-SE", { timeZone: this.zone });
    const of_day = (at) => plausible.of_day(day(at), bundle.meeting.month, bundle.holidays ?? {});
    const opening = state.opened_at ? [] : of_day(now());
    const course = state.opened_at ? [...of_day(state.opened_at), ...plausible.of_course(state, moment(now()), bundle.rules.plausible)] : [];
    for (const [name, found] of [["doubts-open", opening], ["doubts-close", course]]) {
      this.root.querySelector(`[data-slot="${name}"]`).hidden = !found.length;
      rows(this.list(name), "line", found.map((doubt) => ({ head: "", text: this.doubt(doubt) })), (each) => each.text, (row, each) => fill(row, each));
    }
  }

  /** Points of the score that can still be had: said while it is held, and never in the way. */
  points() {
    const { state, bundle, say } = this;
    const goals = bundle.points;
    const found = goals ? points.lacking(state, moment(now()), goals.goals).filter(({ code }) => code in goals.rows) : [];
    const line = ({ code, ...places }) => ({ code, head: say("points_of_row", { n: goals.rows[code].points }), text: say(goals.rows[code].words, places) });
    const lines = found.map(line);
    const sum = found.reduce((total, { code }) => total + goals.rows[code].points, 0);
    for (const name of ["points-conduct", "points-close"]) {
      this.root.querySelector(`[data-slot="${name}-box"]`).hidden = !lines.length;
      fill(this.root, { [`${name}-left`]: lines.length ? say("points_left", { n: sum }) : "" });
      rows(this.list(name), "line", lines, (each) => each.code, (row, each) => fill(row, each));
    }
  }

  doubt({ code, ...places }) {
    if (places.day) places.day = places.day.split("-").reverse().join("/");
    if (places.month) places.month = places.month.split("-").reverse().join("/");
    if (places.question) places.question = places.question.slice(0, 80);
    return this.say(`doubt_${code}`, places);
  }

  rolls(missing) {
    const { state, say, bundle } = this;
    const { attendance } = rules.figures(state, bundle.rules);
    fill(this.root, {
      present: [say("present_of", attendance), this.percent(attendance.present, attendance.base)].filter(Boolean).join(" · "),
      "present-by": this.present_by(),
      exempt: attendance.exempt ? say(attendance.exempt_present ? "exempt_came" : "exempt", { n: attendance.exempt, came: attendance.exempt_present }) : "",
      "start-missing": missing.start.length ? say("still_to_mark", { n: missing.start.length }) : "",
      "present-end": say("present_at_end", { n: rules.present_ids(state, END).size }),
      "end-missing": missing.end.length ? say("still_to_mark", { n: missing.end.length }) : "",
    });
    for (const round of [START, END]) this.roll.paint(this, round);
    const uncalled = state.seats.filter((seat) => !rules.called(seat)).map((seat) => `${seat.name} (${say(seat.suspended ? "suspended" : "away")})`);
    fill(this.root, { uncalled: uncalled.length ? say("uncalled", { names: uncalled.join("; ") }) : "" });
    this.quorum();
  }

  /** Of a joint meeting each cell, of a mixed one the hall and the line. */
  present_by() {
    const { state, say, bundle } = this;
    const cells = [...new Set(state.seats.map((seat) => seat.cell).filter(Boolean))];
    const of = (cell) => ({ ...state, seats: state.seats.filter((seat) => seat.cell === cell) });
    const lines = cells.map((cell) => `${cell}: ${say("present_of", rules.figures(of(cell), bundle.rules).attendance)}`);
    if (bundle.meeting.mode === "mixed") lines.push(say("by_mode", rules.by_mode(state, "hall")));
    return lines.join("\n");
  }

  /** Who can vote now against how many, and whether they are enough for a resolution. */
  quorum() {
    const { state, say, bundle } = this;
    const seats = rules.ballot_seats(state);
    const [base, voters] = [rules.voting_base(seats, bundle.rules.base), rules.voters(seats, bundle.rules.base)];
    const needed = rules.needed(base, rules.threshold_of(bundle.rules.thresholds.resolution));
    const here = !state.closed_at && !state.seats.some((seat) => seat.cell);
    fill(this.root, { quorum: here ? say("quorum", { base, voters, needed }) : "", "no-login": this.without_login() });
    const apart = this.root.querySelector('[data-slot-box="no-login"]');
    if (apart) apart.hidden = !this.without_login();
    this.root.querySelector('[data-slot="too-few"]').hidden = !here || voters >= needed || rules.unmarked(state, START).length > 0;
  }

  /** Those who would vote now and have no account: named before a vote on phones is opened. */
  without_login() {
    const { state, bundle } = this;
    const there = rules.present_now(state);
    const votes = (seat) => rules.may_vote(rules.ballot_seat(seat, there.has(seat.member)), bundle.rules.base);
    return state.seats.filter((seat) => bundle.without_login.includes(seat.member) && votes(seat)).map((seat) => seat.name).join(", ");
  }

  /** A share as the pages write it; "" of nobody. */
  percent(part, whole) {
    const n = rules.per_cent(part, whole);
    return n === null ? "" : this.say("percent", { n: n.toLocaleString(document.documentElement.lang) });
  }

  opening() {
    const { state } = this;
    const { paid, of } = state.dues;
    fill(this.root, { guests: state.guests.join("\n"), dues: paid === undefined ? "" : this.say("dues", { paid, of }) });
    const have_to = this.root.querySelector('form[data-act="dues_noted"] [name="of"]');
    if (have_to && have_to.value === have_to.defaultValue) have_to.value = have_to.defaultValue = of ?? state.seats.filter((seat) => !seat.away).length;
    const first = rules.next_item(state);
    const item = this.state.items.find((each) => each.id === first);
    const begun = this.state.items.some((each) => each.begun_at);
    fill(this.root, { proceed: item && !begun ? this.say("begin", { number: this.proceedings().indexOf(item) + 1, title: item.title }) : this.say("proceed") });
    rows(this.list("agenda"), "agenda", this.proceedings(), (item) => item.id, (row, item) => {
      fill(row, { title: item.title, minutes: this.say("minutes_of", { now: 0, planned: item.minutes }) });
      row.querySelector('[data-slot="minutes"]').hidden = true;
    });
  }

  proceedings() {
    return this.state.items.filter((item) => item.step === "conduct");
  }

  course() {
    const { state, say } = this;
    const held = this.proceedings();
    const current = state.items.find((item) => item.id === state.current);
    const next = state.items.find((item) => item.id === rules.next_item(state));
    fill(this.root, {
      "item-number": current ? say("item_of", { n: held.indexOf(current) + 1, all: held.length }) : "",
      "item-title": current ? current.title : say(next ? "first_item" : "all_held"),
      "item-text": current?.text,
      next: next ? say(current ? "go_on" : "begin", { number: held.indexOf(next) + 1, title: next.title }) : current ? say("end_last") : "",
    });
    rows(this.list("items"), "item", held, (item) => item.id, (row, item) => {
      const took = item.ended_at ? Math.floor((Date.parse(item.ended_at) - Date.parse(item.begun_at)) / MINUTE) : -1;
      const clock = [item.begun_at, item.ended_at].filter(Boolean).map((at) => this.time(at)).join("–");
      const minutes = took < 0 ? say("minutes_planned", { n: item.minutes }) : say("minutes_of", { now: took, planned: item.minutes });
      const times = [clock, minutes].filter(Boolean).join(" · ");
      const standing = item.ended_at ? say("held") : item.begun_at ? say("now") : "";
      fill(row, { title: item.title, times, of: ` ${item.title}`, chip: standing });
      row.querySelector('[data-slot="chip"]').className = `chip ${item.ended_at ? "ok" : "info"}`;
      row.querySelector("button").hidden = Boolean(item.begun_at || state.closed_at);
    });
  }

  /** What moves with the time alone. */
  clock() {
    const { state, say } = this;
    if (state) this.doubts();
    if (state) this.points();
    const current = state?.items.find((item) => item.id === state.current);
    const bar = this.root.querySelector('[data-slot="item-bar"]');
    bar.hidden = !current;
    if (current) {
      const minutes = Math.max(0, Math.floor((now() - Date.parse(current.begun_at)) / MINUTE));
      bar.max = current.minutes;
      bar.value = minutes;
      bar.classList.toggle("over", minutes > current.minutes);
      fill(this.root, { "item-time": say("minutes_of", { now: minutes, planned: current.minutes }) });
      this.root.querySelector('[data-slot="item-time"]').className = `chip ${minutes > current.minutes ? "late" : "info"}`;
      this.over(minutes > current.minutes);
    } else {
      fill(this.root, { "item-time": "" });
      this.over(false);
    }
    if (state) paint_strip(this.root.querySelector("#strip"), state, say, now());
    if (state?.speaking) fill(this.list("queue").firstElementChild, { timer: watch(now() - Date.parse(state.speaking.at)) });
  }

  /** Said once when an item passes its time, read out politely, and in sight until the next begins. */
  over(is_over) {
    const line = this.root.querySelector('[data-slot="item-over"]');
    const words = is_over ? this.say("item_over") : "";
    if (line.textContent !== words) line.textContent = words;
  }

  speakers() {
    const { state, say } = this;
    const line = state.speaking ? [{ ...state.speaking, speaks: true }, ...state.queue] : state.queue;
    rows(this.list("queue"), "waiting", line, (each) => `${each.member}${each.speaks ?? ""}`, (row, each) => {
      const name = this.name(each.member);
      row.dataset.member = each.member;
      fill(row, { name, since: say("since", { clock: this.time(each.at) }), of: ` ${name}`, of2: ` ${name}` });
      for (const [slot, shown] of [["speaks", each.speaks], ["finished", each.speaks], ["dropped", !each.speaks]])
        row.querySelector(`[data-slot="${slot}"]`).hidden = !shown;
      row.querySelector('[data-do="floor_given"]').hidden = Boolean(each.speaks || state.closed_at);
    });
    const there = rules.present_at_all(state);
    const spoke = rules.speakers(state);
    const silent = state.seats.filter((seat) => there.has(seat.member) && !spoke.has(seat.member));
    const heard = state.seats.filter((seat) => there.has(seat.member) && spoke.has(seat.member)).length;
    fill(this.root, {
      spoke: there.size ? say("spoke_of", { spoke: heard, present: there.size }) : "",
      silent: there.size && silent.length ? silent.map((seat) => seat.name).join(", ") : "",
      "silent-count": silent.length,
    });
    this.root.querySelector('[data-slot="silent-box"]').hidden = !there.size || !silent.length;
  }

  votes() {
    const { state, say } = this;
    const adopted = state.motions.some((motion) => motion.adopts);
    rows(this.list("votes"), "vote", state.motions, (motion) => motion.entry, (row, motion) => {
      const open = !motion.counted_at;
      const answers = this.answers(motion);
      const chosen = motion.options.length > 0 && motion.passed; // who was elected stands beside the name
      const chip = open ? say("not_counted") : chosen ? "" : motion.passed ? say("passed") : say("not_passed");
      fill(row, { text: motion.text, against: say("counted_against", motion), result: this.result(motion, answers), chip, of: ` ${motion.text}`, of3: ` ${motion.text}` });
      row.querySelector('[data-slot="chip"]').className = `chip ${open ? "wait" : motion.passed ? "ok" : "late"}`;
      const here = open && !state.closed_at;
      const by_people = ["hands", "paper"].includes(motion.method);
      const again = !open && !state.closed_at && by_people && this.recounting === motion.entry;
      row.querySelector("form").hidden = !(here && by_people) && !again;
      row.querySelector('[data-do="recount"]').hidden = open || Boolean(state.closed_at) || !by_people;
      row.querySelector('[data-do="recount"]').setAttribute("aria-expanded", String(again));
      const unsaid = !adopted && motion.passed !== false && rules.sounds_like_adoption(motion);
      row.querySelector('[data-slot="adoption"]').hidden = !unsaid;
      row.querySelector('[data-slot="paper"]').hidden = motion.method !== "paper";
      row.querySelector('[data-do="withdraw"]').hidden = !here;
      const phones = row.querySelector('[data-slot="phones"]');
      phones.hidden = !here || !["open", "secret"].includes(motion.method);
      phones.href = `../votes/${motion.entry}/`;
      const on_paper = row.querySelector('[data-slot="vote-page"]'); // ballots to print before, the record of the tellers after
      on_paper.hidden = !phones.hidden || (motion.method === "hands" && !motion.counted_at);
      on_paper.href = phones.href;
      rows(row.querySelector('[data-list="answers"]'), "answer", answers, (answer) => answer, (field, answer) =>
        fill(field, { name: answer }));
    });
  }

  answers(motion) {
    return motion.options.length ? motion.options : [...part("yes-no").children].map((each) => each.textContent);
  }

  result(motion, answers) {
    if (!motion.counts.length) return "";
    const [a, b, c] = motion.counts;
    if (!motion.options.length) return this.say("result", { a, b, c, base: motion.base });
    const { elected, tied } = this.root.querySelector("#votes").dataset;
    const came = (place) => (motion.elected.includes(place) ? elected : motion.tied.includes(place) ? tied : "");
    return answers
      .map((answer, place) => [`${answer}: ${motion.counts[place]}/${motion.base}`, came(place)].filter(Boolean).join(" · "))
      .join("\n");
  }

  /** What was sent in writing and nobody has read out yet. */
  letters() {
    const read = new Set(this.state.statements.filter((each) => each.written).map((each) => each.speaker ?? each.speaker_name));
    return this.bundle.letters.filter((each) => !read.has(each.member) && !read.has(each.name));
  }

  carried() {
    const { state, say } = this;
    const of_kind = (kind) => state.carried.filter((each) => each.kind === kind);
    rows(this.list("letters"), "letter", this.letters(), (letter) => letter.member, (row, letter) =>
      fill(row, { name: letter.name, text: letter.text, of: ` ${letter.name}` }));
    rows(this.list("tasks"), "task", of_kind("task"), (task) => task.id, (row, task) => {
      const heard = rules.result_of(state, task.id);
      fill(row, {
        text: task.text, detail: [task.detail, task.standing].filter(Boolean).join(" · "),
        of: `: ${task.text}`, heard: heard?.text,
      });
      const group = row.querySelector("[role=group]");
      group.setAttribute("aria-label", task.text);
      for (const button of group.children) {
        button.setAttribute("aria-pressed", String(button.dataset.outcome === heard?.outcome));
        button.disabled = Boolean(state.closed_at);
      }
    });
    this.tasks_heard(of_kind("task"));
    rows(this.list("petitions"), "petition", of_kind("petition"), (each) => each.id, (row, each) =>
      fill(row, { text: each.text, detail: [each.detail, each.standing].filter(Boolean).join(" · ") }));
  }

  /** Many tasks are folded, so that what is said stays near; the item that hears their results unfolds them. */
  tasks_heard(tasks) {
    const { state, say } = this;
    const heard = tasks.filter((task) => rules.result_of(state, task.id)).length;
    fill(this.root, { "tasks-heard": say("tasks_heard", { n: heard, all: tasks.length }) });
    const current = state.items.find((item) => item.id === state.current);
    const wanted = tasks.length <= FEW || current?.key === TASKS ? "open" : "folded";
    const list = this.root.querySelector("#tasks-list");
    if (list.dataset.wanted !== wanted) list.open = wanted === "open"; // once: a fold that is tapped stays as it is
    list.dataset.wanted = wanted;
  }

  /** Photographs and files: those of the meeting that are known here, then those on their way. */
  files(forms) {
    const { say, bundle } = this;
    const known = bundle.papers.map((paper) => ({ key: paper.url, title: paper.title, url: paper.url, note: "" }));
    const on_their_way = forms.filter((form) => form.form === "files")
      .map((form) => ({ key: form.id, title: title_of(form), note: form.reason || say(`file_${form.status}`) }))
      .filter((each) => each.note !== say("file_sent") || !known.some((paper) => paper.title === each.title));
    const all = [...known, ...on_their_way];
    rows(this.list("files"), "file", all, (each) => each.key, (row, each) => {
      fill(row, { title: each.title, name: each.url ? "" : each.title, note: each.note });
      const link = row.querySelector("a");
      link.hidden = !each.url;
      if (each.url) link.href = each.url;
    });
    this.list("files").hidden = !all.length;
  }

  /** What the chair may say at the step that is shown. Words are drawn again only when they change. */
  script() {
    const { state, bundle } = this;
    const { words, titles, places: prepared } = bundle.script ?? { words: {} };
    const places = { ...prepared, ...script.places_of(state, bundle.rules) };
    const spoken = (keys, more = {}) => keys.filter((key) => key in words)
      .map((key) => ({ key, title: titles[key], text: script.said(words[key], { ...places, ...more }).join("\n\n") }))
      .filter((each) => each.text);
    const item = state.items.find((each) => each.id === (state.current ?? rules.next_item(state)));
    const now = item ? spoken([script.key_of(item)], script.places_of_item(state, item.id)).map((each) => ({ ...each, title: "" })) : []; // the card has it
    for (const [name, found] of [["start", spoken(script.START)], ["now", now], ["any", spoken(script.ANY_TIME)], ["close", spoken(script.CLOSE)]]) {
      rows(this.list(`script-${name}`), "spoken", found, (each) => each.key, (row, each) => fill(row, each));
      const box = this.root.querySelector(`[data-slot-box="script-${name}"]`);
      if (box) box.hidden = !found.length || Boolean(state.closed_at);
    }
  }

  /** Matters set aside, and what becomes of each. */
  aside() {
    const { state, say } = this;
    const tones = { "": "wait", next_meeting: "info", task: "ok", petition: "ok", dropped: "off" };
    rows(this.list("aside"), "aside", state.set_aside, (each) => each.entry, (row, each) => {
      const became = rules.became(state, each.entry);
      const of = ` ${each.text.slice(0, 40)}`;
      fill(row, { text: each.text, head: [this.time(each.at), each.raised_by_name].filter(Boolean).join(" · "), chip: say(`became_${became}`), of, of2: of, of3: of, of4: of });
      row.querySelector('[data-slot="chip"]').className = `chip ${tones[became]}`;
      row.querySelector('[data-slot-box="ways"]').hidden = Boolean(state.closed_at) || [rules.TASK, rules.PETITION].includes(became);
      row.querySelector('[data-do="aside_next"]').hidden = became === rules.NEXT_MEETING;
      row.querySelector('[data-do="aside_drop"]').hidden = became === rules.DROPPED;
    });
    const left = rules.left_over(state).length;
    fill(this.root, { "aside-left": left ? say("aside_left", { n: left }) : "" });
  }

  /** Everything recorded so far, oldest first. */
  lines() {
    const { state, say } = this;
    const of = (kind, who = () => "") => (each) => ({ ...each, kind: say(kind), who: who(each) });
    const names = (members) => members.map((member) => this.name(member)).join(", ");
    return [
      ...state.notes.map(of("note")),
      ...state.statements.map(of("statement", (each) => this.name(each.speaker) || each.speaker_name)),
      ...state.praises.map(of("praise")),
      ...state.tasks.map(of("task", (each) => names(each.members))),
      ...state.petitions.map(of("petition", (each) => each.raised_by_name)),
    ].sort((one, other) => (one.at < other.at ? -1 : 1));
  }

  said() {
    const aside = this.state.set_aside.map((each) => ({ ...each, kind: this.say("set_aside"), who: each.raised_by_name }));
    const lines = [...this.lines(), ...aside].sort((one, other) => (one.at < other.at ? -1 : 1));
    rows(this.list("said"), "said", lines.reverse(), (line) => line.entry, (row, line) => {
      const head = [this.time(line.at), line.kind, line.who].filter(Boolean).join(" · ");
      fill(row, { head, text: line.wordings.length ? "" : line.text, of: ` ${line.text.slice(0, 40)}` });
      this.wordings(row.querySelector('[data-list="wordings"]'), line.wordings);
      const area = row.querySelector("textarea");
      if (area.value === area.defaultValue && area.defaultValue !== line.text) area.value = area.defaultValue = line.text;
    });
    const { conclusion } = this.state;
    fill(this.root, { conclusion: conclusion && !conclusion.wordings.length ? conclusion.text : "" });
    this.wordings(this.list("wordings-conclusion"), conclusion?.wordings ?? []);
    const area = this.root.querySelector('form[data-act="concluded"] textarea');
    const text = conclusion?.text ?? "";
    if (area.value === area.defaultValue && area.value !== text) area.value = area.defaultValue = text;
  }

  wordings(list, wordings) {
    list.closest('[data-slot="twice"]').hidden = !wordings.length;
    rows(list, "wording", wordings, (each) => each.entry, (row, each) =>
      fill(row, { head: [this.time(each.at), this.name(each.by)].filter(Boolean).join(" · "), text: each.text }));
  }

  unmerged() {
    const { state } = this;
    const texts = [...state.notes, ...state.statements, ...state.praises, ...state.tasks, ...state.petitions, ...state.set_aside];
    return [...texts, ...(state.conclusion ? [state.conclusion] : [])].some((each) => each.wordings.length);
  }

  /** What the minute-taker reads out: the same things the minutes are written from. */
  read_back() {
    const { state, say } = this;
    const parts = this.proceedings().filter((item) => item.begun_at).map((item) => ({ key: item.id, title: item.title, text: this.under(item.id) }));
    const loose = this.under(null);
    if (loose) parts.push({ key: "loose", title: say("note"), text: loose });
    for (const motion of state.motions)
      parts.push({ key: motion.entry, title: say("vote"), text: `${motion.text}\n${this.result(motion, this.answers(motion)) || say("not_counted")}` });
    const left = rules.left_over(state);
    if (left.length) parts.push({ key: "set-aside", title: say("became_next_meeting"), text: left.map((each) => each.text).join("\n") });
    if (state.conclusion) parts.push({ key: "conclusion", title: say("conclusion"), text: state.conclusion.text });
    rows(this.list("read"), "read", parts, (each) => each.key, (row, each) => fill(row, each));
  }

  under(item) {
    const here = (line) => (item ? line.item === item : !this.state.items.some((each) => each.id === line.item));
    return this.lines().filter(here).map((line) => [line.kind, line.who].filter(Boolean).join(", ") + `: ${line.text}`).join("\n");
  }

  name(member) {
    return this.state.seats.find((seat) => seat.member === member)?.name ?? "";
  }

  time(at) {
    const timeZone = this.zone; // the unit's, wherever the device thinks it is
    return new Date(at).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone });
  }
}
