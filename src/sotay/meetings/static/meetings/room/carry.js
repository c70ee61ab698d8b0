// "Tải về máy": the page of the room, its files and the papers, kept so that they open with no network.

import * as store from "./store.js";
import { ask } from "./sync.js";
import { Blocked, Insecure, ServerFailed } from "./trouble.js";

export const ROOMS = "sotay-rooms";
const STALE = 43_200_000; // what was taken along half a day ago is fetched again where there is a network

export const is_stale = (carried, now) => !carried?.at || now - carried.at > STALE;

/** Takes the meeting along. Answers what was kept: {members, papers, bytes, until}. Throws what stood in the way (trouble.js). */
export async function carry(id, who, worker) {
  if (!isSecureContext) throw new Insecure();
  if (!("serviceWorker" in navigator) || !("caches" in globalThis)) throw new Blocked();
  const bundle = await ask(`/api/v1/meetings/${id}/bundle`);
  await navigator.serviceWorker.register(worker, { scope: "/", type: "classic" });
  await navigator.serviceWorker.ready;
  await store.keep(who, bundle);
  const cache = await caches.open(ROOMS);
  const kept = await Promise.all([bundle.meeting.room, ...bundle.papers.map((paper) => paper.url)].map((url) => keep(cache, url)));
  await navigator.storage?.persist?.();
  const bytes = kept.reduce((sum, size) => sum + size, JSON.stringify(bundle).length);
  const { seats = [] } = bundle.opening.seats ? bundle.opening : (bundle.entries.find((entry) => entry.act === "opened")?.data ?? {});
  const carried = { members: seats.length, papers: bundle.papers.length, bytes, until: bundle.safe_until, at: Date.now() };
  await store.note(id, { carried });
  return carried;
}

async function keep(cache, url) {
  const answer = await fetch(url, { credentials: "same-origin", redirect: "error" });
  if (!answer.ok) throw new ServerFailed(`${url} answered ${answer.status}`);
  const body = await answer.clone().blob();
  await cache.put(url, answer);
  return body.size;
}

/** A paper that was taken away, or purged because it should never have been there, leaves the device as well. */
export async function leave_behind(before, papers) {
  const stay = new Set(papers.map((paper) => paper.url));
  const gone = before.filter((paper) => !stay.has(paper.url));
  if (gone.length) await Promise.all(gone.map(async (paper) => (await caches.open(ROOMS)).delete(paper.url)));
}

/** What was taken along, in words. */
export async function told_of(carried, say) {
  const mega = Math.max(0.1, carried.bytes / 1_048_576).toLocaleString("vi-VN", { maximumFractionDigits: 1 });
  const day = new Date(carried.until).toLocaleDateString("vi-VN", { day: "2-digit", month: "2-digit", year: "numeric" });
  return say("carried", { ...carried, size: `${mega} MB`, day });
}
