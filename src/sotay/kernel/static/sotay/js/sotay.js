// What the pages gain from JavaScript. Every page works without it; each module is one behaviour.
import "./display.js"; // before once.js: its form is not sent
import "./dialog.js";
import "./once.js";
import "./keep.js";
import "./fresh.js";
import "./notices.js";
import "./reveal.js";
import "./unfold.js";
import "./outbox.js";
import "./left.js";
