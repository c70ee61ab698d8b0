// After a log-out no page comes back from the browser's memory: phones are shared.
//
// Browsers keep the last pages whole for the Back button, whatever has become of the session since. One that is
// brought back is asked for anew, when somebody has logged out after it was opened.

import { recall, remember } from "./memory.js";

const LEFT = "left-at";

document.addEventListener("submit", ({ target }) => {
  if (target.hasAttribute("data-forget")) remember(LEFT, Date.now());
});

addEventListener("pageshow", ({ persisted }) => {
  if (!persisted || !(Number(recall(LEFT)) > performance.timeOrigin)) return;
  document.body.hidden = true;
  location.reload();
});
