"""Statistics, kept reports, votes, guidance and period reviews for programs: no more than the page shows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from conftest import make_member
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.test_api import program

from sotay.guidance import actions as guidance
from sotay.kernel.actor import Role
from sotay.kernel.periods import Month
from sotay.meetings.models import Meeting
from sotay.members.models import Appointment
from sotay.oversight import actions as oversight
from sotay.period_reviews import actions as period_reviews
from sotay.period_reviews import rules as period_rules
from sotay.period_reviews.models import PeriodReview
from sotay.report_builder import actions as reports
from sotay.report_builder.definitions import By, Definition
from sotay.report_builder.models import SavedReport
from sotay.statistics import actions as statistics
from sotay.statistics import official
from sotay.statistics.rules import Period

pytestmark = pytest.mark.django_db

YEAR = Period.parse("2026-Y")


@pytest.fixture(autouse=True)
def _in_december():
    with time_machine.travel("2026-12-10T08:00:00+07:00", tick=False):
        yield


def values(told) -> list[int | None]:
    return [
        number["value"] for table in told["tables"] for line in table["lines"] for number in line["numbers"]
    ]


def sent_form(house, binh):
    for at in range(4):
        make_member(house.cell, f"Nguyễn Thị {at}", sex="female")
    make_member(house.cell, "Lê Văn Một", sex="male")
    template = official.find("hn-2", YEAR.last)
    row = statistics.draft(unit=house.ward, template=template, period=YEAR, by=binh.actor)
    statistics.enter(row=row, by=binh.actor, numbers={"came_outside.total": 1}, basis="counted")
    row.refresh_from_db()
    statistics.approve(row=row, by=binh.actor, prepared_by="Trần Văn Bình", approved_by="Hoàng Văn Bách")
    statistics.send(row=row, by=binh.actor)
    row.refresh_from_db()
    return row


def test_who_sees_no_names_gets_null_for_small_numbers_and_no_fingerprint(house, thu, an, binh, tinh):
    row = sent_form(house, binh)
    own, above = (program(each, "statistics") for each in (binh, tinh))
    whole = own.ask(f"/statistics/forms/{row.pk}")[1]
    shown = above.ask(f"/statistics/forms/{row.pk}")[1]
    assert (whole["hides"], whole["fingerprint"], whole["proved"]) == (False, row.fingerprint, True)
    assert (shown["hides"], shown["fingerprint"], shown["proved"]) == (True, "", True)
    said = [cell["value"] for line in shown["rows"] for cell in line["cells"]]
    assert None in said
    assert None not in [cell["value"] for line in whole["rows"] for cell in line["cells"]]
    assert None not in values(own.ask(f"/statistics/{house.ward.pk}")[1])
    counted = above.ask(f"/statistics/{house.ward.pk}")[1]
    assert counted["hides"]
    assert None in values(counted)


def test_a_cell_is_not_counted_for_who_sees_no_names(house, thu, tinh, dung):
    assert program(thu).ask(f"/statistics/{house.cell.pk}")[0] == 200
    for person in (tinh, dung):
        assert program(person).ask(f"/statistics/{house.cell.pk}")[0] == 404


def test_a_day_to_come_is_refused_and_one_before_the_bands_is_told_so(house, binh):
    asks = program(binh)
    status, told = asks.ask(f"/statistics/{house.ward.pk}", day=date(2026, 12, 11))
    assert (status, "not come yet" in told["detail"]) == (422, True)
    assert asks.ask(f"/statistics/{house.ward.pk}", day=date(2026, 12, 9))[0] == 200
    for wrong in ("yesterday", "1.7e9", "1790000000", "2026-12-09T00:00:00"):
        status, told = asks.ask(f"/statistics/{house.ward.pk}", day=wrong)
        assert (status, told["errors"][0]["sentence"]) == (422, "is not a day, written as 2026-12-03")
    status, told = asks.ask(f"/statistics/{house.ward.pk}", day=date(1950, 1, 1))
    assert (status, "No regulation" in told["detail"]) == (404, True)


def test_who_has_sent_which_form(house, binh, tinh):
    due = timezone.localdate() + timedelta(days=20)
    called = statistics.call(
        unit=house.province, by=tinh.actor, period=YEAR, forms=["hn-2", "hn-1c"], due_on=due
    )
    row = sent_form(house, binh)
    told = program(tinh).ask(f"/statistics/{house.province.pk}/forms/2026-Y")[1]
    ours = next(line for line in told["received"] if line["unit"] == str(house.ward.pk))
    assert ours["sent"] == {"hn-2": str(row.pk)}
    assert "hn-1c" in ours["missing"]
    assert (told["call"]["forms"], told["called_upon"]) == (called.forms, None)
    told = program(binh).ask(f"/statistics/{house.ward.pk}/forms/2026-Y")[1]
    assert told["called_upon"]["unit"] == str(house.province.pk)
    assert [each["own"] for each in told["forms"] if each["form"] == "hn-2"] == [str(row.pk)]


def test_a_saved_report_has_its_table_until_its_owner_leaves_the_office(house, binh, dung):
    asked = Definition("last_month", By.UNIT, figures=("present",))
    report = reports.save(unit=house.ward, by=binh.actor, definition=asked, name="Có mặt")
    asks = program(binh)
    assert [each["name"] for each in asks.ask("/reports")[1]["items"]] == ["Có mặt"]
    status, told = asks.ask(f"/reports/{report.pk}/table")
    assert (status, [each["name"] for each in told["columns"]]) == (200, ["present"])
    assert (
        told
        == asks.ask("/reports/table", unit=house.ward.pk, period="last_month", by="unit", figures="present")[
            1
        ]
    )
    assert program(dung).ask(f"/reports/{report.pk}/table")[0] == 404
    Appointment.objects.filter(role=Role.WARD_OFFICE, unit=house.ward).update(until_on=timezone.localdate())
    status, told = program(binh).ask(f"/reports/{report.pk}/table")
    assert (status, "no longer see figures" in told["detail"]) == (403, True)


def test_reading_by_a_program_opens_no_report_for_its_person(house, binh):
    asked = Definition("last_month", By.UNIT, figures=("present",))
    report = reports.save(unit=house.ward, by=binh.actor, definition=asked, name="Có mặt", monthly_on=5)
    SavedReport.objects.update(ready_on=timezone.localdate())
    program(binh).ask(f"/reports/{report.pk}")
    program(binh).ask(f"/reports/{report.pk}/table")
    assert not report.openings.exists()
    binh.get(report.get_absolute_url())
    assert report.openings.exists()


def test_what_became_of_guidance_is_for_who_sent_it_and_offices_below(house, tinh, binh, thu, dung):
    sent = {"title": "Định hướng của Tỉnh ủy", "text": "Chuẩn bị đại hội"}
    letter = guidance.issue(unit=house.province, by=tinh.actor, month=Month(2026, 12), **sent)
    thu.get(letter.get_absolute_url())
    told = program(tinh).ask(f"/guidance/{letter.pk}/use")[1]
    assert (told["unit"], told["cells"]) == (str(house.province.pk), [])
    assert [(each["unit"], each["opened"]) for each in told["units"] if each["opened"]] == [
        (str(house.ward.pk), 1)
    ]
    told = program(binh).ask(f"/guidance/{letter.pk}/use")[1]
    assert told["unit"] == str(house.ward.pk)
    opened = {each["cell"]: each["use"] for each in told["cells"]}
    assert opened[str(house.cell.pk)] == "opened"
    assert program(tinh).ask(f"/guidance/{letter.pk}/use", unit=house.ward.pk)[1]["cells"] == told["cells"]
    assert program(binh).ask(f"/guidance/{letter.pk}/use", unit=house.province.pk)[0] == 404
    for person in (thu, dung):
        assert program(person).ask(f"/guidance/{letter.pk}/use")[0] == 404


def test_a_period_review_tells_its_rules_to_who_writes_it(house, tinh, binh, dung):
    review = period_reviews.start(
        unit=house.ward,
        by=binh.actor,
        kind=PeriodReview.Kind.FINAL,
        title="Tổng kết năm 2026",
        subject="",
        period=period_rules.Period("year", Month(2026, 1), Month(2026, 12)),
        due_on=date(2026, 12, 15),
    )
    asks = program(binh, "period_reviews")
    assert [each["id"] for each in asks.ask("/period-reviews")[1]["items"]] == [str(review.pk)]
    told = asks.ask(f"/period-reviews/{review.pk}")[1]
    assert told["content"]["blocks"]
    assert all(each["rule"] for each in told["sentences"])
    for person in (tinh, dung):
        assert program(person).ask(f"/period-reviews/{review.pk}")[0] == 404
    PeriodReview.objects.update(status=PeriodReview.Status.SENT)
    told = program(tinh).ask(f"/period-reviews/{review.pk}")[1]
    assert (told["status"], told["sentences"]) == ("sent", None)
    review.refresh_from_db()
    assert review.opened_at is None, "a program opens nothing"


def test_votes_tell_what_they_came_to_and_nobody_s_answer(house, thu, lam, an, dung):
    thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": Month.of(timezone.localdate()).label()})
    meeting = Meeting.objects.get()
    thu.post(f"/meetings/{meeting.pk}/open/")
    thu.post(f"/meetings/{meeting.pk}/roll/start/rest/")
    moved = {"text": "Thông qua nghị quyết", "matter": "resolution", "method": "hands"}
    thu.post(f"/meetings/{meeting.pk}/record/motion_moved/", moved)
    asks = program(thu, "meetings")
    assert asks.ask(f"/meetings/{meeting.pk}/votes")[1] == {"items": []}, "not counted yet"
    motion = thu.get(f"/meetings/{meeting.pk}/close/").context["state"].motions[-1]
    counted = {"motion": motion.entry, "votes_for": 2, "votes_against": 1, "abstained": 0}
    thu.post(f"/meetings/{meeting.pk}/record/hands_counted/", counted)
    (vote,) = asks.ask(f"/meetings/{meeting.pk}/votes")[1]["items"]
    assert [each["votes"] for each in vote["answers"]] == [2, 1, 0]
    assert (vote["text"], vote["few"]) == ("Thông qua nghị quyết", False)
    assert not {"ballots", "named", "tellers"} & vote.keys()
    assert program(dung).ask(f"/meetings/{meeting.pk}/votes")[0] == 404


def test_each_scope_opens_its_own_routes(house, binh):
    for scope, path in (
        ("statistics", "/statistics/forms"),
        ("period_reviews", "/period-reviews"),
        ("oversight", "/oversight"),
        ("regulations", "/regulations"),
    ):
        assert program(binh, scope).ask(path)[0] == 200
        assert program(binh, "me").ask(path)[0] == 403


def test_a_longer_list_of_observations_takes_no_more_queries(house, thu, chi):
    asks, counts = program(thu), []
    for days in (2, 40, 75):
        at = timezone.now() - timedelta(days=days)
        meeting = Meeting.objects.create(
            commune_id=house.cell.commune_id,
            cell=house.cell,
            month=Month.of(timezone.localdate(at)),
            planned_at=at,
            planned_minutes=90,
            kind=Meeting.Kind.REGULAR,
            stage=Meeting.Stage.CLOSED,
        )
        seen = {"attended": "whole", "text": "Đúng giờ.", "proposals": "Gửi tài liệu sớm", "send": True}
        oversight.keep(meeting=meeting, cell=house.cell, by=chi.actor, **seen)
        asks.ask("/oversight")
        with CaptureQueriesContext(connection) as asked:
            told = asks.ask("/oversight")[1]
        counts.append(len(asked))
    assert len(told["items"]) == 3
    assert len(set(counts)) == 1
    detail = asks.ask(f"/oversight/{told['items'][0]['id']}")[1]
    assert [each["text"] for each in detail["recommendations"]] == ["Gửi tài liệu sớm"]
