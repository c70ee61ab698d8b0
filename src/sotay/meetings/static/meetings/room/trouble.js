// Why something could not be done on this device: one name for each cause, and a sentence of the page for each name.

export const [FULL, BLOCKED, INSECURE, NETWORK, LOG_IN, NOT_OURS, SERVER] = [
  "full", "blocked", "insecure", "network", "log_in", "not_ours", "server",
];

export class NotLoggedIn extends Error {}
export class NotForUs extends Error {}
/** The browser keeps nothing for this page: storage is switched off, or the window is private. */
export class Blocked extends Error {}
/** The address begins with http://, where browsers keep no pages. */
export class Insecure extends Error {}
/** Something answered, but not what was asked for. */
export class ServerFailed extends Error {}

const FORBIDDEN = new Set(["SecurityError", "InvalidStateError", "MissingAPIError", "OpenFailedError", "NotAllowedError", "UnknownError", "DatabaseClosedError"]);
const SILENCE = new Set(["TypeError", "TimeoutError", "AbortError", "NetworkError"]);

/** The cause of an error; "" when it is a fault of ours. Dexie wraps what the database said, sometimes twice. */
export function cause_of(trouble) {
  const within = [trouble, trouble?.inner, trouble?.inner?.inner, ...(trouble?.failures ?? [])].filter(Boolean);
  const is = (kind) => within.some((each) => each instanceof kind);
  const called = (names) => within.some((each) => names.has(each.name));
  if (called(new Set(["QuotaExceededError"]))) return FULL;
  if (is(NotLoggedIn)) return LOG_IN;
  if (is(NotForUs)) return NOT_OURS;
  if (is(Insecure)) return INSECURE;
  if (is(Blocked) || called(FORBIDDEN)) return BLOCKED;
  if (is(ServerFailed)) return SERVER;
  return called(SILENCE) ? NETWORK : "";
}
