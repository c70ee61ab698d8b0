"""How often a page asks the database: less than AT_MOST times, and no oftener when there is more to show.

The pages are those people open every month. Their rows are made by the real actions: `fill` holds one
more meeting of the cell, with one more of everything a meeting leaves behind.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from conftest import appoint, make_member, make_person, make_unit
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from sotay.guidance import actions as guidance
from sotay.integration import actions as programs
from sotay.integration.models import Webhook
from sotay.kernel.actor import Role
from sotay.kernel.ids import new_id
from sotay.kernel.periods import Month
from sotay.library import actions as library
from sotay.library import collecting, keeping
from sotay.meetings import actions, reporting, signing
from sotay.meetings.models import Meeting
from sotay.meetings.preparation import agenda, inviting, preparing
from sotay.meetings.queries import papers_of
from sotay.meetings.session import opening
from sotay.members.models import Member
from sotay.papers.queries import digest_to_sign
from sotay.schemes import actions as registering
from sotay.schemes import scheme_actions
from sotay.schemes.tests import conftest as schemes
from sotay.units.models import CellType, Kind

AT_MOST = 20  # the aim of `make bench`

TODAY_AT_MOST = {"an": 15, "thu": 26, "chi": 20, "binh": 26, "tinh": 22, "van": 20}
"""What Today took before it showed notices, what arrived and the next meeting; they came for nothing. An
operator's has had the state of the machine since: its jobs, its clock with late petitions that nobody was
told of and reports that were not made ready, its backups and its disk; a ward office's the month's synthesis;
a leader's recommendations to answer, an overseer's those that were answered and meetings to write of; a
member's the page to read before a meeting and surveys to answer; whether they inspect a cell; scores to hand
in and to verify; what of schemes concerns them; an office's the exemptions and the discipline that cells
proposed; and reviews to write, to send up and to decide, one query for everybody; interim and final reviews
that are due, and kept reports that are ready, one each for who sees figures; an office's whether a form of
statistics is asked for; a secretary's what is to be posted to the national handbook. A secretary is asked two
more in some months: for the year's list of tasks in its first half, for a theme at the end of a quarter."""

PAGES: list[tuple[str, str, str]] = [
    # (whose door, page, and which thing of the cell it is of)
    *((person, "portal:today", "") for person in ("an", "thu", "chi", "binh", "tinh", "van")),
    *((person, "meetings:meetings", "") for person in ("an", "thu", "binh")),
    *(("thu", f"meetings:step {step}", "open") for step in ("prepare", "start", "conduct", "close", "after")),
    *(
        ("thu", f"meetings:step {step}", "reported")
        for step in ("prepare", "start", "conduct", "close", "after")
    ),
    ("an", "meetings:step after", "closed"),
    ("thu", "meetings:step after", "closed"),
    ("binh", "meetings:step after", "reported"),
    ("thu", "meetings:read_back", "open"),
    ("thu", "meetings:script", "open"),
    ("thu", "meetings:make_up", "reported"),
    ("thu", "meetings:attendance", "member"),
    ("thu", "meetings:absences", "unit"),
    ("thu", "meetings:version", "open"),
    ("an", "meetings:live", "open"),
    ("thu", "meetings:live", "open"),
    ("binh", "meetings:live", "open"),
    ("thu", "papers:paper", "paper"),
    ("an", "papers:paper", "paper"),
    ("thu", "papers:parts", "draft"),
    *((person, "library:library", "") for person in ("an", "thu", "binh")),
    ("an", "library:collections", "unit"),
    ("thu", "library:collection", "collection"),
    ("thu", "library:edit", "library_entry"),
    ("thu", "library:relate", "library_entry"),
    ("thu", "members:members", ""),
    ("binh", "members:members", ""),
    ("thu", "members:member", "member"),
    ("binh", "units:units", ""),
    ("binh", "units:unit", "ward"),
    ("thu", "units:unit", "unit"),
    ("thu", "assignments:tasks", ""),
    ("an", "assignments:tasks", ""),
    ("thu", "petitions:petitions", ""),
    ("binh", "petitions:petitions", ""),
    ("binh", "reports:board", ""),
    ("tinh", "reports:board", ""),
    ("thu", "reports:board", ""),
    ("binh", "reports:ranking", "ward"),
    ("tinh", "reports:ranking", "ward"),
    ("binh", "reports:compare", "ward"),
    ("tinh", "reports:compare", "ward"),
    ("binh", "reports:day", ""),
    ("tinh", "reports:day", ""),
    ("binh", "report_builder:home", ""),
    ("tinh", "report_builder:new", ""),
    ("binh", "syntheses:home", ""),
    ("tinh", "syntheses:home", ""),
    ("thu", "period_reviews:home", ""),
    ("binh", "period_reviews:home", ""),
    ("tinh", "period_reviews:home", ""),
    ("thu", "scoring:sheet", "reported"),
    ("thu", "scoring:sheet", "open"),
    ("thu", "scoring:answer", "closed"),
    ("chi", "scoring:sheet", "reported"),
    ("binh", "scoring:unit", "ward"),
    ("tinh", "scoring:unit", "ward"),
    ("thu", "scoring:cell", "unit"),
    ("binh", "scoring:forms", "ward"),
    ("binh", "accounts:accounts", "unit"),
    ("thu", "accounts:accounts", "unit"),
    ("an", "notify:notices", ""),
    ("binh", "audit:lines", "unit"),
    ("an", "accounts:me", ""),
    ("an", "regulations:regulations", ""),
    ("thu", "schemes:home", ""),
    ("binh", "schemes:scheme", "scheme"),
    ("binh", "schemes:year", "scheme_year"),
    ("binh", "schemes:counts", "ward"),
    ("thu", "schemes:registration", "registration"),
    ("chi", "schemes:registration", "registration"),
    ("thu", "schemes:assess", "registration"),
    ("an", "registers:home", ""),
    ("thu", "registers:cell", "unit"),
    ("thu", "registers:dues", "unit"),
    ("binh", "registers:dues_unit", "ward"),
    ("thu", "registers:disciplines", "unit"),
    ("binh", "registers:badges", "ward"),
    ("thu", "registers:posts", "unit"),
    ("thu", "registers:courses", "unit"),
    ("thu", "registers:statuses", "unit"),
    ("an", "registers:resolutions", "unit"),
    ("tinh", "registers:report", "ward"),
    ("an", "integration:tokens", ""),
    ("binh", "integration:tokens", ""),
    ("binh", "integration:webhooks", "ward"),
    ("binh", "integration:webhook", "webhook"),
    ("thu", "integration:webhooks", "unit"),
    ("thu", "integration:handbook", "reported"),
    ("binh", "statistics:forms", "ward"),
]


@dataclass
class World:
    house: Any
    people: dict[str, Any]
    months: int = 0
    things: dict[str, Any] = field(default_factory=dict)


@pytest.fixture
def world(house, request):
    people = ("thu", "lam", "an", "chi", "binh", "tinh", "van")
    return World(house, {name: request.getfixturevalue(name) for name in people})


def fill(world: World) -> None:
    """More members, a cell more, and three meetings more: one reported, one to sign, one in session."""
    house, thu = world.house, world.people["thu"]
    world.months += 1
    for number in range(3):
        make_person(f"m{world.months}{number}", make_member(house.cell, f"Ngô Văn Tư {world.months}{number}"))
    cell = make_unit(
        house.ward, 10 + world.months, Kind.CELL, f"38.168.1{world.months:02}", f"Chi bộ Bắc {world.months}",
        cell_type=CellType.RESIDENTIAL,
    )  # fmt: skip
    appoint(cell, Role.SECRETARY, make_member(cell, f"Vũ Văn Bảy {world.months}"))
    office = world.people["binh"].actor
    month = Month.of(timezone.localdate()).plus(3 * world.months)
    for stage, later in (("reported", 0), ("closed", 1), ("open", 2)):
        at = month.plus(later)
        guidance.issue(unit=house.ward, by=office, month=at, title="Chuyên đề", text="Nội dung")
        world.things[stage] = hold(world, at, stage)
    world.things |= {
        "paper": papers_of(world.things["reported"])[0],
        "draft": papers_of(world.things["closed"])[0],
        "member": thu.member,
        "unit": house.cell,
        "ward": house.ward,
    }
    world.things |= take_part(world) | put_in_library(world)
    world.things["webhook"] = open_to_programs(world)


def put_in_library(world: World) -> dict[str, Any]:
    """A document more of the cell, resting on one more of the ward above; both lie in one collection."""
    thu, binh = world.people["thu"].actor, world.people["binh"].actor
    facts = {"kind": "NQ", "issuer": "Trung ương", "dated": timezone.localdate(), "not_secret": True}
    numbered = {"number": f"{world.months}-NQ/TW", "abstract": f"Nghị quyết {world.months}", **facts}
    above = keeping.add(unit=world.house.ward, by=binh, for_below=True, **numbered)
    entry = keeping.add(unit=world.house.cell, by=thu, **numbered)
    keeping.relate(entry=entry, by=thu, kind="based_on", target_id=above.pk)
    collection = world.things.get("collection") or collecting.make(
        unit=world.house.cell, by=thu, title="Học Bác"
    )
    collecting.make(unit=world.house.cell, by=thu, title=f"Chủ đề {world.months}")
    for each in (entry, above):
        collecting.put(collection=collection, by=thu, source="library", item_id=each.pk)
    return {"library_entry": world.things.get("library_entry", entry), "collection": collection}


def open_to_programs(world: World) -> Webhook:
    """One token more for each, one address more for each unit, and more on its way to an address."""
    until = timezone.localdate() + timedelta(days=30)
    for name in ("an", "binh"):
        person = world.people[name]
        programs.make_token(
            by=person.actor,
            account=person.account,
            name=f"Máy {world.months}",
            scopes=["figures"],
            until=until,
        )
    for name, unit in (("binh", world.house.ward), ("thu", world.house.cell)):
        person, url = world.people[name], f"https://example.org/{world.months}"
        hook, _secret = programs.register(
            by=person.actor, account=person.account, unit=unit, url=url, events=["meeting.reported"]
        )
        for number in range(3 * world.months):
            hook.deliveries.create(event="meeting.reported", body="{}", status="failed", attempts=number)
    return Webhook.objects.filter(unit=world.house.ward).latest("created_at")


def take_part(world: World) -> dict[str, Any]:
    """The cell in one scheme more, with more milestones, each commented on more often."""
    people, today = world.people, timezone.localdate()
    scheme = schemes.a_scheme(world.house.ward, people["binh"], name=f"Mô hình {world.months}")
    quota = {"most": 1, "percent": False, "scope": "unit", "cell_type": ""}
    quotas = [quota] * world.months
    scheme_actions.set_quotas(scheme=scheme, by=people["binh"].actor, quotas=quotas)
    year = schemes.a_year(scheme, people["binh"])
    roadmap = [(f"Việc {n}", today, people["an"].member) for n in range(world.months + 1)]
    row = schemes.a_registration(year, world.house.cell, people["thu"], people["an"], roadmap=roadmap)
    paper = schemes.a_resolution(world.house.cell)
    registering.send(registration=row, by=people["thu"].actor, paper=paper)
    registering.accept(registration=row, by=people["binh"].actor, overseer=people["chi"].member)
    for milestone in row.milestones.all():
        registering.comment(milestone=milestone, by=people["chi"].actor, text="Đúng hạn")
    other = schemes.a_year(schemes.a_scheme(world.house.ward, people["binh"]), people["binh"])
    schemes.a_registration(other, world.house.cell, people["thu"], people["an"])
    return {"scheme": scheme, "scheme_year": year, "registration": row}


def hold(world: World, month: Month, until: str) -> Meeting:
    """A meeting of the cell, as far as `until`."""
    house, thu, lam = world.house, world.people["thu"], world.people["lam"]
    by = thu.actor
    meeting = preparing.set_up(cell=house.cell, by=by, month=month)
    planned = {"planned_at": meeting.planned_at, "place": "Nhà văn hóa"}
    preparing.arrange(meeting=meeting, by=by, chair=thu.member, minute_taker=lam.member, **planned)
    file = SimpleUploadedFile("du-thao.txt", "Dự thảo".encode())
    paper = library.store(by=by, cell=house.cell, upload=file, title="Dự thảo", not_secret=True)
    for item in (None, *meeting.agenda.all()[: world.months]):
        agenda.attach(meeting=meeting, by=by, document=paper, item=item)
    inviting.invite(meeting=meeting, by=by)
    opening.open_meeting(meeting=meeting, by=by)
    told, _state = actions.record(meeting=meeting, by=by, entries=proceedings(world, until))
    assert [each.refusal for each in told if each.refusal] == []
    if until == "reported":
        digests = {str(paper.pk): digest_to_sign(paper) for paper in papers_of(meeting)}
        signing.sign(meeting=meeting, by=lam.actor, role="minute_taker", digests=digests)
        signing.sign(meeting=meeting, by=by, role="chair", digests=digests)
        reporting.report(meeting=meeting, by=by)
    return meeting


def proceedings(world: World, until: str) -> list[actions.Submission]:
    an, motion = str(world.people["an"].member.pk), new_id()
    people = Member.objects.filter(cell=world.house.cell).values_list("pk", flat=True)
    roll = [{"member": str(pk), "mark": "present"} for pk in people]
    acts: list[tuple[str, dict[str, Any]]] = [
        *(("roll_marked", {**mark, "round": "start"}) for mark in roll),
        *(("statement_recorded", {"speaker": an, "text": f"Ý kiến {n}"}) for n in range(world.months * 2)),
        *(
            ("task_assigned", {"text": f"Rà soát {n}", "members": [an], "due_on": "2099-12-31"})
            for n in range(world.months)
        ),
        *(
            ("petition_recorded", {"text": f"Đèn đường {n}", "to_level": level, "raised_by": an})
            for n, level in enumerate(["cell", "ward"] * world.months)
        ),
        ("motion_moved", {"text": "Thông qua nghị quyết", "matter": "resolution", "adopts": True}),
        ("concluded", {"text": "Kết luận"}),
    ]
    sent = [
        actions.Submission(act, data, motion if act == "motion_moved" else new_id()) for act, data in acts
    ]
    sent.append(actions.Submission("hands_counted", {"motion": str(motion), "votes_for": 3}))
    if until != "open":
        sent += [actions.Submission("roll_marked", {**mark, "round": "end"}) for mark in roll]
        sent += [actions.Submission("minutes_read"), actions.Submission("closed")]
    return sent


def address(world: World, page: str, thing: str) -> str:
    name, *words = page.split()
    given = {"pk": world.things[thing].pk} if thing else {}
    return reverse(name, kwargs=given | ({"step": words[0]} if words else {}))


def counts(world: World) -> dict[tuple[str, str, str], int]:
    """How many queries each page takes, after a first look that notes what was opened."""
    found = {}
    for person, page, thing in PAGES:
        client, url = world.people[person], address(world, page, thing)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200, (person, url)
        found[person, page, thing] = len(queries)
    return found


def test_no_page_asks_often_nor_oftener_when_there_is_more(world):
    with translation.override("vi"):
        fill(world)
        few = counts(world)
        fill(world)
        many = counts(world)
    others = {page: n for page, n in many.items() if page[1] != "portal:today"}
    assert {page: n for page, n in others.items() if n >= AT_MOST} == {}
    today = {person: n for (person, page, _thing), n in many.items() if page == "portal:today"}
    assert {person: n for person, n in today.items() if n > TODAY_AT_MOST[person]} == {}
    assert {page: (few[page], n) for page, n in many.items() if n > few[page]} == {}


def test_the_header_asks_one_query_for_its_bell(world):
    """However many notices there are, on a page that asks nothing else of the reader."""
    with translation.override("vi"):
        fill(world)
        an = world.people["an"]
        an.get("/regulations/")
        with CaptureQueriesContext(connection) as queries:
            an.get("/regulations/")
    about_notices = [query["sql"] for query in queries if "notify_notice" in query["sql"]]
    assert len(about_notices) == 1
    assert len(queries) == 4  # session, account, roles, notices
