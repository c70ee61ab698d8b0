// What the chair may say at each step, with its places filled in from the meeting.
//
// The twin of meetings/log/script.py, with its names; the reasons stand there. Pure. The words come with the bundle.

import { figures } from "./rules.js";

export const START = ["opening", "roll_call", "adopt_agenda"];
export const ANY_TIME = ["time_over", "aside", "vote"];
export const CLOSE = ["petitions", "conclusion", "scoring", "minutes", "closing"];
export const ITEM = "item";
export const ITEMS = ["ideology", "last_month", "guidance", "focus", "next_month", "discussion", "thematic"];
export const NOT_YET = "…";
const PLACE = /\{([^{}]+)\}/g;

/** The point that holds the words for an item of the proceedings. */
export const key_of = (item) => (ITEMS.includes(item.key) ? item.key : ITEM);

/** The sentences with their places filled in, without those that have nothing to say. */
export function said(lines, places) {
  const whole = (line) => [...line.matchAll(PLACE)].every(([, name]) => Object.hasOwn(places, name) && places[name]);
  return lines.filter(whole).map((line) => line.replace(PLACE, (_all, name) => places[name]));
}

/** What a meeting says of itself; what its preparation says besides comes with the bundle. */
export function places_of(state, meeting_rules) {
  const { attendance: counted } = figures(state, meeting_rules);
  const items = proceedings(state);
  const known = counted.base > 0 && counted.unmarked === 0;
  const mark = (number) => (known ? String(number) : NOT_YET);
  const { paid, of } = state.dues;
  return {
    "chủ trì": state.chair,
    "thư ký": state.minute_taker,
    "đại biểu": state.guests.join(", "),
    "triệu tập": counted.base ? String(counted.base) : NOT_YET,
    "có mặt": mark(counted.present),
    "vắng có lý do": mark(counted.excused),
    "vắng không lý do": mark(counted.unexcused),
    "đã đóng": paid === undefined ? "" : String(paid),
    "phải đóng": paid === undefined ? "" : String(of),
    "số nội dung": items.length ? String(items.length) : "",
    "các nội dung": items.map((item, place) => `(${place + 1}) ${item.title}`).join("; "),
  };
}

export function places_of_item(state, item) {
  const items = proceedings(state);
  const place = items.findIndex((each) => each.id === item);
  if (place < 0) return {};
  return { "số": String(place + 1), "nội dung": items[place].title, "người trình bày": items[place].presenter };
}

export const proceedings = (state) => state.items.filter((item) => item.step === "conduct");
