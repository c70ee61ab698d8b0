// What is always in sight while a meeting is held: the item with its time, and who speaks or comes next.

import { fill } from "./parts.js";
import * as rules from "./rules.js";

const MINUTE = 60_000;

export function paint_strip(strip, state, say, now) {
  const held = state.items.filter((item) => item.step === "conduct");
  const current = held.find((item) => item.id === state.current);
  const name = (member) => state.seats.find((seat) => seat.member === member)?.name ?? "";
  const title = current ? `${held.indexOf(current) + 1}/${held.length}. ${current.title}` : say(standing(state));
  const minutes = current ? Math.max(0, Math.floor((now - Date.parse(current.begun_at)) / MINUTE)) : 0;
  const [next] = state.queue;
  const { speaking } = state;
  fill(strip, {
    "strip-title": title,
    "strip-time": current ? say(minutes > current.minutes ? "strip_time_over" : "strip_time", { now: minutes, planned: current.minutes }) : "",
    "strip-floor": speaking ? say("speaks_now", { name: name(speaking.member), clock: watch(now - Date.parse(speaking.at)) })
      : next ? say("speaks_next", { name: name(next.member) }) : "",
  });
  strip.querySelector('[data-slot-box="floor"]').hidden = !speaking && !next;
  strip.querySelector('[data-slot="strip-time"]').className = `chip num ${current && minutes > current.minutes ? "late" : "info"}`;
  strip.querySelector('[data-do="invite_next"]').hidden = Boolean(speaking) || !next;
  strip.querySelector('[data-do="finish_speaking"]').hidden = !speaking;
  const floor = strip.querySelector('[data-slot="strip-floor"]').textContent;
  for (const line of document.querySelectorAll("[data-of-item] [data-slot=sheet-item]")) {
    fill(line, { "sheet-title": current ? title : "", "sheet-time": current ? say("strip_time", { now: minutes, planned: current.minutes }) : "", "sheet-floor": floor });
    line.hidden = !current;
  }
}

function standing(state) {
  if (!state.opened_at) return "stands_unopened";
  if (state.closed_at) return "stands_closed";
  return state.items.some((item) => item.begun_at) && rules.next_item(state) === null ? "all_held" : "stands_open";
}

/** 75,000 milliseconds as 1:15. */
export function watch(lasted) {
  const seconds = Math.max(0, Math.floor(lasted / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
