// Small things a device remembers, in localStorage. It may be full, or forbidden so that even asking throws: then they are
// remembered for as long as the page lives.

const here = new Map();

export function recall(key) {
  try {
    return localStorage.getItem(key) ?? here.get(key) ?? null;
  } catch {
    return here.get(key) ?? null;
  }
}

export function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    here.set(key, String(value));
  }
}

export function drop(key) {
  here.delete(key);
  try {
    localStorage.removeItem(key);
  } catch {
    // there is nothing to remove where nothing can be kept
  }
}
