"""Optimistic locking: what a page was made from, so that nothing newer is written over unread.

A form that changes something existing carries in its hidden field `seen` a short digest of each value it was
made from (`BaseForm.made_from`); a button that does something to a thing carries one digest of it all
(`Edited.stamp`). When it arrives, the thing is locked and read again in the transaction of the write, and
what differs from `seen` was changed meanwhile. See docs/forms.md.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any, Generic, TypeVar

from django.db import models, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from sotay.kernel.refusal import Refusal

SEEN = "seen"
"""The name of the hidden field, and of the parameter of an undo address."""

Values = Mapping[str, Any]
T = TypeVar("T")
R = TypeVar("R")


def digest(value: Any) -> str:
    """Eight hexadecimal digits of a value: enough to see that it changed, and nothing of what it is."""
    text = canonical(value).encode("utf-8", "replace")
    return blake2b(text, digest_size=4).hexdigest()


def canonical(value: Any) -> str:
    """A value as text, the same before and after a browser and the database had it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", "\n".join(value.splitlines())).strip()
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, Mapping):
        return json.dumps({str(key): canonical(one) for key, one in value.items()}, sort_keys=True)
    if isinstance(value, Iterable):
        return json.dumps([canonical(one) for one in value]) if (value := list(value)) else ""
    return str(value)


@dataclass(frozen=True, slots=True)
class Change:
    """The last change of a thing. `what` is what was done, as a sentence without its subject."""

    by: str
    at: datetime
    what: str = ""
    own: bool = False  # made by the reader, on another page

    @property
    def when(self) -> str:
        """19:05, with the day when it was not today."""
        at = timezone.localtime(self.at)
        return f"{at:%H:%M}" if at.date() == timezone.localdate() else f"{at:%H:%M, %d/%m/%Y}"


class Stale(Refusal):
    """Somebody changed what the page was made from, after it was made."""

    def __init__(self, change: Change | None = None, sentence: str | Promise = "") -> None:
        super().__init__(sentence or _sentence(change))


def _sentence(change: Change | None) -> str:
    if change is None:
        return _("This was changed after the page was opened. Look at it as it is now, then go on.")
    said = {"who": change.by, "at": change.when, "what": change.what}
    if change.own:
        return (
            _("You changed this yourself at %(at)s on another page. Look at it as it is now, then go on.")
            % said
        )
    if change.what:
        sentence = _(
            "After this page was opened, at %(at)s: %(who)s %(what)s. Look at it as it is now, then go on."
        )
        return sentence % said
    return _("%(who)s changed this at %(at)s. Look at it as it is now, then go on.") % said


class Edited(Generic[T]):
    """A thing that a form or a button changes: its values as pages show them, how it is locked, and who
    changed it last.

    `values` names what the page depends on: values of the form's own fields are merged field by field; of
    any other only the digest is kept, and a change of it is told. `lock` holds the thing until the
    transaction ends and answers it as it is now; it may raise a Refusal when it can no longer be changed.
    """

    def __init__(
        self,
        thing: T,
        values: Callable[[T], Values],
        *,
        lock: Callable[[T], T],
        changed: Callable[[str], Change | None] = lambda _field: None,
    ) -> None:
        self.thing, self._values, self._lock, self.changed = thing, values, lock, changed
        self._now: Values | None = None

    def now(self) -> Values:
        """The values as they were read; several forms of a page read them once."""
        if self._now is None:
            self._now = self._values(self.thing)
        return self._now

    def locked(self) -> Values:
        """The values as they are now, which stay so until the transaction ends."""
        self.thing = self._lock(self.thing)
        self._now = None
        return self.now()

    def stamp(self) -> str:
        """One digest of all values: what a button carries."""
        return digest(self.now())

    def carry_out(self, request: HttpRequest, act: Callable[[], R]) -> R:
        """Do what a button asks for, when the thing is still as its page showed it. Raises Stale.

        A request without a digest comes from no page of ours and asks for no check.
        """
        with transaction.atomic():
            self.refuse_if_changed(request)
            return act()

    @transaction.atomic
    def refuse_if_changed(self, request: HttpRequest) -> None:
        """For what is too long to be done while the thing is locked. Raises Stale."""
        seen = request.POST.get(SEEN) or request.GET.get(SEEN)
        if seen and seen != digest(self.locked()):
            raise Stale(self.changed(""))


def written(seen: Mapping[str, str]) -> str:
    """The digests of several values in one hidden field."""
    return " ".join(f"{name}={one}" for name, one in seen.items())


def read(text: str) -> dict[str, str]:
    """What `written` wrote; of anything else what can be read."""
    pairs = (part.partition("=") for part in text.split())
    return {name: one for name, sep, one in pairs if sep}
