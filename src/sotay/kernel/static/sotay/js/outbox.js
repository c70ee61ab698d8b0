// What a device has not sent goes up from whatever page is opened next; logging out forgets the rest.
//
// A room notes in localStorage that something waits, so that other pages load the sending part only then.

import { drop, recall } from "./memory.js";

const who = document.body.dataset.who;
const waits = () => who && recall(`unsent:${who}`);

async function send_all() {
  const [{ unsent }, { send }, { send_forms }] = await Promise.all(["store", "sync", "queue"].map((name) => import(`../../meetings/room/${name}.js`)));
  const held = await unsent(who);
  for (const meeting of held.keys()) {
    await send(meeting, who);
    await send_forms(meeting, who);
  }
  if (!(await unsent(who)).size) drop(`unsent:${who}`);
}

if (waits() && !document.getElementById("room")) {
  const quietly = () => send_all().catch(() => undefined); // no network yet: the next page tries again
  quietly();
  addEventListener("online", quietly);
}

document.addEventListener("submit", (event) => {
  if (!event.target.hasAttribute("data-forget") || !who || !("indexedDB" in globalThis)) return;
  if (event.target.dataset.forgotten) return;
  event.preventDefault();
  import("../../meetings/room/store.js")
    .then(({ forget }) => forget(who))
    .then(() => globalThis.caches?.delete("sotay-rooms"))
    .catch(() => undefined)
    .finally(() => {
      event.target.dataset.forgotten = "yes";
      event.target.requestSubmit(event.submitter ?? undefined);
    });
});
