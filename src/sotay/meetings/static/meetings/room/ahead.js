// From any page that names a meeting of tomorrow or today, the meeting comes along by itself, so that the room opens in a
// hall without a network though nobody thought of it: `<p data-take-along="<id>" data-worker="/sw.js">`, which says so then.

import { carry, is_stale } from "./carry.js";
import * as store from "./store.js";

const who = document.body.dataset.who;

async function take_along({ takeAlong: id, worker }) {
  const known = await store.meeting(id);
  if (known?.who !== who || is_stale(known.carried, Date.now())) await carry(id, who, worker);
}

for (const each of document.querySelectorAll("[data-take-along]"))
  take_along(each.dataset).then(() => say_so(each)).catch((trouble) => console.info(trouble)); // the room says what stood in the way

function say_so(line) {
  const words = line.querySelector("[data-words]");
  words.textContent = words.dataset.words;
  line.hidden = false;
}
