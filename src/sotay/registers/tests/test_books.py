"""Alerts, standings that end, the resolution book, and the ways to the books."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from conftest import make_member
from django.urls import reverse

from sotay.kernel.periods import Month, PartialDate
from sotay.members import actions as members
from sotay.members.models import Standing
from sotay.papers.models import IssuedPaper
from sotay.registers.books import alerts, queries, rules
from sotay.registers.dues import actions as dues
from sotay.registers.tests.conftest import DECEMBER, TODAY
from sotay.units.models import Unit

pytestmark = pytest.mark.django_db


def kinds(cell, day=TODAY):
    return {(each.kind, each.member.full_name) for each in alerts.of_cell(cell, day)}


def pay(cell, by, member, month, **given):
    given = {"amount": 10_000, "payer": "self", "payer_name": "", "manner": "cash", **given}
    return dues.pay(cell=cell, by=by.actor, member=member, month=month, on=TODAY, **given)


def test_three_months_without_dues_are_told_and_two_are_not(house, thu, an, bich):
    september, october, november = (Month(2026, number) for number in (9, 10, 11))
    for month in (september, october, november):
        pay(house.cell, thu, thu.member, month)
    pay(house.cell, thu, bich, october)
    found = kinds(house.cell)
    assert ("unpaid", "Nguyễn Văn An") in found
    assert ("unpaid", "Vũ Thị Bích") not in found, "two of three"
    pay(house.cell, thu, an.member, september)
    assert ("unpaid", "Nguyễn Văn An") not in kinds(house.cell)


def test_somebody_who_came_in_the_meantime_owes_nothing_for_before(house, thu):
    for number in (8, 9, 10, 11):
        pay(house.cell, thu, thu.member, Month(2026, number))
    new = make_member(house.cell, "Tô Thị Mới", "01000090")
    new.memberships.update(from_on=date(2026, 10, 15))
    assert ("unpaid", "Tô Thị Mới") not in kinds(house.cell)
    new.memberships.update(from_on=date(2026, 9, 15))
    assert ("unpaid", "Tô Thị Mới") in kinds(house.cell)


def test_somebody_exempt_from_dues_is_not_told_of(house, thu, an):
    for number in (9, 10, 11):
        pay(house.cell, thu, thu.member, Month(2026, number))
    given = {"group": "exempt", "ground": "poor_household", "from_month": Month(2026, 10)}
    dues.set_terms(cell=house.cell, by=thu.actor, member=an.member, **given)
    assert ("unpaid", "Nguyễn Văn An") not in kinds(house.cell)


def test_dues_paid_by_another_are_told(house, thu, an):
    pay(house.cell, thu, an.member, DECEMBER, payer="family", payer_name="Con trai")
    (alert,) = alerts.of_cell(house.cell, TODAY)
    assert (alert.kind, alert.member) == ("paid_by_another", an.member)
    assert "Con trai" in alert.sentence


def test_an_exemption_that_ran_out_is_told_until_it_is_given_again(house, thu, an):
    on = {"from_on": date(2026, 1, 1), "until_on": date(2026, 12, 1)}
    members.set_standing(member=an.member, by=thu.actor, kind=Standing.Kind.EXEMPT, **on)
    assert kinds(house.cell) == {("exemption", "Nguyễn Văn An")}
    assert kinds(house.cell, date(2027, 3, 1)) == set(), "long ago"
    members.set_standing(member=an.member, by=thu.actor, kind=Standing.Kind.EXEMPT, from_on=date(2026, 12, 5))
    assert kinds(house.cell) == set()


def test_retired_but_still_at_the_cell_of_the_office(house):
    Unit.objects.filter(pk=house.neighbour.pk).update(cell_type="office")
    house.neighbour.refresh_from_db()
    old = {"born_on": PartialDate(1960)}
    by_words = make_member(house.neighbour, "Hồ Thị Hưu", "01000080", occupation="Giáo viên nghỉ hưu")
    by_age = make_member(house.neighbour, "Hồ Văn Già", "01000081", occupation="")
    make_member(house.neighbour, "Hồ Văn Trẻ", "01000082")
    for member, born in ((by_words, 1975), (by_age, 1960)):
        member.born_on = PartialDate(born, 1, 1)
        member.save()
    house.neighbour.refresh_from_db()
    Unit.objects.filter(pk=house.cell.pk).update(cell_type="residential")
    make_member(house.cell, "Lê Văn Cụ", "01000083", occupation="Hưu trí")
    found = {name for kind, name in kinds(house.neighbour) if kind == "retired"}
    assert {"Hồ Thị Hưu", "Hồ Văn Già"} <= found
    assert old
    assert not kinds(house.cell), "where one lives is where one belongs"


@pytest.mark.parametrize(
    ("occupation", "age", "is_retired"),
    [
        ("Cán bộ hưu trí", 50, True),
        ("nghỉ hưu", None, True),
        ("nghi huu", None, True),
        ("Nguyen Huu Tho", None, False),
        ("Giáo viên", 62, False),
        ("Giáo viên", 63, True),
        ("Chủ tịch Hội người cao tuổi phường Hữu Bằng", 55, False),
        ("", None, False),
    ],
)
def test_who_looks_retired(occupation, age, is_retired):
    assert rules.is_retired(occupation, age, 62) is is_retired


def test_alerts_are_for_the_leaders_of_the_cell(house, thu, binh, an):
    pay(house.cell, thu, an.member, DECEMBER, payer="family", payer_name="Con trai")
    place = reverse("registers:cell", args=[house.cell.pk])
    assert "Con trai" in thu.get(place).content.decode()
    assert "Con trai" not in binh.get(place).content.decode()
    assert an.get(place).status_code == 404


def test_standings_that_end_with_the_ladder_of_reminders(house, thu, an):
    young = make_member(house.cell, "Phan Thị Mới", "01000060", Standing.Kind.PROBATIONARY)
    young.admitted_on = PartialDate(2025, 12, 1)
    young.save()
    until = {"from_on": date(2026, 1, 1), "until_on": date(2027, 2, 1)}
    members.set_standing(member=an.member, by=thu.actor, kind=Standing.Kind.EXEMPT, **until)
    lines = [(each.member, each.due_on) for each in queries.statuses(house.cell, TODAY)]
    assert lines == [(young, date(2026, 12, 1)), (an.member, date(2027, 2, 1))]
    page = thu.get(reverse("registers:statuses", args=[house.cell.pk])).content.decode()
    assert "90, 60, 30, 15, 7" in " ".join(page.split())


def paper(cell, kind="NQ", month=DECEMBER, number=1, state="frozen", **more):
    return IssuedPaper.objects.create(
        commune_id=cell.commune_id,
        cell=cell,
        kind=kind,
        about_id=uuid4(),
        month=month,
        title="NGHỊ QUYẾT",
        base={},
        state=state,
        number=number,
        number_text=f"{number:02}-NQ/CB",
        **more,
    )


def test_the_resolution_book_lists_what_was_issued_in_the_year(house, thu, an, dung):
    paper(house.cell, month=Month(2026, 3), number=3)
    paper(house.cell, month=Month(2025, 3), number=9)
    paper(house.cell, number=12, state="draft")
    paper(house.cell, kind="BB", number=5)
    place = reverse("registers:resolutions", args=[house.cell.pk])
    page = an.get(place).content.decode()
    assert "03-NQ/CB" in page
    for other in ("09-NQ/CB", "12-NQ/CB", "05-NQ/CB"):
        assert other not in page
    assert "09-NQ/CB" in thu.get(place + "?year=2025").content.decode()
    assert dung.get(place).status_code == 404


def test_the_ways_to_the_books(house, thu, an):
    record = thu.get(an.member.get_absolute_url()).content.decode()
    for name in ("cell", "badge_propose", "post_add", "discipline_add"):
        pk = house.cell.pk if name == "cell" else an.member.pk
        assert reverse(f"registers:{name}", args=[pk]) in record
    assert reverse("registers:cell", args=[house.cell.pk]) in thu.get("/members/").content.decode()
    own = an.get(an.member.get_absolute_url()).content.decode()
    assert reverse("registers:home") in own
    assert reverse("registers:discipline_add", args=[an.member.pk]) not in own
