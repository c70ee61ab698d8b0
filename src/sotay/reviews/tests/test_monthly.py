"""The month in three lines, from the phone to the cell's level and the answer."""

from __future__ import annotations

from datetime import date

import pytest
from conftest import appoint
from django.urls import reverse
from django.utils import timezone

from sotay.audit.models import AuditLine
from sotay.kernel.actor import Role
from sotay.kernel.periods import Month
from sotay.members import actions as members
from sotay.reviews import queries
from sotay.reviews.models import MonthlyReview
from sotay.units.settings import set_setting

THIS = Month.of(timezone.localdate())
LINES = {"did": "Vận động 5 hộ", "fell_short": "Chưa họp tổ", "ahead": "Họp tổ", "proposed": "good"}
DID = LINES["did"]


def switch_on(house, thu):
    set_setting(unit=house.cell, by=thu.actor, key="review.monthly", value=True, from_on=timezone.localdate())


def url(name, person, month=THIS):
    return reverse(f"reviews:{name}", args=[person.member.pk, str(month)])


def page(answer):
    return answer.content.decode()


@pytest.fixture
def on(house, thu):
    switch_on(house, thu)


def test_a_cell_does_not_review_every_month_until_it_switches_that_on(house, thu, an):
    assert an.post(url("month", an), LINES).status_code == 422
    assert not MonthlyReview.objects.exists()
    assert reverse("units:setting", args=[house.cell.pk, "review.monthly"]) in page(thu.get("/reviews/"))
    assert reverse("units:setting", args=[house.cell.pk, "review.monthly"]) not in page(an.get("/reviews/"))
    switch_on(house, thu)
    assert an.post(url("month", an), LINES).status_code == 302
    assert MonthlyReview.objects.get().did == DID


def test_the_cell_rates_the_month_and_the_member_answers(on, thu, an):
    an.post(url("month", an), LINES)
    thu.post(url("rate_month", an), {"level": "completed", "comment": "Cần họp tổ đều"})
    assert "Cần họp tổ đều" in page(an.get(url("month", an)))
    an.post(url("answer_month", an), {"text": "Tôi nhận, tháng sau họp"})
    row = MonthlyReview.objects.get()
    assert (row.level, row.answer) == ("completed", "Tôi nhận, tháng sau họp")
    assert an.post(url("month", an), {**LINES, "did": "Khác"}).status_code == 422
    assert MonthlyReview.objects.get().did == DID
    thu.post(url("unrate_month", an))
    assert an.post(url("month", an), {**LINES, "did": "Khác"}).status_code == 302


def test_no_line_at_all_is_no_review(on, an):
    answer = an.post(url("month", an), {"did": " ", "proposed": "good"})
    assert answer.status_code == 422
    assert not MonthlyReview.objects.exists()


def test_what_was_written_is_taken_back_until_it_is_rated(on, thu, an):
    an.post(url("month", an), LINES)
    an.post(url("take_back_month", an))
    assert not MonthlyReview.objects.exists()
    an.post(url("month", an), LINES)
    thu.post(url("rate_month", an), {"level": "good"})
    assert an.post(url("take_back_month", an)).status_code == 409


def test_the_secretary_writes_for_a_member_without_a_phone(on, thu, an):
    thu.post(url("month", an), LINES)
    row = MonthlyReview.objects.get()
    assert row.helped_by_name == "Lê Thị Thu"
    assert AuditLine.objects.get(code="review.month_written").assisted_member_id == an.member.pk
    assert "Lê Thị Thu" in page(an.get(url("month", an)))


def test_nobody_reads_the_month_of_another_but_who_leads_the_cell(on, thu, lam, an, binh, chi, dung, tinh):
    an.post(url("month", an), LINES)
    assert DID in page(lam.get(url("month", an)))
    for person in (binh, chi, dung, tinh):
        assert person.get(url("month", an)).status_code == 404
    assert an.get(url("month", thu)).status_code == 404
    assert an.get(url("rate_month", an)).status_code == 404


def test_a_member_sees_who_looked(on, thu, an):
    an.post(url("month", an), LINES)
    thu.get(url("month", an))
    thu.get(url("month", an))
    own = page(an.get(reverse("reviews:person", args=[an.member.pk])))
    assert own.count("Lê Thị Thu") == 1
    assert thu.get(reverse("reviews:person", args=[an.member.pk])).context["page"] is None


def test_two_devices_at_once_do_not_write_over_each_other(on, an):
    first = an.get(url("month", an)).context["form"]
    seen = first.initial["seen"]
    assert an.post(url("month", an), {**LINES, "seen": seen}).status_code == 302
    answer = an.post(url("month", an), {**LINES, "did": "Viết trên máy khác", "seen": seen})
    assert answer.status_code == 422
    assert DID in page(answer)
    assert "Viết trên máy khác" in page(answer)
    assert MonthlyReview.objects.get().did == DID


def test_today_asks_the_member_and_then_the_secretary(house, thu, an):
    day = timezone.localdate()
    set_setting(unit=house.ward, by=thu.actor, key="review.monthly_from_day", value=1, from_on=day)
    asked = url("month", an)
    assert asked not in page(an.get("/"))
    switch_on(house, thu)
    assert asked in page(an.get("/"))
    an.post(asked, LINES)
    assert asked not in page(an.get("/"))
    assert reverse("reviews:cell_month", args=[house.cell.pk, str(THIS)]) in page(thu.get("/"))


def test_every_member_rated_in_each_month_counts_those_who_are_to_be_rated(on, house, thu, lam, an):
    first = THIS.plus(-1)
    members.set_standing(member=lam.member, by=thu.actor, kind="exempt", from_on=date(2024, 1, 1))
    for month in (first, THIS):
        for person in (thu, an):
            assert not queries.members_rated_each_month(house.cell, first, THIS)
            thu.post(url("rate_month", person, month), {"level": "good"})
    assert queries.members_rated_each_month(house.cell, first, THIS)
    assert [(each.rated, each.asked) for each in queries.rated_months(house.cell, first, THIS)] == [
        (2, 2)
    ] * 2


def test_what_a_cell_before_wrote_stays_with_the_person(on, house, thu, an, binh):
    an.post(url("month", an), LINES)
    thu.post(url("rate_month", an), {"level": "good", "comment": "Cần họp tổ đều"})
    day = timezone.localdate()
    members.transfer(member=an.member, by=binh.actor, to_cell=house.neighbour, on=day)
    an.member.refresh_from_db()
    appoint(house.neighbour, Role.SECRETARY, binh.member)
    assert "Cần họp tổ đều" in page(an.get(url("month", an)))
    assert url("month", an) in page(an.get(reverse("reviews:person", args=[an.member.pk])))
    assert "Cần họp tổ đều" not in page(binh.get(url("month", an)))
    assert binh.get(reverse("reviews:person", args=[an.member.pk])).context["months"] == []
    assert thu.get(url("month", an)).status_code == 404
