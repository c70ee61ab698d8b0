"""Printing papers before the transaction that issues them: printing is slow, and a write must be short.

What is printed is known only at the end of that transaction, which gives the numbers and notes the last
signature. So `issue` runs it once to learn what is to be printed, takes it back, prints, and runs it again
with the prints; once more when somebody else has changed something meanwhile. What goes wrong in printing is
told in a sentence, and written where the operator looks. A print has a name nobody
knows before, so that it never lies over another, and is removed when no row names it.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from sotay.kernel.refusal import Refusal
from sotay.papers.layout import Layout
from sotay.papers.models import IssuedPaper, place_of_file, store
from sotay.papers.renderers import FILES
from sotay.papers.structure import Paper

logger = logging.getLogger("sotay.papers")

T = TypeVar("T")

ATTEMPTS = 20
"""Each fails only when another paper of that cell was issued while this one was printed."""


class CannotPrint(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _(
                "This paper cannot be printed: the program met an error, which the operator finds in the "
                "service's output. Its words are kept, and nothing else was changed."
            )
        )


def printed(ending: str, paper: Paper, layout: Layout, *, draft: bool = False) -> bytes:
    """The paper as a file of that ending, "pdf" or "docx". Raises CannotPrint."""
    make, _media_type = FILES[ending]
    try:
        return make(paper, layout, draft=draft)
    except Exception as wrong:
        logger.exception("“%s %s” cannot be printed as %s", paper.title, paper.header.issuer, ending)
        raise CannotPrint from wrong


class OthersAreIssuing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Others are issuing papers at this moment. Please try again in a minute."))


@dataclass(frozen=True, slots=True)
class Print:
    """A PDF that is kept: what it shows, the name of its file and its hash."""

    final: Paper
    layout: Layout
    name: str
    sha256: str


class Prints:
    """The prints of the papers that one transaction issues, by the papers' ids."""

    def __init__(self) -> None:
        self.kept: dict[UUID, Print] = {}
        self.wanted: list[tuple[IssuedPaper, Paper, Layout]] = []

    def of(self, issued: IssuedPaper, final: Paper, layout: Layout) -> tuple[str, str]:
        """Name and hash of the paper's file; empty, and noted as wanted, while there is none of that text."""
        kept = self.kept.get(issued.pk)
        if kept is not None and (kept.final, kept.layout) == (final, layout):
            return kept.name, kept.sha256
        self.wanted.append((issued, final, layout))
        return "", ""

    def draw(self) -> None:
        """Print what is wanted."""
        for issued, final, layout in self.wanted:
            self._remove(self.kept.pop(issued.pk, None))
            made = printed("pdf", final, layout)
            name = store().save(place_of_file(issued, ""), ContentFile(made))
            self.kept[issued.pk] = Print(final, layout, name, hashlib.sha256(made).hexdigest())
        self.wanted.clear()

    def remove(self) -> None:
        """Remove every print: no row names them."""
        for kept in self.kept.values():
            self._remove(kept)

    def _remove(self, kept: Print | None) -> None:
        if kept is not None:
            store().delete(kept.name)


class _NotPrinted(Exception):  # noqa: N818 - takes the transaction back, and is seen by nobody
    pass


def issue(write: Callable[[Prints], T]) -> T:
    """Run `write` in a transaction of its own that issues papers; it may run several times.

    Raises what `write` raises, and OthersAreIssuing.
    """
    prints = Prints()
    try:
        for _attempt in range(ATTEMPTS):
            try:
                with transaction.atomic():
                    result = write(prints)
                    if prints.wanted:
                        raise _NotPrinted
            except _NotPrinted:
                prints.draw()
            else:
                return result
        raise OthersAreIssuing
    except BaseException:
        prints.remove()
        raise
