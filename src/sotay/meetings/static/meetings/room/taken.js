// The meetings this device took along, for the page that is shown when there is no network.

import { fill, part } from "./parts.js";
import { ROOMS } from "./carry.js";

const list = document.getElementById("taken");
const { Dexie } = await import("../../sotay/vendor/dexie.js");
const db = await new Dexie("sotay").open();
const kept = new Set((await (await caches.open(ROOMS)).keys()).map((request) => new URL(request.url).pathname));

for (const { meeting } of await db.table("meetings").toArray()) {
  if (!kept.has(meeting.room)) continue;
  const row = part("taken");
  fill(row, { title: meeting.title, place: [meeting.cell, meeting.place].filter(Boolean).join(" · ") });
  row.querySelector("a").href = meeting.room;
  list.append(row);
}
document.getElementById("none-taken").hidden = list.children.length > 0;
