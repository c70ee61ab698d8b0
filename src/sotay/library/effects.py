"""Whether a document is in force, and what one document may say of another. Pure: no Django."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sotay.kernel.text import search_key

NONE, COMING, IN_FORCE, ENDED, REPLACED, WITHDRAWN = (
    "none",
    "coming",
    "in_force",
    "ended",
    "replaced",
    "withdrawn",
)

REPLACES, AMENDS, BASED_ON = "replaces", "amends", "based_on"

Node = TypeVar("Node")


@dataclass(frozen=True, slots=True)
class Term:
    """From when until when a document holds, both days included; `begins` None: from the day it is dated.

    `lays_down` is False for what only informs. `replaced_on` is the first day on which another stands in
    its place.
    """

    dated: date
    begins: date | None = None
    ends: date | None = None
    replaced_on: date | None = None
    lays_down: bool = True

    @property
    def first_day(self) -> date:
        return self.begins or self.dated


def effect(term: Term, day: date) -> str:
    """One of NONE, COMING, IN_FORCE, ENDED and REPLACED, as it stands on a day.

    A replacement counts from its own first day: until then the older document holds.
    """
    if term.replaced_on is not None and term.replaced_on <= day:
        return REPLACED
    if not term.lays_down and term.begins is None and term.ends is None:
        return NONE
    if term.ends is not None and term.ends < day:
        return ENDED
    return COMING if day < term.first_day else IN_FORCE


def closes_a_circle(edges: Mapping[Node, Iterable[Node]], source: Node, target: Node) -> bool:
    """Whether `source` saying something of `target` would lead back to `source`.

    `edges` are those there are, from each document to those it says the same of.

    >>> closes_a_circle({"b": ["a"]}, "a", "b"), closes_a_circle({"b": ["a"]}, "c", "b")
    (True, False)
    """
    seen: set[Node] = set()
    waiting = [target]
    while waiting:
        node = waiting.pop()
        if node == source:
            return True
        if node not in seen:
            seen.add(node)
            waiting.extend(edges.get(node, ()))
    return False


def number_key(number: str) -> str:
    """A number as it is compared: without marks, spaces and leading zeros, dashes of all kinds alike.

    >>> number_key("Số 05 – NQ/ĐU") == number_key("5-nq/đu")
    True
    """
    key = re.sub(r"[\s._\u2010-\u2015-]+", "-", search_key(number)).strip("-")
    key = re.sub(r"-*/-*", "/", key.removeprefix("so-"))
    return re.sub(r"(?<!\d)0+(?=\d)", "", key)
