// "I am here" goes by the lane, so that a hall that checks in at once is not kept waiting.
//
// `<form data-check-in="/where/to/go/then/">` inside `<any data-ticket="…">` is sent with the ticket. The server answers
// when it is written: then the page goes on. What is refused is said in `[data-check-in-said]`. A server that is full is
// asked again after the time it says, and the form says "please wait" meanwhile. Anything else (no ticket, no longer let
// in, no network) sends the form as it is, as without a script. Sending twice is harmless: one is present once.

const ADDRESS = "/lane/check-in/";
const MOST = 20; // askings of a full server, a minute or so; then the form goes the ordinary way

document.addEventListener("submit", (event) => {
  const form = event.target;
  const ticket = form.matches("[data-check-in]") && form.closest("[data-ticket]")?.dataset.ticket;
  if (!ticket || event.defaultPrevented) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form, event.submitter));
  body.delete("csrfmiddlewaretoken");
  send(form, event.submitter, ticket, body);
});

async function send(form, button, ticket, body) {
  if (form.dataset.sending) return;
  form.dataset.sending = "yes";
  for (let times = 0; times < MOST; times++) {
    let answer;
    try {
      answer = await fetch(ADDRESS, { method: "POST", headers: { "X-Ticket": ticket }, body, credentials: "same-origin" });
    } catch {
      break;
    }
    if (answer.status === 200) {
      const { done, said } = await answer.json();
      if (done) return location.assign(form.dataset.checkIn);
      delete form.dataset.sending;
      return say(form, said);
    }
    if (answer.status !== 503) break;
    say(form, form.dataset.wait);
    const seconds = Number(answer.headers.get("Retry-After")) || 3;
    await new Promise((resolve) => setTimeout(resolve, seconds * 1_000 * (0.85 + Math.random() * 0.3)));
  }
  delete form.dataset.sending;
  if (button?.name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value }));
  form.submit();
}

function say(form, words) {
  const line = form.querySelector("[data-check-in-said]");
  line.hidden = false;
  line.lastElementChild.textContent = words;
}
