// Sends what this device holds and fetches what it does not know, whenever there is a network.
//
// Entries are sent in the order they were made and only leave "waiting" when the server has answered for
// them, so a network or a server that goes away in between costs nothing: sending twice is harmless. One tab
// sends at a time. The server's clock, heard with every answer, sets right the times of a device that is off.

import { recall, remember } from "../../sotay/js/memory.js";
import { newId } from "../../sotay/js/once.js";
import * as store from "./store.js";
import { moment } from "./log.js";
import { NETWORK, NotForUs, NotLoggedIn, ServerFailed, cause_of } from "./trouble.js";

const AT_ONCE = 100;
const LONG = 500_000; // characters of all entries of a batch; the server takes five million bytes
const PATIENCE = 10_000;
const [FIRST, LONGEST] = [4_000, 60_000];
const OFF = 60_000; // a clock less than a minute off is left alone

/** JSON from the house. Throws NotLoggedIn, NotForUs, ServerFailed, and TypeError or DOMException when nothing answers. */
export async function ask(url, { body, etag } = {}) {
  const headers = { Accept: "application/json" };
  if (etag) headers["If-None-Match"] = etag;
  if (body) Object.assign(headers, { "Content-Type": "application/json", "X-CSRFToken": csrf() });
  const sent = Date.now();
  const answer = await fetch(url, {
    method: body ? "POST" : "GET",
    body: body && JSON.stringify(body),
    headers,
    cache: "no-store",
    credentials: "same-origin",
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (answer.status === 401 || answer.status === 403) throw new NotLoggedIn();
  if (answer.status === 404) throw new NotForUs();
  if (answer.status === 304) return null;
  if (!answer.ok) throw new ServerFailed(`answered ${answer.status}`);
  const said = await answer.json();
  if (said.now) set_clock(Date.parse(said.now) - (sent + Date.now()) / 2);
  return { ...said, etag: answer.headers.get("ETag") };
}

export const csrf = () => /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";

// --- the clock ---

let last = "";

/** How many milliseconds the server's clock is ahead of this device's; 0 when they agree. */
export const clock_off = () => Number(recall("clock-off")) || 0;
const set_clock = (off) => remember("clock-off", Math.abs(off) > OFF ? Math.round(off) : 0);

export const now = () => new Date(Date.now() + clock_off());

/** The time of a new entry. Never the same twice on this device, so that its order is the order of making. */
export function next_moment() {
  const at = moment(now());
  last = at > last ? at : `${last.slice(0, 20)}${String(Number(last.slice(20, 26)) + 1).padStart(6, "0")}Z`;
  return last;
}

// --- sending ---

export const device = () => recall("device") ?? named(newId().slice(-12));

function named(name) {
  remember("device", name);
  return name;
}

/** Send everything a meeting holds; answers what the server said last. */
export function send(id, who, api = `/api/v1/meetings/${id}/`) {
  const turn = globalThis.navigator.locks ?? { request: (_name, work) => work() };
  return turn.request(`sotay-send-${id}`, async () => {
    let answer;
    do {
      const entries = batch(await store.waiting(id, who));
      const { seen = 0 } = (await store.meeting(id)) ?? {};
      if (!entries.length && answer) break;
      const bare = entries.map(({ id, act, data, at, seen }) => ({ id, act, data, at, seen }));
      answer = await ask(`${api}entries`, { body: { device: device(), who, seen, entries: bare } });
      await store.settle(id, who, answer);
    } while ((await store.waiting(id, who)).length);
    return answer;
  });
}

/** As much as goes at once: the first, and what follows while it is not too many nor too long. */
function batch(entries) {
  let length = 0;
  const fits = entries.findIndex((entry, place) => {
    length += JSON.stringify(entry.data).length;
    return place >= AT_ONCE || (place > 0 && length > LONG);
  });
  return fits < 0 ? entries : entries.slice(0, fits);
}

/** Keeps a meeting in step: sends at once what is new, asks for what others did, slower while nothing happens. */
export class Sync {
  constructor(id, who, told) {
    Object.assign(this, { id, who, told, api: `/api/v1/meetings/${id}/`, wait: FIRST, etag: "", trouble: "" });
    addEventListener("online", () => this.soon());
    addEventListener("offline", () => this.say(NETWORK));
    document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(this.timer) : this.soon()));
  }

  soon() {
    this.wait = FIRST;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.turn(), 50);
  }

  /** One turn: send what waits, else ask whether anything is new. */
  async turn() {
    try {
      const answer = (await store.waiting(this.id, this.who)).length ? await send(this.id, this.who) : await this.fetch();
      this.say("");
      if (answer) this.wait = FIRST;
      else this.wait = Math.min(this.wait * 1.3, LONGEST);
      this.told(Boolean(answer));
      if (await this.forms?.()) this.wait = FIRST;
    } catch (trouble) {
      this.say(cause_of(trouble) || NETWORK);
      this.wait = Math.min(this.wait * 2, LONGEST);
    }
    clearTimeout(this.timer);
    if (!document.hidden) this.timer = setTimeout(() => this.turn(), this.wait);
  }

  async fetch() {
    const { seen = 0 } = (await store.meeting(this.id)) ?? {};
    const answer = await ask(`${this.api}log?after=${seen}`, { etag: this.etag });
    if (!answer) return null;
    this.etag = answer.etag;
    await store.settle(this.id, this.who, answer);
    return answer;
  }

  say(trouble) {
    const changed = trouble !== this.trouble;
    this.trouble = trouble;
    if (changed) this.told(false);
  }
}
