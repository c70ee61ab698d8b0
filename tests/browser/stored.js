// What a database of the page's device keeps, by the names of the database and of its store. Nothing while the
// program has not made it: opened here first, it would be made without its stores, and the program's own opening
// would wait for ever. An evaluation has no time limit of its own, so this one does.
async ([name, store]) => {
  const answer = (request) => new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
    setTimeout(() => fail(new Error(`${name}: no answer from the device's storage in 15 seconds`)), 15_000);
  });
  const open = indexedDB.open(name);
  let missing = false;
  open.onupgradeneeded = () => {
    missing = true;
    open.transaction.abort();
  };
  let database;
  try {
    database = await answer(open);
  } catch (error) {
    if (missing) return [];
    throw error;
  }
  try {
    return await answer(database.transaction(store).objectStore(store).getAll());
  } finally {
    database.close();
  }
}
