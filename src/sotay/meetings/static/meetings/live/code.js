// The code on the conductor's screen changes by itself, and counts who has come.
//
// Asked often for the count, it answers 304 while nothing is new; at the end of its half minute the code is asked
// for at once. Hidden, it rests. The screen is kept awake where the browser can. A code that is too old to be
// accepted is taken off the screen, so that nobody scans it in vain.

const OFTEN = 4_000;
const TOO_OLD = 30_000;
const root = document.querySelector("[data-code]");
const part = (name) => root.querySelector(`[data-code-${name}]`);
const bar = root.querySelector("progress");
const left = part("left");

let etag = "";
let until = performance.now() + Number(root.dataset.expiresIn) * 1000;
let timer;
let awake;

const parsed = (markup) => [...new DOMParser().parseFromString(markup, "text/html").body.childNodes];

function show(code) {
  root.dataset.codeUrl = code.url;
  part("picture").replaceChildren(...parsed(code.svg));
  part("digits").textContent = code.digits;
  part("counts").replaceChildren(...parsed(code.counts));
  until = performance.now() + code.expires_in * 1000;
}

async function ask() {
  clearTimeout(timer);
  if (document.hidden) return;
  try {
    const answer = await fetch(root.dataset.code, {
      headers: etag ? { "If-None-Match": etag } : {}, cache: "no-store", credentials: "same-origin",
    });
    if (answer.status === 200) {
      const code = await answer.json();
      if (code.over) return location.reload();
      etag = answer.headers.get("ETag") || "";
      show(code);
    } else if (answer.status !== 304) throw new Error(`code: ${answer.status}`);
  } catch {
    // No network for the moment; `tick` says so once the code is too old.
  }
  const wait = until - performance.now();
  timer = setTimeout(ask, wait > 0 ? Math.min(OFTEN, wait + 50) : OFTEN);
}

function tick() {
  const wait = until - performance.now();
  const seconds = Math.max(0, Math.ceil(wait / 1000));
  bar.value = seconds;
  left.textContent = left.dataset.words.replace("{n}", seconds);
  const stuck = wait < -TOO_OLD;
  part("stuck").hidden = !stuck;
  part("picture").hidden = part("digits").hidden = stuck;
}

async function keepAwake() {
  try {
    awake = await navigator.wakeLock?.request("screen");
  } catch {
    awake = undefined; // low battery, or not allowed: the screen goes dark as it always did
  }
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return clearTimeout(timer);
  if (!awake || awake.released) keepAwake();
  ask();
});
setInterval(() => document.hidden || tick(), 1000);
tick();
keepAwake();
ask();
