// Time that runs between two answers of the server: how long somebody speaks, how long an item takes.
//
// `data-seconds` and `data-minutes` are what the server counted when it drew the element; from there this page's
// own stop-watch goes on, because the clock of a phone may be wrong. The words come with the element.

const drawn = new WeakMap();

function secondsSince(element) {
  if (!drawn.has(element)) drawn.set(element, performance.now());
  return (performance.now() - drawn.get(element)) / 1000;
}

function tick() {
  for (const each of document.querySelectorAll("[data-seconds]")) {
    const seconds = Math.floor(Number(each.dataset.seconds) + secondsSince(each));
    each.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }
  for (const each of document.querySelectorAll("[data-minutes]")) {
    const minutes = Math.floor(Number(each.dataset.minutes) + secondsSince(each) / 60);
    const over = minutes > Number(each.dataset.planned);
    const words = each.dataset.words.replace("{n}", minutes);
    if (each.textContent === words) continue;
    each.textContent = words;
    each.className = `chip ${over ? "late" : "info"}`;
    const bar = each.closest("section").querySelector("progress.bar");
    bar.value = minutes;
    bar.classList.toggle("over", over);
    const said = each.closest("section").querySelector("[data-over]");
    if (said && over && !said.textContent) said.textContent = said.dataset.over; // read out once, and stays
  }
}

setInterval(() => document.hidden || tick(), 1000);
