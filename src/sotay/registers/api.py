"""Books kept on members, for programs. Mounted at /api/v1/registers.

Discipline is not here: each look at it is the look of a person, told to whom it is about.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Path as InPath
from ninja import Schema

from sotay.kernel.api import MONTH, Page, Paging, Query, Reading, Scope, actor_of, month_of, page, says
from sotay.registers import own
from sotay.registers.access import (
    access_badges,
    access_books,
    access_courses,
    access_dues,
    access_office_unit,
)
from sotay.registers.dues import queries as dues
from sotay.registers.honours import queries as honours
from sotay.registers.honours.models import Badge, Commendation
from sotay.registers.posts import queries as posts_of
from sotay.registers.posts.models import Post
from sotay.registers.training import queries as training
from sotay.registers.training.models import Course

router = Reading(Scope.REGISTERS, "Dues, badges, commendations, posts and training; never discipline.")


class PaymentOut(Schema):
    """Dues of a month."""

    month: str = says("The month.", "2026-12")
    amount: int = says("Dong.", 30000)
    collected_on: date = says("The day it was collected.", "2026-12-03")


class BadgeOut(Schema):
    """A badge on its way or awarded."""

    id: UUID = says("Id of the entry.", "018f0000-0000-7000-8000-000000000013")
    member: UUID = says("Id of the member.", "018f0000-0000-7000-8000-000000000003")
    name: str = says("Full name.", "Lê Thị Thu")
    years: int = says("30, 40, 45 ... years.", 30)
    status: str = says("proposed, forwarded or awarded.", "proposed")
    ceremony_on: date = says("The ceremony it is for.", "2027-02-03")
    awarded_on: date | None = says("When it was awarded.", None)
    decision_no: str = says("Number of the decision; may be empty.", "")


class CommendationOut(Schema):
    """A commendation of a member or of the cell."""

    id: UUID = says("Id of the entry.", "018f0000-0000-7000-8000-000000000014")
    member: UUID | None = says("Id of the member; null for the cell itself.", None)
    name: str = says("Of whom.", "Chi bộ tổ dân phố Hòa Bình")
    kind: str = says("Kind of commendation.", "praise")
    reason: str = says("What for.", "Hoàn thành xuất sắc nhiệm vụ")
    on: date = says("When.", "2026-12-03")


class PostOut(Schema):
    """A post held. Planned posts are shown on the page alone, to who keeps the roll."""

    id: UUID = says("Id of the entry.", "018f0000-0000-7000-8000-000000000015")
    member: UUID = says("Id of the member.", "018f0000-0000-7000-8000-000000000003")
    name: str = says("Full name.", "Lê Thị Thu")
    title: str = says("The post.", "Tổ trưởng tổ dân phố")
    place: str = says("Where.", "Tổ dân phố Hòa Bình")
    from_on: date = says("The first day.", "2022-03-01")
    until_on: date | None = says("The day it ended; null while it is held.", None)


class CourseOut(Schema):
    """A course, with how many of the unit's members are on it."""

    id: UUID = says("Id of the course.", "018f0000-0000-7000-8000-000000000016")
    title: str = says("What it is about.", "Bồi dưỡng nghiệp vụ công tác đảng")
    kind: str = says("Kind of course.", "party")
    from_on: date = says("The first day.", "2026-05-05")
    until_on: date | None = says("The last day.", "2026-05-07")
    people: int = says("Members of the unit on it.", 3)
    done: int = says("Of them those who completed it.", 3)


class OwnBooksOut(Schema):
    """What the books hold of you, without discipline."""

    payments: list[PaymentOut] = says("Dues paid, newest first.", [])
    badges: list[BadgeOut] = says("Badges.", [])
    commendations: list[CommendationOut] = says("Commendations.", [])
    posts: list[PostOut] = says("Posts held.", [])


class DuesLineOut(Schema):
    """A member on the list of dues."""

    member: UUID = says("Id of the member.", "018f0000-0000-7000-8000-000000000003")
    name: str = says("Full name.", "Nguyễn Văn An")
    status: str = says("paid, paid by another, exempt or not yet.", "paid")
    amount: int = says("Dong paid, else due; 0 when nobody has said.", 30000)


class DuesOut(Schema):
    """The dues of a cell's month."""

    cell: UUID = says("Id of the cell.", "018f0000-0000-7000-8000-000000000001")
    month: str = says("The month.", "2026-12")
    due: int = says("How many have to pay.", 24)
    total: int = says("Dong paid together.", 720000)
    items: list[DuesLineOut] = says("Who pays here.", [])


class CellDuesOut(Schema):
    """A cell's dues of a month. No names."""

    cell: UUID = says("Id of the cell.", "018f0000-0000-7000-8000-000000000001")
    name: str = says("Its name.", "Chi bộ tổ dân phố Hòa Bình")
    paid: int = says("How many paid.", 24)
    collected: int = says("Dong they paid together.", 720000)
    remitted: int | None = says("Dong it sent up; null while it has not.", 504000)
    remitted_on: date | None = says("On which day.", "2026-12-05")


class UnitDuesOut(Schema):
    """Dues of the cells below a unit in a month."""

    unit: UUID = says("Id of the unit.", "018f0000-0000-7000-8000-000000000004")
    month: str = says("The month.", "2026-12")
    cells: list[CellDuesOut] = says("Cells below it in order of names.", [])


class UnitDuesAsked(Schema):
    """Of which unit and month."""

    pk: UUID = says("A unit above cells whose figures you may see.", "018f0000-0000-7000-8000-000000000004")
    month: str = says("Month.", "2026-12", pattern=MONTH)


class DuesAsked(Schema):
    """Which list."""

    pk: UUID = says("Id of a cell whose dues you collect.", "018f0000-0000-7000-8000-000000000001")
    month: str = says("Month.", "2026-12", pattern=MONTH)


def _badges(rows: Iterable[Badge]) -> list[dict[str, Any]]:
    columns = ("years", "status", "ceremony_on", "awarded_on", "decision_no")
    return [
        {
            "id": row.pk,
            "member": row.member_id,
            "name": row.member.full_name,
            **{name: getattr(row, name) for name in columns},
        }
        for row in rows
    ]


def _commendations(rows: Iterable[Commendation]) -> list[dict[str, Any]]:
    return [
        {
            "id": row.pk,
            "member": row.member_id,
            "name": row.member.full_name if row.member else row.cell.name,
            "kind": row.kind,
            "reason": row.reason,
            "on": row.on,
        }
        for row in rows
    ]


def _posts(rows: Iterable[Post]) -> list[dict[str, Any]]:
    columns = ("title", "place", "from_on", "until_on")
    return [
        {
            "id": row.pk,
            "member": row.member_id,
            "name": row.member.full_name,
            **{name: getattr(row, name) for name in columns},
        }
        for row in rows
    ]


def _courses(rows: Iterable[Course]) -> list[dict[str, Any]]:
    columns = ("title", "kind", "from_on", "until_on", "people", "done")
    return [{"id": row.pk, **{name: getattr(row, name) for name in columns}} for row in rows]


@router.get("/own", response=OwnBooksOut, summary="Your own books")
def own_books(request: HttpRequest) -> dict[str, Any]:
    """What the books hold of you: the newest dues, badges, commendations and posts."""
    actor = actor_of(request)
    if actor.member_id is None:
        raise Http404
    books = own.of(actor.member_id, timezone.localdate())
    return {
        "payments": [
            {"month": str(row.month), "amount": row.amount, "collected_on": row.collected_on}
            for row in books.payments
        ],
        "badges": _badges(books.badges),
        "commendations": _commendations(books.commendations),
        "posts": _posts(row for row in books.posts if row.kind == Post.Kind.HELD),
    }


@router.get("/dues/{uuid:pk}/{month}", response=DuesOut, summary="Dues of a cell's month")
def dues_of(request: HttpRequest, asked: InPath[DuesAsked]) -> dict[str, Any]:
    """Who paid, for who collects the dues of the cell."""
    cell = access_dues(actor_of(request), asked.pk)
    listed = dues.month_list(cell, month_of(asked.month))
    return {
        "cell": cell.pk,
        "month": asked.month,
        "due": listed.due,
        "total": listed.total,
        "items": [
            {
                "member": line.member.pk,
                "name": line.member.full_name,
                "status": line.status,
                "amount": line.amount,
            }
            for line in listed.lines
        ],
    }


@router.get("/units/{uuid:pk}/dues/{month}", response=UnitDuesOut, summary="Dues below a unit")
def dues_below(request: HttpRequest, asked: InPath[UnitDuesAsked]) -> dict[str, Any]:
    """How many paid in each cell and what was remitted, for the office above; never who."""
    unit = access_office_unit(actor_of(request), asked.pk)
    return {
        "unit": unit.pk,
        "month": asked.month,
        "cells": [
            {
                "cell": row.cell.pk,
                "name": row.cell.name,
                "paid": row.paid,
                "collected": row.collected,
                "remitted": row.remittance.remitted if row.remittance else None,
                "remitted_on": row.remittance.made_on if row.remittance else None,
            }
            for row in dues.unit_month(unit, month_of(asked.month))
        ],
    }


@router.get("/badges/{uuid:pk}", response=Page[BadgeOut], summary="Badges of a unit")
def badges(request: HttpRequest, pk: UUID, paging: Query[Paging]) -> dict[str, Any]:
    """Badges on their way or awarded in a cell, or in all cells below a unit."""
    unit = access_badges(actor_of(request), pk)
    return page(request, honours.on_their_way(unit), paging, _badges)


@router.get("/commendations/{uuid:pk}", response=Page[CommendationOut], summary="Commendations of a cell")
def commendations(request: HttpRequest, pk: UUID, paging: Query[Paging]) -> dict[str, Any]:
    """Commendations of a cell and its members."""
    cell = access_books(actor_of(request), pk)
    rows = honours.commendations_of(cell).select_related("member", "cell")
    return page(request, rows, paging, _commendations)


@router.get("/posts/{uuid:pk}", response=Page[PostOut], summary="Posts of a cell's members")
def posts(request: HttpRequest, pk: UUID, paging: Query[Paging]) -> dict[str, Any]:
    """Posts that members of a cell hold or held."""
    cell = access_books(actor_of(request), pk)
    return page(request, posts_of.of_cell(cell, planned=False), paging, _posts)


@router.get("/courses/{uuid:pk}", response=Page[CourseOut], summary="Courses of a unit")
def courses(request: HttpRequest, pk: UUID, paging: Query[Paging]) -> dict[str, Any]:
    """Courses of a unit and of those above it."""
    unit = access_courses(actor_of(request), pk)
    return page(request, training.for_unit(unit), paging, _courses)
