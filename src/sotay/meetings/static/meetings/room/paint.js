// The room as the state has it, put into the page's slots and lists. Reads only; what a tap does is in room.js.

import { fill, part, rows, sentences, show } from "./parts.js";
import * as rules from "./rules.js";
import { now } from "./sync.js";

const { START, END } = rules;
const MINUTE = 60_000;

/** Draws one state after another into the page. */
export class Painter {
  constructor(root, words, bundle) {
    Object.assign(this, { root, say: sentences(words), bundle });
    this.more = null; // the row of the roll that shows how to note lateness and a reason
    this.list = (name) => root.querySelector(`[data-list="${name}"]`);
  }

  paint(state, { waiting = 0 } = {}) {
    this.state = state;
    const meeting_rules = this.bundle.rules;
    const missing = { start: rules.unmarked(state, START), end: rules.unmarked(state, END) };
    if (meeting_rules.roll_calls < 2) missing.end = [];
    show(this.root, {
      unopened: !state.opened_at,
      opened: Boolean(state.opened_at),
      live: Boolean(state.opened_at) && !state.closed_at,
      closed: Boolean(state.closed_at),
      adopted: Boolean(state.agenda_adopted_at),
      unadopted: !state.agenda_adopted_at && !state.closed_at,
      read: Boolean(state.minutes_read_at),
      unread: !state.minutes_read_at && !state.closed_at,
      votes: state.motions.length > 0,
      "tasks-back": state.carried.some((each) => each.kind === "task"),
      "petitions-back": state.carried.some((each) => each.kind === "petition"),
      letters: this.letters().length > 0 && !state.closed_at,
      "nothing-said": !this.lines().length,
      "no-adoption": !state.motions.some((motion) => motion.adopts) && !state.closed_at,
      "start-missing": missing.start.length > 0 && !state.closed_at,
      "start-done": missing.start.length === 0 && !state.closed_at,
      "end-missing": missing.end.length > 0 && !state.closed_at,
      unmerged: this.unmerged(),
      uncounted: state.motions.some((motion) => !motion.counted_at),
      "all-held": rules.next_item(state) === null && !state.current && !state.closed_at,
      "all-sent": !waiting,
      unsent: waiting > 0,
    });
    fill(this.root, { "cannot-open": this.bundle.cannot_open });
    this.root.querySelector('[data-do="open"]').hidden = Boolean(this.bundle.cannot_open);
    if (!state.opened_at) return;
    this.rolls(missing);
    this.opening();
    this.course();
    this.speakers();
    this.votes();
    this.carried();
    this.said();
    this.read_back();
    this.clock();
    this.people();
  }

  rolls(missing) {
    const { state, say, bundle } = this;
    const { attendance } = rules.figures(state, bundle.rules);
    fill(this.root, {
      present: [say("present_of", attendance), this.percent(attendance.present, attendance.base)].filter(Boolean).join(" · "),
      "present-by": this.present_by(),
      exempt: attendance.exempt ? say("exempt", { n: attendance.exempt }) : "",
      "start-missing": missing.start.length ? say("still_to_mark", { n: missing.start.length }) : "",
      "present-end": say("present_at_end", { n: rules.present_ids(state, END).size }),
      "end-missing": missing.end.length ? say("still_to_mark", { n: missing.end.length }) : "",
    });
    for (const round of [START, END]) this.roll(round);
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
    fill(this.root, { quorum: here ? say("quorum", { base, voters, needed }) : "" });
    this.root.querySelector('[data-slot="too-few"]').hidden = !here || voters >= needed || rules.unmarked(state, START).length > 0;
  }

  /** A share as the pages write it: one decimal, halves up; "" of nobody. */
  percent(part, whole) {
    if (!whole) return "";
    const n = Math.floor((2000 * part + whole) / (2 * whole)) / 10;
    return this.say("percent", { n: n.toLocaleString(document.documentElement.lang) });
  }

  roll(round) {
    const { state, say, bundle } = this;
    const called = state.seats.filter(rules.called);
    rows(this.list(round), "roll", called, (seat) => seat.member, (row, seat) => {
      const mark = rules.mark(state, seat.member, round);
      const notes = [seat.exempt ? say("exempt_seat") : seat.full ? "" : say("probationary"), seat.cell];
      if (seat.here) notes.push(say("here"));
      if (!mark && bundle.excuses[seat.member]) notes.push(`${say("said")} ${bundle.excuses[seat.member]}`);
      if (mark?.reason) notes.push(mark.reason);
      if (seat.member in state.late) notes.push(say("came_late", { clock: this.time(state.late[seat.member]) }));
      if (seat.member in state.left) notes.push(say("left_early", { clock: this.time(state.left[seat.member]) }));
      row.dataset.round = round;
      fill(row, { name: seat.name, standing: notes.filter(Boolean).join(" · ") });
      const group = row.querySelector("[role=group]");
      group.setAttribute("aria-label", seat.name);
      group.hidden = false; // a closed meeting still shows what was marked
      for (const button of row.querySelectorAll("[data-mark]")) {
        button.setAttribute("aria-pressed", String(button.dataset.mark === mark?.mark));
        button.disabled = Boolean(state.closed_at);
      }
      const mode = row.querySelector('[data-slot="mode"]');
      mode.hidden = bundle.meeting.mode !== "mixed" || mark?.mark !== rules.PRESENT;
      for (const button of mode.children)
        button.setAttribute("aria-pressed", String(button.dataset.mode === (mark?.mode || "hall")));
      const open = this.more === `${round}:${seat.member}` && !state.closed_at;
      const there = rules.present_now(state).has(seat.member);
      fill(row, { of: ` ${seat.name}` });
      row.querySelector('[data-slot="more"]').hidden = !open;
      row.querySelector('[data-do="more"]').hidden = round !== START || Boolean(state.closed_at) || !mark;
      row.querySelector('[data-do="more"]').setAttribute("aria-expanded", String(open));
      row.querySelector('[data-do="came_late"]').hidden = there && !(seat.member in state.left) && mark?.mark !== rules.PRESENT;
      row.querySelector('[data-do="left_early"]').hidden = !there;
    });
  }

  opening() {
    const { state } = this;
    const { paid, of } = state.dues;
    fill(this.root, { guests: state.guests.join("\n"), dues: paid === undefined ? "" : this.say("dues", { paid, of }) });
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
      next: next ? say(current ? "go_on" : "begin", { number: held.indexOf(next) + 1, title: next.title }) : current ? say("end_item") : "",
    });
    rows(this.list("items"), "item", held, (item) => item.id, (row, item) => {
      const times = [item.begun_at, item.ended_at].filter(Boolean).map((at) => this.time(at)).join("–");
      const standing = item.ended_at ? say("held") : item.begun_at ? say("now") : "";
      fill(row, { title: item.title, times, of: ` ${item.title}`, chip: standing });
      row.querySelector('[data-slot="chip"]').className = `chip ${item.ended_at ? "ok" : "info"}`;
      row.querySelector("button").hidden = Boolean(item.begun_at || state.closed_at);
    });
  }

  /** What moves with the time alone. */
  clock() {
    const { state, say } = this;
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
    } else fill(this.root, { "item-time": "" });
    if (!state?.speaking) return;
    const seconds = Math.max(0, Math.floor((now() - Date.parse(state.speaking.at)) / 1000));
    const timer = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    fill(this.list("queue").firstElementChild, { timer });
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
    rows(this.list("votes"), "vote", state.motions, (motion) => motion.entry, (row, motion) => {
      const open = !motion.counted_at;
      const answers = this.answers(motion);
      const chosen = motion.options.length > 0 && motion.passed; // who was elected stands beside the name
      const chip = open ? say("not_counted") : chosen ? "" : motion.passed ? say("passed") : say("not_passed");
      fill(row, { text: motion.text, against: say("counted_against", motion), result: this.result(motion, answers), chip, of: ` ${motion.text}` });
      row.querySelector('[data-slot="chip"]').className = `chip ${open ? "wait" : motion.passed ? "ok" : "late"}`;
      const here = open && !state.closed_at;
      row.querySelector("form").hidden = !here || !["hands", "paper"].includes(motion.method);
      row.querySelector('[data-slot="paper"]').hidden = motion.method !== "paper";
      row.querySelector('[data-do="withdraw"]').hidden = !here;
      const phones = row.querySelector('[data-slot="phones"]');
      phones.hidden = !here || !["open", "secret"].includes(motion.method);
      phones.href = `../votes/${motion.entry}/`;
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
        of: ` ${task.text}`, outcome: heard && say(heard.outcome), heard: heard?.text,
      });
    });
    rows(this.list("petitions"), "petition", of_kind("petition"), (each) => each.id, (row, each) =>
      fill(row, { text: each.text, detail: [each.detail, each.standing].filter(Boolean).join(" · ") }));
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
    rows(this.list("said"), "said", this.lines().reverse(), (line) => line.entry, (row, line) => {
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
    const texts = [...state.notes, ...state.statements, ...state.praises, ...state.tasks, ...state.petitions];
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
    if (state.conclusion) parts.push({ key: "conclusion", title: say("conclusion"), text: state.conclusion.text });
    rows(this.list("read"), "read", parts, (each) => each.key, (row, each) => fill(row, each));
  }

  under(item) {
    const here = (line) => (item ? line.item === item : !this.state.items.some((each) => each.id === line.item));
    return this.lines().filter(here).map((line) => [line.kind, line.who].filter(Boolean).join(", ") + `: ${line.text}`).join("\n");
  }

  /** Choices of people: those who are there first. Filled once, and again only when nobody is choosing. */
  people() {
    const { state } = this;
    const there = rules.present_now(state);
    const called = state.seats.filter(rules.called);
    const order = [...called.filter((seat) => there.has(seat.member)), ...called.filter((seat) => !there.has(seat.member))];
    const wanted = order.map((seat) => seat.member).join();
    for (const select of this.root.querySelectorAll('select[name="speaker"], select[name="raised_by"], select[data-people]')) {
      if (select.dataset.filled === wanted || document.activeElement === select) continue;
      const [first] = select.options;
      const chosen = select.value;
      const none = first?.value === "" ? [first] : []; // "choose" stays chosen: nobody is named by default
      select.replaceChildren(...none, ...order.map((seat) => new Option(seat.name, seat.member)));
      select.value = chosen || (none.length ? "" : order[0]?.member) || "";
      select.dataset.filled = wanted;
    }
  }

  name(member) {
    return this.state.seats.find((seat) => seat.member === member)?.name ?? "";
  }

  time(at) {
    const timeZone = this.root.dataset.zone; // the unit's, wherever the device thinks it is
    return new Date(at).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone });
  }
}
