// This device: the small sign of the network and of what is unsent, and the sheet behind it. The meeting comes along by itself
// from the day before.

import { drop, remember } from "../../sotay/js/memory.js";
import { carry, is_stale, told_of } from "./carry.js";
import { fill, rows } from "./parts.js";
import { title_of } from "./queue.js";
import * as store from "./store.js";
import { clock_off, now } from "./sync.js";
import { cause_of } from "./trouble.js";

const DAY = 86_400_000;
const SETTLING = 4_000; // a network that is away for less is not told

export class Device {
  constructor(page, words, say, { id, who, worker }) {
    Object.assign(this, { page, words, say, id, who, worker, shown: "" });
    this.sign = page.querySelector("#sign");
    this.sheet = page.querySelector("#sheet-device");
  }

  /** What has not been sent, of entries and of forms, and what keeps it here. */
  paint(entries, forms, trouble, bundle) {
    const { say, who } = this;
    const all = [...entries, ...forms];
    const waiting = all.filter((each) => each.status === store.WAITING);
    const refused = all.filter((each) => each.status === store.REFUSED);
    const off = Math.round(Math.abs(clock_off()) / 60_000);
    const kept = [
      waiting.length ? say("waiting", { n: waiting.length }) : "",
      refused.length ? say("refused", { n: refused.length }) : "",
    ].filter(Boolean);
    fill(this.sheet, {
      outbox: kept.join(" · ") || say("sent"),
      network: trouble ? say(`while_${trouble}`) : "",
      clock: off ? say("clock_off", { minutes: off }) : "",
    });
    this.sheet.querySelector('[data-slot="outbox"]').className = `chip ${refused.length ? "late" : waiting.length ? "wait" : "ok"}`;
    this.sheet.querySelector('[data-slot-box="unsent"]').hidden = !kept.length;
    this.sheet.querySelector('[data-slot="refused-hint"]').hidden = !refused.length;
    const impossible = bundle.now && now() < Date.parse(bundle.now) - DAY; // before the server spoke when this was taken along
    fill(this.page.querySelector("#room"), {
      "clock-wrong": impossible ? say("clock_wrong", { day: now().toLocaleDateString("vi-VN") }) : "",
      "refused-notice": refused.length ? say("refused_notice", { n: refused.length }) : trouble && trouble !== "network" ? say(`while_${trouble}`) : "",
    });
    if (waiting.length) remember(`unsent:${who}`, waiting.length);
    else drop(`unsent:${who}`);
    this.unsent(entries, [...refused, ...waiting]);
    this.show(refused.length ? "refused" : trouble ? "offline" : waiting.length ? "waiting" : "sent", waiting.length, refused.length);
  }

  /** A sign that flickers tells nothing: one that gets worse waits until it has lasted. */
  show(state, waiting, refused) {
    clearTimeout(this.settling);
    const draw = () => {
      this.shown = state;
      this.sign.dataset.state = state;
      const said = this.say(`sign_${state}`, { n: state === "refused" ? refused : waiting });
      fill(this.sign, { sign: said });
      this.announce(state, said);
    };
    if (["offline", "waiting"].includes(state) && this.shown === "sent") this.settling = setTimeout(draw, SETTLING);
    else draw();
  }

  /** Read out politely when the network goes and when it is back, and not with every entry that waits. */
  announce(state, said) {
    const line = this.page.querySelector("#sign-said");
    const kind = state === "waiting" ? "sent" : state;
    if (this.announced && this.announced !== kind) line.textContent = kind === "sent" ? this.say("network_back") : said;
    this.announced = kind;
  }

  unsent(entries, unsent) {
    const seats = entries.find((entry) => entry.act === "opened")?.data.seats ?? []; // also where that was refused
    rows(this.sheet.querySelector('[data-list="unsent"]'), "unsent", unsent, (entry) => entry.id, (row, entry) => {
      const { member, speaker, speaker_name, text } = entry.data ?? { text: title_of(entry) };
      const seat = seats.find((each) => each.member === (member ?? speaker));
      fill(row, { what: this.words[entry.form ? `form_${entry.form}` : `act_${entry.act}`] ?? "", name: seat?.name ?? speaker_name, text, reason: entry.reason });
      row.querySelector("button").hidden = entry.status !== store.REFUSED;
    });
  }

  // --- without a network ---

  /** What was taken along, and until when it is safe. */
  async carried({ carried, papers, meeting }, state) {
    const early = carried && Date.parse(carried.until) < Date.parse(meeting.planned_at);
    this.page.querySelector('[data-slot="again"]').hidden = !early || Boolean(state.opened_at);
    for (const [box, shown] of [["carry-first", !carried], ["carry-again", carried]]) this.sheet.querySelector(`[data-slot-box="${box}"]`).hidden = !shown;
    fill(this.sheet, { carried: carried ? await told_of(carried, this.say) : this.say("comes_along") });
    const until = carried && new Date(carried.until).toLocaleDateString("vi-VN", { day: "2-digit", month: "2-digit", year: "numeric" });
    for (const line of this.page.querySelectorAll("[data-carried]")) {
      line.hidden = !carried;
      line.querySelector("span").textContent = carried ? this.say("here_already", { day: until }) : "";
    }
    rows(this.sheet.querySelector('[data-list="papers"]'), "paper", papers, (paper) => paper.url, (row, paper) => {
      fill(row, { title: paper.title });
      row.querySelector("a").href = paper.url;
    });
  }

  /** Take the meeting along; the cause when that failed is said beside the button. Answers what was kept, or null. */
  async carry() {
    fill(this.sheet, { "trouble-carrying": "" });
    try {
      return await carry(this.id, this.who, this.worker);
    } catch (trouble) {
      const cause = cause_of(trouble);
      if (!cause) throw trouble;
      fill(this.sheet, { "trouble-carrying": this.say("not_carried", { why: this.say(`cause_${cause}`) }) });
      return null;
    }
  }

  /** Whether the meeting should come along now without anybody asking: it is tomorrow, or today, or going on. */
  is_due({ carried, meeting, stage, papers }, now) {
    if (!["preparing", "open"].includes(stage)) return false;
    const midnight = new Date(Date.parse(meeting.planned_at)).setHours(0, 0, 0, 0);
    if (now < midnight - DAY) return false;
    return is_stale(carried, Date.now()) || carried.papers !== papers.length;
  }
}
