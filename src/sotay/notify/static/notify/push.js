// "Hiện thông báo trên máy này": asks the browser for an address its own message service takes messages at.

const card = document.getElementById("push");
const headers = { "Content-Type": "application/json", "X-CSRFToken": card?.dataset.token };

function show(state) {
  for (const part of card.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== state;
  if (state === "failed") card.querySelector("[data-when=off]").hidden = false;
}

const possible = () => isSecureContext && "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis;

function bytes(key) {
  const text = atob(key.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

const same = (one, other) => one.byteLength === other.byteLength && new Uint8Array(one).every((value, index) => value === other[index]);

async function registered() {
  await navigator.serviceWorker.register(card.dataset.worker, { scope: "/", type: "classic" });
  return navigator.serviceWorker.ready;
}

/** Whether the server sends to this address for whoever reads the page. */
async function is_known(endpoint) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint)));
  return card.dataset.known.split(" ").includes([...digest].map((byte) => byte.toString(16).padStart(2, "0")).join(""));
}

/** The browser's subscription under our key; one under another key, from before the server's secret changed, ends. */
async function subscribed(manager) {
  const key = bytes(card.dataset.key);
  const found = await manager.getSubscription();
  if (found && (!found.options.applicationServerKey || same(found.options.applicationServerKey, key))) return found;
  if (found) await found.unsubscribe();
  return manager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

async function tell(subscription) {
  const answer = await fetch(card.dataset.add, { method: "POST", credentials: "same-origin", headers, body: JSON.stringify(subscription) });
  if (!answer.ok) throw new Error(`the address was not taken: ${answer.status}`);
}

async function turn_on() {
  try {
    if ((await Notification.requestPermission()) !== "granted") return show(Notification.permission === "denied" ? "denied" : "off");
    await tell(await subscribed((await registered()).pushManager));
    location.reload();
  } catch {
    show("failed");
  }
}

async function look() {
  if (!possible()) return show("impossible");
  if (Notification.permission === "denied") return show("denied");
  if (Notification.permission !== "granted") return show("off");
  try {
    const manager = (await registered()).pushManager;
    const found = await manager.getSubscription();
    if (!found || !(await is_known(found.endpoint))) return show("off");
    const now = await subscribed(manager);
    if (now !== found) await tell(now);
    show("on");
  } catch {
    show("failed");
  }
}

if (card) {
  card.querySelector("[data-turn-on]").addEventListener("click", turn_on);
  await look();
}
