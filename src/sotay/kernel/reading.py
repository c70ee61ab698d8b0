"""Who reads rows that belong to things of an app above: papers and documents, one by one and in lists.

A floor below keeps such rows and knows their place in the tree; what they are about lies above. An app above
says with a `Scope` which rows are about its things, and which of those somebody may read. Rows that no app
knows are read by the place they are at. `access_*` and every list go through the same condition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Q

from sotay.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Scope:
    """Rows about an app's things, and those of them that the actor may read. The latter decides alone."""

    known: Q
    readable: Q


Scoping = Callable[[Actor], Scope]


def readable_by(actor: Actor, scopes: Iterable[Scoping], by_place: Q) -> Q:
    """The rows the actor may read: of those an app knows what it says, of all others those `by_place`."""
    known = readable = Q(pk__in=[])
    for scoping in scopes:
        scope = scoping(actor)
        known |= scope.known
        readable |= scope.known & scope.readable
    return readable | (by_place & ~known)
