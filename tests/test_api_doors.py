"""Programs see what the pages show, and no more: every route, for everybody of the demo ward and everything
in it, opens where the page of the same thing does; and lists hold what opens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests import crawl, ward
from tests.sessions import log_in
from tests.test_api import Program

from sotay.accounts.models import Account
from sotay.accounts.queries import actor_for
from sotay.assignments.models import Task
from sotay.config.api import api
from sotay.guidance.models import Guidance
from sotay.inspections.models import Inspection
from sotay.integration import actions
from sotay.kernel.actor import Can
from sotay.kernel.api import Scope
from sotay.library.models import Document, LibraryEntry
from sotay.meetings.models import Meeting
from sotay.members.models import Member
from sotay.notify.models import Notice
from sotay.oversight.models import Observation
from sotay.papers.models import IssuedPaper
from sotay.period_reviews.models import PeriodReview
from sotay.petitions.models import Petition
from sotay.report_builder.models import SavedReport
from sotay.reviews.models import CellRound, Review
from sotay.schemes.models import Registration, Scheme
from sotay.statistics.models import FormReturn
from sotay.syntheses.models import Synthesis
from sotay.units.models import Unit

MOST = 7
"""Rows of a kind that are opened by everybody; lists are compared whole."""
MONTH, PERIOD, DAY = "2026-11", "2026-Q4", "2026-11-03"


@dataclass(frozen=True)
class Door:
    """A route about a thing, and the page of the same thing."""

    route: str
    of: type[Model]
    page: Callable[[Any], str]
    most: int = MOST


def named(name: str, *more: str, query: str = "") -> Callable[[Any], str]:
    return lambda row: reverse(name, args=[row.pk, *more]) + query


DOORS = [
    Door("/units/{pk}", Unit, named("units:unit")),
    Door("/members/{pk}", Member, named("members:member")),
    Door("/meetings/{pk}", Meeting, named("meetings:meeting")),
    *(
        Door(f"/meetings/{{pk}}/{part}", Meeting, named("meetings:step", step))
        for part, step in (
            *(("agenda", "prepare"), ("attendance", "start"), ("papers", "after")),
            ("votes", "close"),
        )
    ),
    Door("/meetings/{pk}/handbook", Meeting, named("integration:handbook")),
    Door("/meetings/{pk}/handbook.zip", Meeting, named("integration:handbook_file"), most=2),
    Door("/papers/{pk}", IssuedPaper, named("papers:paper")),
    Door("/papers/{pk}/pdf", IssuedPaper, named("papers:paper"), most=2),
    Door("/papers/{pk}/docx", IssuedPaper, named("papers:paper"), most=2),
    Door("/documents/{pk}", Document, named("library:document")),
    Door("/library/{pk}", LibraryEntry, lambda row: row.get_absolute_url()),
    Door("/documents/{pk}/file", Document, named("library:document")),
    Door("/tasks/{pk}", Task, named("assignments:task")),
    Door("/petitions/{pk}", Petition, named("petitions:petition")),
    Door("/guidance/{pk}", Guidance, named("guidance:letter")),
    Door("/guidance/{pk}/use", Guidance, named("guidance:use")),
    Door("/statistics/{pk}", Unit, named("statistics:unit")),
    Door("/statistics/{pk}/forms/{period}", Unit, named("statistics:forms", query=f"?period={PERIOD}")),
    Door("/statistics/forms/{pk}", FormReturn, named("statistics:form")),
    Door("/period-reviews/{pk}", PeriodReview, named("period_reviews:review")),
    Door("/reports/{pk}", SavedReport, named("report_builder:saved")),
    Door("/schedule/{pk}/{month}", Unit, named("schedules:schedule", query=f"?month={MONTH}")),
    Door("/schedule/themes/{pk}", Unit, named("schedules:themes")),
    Door("/tasks/years/{pk}", Unit, named("assignments:year")),
    Door("/tasks/late/{pk}", Unit, named("assignments:late")),
    Door("/scores/units/{pk}/{month}", Unit, named("scoring:unit", query=f"?month={MONTH}")),
    Door("/schemes/counts/{pk}", Unit, named("schemes:counts")),
    Door("/registers/units/{pk}/dues/{month}", Unit, named("registers:dues_unit", query=f"?month={MONTH}")),
    Door("/boards/{pk}/months/{month}", Unit, named("reports:board", query=f"?month={MONTH}")),
    Door("/boards/{pk}/days/{day}", Unit, named("reports:day", query=f"?day={DAY}")),
    Door("/oversight/{pk}", Observation, named("oversight:observation")),
    Door("/oversight/units/{pk}", Unit, named("oversight:unit")),
    Door("/oversight/cells/{pk}", Unit, named("oversight:cell")),
    Door("/scores/meetings/{pk}", Meeting, named("scoring:sheet")),
    Door("/scores/cells/{pk}", Unit, named("scoring:cell")),
    Door("/reviews/{pk}", Review, named("reviews:review")),
    Door("/reviews/rounds/{pk}", CellRound, named("reviews:cell_round")),
    Door("/schemes/{pk}", Scheme, named("schemes:scheme")),
    Door("/schemes/registrations/{pk}", Registration, named("schemes:registration")),
    Door("/registers/dues/{pk}/{month}", Unit, named("registers:dues", query=f"?month={MONTH}")),
    Door("/registers/badges/{pk}", Unit, named("registers:badges")),
    Door("/registers/commendations/{pk}", Unit, named("registers:commendations")),
    Door("/registers/posts/{pk}", Unit, named("registers:posts")),
    Door("/registers/courses/{pk}", Unit, named("registers:courses")),
    Door("/forms/ha-noi/{pk}/{month}", Unit, named("reports:board")),
    Door("/inspections/{pk}", Inspection, named("inspections:inspection")),
    Door("/inspections/{pk}/conclusion", Inspection, named("inspections:conclusion")),
    Door("/syntheses/{pk}", Synthesis, named("syntheses:synthesis")),
    Door("/notices/{pk}", Notice, named("notify:notice")),
]
LISTS = {
    # list: (what opens one of it, rows it could hold)
    "/units": ("units:unit", Unit),
    "/meetings": ("meetings:meeting", Meeting),
    "/papers": ("papers:paper", IssuedPaper),
    "/documents": ("library:document", Document),
    "/library": (LibraryEntry.get_absolute_url, LibraryEntry),
    "/tasks": ("assignments:task", Task),
    "/petitions": ("petitions:petition", Petition),
    "/guidance": ("guidance:letter", Guidance),
    "/oversight": ("oversight:observation", Observation),
    "/statistics/forms": ("statistics:form", FormReturn),
    "/period-reviews": ("period_reviews:review", PeriodReview),
    "/reports": ("report_builder:saved", SavedReport),
    "/reviews": ("reviews:review", Review),
    "/schemes": ("schemes:scheme", Scheme),
    "/schemes/registrations": ("schemes:registration", Registration),
    "/inspections": ("inspections:inspection", Inspection),
    "/inspections/published": ("inspections:conclusion", Inspection),
    "/syntheses": ("syntheses:synthesis", Synthesis),
    "/notices": ("notify:notice", Notice),
}
OTHERWISE = {
    "/me": "is about oneself; test_api",
    "/members": "lists who sits in cells of one's reach; compared below",
    "/registers/own": "is about oneself; compared below",
    "/figures": "compared below",
    "/figures/catalogue": "the same for everybody",
    "/oversight/calendar": "is about oneself; compared below",
    "/regulations": "the same for everybody but doubts; compared below",
    "/regulations/{slug}": "the same for everybody but doubts; compared below",
    "/reports/table": "compared below",
    "/reports/{pk}/table": "the table of what /reports/{pk} opens; test_api_reading",
    "/search": "finds things of all the others; test_search_reading",
    "/tasks/{pk}/report": "writes; test_api_writing",
    "/notices/{pk}/read": "writes; test_api_writing",
    **{
        f"/meetings/{{pk}}/{part}": "for the device of who conducts, by session alone; test_doors"
        for part in ("bundle", "log", "entries")
    },
}
OPENS = {200, 302, 410}


@pytest.fixture
def people(monkeypatch, settings, caplog) -> Iterator[dict[str, tuple[Program, Client]]]:
    """Everybody of the demo ward: a program with every scope, and the pages."""
    caplog.set_level("CRITICAL", logger="django.request")
    settings.API_PER_MINUTE = 1_000_000
    moment = datetime.combine(ward.TODAY, time(8), timezone.get_current_timezone())
    with time_machine.travel(moment, tick=True):
        ward.load(monkeypatch)
        yield {name: (_program(name), log_in(name)) for name in crawl.PEOPLE}


def _program(name: str) -> Program:
    account = Account.objects.get(username=name)
    until = timezone.localdate() + timedelta(days=10)
    actor = actor_for(account, timezone.localdate())
    given = {"name": "x", "scopes": Scope.values, "until": until}
    return Program(actions.make_token(by=actor, account=account, **given)[1])


def test_every_route_is_compared():
    """A new route fails here until it has its page, or a reason to have none."""
    routes = {path.removeprefix("/api/v1") for path in api.get_openapi_schema()["paths"]}
    known = {door.route for door in DOORS} | LISTS.keys() | OTHERWISE.keys()
    assert routes - known == set()
    assert known - routes == set()


def _status(program: Program, route: str, pk: Any) -> int:
    return program.get(f"/api/v1{route.format(pk=pk, month=MONTH, period=PERIOD, day=DAY)}").status_code


def _rows(model: type[Model], most: int = MOST) -> list[Any]:
    """Some of each, spread over all there are."""
    rows = list(model._default_manager.order_by("pk"))
    rows = [row for row in rows if getattr(row, "base", True)]  # of a paper without words nothing opens
    return rows[:: max(1, len(rows) // most)]


People = dict[str, tuple[Program, Client]]


def opens_alike(people: People) -> Iterator[str]:
    """What opens for a program opens as a page, and the other way round."""
    both = {True: 0, False: 0}
    for name, (program, pages) in people.items():
        for door in DOORS:
            for row in _rows(door.of, door.most):
                shown = pages.get(door.page(row)).status_code
                answered = _status(program, door.route, row.pk)
                both[shown in OPENS] += 1
                if _differs(door, row, shown, answered):
                    yield f"{name} {door.route} {row!r} ({row.pk}): page {shown}, program {answered}"
    assert min(both.values()) > 200, "somebody opens something, and somebody does not"


def _differs(door: Door, row: Any, shown: int, answered: int) -> bool:
    if door.route.startswith("/schedule") and row.kind in {"province", "centre"}:
        return (shown == 404) != (answered == 404)  # a program is told to ask for a ward
    if shown == 409 or answered == 409:
        return shown != answered
    return (shown in OPENS) != (answered in OPENS)


def _listed(program: Program, path: str, **asked: Any) -> set[str]:
    """The ids of a whole list, page by page; none for a list that is not for the person."""
    found: set[str] = set()
    cursor: str | None = ""
    while cursor is not None:
        status, told = program.ask(path, limit=200, cursor=cursor, **asked)
        if status == 404:
            return set()
        assert status == 200, (path, told)
        ids = {row["id"] for row in told["items"]}
        assert len(ids) == len(told["items"])
        assert not found & ids
        found, cursor = found | ids, told["next"]
    return found


def lists_hold_what_opens(people: People) -> Iterator[str]:
    some = 0
    for name, (program, pages) in people.items():
        for path, (view, model) in LISTS.items():
            listed = _listed(program, path)
            some += len(listed)
            for row in _rows(model):
                page = view(row) if callable(view) else reverse(view, args=[row.pk])
                opens = pages.get(page).status_code in OPENS
                if opens != (str(row.pk) in listed):
                    yield f"{name} {path} {row!r} ({row.pk}): opens {opens}"
    assert some > 500


def members_are_those_of_the_page(people: People) -> Iterator[str]:
    for name, (program, pages) in people.items():
        page = pages.get("/members/?print=1")
        cell = page.context["chosen"].cell if page.status_code == 200 else None
        told = _listed(program, "/members", **({"cell": cell.pk} if cell else {}))
        shown = {str(row.member.pk) for row in page.context["rows"]} if page.status_code == 200 else set()
        if told != shown or (page.status_code == 404) != (program.ask("/members")[0] == 404):
            yield f"{name} /members: {len(told)} told, {len(shown)} shown"


def figures_are_for_who_opens_the_board(people: People) -> Iterator[str]:
    for name, (program, pages) in people.items():
        for unit in _rows(Unit):
            shown = pages.get(reverse("reports:board", args=[unit.pk])).status_code
            answered = program.ask("/figures", unit=unit.pk, first=MONTH, last=MONTH)[0]
            if answered != shown:
                yield f"{name} /figures {unit}: {answered} instead of {shown}"
            asked = {"period": MONTH, "by": "month", "figures": "held"}
            answered = program.ask("/reports/table", unit=unit.pk, **asked)[0]
            if answered != shown:
                yield f"{name} /reports/table {unit}: {answered} instead of {shown}"
        page, own = pages.get("/registers/"), program.ask("/registers/own")[0]
        if own != (200 if page.context["mine"] else 404):
            yield f"{name} /registers/own: {own}"


def nobody_above_reads_what_waits_for_the_report(people: People) -> Iterator[str]:
    """The office sees a meeting before its report, and none of what was said in it."""
    program, _pages = people["phuong"]
    actor = actor_for(Account.objects.get(username="phuong"), timezone.localdate())
    opened = Meeting.objects.filter(opened_at__isnull=False).exclude(stage="reported")
    checked = 0
    for meeting in opened.select_related("cell"):
        told = program.ask(f"/meetings/{meeting.pk}")[1]
        if told.get("may_read", True) or not actor.may(Can.SEE_MEETING, meeting.cell.path):
            continue
        checked += 1
        if program.ask(f"/meetings/{meeting.pk}/papers")[1]["items"]:
            yield f"{meeting}: papers before the report"
        roll = program.ask(f"/meetings/{meeting.pk}/attendance")[1]
        if {seat["reason"] for seat in roll["start"] + roll["end"]} - {None}:
            yield f"{meeting}: reasons before the report"
    assert checked


def statistics_say_what_the_page_says(people: People) -> Iterator[str]:
    """Every number of the page, and hidden where the page hides it."""
    hidden = shown = 0
    for name, (program, pages) in people.items():
        for unit in _rows(Unit):
            page = pages.get(reverse("statistics:unit", args=[unit.pk]))
            if page.status_code != 200:
                continue
            there = page.context
            tables = [*there["people"], *there["leaders"], *there["organisations"], *there["typed"]]
            wanted = [
                [[number.value, number.about] for line in table.lines for number in line.numbers]
                for table in tables
            ]
            wanted.append([[line.numbers[0].value, line.numbers[0].about] for line in there["units"]])
            told = program.ask(f"/statistics/{unit.pk}")[1]
            answered = [
                [[n["value"], n["about"]] for line in table["lines"] for n in line["numbers"]]
                for table in told["tables"]
            ]
            answered.append([[line["members"]["value"], line["members"]["about"]] for line in told["units"]])
            if answered != wanted or told["members"]["value"] != there["members"].value:
                yield f"{name} /statistics {unit}"
            values = [value for table in answered for value, _about in table]
            hidden += values.count(None)
            shown += len(values) - values.count(None)
    assert hidden, "the test shows nothing"
    assert shown > 1000


def forms_say_what_the_page_says(people: People) -> Iterator[str]:
    compared = 0
    for name, (program, pages) in people.items():
        for row in _rows(FormReturn):
            page = pages.get(row.get_absolute_url())
            if page.status_code != 200:
                continue
            told = program.ask(f"/statistics/forms/{row.pk}")[1]
            numbers = {
                f"{line['key']}.{cell['column']}": cell["value"]
                for line in told["rows"]
                for cell in line["cells"]
                if not cell["missing"]
            }
            shown = page.context["shown"]
            if numbers != shown.numbers or bool(told["fingerprint"]) != bool(page.context["fingerprint"]):
                yield f"{name} /statistics/forms {row}"
            compared += len(numbers)
    assert compared > 20, "what is hidden from whom: test_api_reading"


def reviews_tell_their_rules_to_who_writes_them(people: People) -> Iterator[str]:
    both = set()
    for name, (program, pages) in people.items():
        for row in _rows(PeriodReview):
            page = pages.get(row.get_absolute_url())
            if page.status_code != 200:
                continue
            told = program.ask(f"/period-reviews/{row.pk}")[1]["sentences"]
            both.add(told is None)
            if (told is None) == page.context["writes"]:
                yield f"{name} {row}: sentences for who only reads, or none for who writes"
    assert both == {True, False}


def calendars_and_regulations_are_those_of_the_page(people: People) -> Iterator[str]:
    visits = 0
    doubts = set()
    for name, (program, pages) in people.items():
        page = pages.get(f"/oversight/calendar/?month={MONTH}")
        status, told = program.ask("/oversight/calendar", month=MONTH)
        if page.status_code != status:
            yield f"{name} /oversight/calendar: page {page.status_code}, program {status}"
        elif status == 200:
            shown = [str(each.meeting.pk) for each in page.context["calendar"].visits]
            visits += len(shown)
            if [each["meeting"] for each in told["visits"]] != shown:
                yield f"{name} /oversight/calendar: other meetings"
        texts = pages.get("/regulations/", {"lang": "en"}).context["texts"]
        status, told = program.ask("/regulations")
        if [text.slug for text in texts] != [each["slug"] for each in told["items"]]:
            yield f"{name} /regulations: other texts"
        for text in texts:
            shown = pages.get(f"/regulations/{text.slug}/", {"lang": "en"}).context["text"]
            told = program.ask(f"/regulations/{text.slug}")[1]
            said = [(each["key"], each["value"], each["source"], each["doubt"]) for each in told["points"]]
            if said != [(each.key, each.value, each.source, each.doubt) for each in shown.points]:
                yield f"{name} /regulations/{text.slug}: other points"
            doubts |= {bool(doubt) for *_said, doubt in said}
    assert visits
    assert doubts == {True, False}


CHECKS = (
    statistics_say_what_the_page_says,
    forms_say_what_the_page_says,
    reviews_tell_their_rules_to_who_writes_them,
    calendars_and_regulations_are_those_of_the_page,
    opens_alike,
    lists_hold_what_opens,
    members_are_those_of_the_page,
    figures_are_for_who_opens_the_board,
    nobody_above_reads_what_waits_for_the_report,
)


@pytest.mark.django_db
def test_programs_see_what_the_pages_show(people):
    assert [fault for check in CHECKS for fault in check(people)] == []
