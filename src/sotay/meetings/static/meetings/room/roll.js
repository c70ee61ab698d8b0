// The roll call, one line a person: a tap marks as present, the next ones cycle. Holding a line, or its menu, opens what is
// rarer: reason, late, early, how somebody takes part. Arrow keys go up and down, right leads to the menu.

import { fill, rows } from "./parts.js";
import * as rules from "./rules.js";
import { open, sheet } from "./sheet.js";

const { START, PRESENT, EXCUSED, UNEXCUSED } = rules;
const NEXT = { present: EXCUSED, excused: UNEXCUSED, unexcused: PRESENT };
const TONES = { present: "ok", excused: "wait", unexcused: "late" };
const HOLD = 550; // milliseconds

/** What a tap makes of a mark. */
export const after_a_tap = (mark) => NEXT[mark?.mark] ?? PRESENT;

/** The roll of a page: which lines are shown, and whose sheet is open. */
export class Roll {
  constructor(page, say) {
    Object.assign(this, { page, say, only: {}, person: null });
    for (const list of page.querySelectorAll("ul.roll.lines")) this.listen(list);
  }

  paint(painter, round) {
    const { state, bundle } = painter;
    const list = painter.list(round);
    rows(list, "roll", state.seats.filter(rules.called), (seat) => seat.member, (row, seat) => {
      const mark = rules.mark(state, seat.member, round);
      row.dataset.round = round;
      row.hidden = Boolean(this.only[round]) && !this.only[round].has(seat.member);
      fill(row, { name: seat.name, standing: this.notes(painter, seat, round), of: `: ${seat.name}` });
      const asked_off = !mark && seat.member in bundle.excuses;
      const slot = row.querySelector('[data-slot="mark"]');
      slot.textContent = this.say(mark ? `short_${mark.mark}` : asked_off ? "sent_apologies" : "short_unmarked");
      slot.className = `mark ${TONES[mark?.mark] ?? (asked_off ? "apology" : "")}`;
      const [main, menu] = row.querySelectorAll("button");
      main.disabled = Boolean(state.closed_at);
      menu.hidden = Boolean(state.closed_at);
    });
    this.rove(list);
    const filter = this.page.querySelector(`[data-do="filter"][data-round="${round}"]`);
    filter.setAttribute("aria-pressed", String(Boolean(this.only[round])));
    filter.hidden = Boolean(state.closed_at);
    if (this.person) this.paint_person(painter);
  }

  notes({ state, bundle, time }, seat, round) {
    const { say } = this;
    const mark = rules.mark(state, seat.member, round);
    const notes = [seat.exempt ? say("exempt_seat") : seat.full ? "" : say("probationary"), seat.cell];
    if (seat.here) notes.push(say("here"));
    if (!mark && bundle.excuses[seat.member]) notes.push(bundle.excuses[seat.member]);
    if (bundle.missed?.[seat.member] && mark?.mark !== rules.PRESENT) notes.push(say("missed_before", { n: bundle.missed[seat.member] }));
    if (mark?.reason) notes.push(mark.reason);
    if (mark?.mode === "online" && bundle.meeting.mode === "mixed") notes.push(say("online"));
    if (round === START && seat.member in state.late) notes.push(say("came_late", { clock: time(state.late[seat.member]) }));
    if (seat.member in state.left) notes.push(say("left_early", { clock: time(state.left[seat.member]) }));
    return notes.filter(Boolean).join(" · ");
  }

  /** Only those who lack a mark, as of now: a line that is marked stays where it is until the filter is tapped again. */
  filter(state, round) {
    this.only[round] = this.only[round] ? null : new Set(rules.unmarked(state, round).map((seat) => seat.member));
  }

  // --- what is rarer ---

  open_person(row, painter) {
    this.person = { member: row.dataset.key, round: row.dataset.round };
    this.paint_person(painter);
    sheet("person").querySelector("[name=reason]").value = rules.mark(painter.state, row.dataset.key, row.dataset.round)?.reason ?? painter.bundle.excuses[row.dataset.key] ?? "";
    open("person");
  }

  paint_person(painter) {
    const { member, round } = this.person;
    const { state, bundle } = painter;
    const seat = state.seats.find((each) => each.member === member);
    const mark = rules.mark(state, member, round);
    const dialog = sheet("person");
    Object.assign(dialog.dataset, { key: member, round });
    fill(dialog, { person: seat.name, "person-notes": this.notes(painter, seat, round) });
    for (const button of dialog.querySelectorAll("[data-mark]")) button.setAttribute("aria-pressed", String(button.dataset.mark === mark?.mark));
    dialog.querySelector('[data-slot-box="mode"]').hidden = bundle.meeting.mode !== "mixed" || mark?.mark !== PRESENT;
    for (const button of dialog.querySelectorAll("[data-mode]")) button.setAttribute("aria-pressed", String(button.dataset.mode === (mark?.mode || "hall")));
    const there = rules.present_now(state).has(member);
    dialog.querySelector('[data-slot-box="moves"]').hidden = round !== START;
    dialog.querySelector('[data-do="came_late"]').hidden = there && !(member in state.left) && mark?.mark !== PRESENT;
    dialog.querySelector('[data-do="left_early"]').hidden = !there;
    dialog.querySelector('[data-do="take_time_back"]').hidden = !(member in state.late || member in state.left);
  }

  // --- fingers and keys ---

  listen(list) {
    let holding;
    const let_go = () => clearTimeout(holding);
    list.addEventListener("pointerdown", ({ target }) => {
      const line = target.closest(".roll-mark");
      if (!line || line.disabled) return;
      let_go();
      holding = setTimeout(() => {
        line.dataset.held = ""; // the tap that ends here marks nobody
        line.nextElementSibling.click();
      }, HOLD);
    });
    for (const end of ["pointerup", "pointercancel", "pointerleave"]) list.addEventListener(end, let_go);
    list.addEventListener("pointermove", ({ movementX, movementY }) => Math.abs(movementX) + Math.abs(movementY) > 4 && let_go());
    list.addEventListener("contextmenu", (event) => event.target.closest(".roll-mark") && event.preventDefault());
    list.addEventListener("click", (event) => {
      const line = event.target.closest(".roll-mark");
      if (!line || !("held" in line.dataset)) return;
      delete line.dataset.held;
      event.stopPropagation();
    }, true);
    list.addEventListener("keydown", (event) => this.key(list, event));
  }

  key(list, event) {
    const row = event.target.closest("li");
    const shown = [...list.children].filter((each) => !each.hidden);
    const place = shown.indexOf(row);
    const to = { ArrowDown: shown[place + 1], ArrowUp: shown[place - 1], Home: shown[0], End: shown.at(-1) }[event.key];
    const target = event.key === "ArrowRight" ? row.lastElementChild : event.key === "ArrowLeft" ? row.firstElementChild : to?.firstElementChild;
    if (!target) return;
    event.preventDefault();
    target.focus();
    this.rove(list, row.contains(target) ? row : to);
  }

  /** Tab reaches one line of a list; the arrows reach the others. */
  rove(list, row = null) {
    const shown = [...list.children].filter((each) => !each.hidden);
    const one = row ?? shown.find((each) => each.firstElementChild.tabIndex === 0) ?? shown[0];
    for (const each of list.children) each.firstElementChild.tabIndex = each === one ? 0 : -1;
  }
}
