"""A unit's programme of inspections of a year: planned against done, and its paper."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from sotay.inspections import paper_actions, plan_actions, programme
from sotay.inspections.models import PlannedRound, Round
from sotay.inspections.tests.conftest import in_days
from sotay.kernel.refusal import Refusal

YEAR = timezone.localdate().year
LINE = {"quarter": "4", "kind": "inspection", "subject": "Nền nếp sinh hoạt", "cells": "1"}


def plan_url(house, name="plan", *more):
    return reverse(f"inspections:{name}", args=[house.ward.pk, *more])


def test_lines_are_added_begun_and_counted(house, binh, inspection, chi):
    assert binh.post(plan_url(house, "plan_line", YEAR), {}).status_code == 422
    assert binh.post(plan_url(house, "plan_line", YEAR), LINE).status_code == 302
    line = PlannedRound.objects.get()
    page = binh.get(plan_url(house)).content.decode()
    assert "Chưa bắt đầu" in page
    assert "Đợt ngoài chương trình" in page, "the round that was begun without the programme"
    begin = f"{plan_url(house, 'begin')}?planned={line.pk}"
    assert "Nền nếp sinh hoạt" in binh.get(begin).content.decode()
    day = f"{timezone.localdate():%d/%m/%Y}"
    given = {"kind": "inspection", "title": "Đợt 1", "quarter": "4", "year": str(YEAR), "signed_by": "Bách"}
    given |= {"decision_number": "9-QĐ", "decided_on": day, "report_by": f"{in_days(9):%d/%m/%Y}"}
    assert binh.post(begin, given).status_code == 302
    assert Round.objects.get(title="Đợt 1").planned == line
    inspection.round.planned = line
    inspection.round.save()
    (found,) = programme.programme_of(house.ward, YEAR, drafts=True).lines
    assert (len(found.rounds), found.announced, found.concluded) == (2, 1, 0)
    with pytest.raises(Refusal):
        plan_actions.take_out(line=line, by=binh.actor)


def test_drafts_of_rounds_are_not_for_those_above(house, binh, draft):
    assert programme.programme_of(house.ward, YEAR, drafts=False).unplanned == ()
    assert programme.programme_of(house.ward, YEAR, drafts=True).unplanned == (draft,)


def test_a_line_is_taken_out(house, binh):
    binh.post(plan_url(house, "plan_line", YEAR), LINE)
    line = PlannedRound.objects.get()
    assert binh.post(reverse("inspections:unplan", args=[line.pk])).status_code == 302
    assert not PlannedRound.objects.exists()
    plan_actions.take_out(line=line, by=binh.actor)


def test_the_programme_is_a_paper_with_a_number(house, binh, chi, thu):
    with pytest.raises(Refusal):
        paper_actions.make_programme(unit=house.ward, by=binh.actor, year=YEAR)
    binh.post(plan_url(house, "plan_line", YEAR), LINE)
    assert binh.post(plan_url(house, "make_programme", YEAR)).status_code == 302
    row = paper_actions.make_programme(unit=house.ward, by=binh.actor, year=YEAR)
    page = binh.get(row.get_absolute_url()).content.decode()
    assert "CHƯƠNG TRÌNH" in page
    assert "Nền nếp sinh hoạt" in page
    signer = {"on_behalf": "T/M Đảng ủy", "post": "Bí thư", "name": "Hoàng Văn Bách"}
    row = paper_actions.issue(row=row, by=binh.actor, **signer)
    assert row.number_text == "Số 01-CTr/ĐU"
    for person in (chi, thu):
        assert person.get(row.get_absolute_url()).status_code == 404
        assert person.get(plan_url(house)).status_code == 404


@pytest.mark.parametrize("year", ["0", "99999999999999999999", "x", "²"])
def test_a_year_that_is_none_is_not_there(house, binh, year):
    assert binh.get(plan_url(house), {"year": year}).status_code == 404
