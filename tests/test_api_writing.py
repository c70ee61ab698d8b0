"""The two things a program may write; and that lists ask the database no oftener when they are longer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from conftest import make_member, make_unit
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.test_api import Program, program

from sotay.assignments import actions as tasks
from sotay.assignments.models import Task
from sotay.audit.models import AuditLine
from sotay.kernel.ids import new_id
from sotay.library import actions as library
from sotay.notify.models import Notice
from sotay.petitions import actions as petitions
from sotay.units.models import Kind


def give(house, thu, person) -> Task:
    due = timezone.localdate() + timedelta(days=20)
    return tasks.hand_out(
        cell=house.cell, by=thu.actor, text="Rà soát hộ nghèo", people=[person.member], due_on=due
    )


def post(asks: Program, path: str, data: Any = None) -> tuple[int, Any]:
    response = asks.post(f"/api/v1{path}", data or {}, content_type="application/json")
    return response.status_code, response.json()


def test_a_person_reports_on_their_task(house, thu, an, dung):
    task = give(house, thu, an)
    said = {"text": "Đã xong 12 hộ", "done": True}
    status, told = post(program(an, "tasks.write"), f"/tasks/{task.pk}/report", said)
    assert (status, told["status"]) == (200, "reported")
    assert told["history"][-1]["text"] == "Đã xong 12 hộ"
    assert AuditLine.objects.filter(code="task.reported", account_id=an.account.pk).count() == 1
    assert post(program(an, "tasks"), f"/tasks/{task.pk}/report", said)[0] == 403, "reading is not writing"
    assert post(program(dung, "tasks.write"), f"/tasks/{task.pk}/report", said)[0] == 404


def test_what_the_rules_do_not_allow_is_a_sentence(house, thu, an):
    task = give(house, thu, an)
    tasks.drop(task=task, by=thu.actor, because="Không cần nữa")
    status, told = post(program(an), f"/tasks/{task.pk}/report", {"text": "x", "done": True})
    assert status == 409
    assert told["detail"]
    assert program(an).ask(f"/tasks/{task.pk}")[1]["status"] == "dropped", "nothing was lost"


LONG = '{"text": "' + "x" * 2001 + '"}'


@pytest.mark.parametrize("body", ["", "{", "[]", '{"text": ""}', '{"text": 5}', LONG])
def test_a_body_that_is_none_is_told(house, thu, an, body):
    task = give(house, thu, an)
    asks = program(an)
    response = asks.post(f"/api/v1/tasks/{task.pk}/report", body, content_type="application/json")
    assert response.status_code in {400, 422}
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["detail"]


def test_a_person_marks_a_notice_as_read(house, thu, an, lam):
    give(house, thu, an)
    notice = Notice.objects.get(member=an.member)
    asks = program(an)
    assert [row["id"] for row in asks.ask("/notices", unread="true")[1]["items"]] == [str(notice.pk)]
    for _twice in range(2):
        status, told = post(asks, f"/notices/{notice.pk}/read")
        assert (status, bool(told["read_at"])) == (200, True)
    assert asks.ask("/notices", unread="true")[1]["items"] == []
    assert post(program(lam), f"/notices/{notice.pk}/read")[0] == 404


def test_listing_marks_nothing_as_read(house, thu, an):
    give(house, thu, an)
    program(an).ask("/notices")
    assert Notice.objects.get(member=an.member).read_at is None


def test_a_session_writes_only_with_the_token_of_its_page(house, thu, an):
    task = give(house, thu, an)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = an.cookies
    said = {"text": "x", "done": False}
    response = strict.post(f"/api/v1/tasks/{task.pk}/report", said, content_type="application/json")
    assert response.status_code == 403
    assert response.json()["detail"]


def test_reading_a_record_and_a_list_is_told_to_the_member(house, thu, an, binh):
    asks = program(binh)
    for _twice in range(2):
        asks.ask(f"/members/{an.member.pk}")
        asks.ask("/members", cell=house.cell.pk)
    looked = AuditLine.objects.filter(account_id=binh.account.pk)
    assert looked.filter(code="member.viewed", object_id=an.member.pk).count() == 1
    assert looked.filter(code="member.list_viewed").count() == 1
    program(an).ask(f"/members/{an.member.pk}")
    assert not AuditLine.objects.filter(account_id=an.account.pk, code="member.viewed").exists()


LISTS = ("/units", "/members", "/tasks", "/petitions", "/documents", "/notices", "/papers", "/meetings")


def more(house, thu, an, number: int) -> None:
    """One more of everything."""
    give(house, thu, an)
    make_member(house.cell, f"Trần Thị {number}")
    make_unit(house.cell, number, Kind.GROUP, f"38.168.001.{number}", f"Tổ {number}")
    petitions.raise_one(
        cell=house.cell, by=an.actor, key=new_id(), text="Sửa đèn", level="cell", shown_to="all"
    )
    file = SimpleUploadedFile("a.txt", f"{number}".encode())
    library.store(by=thu.actor, cell=house.cell, upload=file, title="Tài liệu", not_secret=True)


@pytest.mark.parametrize("path", LISTS)
def test_a_longer_list_takes_no_more_queries(house, thu, an, path):
    asks, counts = program(thu), []
    for number in (1, 2, 3):
        more(house, thu, an, number)
        asks.ask(path)  # what is noted once a day is noted
        with CaptureQueriesContext(
            connection,
        ) as asked:
            status, _told = asks.ask(path)
        assert status == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] == counts[2]
    assert counts[0] <= 14
