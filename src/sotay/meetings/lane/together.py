"""Work that many threads ask for at once, done together by one of them.

The first to come begins; who comes meanwhile waits, and the next does the work of all who wait. Whoever is
answered leaves at once: did they have to wait for the next one to end, as behind a lock, each would find only
those who came in between, and groups would stay small however many ask.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Told = TypeVar("Told")


@dataclass(frozen=True, slots=True)
class Waiting(Generic[Asked, Told]):
    """What somebody asks for and what they are told. `turn` is set once it is told, and for the one whose
    turn it is to do the work.
    """

    asked: Asked
    told: Future[Told] = field(default_factory=Future)
    turn: Event = field(default_factory=Event)


class Together(Generic[Asked, Told]):
    """`work` answers for each of at most `most` at once, in their order; an exception in an answer's place is
    raised to the one who asked, and what `work` raises to all of them.
    """

    def __init__(self, work: Callable[[Sequence[Asked]], Sequence[Told | Exception]], most: int) -> None:
        self.work, self.most = work, most
        self.queue: list[Waiting[Asked, Told]] = []
        self.lock = Lock()
        self.busy = False

    def ask(self, one: Asked) -> Told:
        mine: Waiting[Asked, Told] = Waiting(one)
        if not self._join(mine):
            mine.turn.wait()
        if not mine.told.done():
            try:
                self.answer(self._take())
            finally:
                self._hand_over()
        return mine.told.result()

    def answer(self, taken: Sequence[Waiting[Asked, Told]]) -> None:
        told: Sequence[Told | Exception]
        try:
            told = self.work([each.asked for each in taken])
        except Exception as wrong:  # raised to each of them
            told = [wrong] * len(taken)
        for each, answer in zip(taken, told, strict=True):
            if isinstance(answer, Exception):
                each.told.set_exception(answer)
            else:
                each.told.set_result(answer)
            each.turn.set()

    def _join(self, mine: Waiting[Asked, Told]) -> bool:
        """Wait with the others; True for who finds nobody at work and begins."""
        with self.lock:
            self.queue.append(mine)
            begins, self.busy = not self.busy, True
        return begins

    def _take(self) -> list[Waiting[Asked, Told]]:
        with self.lock:
            taken = self.queue[: self.most]
            del self.queue[: self.most]
        return taken

    def _hand_over(self) -> None:
        with self.lock:
            following = self.queue[0] if self.queue else None
            self.busy = following is not None
        if following is not None:
            following.turn.set()
