"""Papers as they are found: minutes, resolutions and the others, without what a person said.

Of minutes only what the meeting did is looked through: titles of items, what was put forward, motions, the
conclusion. Statements, notes and what people reported are read in the minutes and searched by nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.kernel.actor import Actor
from sotay.kernel.rows import in_batches
from sotay.kernel.search import Readers, SearchRecord, Source, readers_of
from sotay.papers import queries
from sotay.papers.access import readable_by
from sotay.papers.models import IssuedPaper
from sotay.papers.structure import Block, Heading, Items, Paper, Paragraph, Table

MINUTES, RESOLUTION, PAPER = "minutes", "resolution", "paper"
_KINDS = {"BB": MINUTES, "NQ": RESOLUTION}

_OF_MINUTES = ("text:", "motion:", "elected:", "conclusion")
"""Keys of the paragraphs of minutes that are the meeting's own words."""
_OF_A_PERSON = ("statement", "note:", "opinion", "words:")
"""What blocks that hold somebody's words begin with, in any paper."""


def records(ids: Collection[UUID] | None) -> Iterator[SearchRecord]:
    rows = IssuedPaper.objects.select_related("cell").order_by("pk")
    found = rows if ids is None else rows.filter(pk__in=ids)
    for papers in in_batches(found.iterator(chunk_size=200), 200):
        readers = readers_of({paper.about_id for paper in papers})
        for paper in papers:
            yield _record(paper, readers.get(paper.about_id, Readers()))


def _record(paper: IssuedPaper, readers: Readers) -> SearchRecord:
    """One whose content this version cannot read is found by its title."""
    try:
        content = queries.content(paper)
        day, text = content.header.day, " ".join(_texts(content))
    except (KeyError, ValueError, TypeError):
        day, text = timezone.localdate(paper.created_at), ""
    return SearchRecord(
        id=paper.pk,
        kind=_KINDS.get(paper.kind, PAPER),
        title=paper.title,
        number=paper.number_text,
        day=day,
        url=paper.get_absolute_url(),
        text=text,
        units=(paper.cell_id, *readers.units),
        members=readers.members,
        trees=readers.trees,
    )


def readable(actor: Actor, ids: Collection[UUID]) -> set[UUID]:
    rows = IssuedPaper.objects.filter(readable_by(actor), pk__in=ids).order_by()
    return set(rows.values_list("pk", flat=True))


def touched(about: UUID) -> Iterable[UUID]:
    rows = IssuedPaper.objects.filter(Q(pk=about) | Q(about_id=about)).order_by()
    return rows.values_list("pk", flat=True)


def _texts(paper: Paper) -> Iterator[str]:
    for block in paper.blocks:
        if not block.key.startswith(_OF_A_PERSON):
            yield from _texts_of(block, is_minutes=paper.kind == "BB")


def _texts_of(block: Block, *, is_minutes: bool) -> Iterator[str]:
    match block:
        case Heading(text=text):
            yield text
        case Paragraph(text=text, key=key) if not is_minutes or key.startswith(_OF_MINUTES):
            yield text
        case Items(texts=texts) if not is_minutes:
            yield from texts
        case Table(rows=rows, caption=caption) if not is_minutes:
            yield caption
            for row in rows:
                yield from row


SOURCE = Source(
    "papers",
    {MINUTES: _("Minutes"), RESOLUTION: _("Resolutions"), PAPER: _("Other papers")},
    records,
    readable,
    touched,
)
