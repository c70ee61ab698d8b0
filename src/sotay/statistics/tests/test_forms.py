"""A form from the count to the level above: entered, approved, locked, sent, corrected, asked for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from conftest import appoint, make_member, make_person
from django.db import transaction
from django.urls import reverse

from sotay.audit.models import AuditLine
from sotay.figures.models import UnitBreakdown
from sotay.kernel.actor import SYSTEM, Role
from sotay.kernel.periods import Month
from sotay.kernel.refusal import Refusal
from sotay.notify.models import Notice
from sotay.reports.tests.kept_months import month_row
from sotay.statistics import actions, official, queries
from sotay.statistics.models import FormReturn
from sotay.statistics.needs import needs_of
from sotay.statistics.rules import Period, could_be
from sotay.statistics.tests.conftest import NAMES, TODAY, YEAR, a_form, men, women
from sotay.units import actions as units
from sotay.units.models import Unit


def url(name, *args):
    return reverse(f"statistics:{name}", args=args)


def test_a_form_goes_up_and_no_longer_changes(house, thu, an, binh, tinh):
    answer = binh.post(url("count", house.ward.pk, "2026-Y", "hn-1c"))
    row = FormReturn.objects.get()
    assert answer.url == row.get_absolute_url()
    assert (row.numbers["cells_below_3.number"], row.numbers["total.number"]) == (2, 2)
    assert tinh.get(row.get_absolute_url()).status_code == 404, "a draft is its own office's"
    binh.post(url("approve", row.pk), NAMES)
    row.refresh_from_db()
    assert (row.status, len(row.fingerprint), row.approved_by) == ("approved", 64, "Hoàng Văn Bách")
    make_member(house.cell, "Lê Văn Mới")
    assert binh.post(url("count", house.ward.pk, "2026-Y", "hn-1c")).status_code == 409
    binh.post(url("send", row.pk))
    assert tinh.get(row.get_absolute_url()).status_code == 200
    assert Notice.objects.filter(code="statistics.received", member=tinh.member).exists()
    codes = list(AuditLine.objects.filter(object_id=row.pk).order_by("pk").values_list("code", flat=True))
    assert codes == ["statistics.drafted", "statistics.approved", "statistics.sent"]


def test_what_is_entered_by_hand_has_to_be_there_and_stays(house, thu, binh):
    row = a_form(house.ward, binh, "hn-7")
    refused = binh.post(url("approve", row.pk), NAMES)
    assert (refused.status_code, "6 numbers are entered by hand" in refused.content.decode()) == (422, True)
    names = [key.replace(".", "__") for key in row.wording.by_hand]
    binh.post(url("enter", row.pk), dict.fromkeys(names, "1.204"))
    row.refresh_from_db()
    assert row.numbers["far.people"] == 1204
    a_form(house.ward, binh, "hn-7")
    row.refresh_from_db()
    assert row.numbers["far.people"] == 1204
    assert binh.post(url("approve", row.pk), NAMES).status_code == 302


def test_online_meetings_are_counted_by_reason(house):
    kept = {"unit": house.ward, "figure": "online_by_reason"}
    for month, key, number in ((1, "abroad", 2), (11, "abroad", 1), (11, "scattered", 4)):
        UnitBreakdown.objects.create(**kept, month=Month(2026, month), key=key, number=number)
    template = official.find("hn-4b", YEAR.last)
    numbers = queries.count_form(house.ward, template, YEAR, TODAY).numbers
    assert (numbers["abroad.meetings"], numbers["places.meetings"], numbers["epidemic.meetings"]) == (3, 4, 0)


def test_the_forms_of_the_set_are_all_there():
    """Whatever DOMAIN-2, 9 lists of the set of 16/3/2026."""
    numbers = {each.number.removeprefix("Biểu ") for each in official.on(YEAR.last)}
    assert numbers == {
        *("1", "2", "1B", "1C", "1D", "2B", "2C", "3", "4B", "4C", "5A", "5B", "6", "7"),
        *("10-SHD", "11-SHD", "DTTS", "TG", "HSSV"),
    }


def counted(unit, form: str, period: Period = YEAR):
    return queries.count_form(unit, official.find(form, period.last), period, TODAY).numbers


def test_reorganised_units_are_counted_from_the_history_of_the_tree(house, binh, tinh):
    new = units.add(by=binh.actor, parent=house.ward, kind="cell", name="Chi bộ Mới", founded_on=TODAY)
    units.rename(unit=house.cell, by=binh.actor, name="Chi bộ Hòa Bình 1", on=TODAY)
    units.move(unit=house.far_cell, by=SYSTEM, parent=house.ward, on=TODAY)
    units.close(unit=new, by=SYSTEM, on=TODAY)
    numbers = counted(house.ward, "hn-1b")
    found = {name: numbers[f"{name}.cells"] for name in ("founded", "closed", "moved", "renamed")}
    assert found == {"founded": 1, "closed": 1, "moved": 1, "renamed": 1}
    assert counted(house.ward, "hn-1b", Period.parse("2026-Q3"))["moved.cells"] == 0
    assert counted(house.province, "hn-1b")["moved.cells"] == 1


def test_cells_that_meet_by_group_are_counted_by_their_size(house):
    men(house.cell, 51)
    men(house.neighbour, 101)
    men(house.far_cell, 12)
    for cell, month, held in (
        (house.cell, 3, 2),
        (house.cell, 4, 1),
        (house.neighbour, 12, 3),
        (house.far_cell, 3, 1),
    ):
        month_row(cell, Month(2026, month), kind="group", reported=held).save()
    month_row(house.cell, Month(2025, 12), kind="group").save()
    month_row(house.cell, Month(2026, 5), kind="group", status="preparing").save()
    month_row(house.neighbour, Month(2026, 5)).save()
    numbers = counted(house.province, "hn-4c")
    assert (numbers["cells_50_100.cells"], numbers["cells_50_100.meetings"]) == (1, 3)
    assert (numbers["cells_100_200.cells"], numbers["cells_100_200.meetings"]) == (1, 3)
    assert (numbers["above_200.cells"], numbers["total.meetings"]) == (0, 6)


def test_forms_of_special_kinds_count_what_is_recorded_and_ask_for_the_rest(house, binh, chi):
    Unit.objects.filter(pk=house.cell.pk).update(cell_type="residential")
    Unit.objects.filter(pk=house.neighbour.pk).update(cell_type="armed_forces")
    women(house.cell, 4, ethnicity="Tày")
    men(house.neighbour, 3)
    assert counted(house.ward, "hn-2c")["armed_forces.members"] == 5, "chi and binh sit there too"
    assert counted(house.ward, "hn-2c")["total.cells"] == 1
    assert counted(house.ward, "hn-2b")["minority.total"] == 4
    assert counted(house.ward, "hn-10-shd")["at_work.members"] == 5
    assert counted(house.ward, "hn-11-shd")["members.number"] >= 4
    for form in ("hn-2b", "hn-2c", "hn-10-shd", "hn-11-shd"):
        row = a_form(house.ward, binh, form)
        refused = binh.post(url("approve", row.pk), NAMES)
        assert (refused.status_code, "entered by hand" in refused.content.decode()) == (422, True)
        actions.enter(row=row, by=binh.actor, numbers=dict.fromkeys(row.wording.by_hand, 0), basis="counted")
        row.refresh_from_db()
        actions.approve(row=row, by=binh.actor, **NAMES)
        assert binh.get(url("sheet", row.pk)).status_code == 200


@pytest.mark.parametrize("typed", ["-1", "1,5", "nhiều", "999999999999"])
def test_a_number_that_is_none_is_refused_beside_its_field(house, binh, typed):
    row = a_form(house.ward, binh, "hn-7")
    answer = binh.post(url("enter", row.pk), {"far__people": typed})
    assert (answer.status_code, "far__people" in answer.context["form"].errors) == (422, True)
    row.refresh_from_db()
    assert row.entered == {}


def test_approved_twice_the_second_is_told(house, binh):
    row = a_form(house.ward, binh)
    page = binh.get(url("approve", row.pk)).context["form"].initial
    assert binh.post(url("approve", row.pk), {**NAMES, **page}).status_code == 302
    second = binh.post(url("approve", row.pk), {**NAMES, "approved_by": "Người Khác", **page})
    assert second.status_code == 409
    assert "no longer changes" in second.content.decode()
    with pytest.raises(actions.NotADraft), transaction.atomic():
        actions.approve(row=row, by=binh.actor, **NAMES)
    row.refresh_from_db()
    assert row.approved_by == "Hoàng Văn Bách"


def test_a_page_made_before_a_new_count_approves_nothing_unread(house, binh):
    row = a_form(house.ward, binh)
    seen = binh.get(url("approve", row.pk)).context["form"].initial
    women(house.cell, 3)
    a_form(house.ward, binh)
    answer = binh.post(url("approve", row.pk), {**NAMES, **seen})
    row.refresh_from_db()
    assert (answer.status_code, row.status) == (422, "draft")


def test_only_what_was_approved_is_sent_and_once(house, binh):
    row = a_form(house.ward, binh)
    with pytest.raises(Refusal, match="Approve the form first"):
        actions.send(row=row, by=binh.actor)
    actions.approve(row=row, by=binh.actor, **NAMES)
    actions.send(row=row, by=binh.actor)
    actions.send(row=row, by=binh.actor)
    assert AuditLine.objects.filter(code="statistics.sent").count() == 1


def test_a_correction_is_a_new_version_and_the_old_one_is_read_until_it_is_sent(house, binh, tinh):
    row = a_form(house.ward, binh)
    actions.approve(row=row, by=binh.actor, **NAMES)
    actions.send(row=row, by=binh.actor)
    assert binh.post(url("correct", row.pk), {"reason": " "}).status_code == 422
    assert binh.post(url("correct", row.pk), {"reason": "Sót một chi bộ"}).status_code == 302
    assert binh.post(url("correct", row.pk), {"reason": "Lần nữa"}).status_code == 422
    received = queries.received(house.province, YEAR, [official.find("hn-1c", TODAY)])
    assert next(each for each in received if each.unit == house.ward).forms == [row]
    new = FormReturn.objects.get(version=2)
    actions.approve(row=new, by=binh.actor, **NAMES)
    actions.send(row=new, by=binh.actor)
    received = queries.received(house.province, YEAR, [official.find("hn-1c", TODAY)])
    assert next(each for each in received if each.unit == house.ward).forms == [new]


def test_a_period_to_come_has_nothing_to_count(house, binh):
    answer = binh.post(url("count", house.ward.pk, "2027-Q1", "hn-1"))
    assert answer.status_code == 409
    assert "has not begun" in answer.content.decode()
    assert not FormReturn.objects.exists()


@pytest.mark.parametrize("period", ["2026-Q5", "2026", "9999-Y", "1900-Y", "abc"])
def test_what_is_no_period_is_not_found(house, binh, period):
    assert binh.get(url("forms", house.ward.pk), {"period": period}).status_code == 404


def test_a_day_to_come_is_refused_with_a_sentence(house, binh):
    answer = binh.get(url("unit", house.ward.pk), {"day": "11/12/2026"})
    assert (answer.status_code, "has not come yet" in answer.content.decode()) == (422, True)


def test_who_was_asked_and_has_not_sent_sees_it_on_today(house, binh, tinh):
    due = {"forms_asked": ["hn-1c", "hn-1d"], "due_on": "20/12/2026"}
    assert tinh.post(url("call", house.province.pk, "2026-Y"), due).status_code == 302

    def needs(day=TODAY):
        return list(needs_of(binh.actor, day))

    (need,) = needs()
    assert "2 forms of 2 are not sent yet" in need.sentence
    for form in ("hn-1c", "hn-1d"):
        row = a_form(house.ward, binh, form)
        actions.approve(row=row, by=binh.actor, **NAMES)
        actions.send(row=row, by=binh.actor)
    assert needs() == []
    page = tinh.get(url("forms", house.province.pk), {"period": "2026-Y"})
    assert [each.missing for each in page.context["received"] if each.unit == house.ward] == [
        len(queries.templates_for(YEAR)) - 2
    ]


def test_a_day_that_has_passed_is_no_day_to_ask_for(house, tinh):
    asked = {"forms_asked": ["hn-1c"], "due_on": (TODAY - timedelta(days=1)).strftime("%d/%m/%Y")}
    answer = tinh.post(url("call", house.province.pk, "2026-Y"), asked)
    assert (answer.status_code, "has passed" in answer.content.decode()) == (422, True)


def test_a_province_adds_up_what_was_sent_and_is_warned_where_its_count_differs(house, binh, tinh):
    women(house.cell, 6)
    men(house.far_cell, 5)
    tay = make_person("tay", make_member(house.far_cell, "Lò Văn Tây"))
    appoint(house.other_ward, Role.WARD_OFFICE, tay.member)
    for unit, person in ((house.ward, binh), (house.other_ward, tay)):
        row = a_form(unit, person, "hn-2", Period.parse("2026-Q4"))
        actions.enter(row=row, by=person.actor, numbers={"came_outside.total": 0}, basis="counted")
        row.refresh_from_db()
        actions.approve(row=row, by=person.actor, **NAMES)
        actions.send(row=row, by=person.actor)
    women(house.cell, 9)
    own = a_form(house.province, tinh, "hn-2", Period.parse("2026-Q4"))
    page = tinh.get(own.get_absolute_url())
    with time_machine.travel("2027-01-02T08:00:00+07:00", tick=False):
        own = a_form(house.province, tinh, "hn-2", Period.parse("2026-Q4"))
        page = tinh.get(own.get_absolute_url())
    found = {each.words: (each.own.value, each.below.value) for each in page.context["differences"]}
    ours, theirs = found["All members, Total"]
    assert (could_be(23, ours, 5), could_be(14, theirs, 5)) == (True, True)
    answer = tinh.post(url("enter", own.pk), {"basis": "sent", "came_outside__total": "0"})
    assert answer.status_code == 302
    own.refresh_from_db()
    assert own.numbers["total.total"] == 14


def test_a_quarter_before_the_forms_were_issued_has_none(house, binh):
    page = binh.get(url("forms", house.ward.pk), {"period": "2025-Q4"})
    assert (page.status_code, page.context["forms"]) == (200, [])


def test_a_stranger_finds_no_form(house, binh, dung):
    row = a_form(house.ward, binh)
    for name in ("form", "sheet", "enter", "approve", "correct"):
        assert dung.get(url(name, row.pk)).status_code == 404
    assert dung.post(url("send", row.pk)).status_code == 404


def test_counting_as_of_an_earlier_day(house, thu, binh):
    page = binh.get(url("unit", house.ward.pk), {"day": date(2019, 1, 1).strftime("%d/%m/%Y")})
    assert page.context["members"].value == 0
