// The receipt of a secret ballot: kept on the voter's device from the moment the ballot goes in, and used
// after the count to mark the voter's own line in the list of ballots.
//
// It came with the empty ballot (<form data-ballot="id">, field `receipt`: "LETTERS:signature") and is shown
// on no screen before the count. It lies beside the drafts of keep.js, under the account, and is forgotten
// with them: at log-out, or after 14 days. "Show as mine" writes another receipt over it and keeps nothing of
// the former one, so that neither the page nor the phone can be made to prove how somebody voted.

const who = document.body.dataset.who;
const keyOf = (ballot) => `keep:${who}:ballot:${ballot}`;

/** localStorage may be full or forbidden; the ballot goes in without it. */
function quietly(work) {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function keep(ballot, receipt) {
  quietly(() => localStorage.setItem(keyOf(ballot), JSON.stringify({ receipt, at: Date.now() })));
}

const kept = (ballot) => quietly(() => JSON.parse(localStorage.getItem(keyOf(ballot))))?.receipt;

// On the document, because the page may renew the form while it is open.
document.addEventListener("submit", ({ target }) => {
  const { ballot } = target.dataset;
  const receipt = ballot && target.elements.receipt?.value.split(":")[0];
  if (receipt) keep(ballot, receipt);
});

const list = document.querySelector("[data-ballots]");
if (list) {
  const lines = [...list.querySelectorAll("[data-receipt]")];
  const said = document.querySelector("[data-said]");

  const mark = (receipt) => {
    const own = lines.find((line) => line.dataset.receipt === receipt);
    for (const line of lines) {
      line.querySelector("[data-own]").hidden = line !== own;
      line.querySelector("[data-mine]").hidden = !own || line === own;
    }
    document.querySelector("[data-none]").hidden = Boolean(own);
    return own;
  };

  list.addEventListener("click", ({ target }) => {
    const line = target.closest("[data-mine]")?.closest("[data-receipt]");
    if (!line) return;
    keep(list.dataset.ballots, line.dataset.receipt);
    mark(line.dataset.receipt);
    said.textContent = said.dataset.words;
    line.tabIndex = -1; // the button that had the focus is gone
    line.focus();
  });
  mark(kept(list.dataset.ballots));
}
