"""What every route of the interface for programs has in common: scopes, pages by cursor, refusals.

An app's routes are in its own `api.py`, on a `Reading` router that says which scope of a token opens it:

    router = Reading(Scope.TASKS, "Tasks that a meeting, a leader or the year's list gave.")

    @router.get("", response=Page[TaskOut])
    def tasks(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
        return page(request, queries.in_sight(actor_of(request)), paging)

`config.api` mounts them. See docs/api.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Annotated, Any, Generic, TypeVar

from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Field as ModelField
from django.db.models import QuerySet, TextChoices
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ninja import Field, Query, Router, Schema
from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from sotay.kernel.actor import Actor
from sotay.kernel.periods import Month

__all__ = ["MONTH", "Day", "Mount", "Page", "Paging", "Problem", "Query", "Reading", "Scope"]
__all__ += ["a_file", "actor_of", "month_of", "page", "says"]

T = TypeVar("T")

USUAL, MOST = 50, 200
"""Rows of a page when nothing is asked, and the most one may ask for."""
_SALT = "sotay.kernel.api.cursor"


class Scope(TextChoices):
    """What a token may be used for. Its person's own rights still decide what it finds there."""

    ME = "me", _("Who you are and the roles you hold")
    UNITS = "units", _("Units")
    MEMBERS = "members", _("Members and their records")
    MEETINGS = "meetings", _("Meetings, agendas and attendance")
    PAPERS = "papers", _("Minutes, resolutions and other papers")
    DOCUMENTS = "documents", _("Attached documents and the library")
    SEARCH = "search", _("Searching in all you may read")
    TASKS = "tasks", _("Tasks")
    PETITIONS = "petitions", _("Petitions")
    GUIDANCE = "guidance", _("Guidance from above")
    SCHEDULE = "schedule", _("Dates of meetings")
    SCORES = "scores", _("Scores of meetings")
    REVIEWS = "reviews", _("Reviews and ratings")
    SCHEMES = "schemes", _("Model cells and other schemes")
    REGISTERS = "registers", _("Registers of members")
    INSPECTIONS = "inspections", _("Inspections")
    SYNTHESES = "syntheses", _("Monthly syntheses")
    FIGURES = "figures", _("Figures")
    STATISTICS = "statistics", _("Statistics of members and their forms")
    PERIOD_REVIEWS = "period_reviews", _("Interim and final reviews of units")
    OVERSIGHT = "oversight", _("Observations of overseers")
    REGULATIONS = "regulations", _("Regulations")
    NOTICES = "notices", _("Your notices")
    NOTICES_WRITE = "notices.write", _("Mark your notices as read")
    TASKS_WRITE = "tasks.write", _("Report on your tasks")


class Problem(Exception):  # noqa: N818 - it is an answer, not an error
    """Why a request is not answered, as a sentence for whoever reads it. `config.api` makes a response."""

    def __init__(
        self, status: int, sentence: str | Promise, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(sentence)
        self.status, self.sentence, self.headers = status, sentence, dict(headers or {})


class Reading(Router):
    """Routes of an app that a token with `scope` opens, with a sentence on what they give."""

    def __init__(self, scope: Scope, about: str) -> None:
        self.scope, self.about, self.tag = scope, about, scope.value.partition(".")[0]
        super().__init__(tags=[self.tag])


@dataclass(frozen=True, slots=True)
class Mount:
    """A router and the address below /api/v1 it answers at."""

    prefix: str
    router: Reading = field(compare=False)


def says(about: str, example: Any, default: Any = ..., **bounds: Any) -> Any:
    """A field of a schema, with what it means and what it may look like."""
    return Field(default, description=about, examples=[example], **bounds)


def actor_of(request: HttpRequest) -> Actor:
    """Who asks, by a session or by a token; every route is behind one of them."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


class Paging(Schema):
    """How much of a list is asked for, and from where on."""

    limit: int = says("Rows of a page.", 50, USUAL, ge=1, le=MOST)
    cursor: str = says("`next` of the page before; empty for the first page.", "", "", max_length=1000)


class Page(Schema, Generic[T]):
    """One page of a list, and the cursor of the next."""

    items: list[T] = Field(description="The rows of this page.")
    next: str | None = Field(
        description="The cursor of the next page, for `cursor`; null when this is the last.", examples=[None]
    )


class BadCursor(Problem):
    def __init__(self) -> None:
        super().__init__(
            422,
            _(
                "This cursor is not of this list. Send the `next` of the page before, with the same filters "
                "and the same person, or leave it out to begin anew."
            ),
        )


def page(
    request: HttpRequest,
    rows: QuerySet[Any],
    paging: Paging,
    make: Callable[[list[Any]], Iterable[Any]] = iter,
    by: str = "-pk",
) -> dict[str, Any]:
    """A page of the rows in the order of one unique column, newest first where nothing is said.

    What comes in while somebody pages stands before or after the place reached, so that no row is given twice
    and none that was there is left out. `make` turns the rows of the page into what is answered, all at once,
    so that it may read what belongs to them in one query.
    """
    name = by.removeprefix("-")
    column = _column(rows, name)
    if paging.cursor:
        side = "lt" if by.startswith("-") else "gt"
        rows = rows.filter(**{f"{name}__{side}": _place(request, paging.cursor, column)})
    found = list(rows.order_by(by)[: paging.limit + 1])
    shown, more = found[: paging.limit], len(found) > paging.limit
    last = getattr(shown[-1], name) if more else None
    return {"items": list(make(shown)), "next": _cursor(request, last) if more else None}


def _column(rows: QuerySet[Any], name: str) -> ModelField[Any, Any]:
    meta = rows.model._meta
    found = meta.pk if name == "pk" else meta.get_field(name)
    assert isinstance(found, ModelField)  # noqa: S101 - a list is ordered by a column of its own
    return found


def _cursor(request: HttpRequest, value: Any) -> str:
    return signing.dumps([_list_of(request), str(value)], salt=_SALT, compress=True)


def _place(request: HttpRequest, cursor: str, column: ModelField[Any, Any]) -> Any:
    """The value the page before ended with. Raises BadCursor for one of another list, person or maker."""
    try:
        of, value = signing.loads(cursor, salt=_SALT)
        if of != _list_of(request):
            raise BadCursor
        return column.to_python(value)
    except (signing.BadSignature, ValidationError, ValueError, TypeError):
        raise BadCursor from None


def _list_of(request: HttpRequest) -> str:
    """Which list it is: its address, its filters and whose it is."""
    filters = sorted(
        (key, value) for key, several in request.GET.lists() for value in several if key not in _NO_FILTER
    )
    told = repr((request.path, filters, str(actor_of(request).account_id)))
    return sha256(told.encode()).hexdigest()[:16]


_NO_FILTER = {"cursor", "limit", "lang"}


MONTH = r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$"


def month_of(text: str) -> Month:
    """The month of a parameter that matches MONTH."""
    year, number = text.split("-")
    return Month(int(year), int(number))


def _written_day(given: Any) -> Any:
    """A number is no day: pydantic would read it as the seconds since 1970."""
    if isinstance(given, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", given, re.ASCII):
        raise PydanticCustomError("date", "is not written as a day")
    return given


Day = Annotated[date, BeforeValidator(_written_day)]
"""A day of a parameter, written as 2026-12-03 and in no other way."""


def a_file(media_type: str) -> dict[str, Any]:
    """For `openapi_extra` of a route that answers a file."""
    content = {media_type: {"schema": {"type": "string", "format": "binary"}}}
    return {"responses": {200: {"description": "The file.", "content": content}}}
