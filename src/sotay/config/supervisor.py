"""What `sotay serve` does while it serves: what dies is started again, the clock runs, and jobs are done.

granian ends the whole server when a worker dies twice within seconds. Here only the dead worker is started
again, after a pause that grows while it goes on dying, and the others serve meanwhile. All of it happens in
the main thread, because `end_with_starter` follows the thread that starts a process.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from granian.server import Server

from sotay.config.processes import end_with_starter, how_it_ended

TICK = 0.5
"""Seconds between two looks at the workers and the clock."""

PAUSES = (0.0, 0.25, 0.5, 1.0, 2.0, 4.0, 5.0)
"""Seconds before a worker is started again: after its first death, its second in a row, and so on."""

SETTLED = 60
"""A worker that lived so many seconds had started well: its next death is a first one again."""

LONGEST_CLOCK = 30 * 60
"""Seconds after which a run of the clock is taken to hang."""

LONGEST_JOB = 10
"""Seconds a job may go on after the server was told to stop."""


@dataclass(slots=True)
class Recovery:
    """How often a process died in a row, and when it is started again (None while it lives)."""

    name: str
    deaths: int = 0
    due: float | None = None

    def plan(self, what: str, *, lived: float = 0) -> None:
        """It died, or did not start: say so on stderr, and start it again after a pause that grows.

        `lived` is for how many seconds it had; after SETTLED of them this is a first death again.
        """
        self.deaths = 1 if lived > SETTLED else self.deaths + 1
        pause = PAUSES[min(self.deaths, len(PAUSES)) - 1]
        self.due = time.monotonic() + pause
        how_often = "" if self.deaths == 1 else f", {self.deaths} times in a row"
        when = f"in {pause:g} s" if pause else "at once"
        tell(f"{self.name} {what}{how_often}; starting it again {when}")

    @property
    def is_due(self) -> bool:
        return self.due is not None and time.monotonic() >= self.due


class SupervisedServer(Server):  # type: ignore[misc, valid-type]  # which class it is depends on the interpreter
    """granian's server with another answer to workers that die. See `tests/test_serve.py`."""

    def __init__(self, *args: Any, beside: Sequence[Beside], **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.beside = beside
        self.recoveries: dict[int, Recovery] = {}

    def _serve_loop(self, spawn_target: Callable[..., None], target_loader: Callable[..., Any]) -> None:
        """In the place of granian's own loop; it ends when a signal says so, and then only."""
        while not self.interrupt_signal:
            self.main_loop_interrupt.wait(TICK)
            self.main_loop_interrupt.clear()
            if self.interrupt_signal:
                break
            if self.reload_signal:
                self._reload(spawn_target, target_loader)
            for index, worker in enumerate(self.wrks):
                if not worker.is_alive() and self._is_due(index, worker):
                    self._start_again(index, spawn_target, target_loader)
            for each in self.beside:
                each.tick()
        self.interrupt_children.clear()  # a server told to stop has not failed, whatever happened before
        for each in self.beside:
            each.stop()

    def _is_due(self, index: int, worker: Any) -> bool:
        recovery = self.recoveries.setdefault(index, Recovery(f"worker {index + 1}"))
        if recovery.due is None:
            recovery.plan(how_it_ended(worker.inner.exitcode), lived=time.monotonic() - worker.birth)
        return recovery.is_due

    def _start_again(
        self, index: int, spawn_target: Callable[..., None], target_loader: Callable[..., Any]
    ) -> None:
        recovery = self.recoveries[index]
        try:
            worker = self._spawn_worker(idx=index, target=spawn_target, callback_loader=target_loader)
            worker.start()
        except OSError as wrong:  # no room for one more process, say
            recovery.plan(f"cannot start: {wrong.strerror}")
            return
        self.wrks[index], recovery.due = worker, None


class Beside(Protocol):
    """What runs beside the workers of the server."""

    def tick(self) -> None:
        """See to it; called every TICK seconds."""

    def stop(self) -> None:
        """End it: the server is stopping."""


class Clock:
    """Calls `sotay run-due` every so many minutes, each time in a process of its own; 0 is never."""

    def __init__(self, minutes: int) -> None:
        self.every = minutes * 60
        self.next = time.monotonic() + self.every
        self.started = 0.0
        self.child: subprocess.Popen[bytes] | None = None

    def tick(self) -> None:
        """Start the next run when it is time, and end one that hangs."""
        now = time.monotonic()
        if self.child is not None and self.child.poll() is None:
            if now - self.started > LONGEST_CLOCK:
                tell(f"the clock has not ended after {LONGEST_CLOCK // 60} minutes, and is ended")
                self.child.kill()
            return
        if self.every and now >= self.next:
            self.next, self.started = now + self.every, now
            try:
                self.child = subprocess.Popen(RUN_DUE)  # noqa: S603 - our own command
            except OSError as wrong:
                tell(f"the clock cannot start: {wrong.strerror}")

    def stop(self) -> None:
        """End a run that is under way; what it had not done yet is done next time."""
        end(self.child, seconds=5)


class JobWorker:
    """Keeps one `sotay work` running, and starts it again when it dies, after a pause that grows."""

    def __init__(self) -> None:
        self.child: subprocess.Popen[bytes] | None = None
        self.started = 0.0
        self.recovery = Recovery("the worker that does jobs", due=0.0)

    def tick(self) -> None:
        """Start it when it is time, and say so when it died."""
        if self.child is not None and (status := self.child.poll()) is not None:
            self.child = None
            self.recovery.plan(how_it_ended(status), lived=time.monotonic() - self.started)
        if self.child is None and self.recovery.is_due:
            try:
                self.child, self.started = subprocess.Popen(WORK), time.monotonic()  # noqa: S603 - our own command
            except OSError as wrong:
                self.recovery.plan(f"cannot start: {wrong.strerror}")
            else:
                self.recovery.due = None

    def stop(self) -> None:
        """Let it finish the job at hand; one that takes longer is done again by the next worker."""
        end(self.child, seconds=LONGEST_JOB)


def end(child: subprocess.Popen[bytes] | None, seconds: float) -> None:
    """Ask a process to end, and end it when it has not after so many seconds."""
    if child is None or child.poll() is not None:
        return
    child.terminate()
    try:
        child.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


OWN_COMMAND = (sys.executable, "-m", "sotay.config.cli")
RUN_DUE = [*OWN_COMMAND, "run-due", "--quiet", "--end-with-starter"]
WORK = [*OWN_COMMAND, "work", "--end-with-starter"]


def load_application(starter: int, _target: str) -> Any:
    """What granian calls in each worker, for the application that it serves."""
    end_with_starter(starter)
    from sotay.config.wsgi import application  # noqa: PLC0415 - made in the worker

    return application


def tell(line: str) -> None:
    print(f"sotay serve: {line}", file=sys.stderr, flush=True)  # noqa: T201 - the operator's log
