"""Ways out of the application. A channel is given a message and a person's addresses, and no more.

A message says that something waits, and where; what it is about stays inside. A gateway of another kind is a
class of this shape in `CHANNELS`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Protocol, TypeVar
from uuid import UUID

from django.utils.functional import Promise

from sotay.kernel.hooks import Hook
from sotay.notify.models import Reach

T = TypeVar("T")

SECONDS = 10
"""How long another server may take to connect or to say something."""
MOST_SECONDS = 20
"""How long one message may take, however slowly the other server drips."""


class Unavailable(Exception):  # noqa: N818 - says what is wrong with the other side
    """The other side cannot take anything at the moment: the whole channel rests for a while."""


class Refused(Exception):  # noqa: N818
    """The other side will never take this message to this address."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent. `id` is the same however often it is sent; `url` is absolute; `settings_url` is where
    its reader turns such messages off.
    """

    id: UUID
    title: str
    text: str
    url: str
    settings_url: str
    language: str


class Channel(Protocol):
    """One way out.

    `post` is called inside no transaction, with what `addresses` read before. It raises Unavailable or
    Refused; anything else that it raises counts as Unavailable.
    """

    code: str

    @property
    def words(self) -> str | Promise: ...

    def is_open(self) -> bool:
        """Whether the operator has set up what it needs."""

    def is_for(self, reach: Reach) -> bool:
        """Whether somebody is reached by it; `reach` is as `queries.reaches` answers it."""

    def addresses(self, reach: Reach) -> list[str]: ...

    def post(self, message: Message, addresses: list[str]) -> None: ...


CHANNELS: Hook[Channel] = Hook("notify.channels", "ways by which messages leave the application")


def open_channels() -> list[Channel]:
    return [channel for channel in CHANNELS if channel.is_open()]


def within(seconds: float, work: Callable[[], T]) -> T:
    """The answer of `work`, or Unavailable when it has none in time. Timeouts of sockets start again with
    each byte, so that a server which drips would hold the worker for ever; here only its thread waits.
    """
    answers: SimpleQueue[tuple[T | None, BaseException | None]] = SimpleQueue()

    def run() -> None:
        try:
            answers.put((work(), None))
        except BaseException as failure:
            answers.put((None, failure))

    threading.Thread(target=run, daemon=True, name="channel").start()
    try:
        answer, failure = answers.get(timeout=seconds)
    except Empty:
        raise Unavailable(f"no answer in {seconds:g} s") from None
    if failure is not None:
        raise failure
    return answer  # type: ignore[return-value]
