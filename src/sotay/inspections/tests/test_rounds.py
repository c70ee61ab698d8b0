"""A round from its draft to the announcement: its team, its cells, who sees it."""

from __future__ import annotations

import pytest
from conftest import appoint, make_member, make_person, make_unit
from django.urls import reverse
from django.utils import timezone
from tests.filling import opened, sent

from sotay.figures.models import CellMonth
from sotay.inspections import actions, queries
from sotay.inspections.models import Inspection, Round
from sotay.inspections.needs import needs_of
from sotay.inspections.tests.conftest import a_round, conclude, in_days
from sotay.kernel.actor import Role
from sotay.kernel.periods import Month
from sotay.kernel.refusal import Refusal
from sotay.notify.models import Notice
from sotay.units.models import CellType, Kind


def url(name, thing):
    return reverse(f"inspections:{name}", args=[thing.pk])


def codes(person):
    return [need.code for need in needs_of(person.actor, timezone.localdate())]


def test_a_round_in_the_browser_from_the_decision_to_the_announcement(house, thu, an, binh, chi):
    given = {
        "kind": "supervision",
        "title": "Giám sát đảng phí",
        "quarter": "4",
        "year": "2026",
        "decision_number": "3-QĐ",
        "decided_on": "01/11/2026",
        "signed_by": "Hoàng Văn Bách",
        "report_by": f"{in_days(9):%d/%m/%Y}",
    }
    assert binh.post(url("begin", house.ward), given).status_code == 302
    row = Round.objects.get()
    page = url("team", row) + "?q=Chi"
    assert binh.post(page, {"person": str(chi.member.pk), "part": "leads"}).status_code == 302
    page = url("choose", row) + "?by=random"
    assert row.seed in binh.get(page).content.decode()
    assert binh.post(page, {"cells": [str(house.cell.pk)]}).status_code == 302
    found = Inspection.objects.get()
    assert row.seed in found.reason
    assert found.reason in binh.get(url("round", row)).content.decode()
    for person in (thu, chi):
        assert person.get(url("round", row)).status_code == 404, "a draft is the office's"
    assert thu.get(found.get_absolute_url()).status_code == 404
    assert not Notice.objects.exists()
    assert binh.post(url("announce", row)).status_code == 302
    assert Notice.objects.get(member=thu.member).code == "inspection.announced"
    assert Notice.objects.get(member=chi.member).code == "inspection.team"
    assert codes(thu) == ["self_report"]
    assert codes(an) == []
    assert thu.get(found.get_absolute_url()).status_code == 200
    assert chi.get(url("round", row)).status_code == 200
    assert an.get(found.get_absolute_url()).status_code == 404


def test_nobody_of_the_inspected_cell_is_in_the_team(house, draft, binh, an):
    answer = binh.post(url("team", draft) + "?q=An", {"person": str(an.member.pk), "part": "member"})
    assert answer.status_code == 422
    assert "Không ai tự kiểm tra chi bộ của mình" in answer.content.decode()
    assert draft.team.count() == 1


def test_a_cell_of_a_team_member_is_not_chosen(house, draft, binh):
    with pytest.raises(Refusal, match="Không ai tự kiểm tra"):
        actions.choose(round_=draft, by=binh.actor, rule="longest", chosen={house.neighbour: "x"})


def test_who_belongs_to_the_cell_gets_a_clear_sentence_and_no_record(house, inspection, thu):
    member = make_member(house.cell, "Ngô Thị Phòng")
    appoint(house.ward, Role.WARD_OFFICE, member)
    official = make_person("phong", member)
    for page in ("inspection", "record"):
        answer = official.get(url(page, inspection))
        assert answer.status_code == 409
        assert "Không ai tự kiểm tra chi bộ của mình" in answer.content.decode()
    with pytest.raises(Refusal):
        conclude(inspection, official)


def test_the_inspection_commission_runs_rounds_too(house):
    member = make_member(house.neighbour, "Đinh Văn Kiểm")
    appoint(house.ward, Role.INSPECTION_COMMISSION, member)
    assert make_person("kiem", member).get(url("begin", house.ward)).status_code == 200


def test_an_announced_round_stays_as_it_is(house, inspection, binh, chi, thu):
    row = inspection.round
    for act in (
        lambda: actions.announce(round_=row, by=binh.actor),
        lambda: actions.discard(round_=row, by=binh.actor),
        lambda: actions.leave_out(inspection=inspection, by=binh.actor),
        lambda: actions.leave_team(team_member=row.team.get(), by=binh.actor),
        lambda: actions.choose(round_=row, by=binh.actor, rule="hand", chosen={}, reason="x"),
    ):
        with pytest.raises(Refusal):
            act()
    assert Notice.objects.filter(code="inspection.announced").count() == 1


def test_what_is_missing_is_said_before_it_is_announced(house, binh, chi, thu):
    row = a_round(house, binh)
    with pytest.raises(Refusal, match="ít nhất một chi bộ"):
        actions.announce(round_=row, by=binh.actor)
    actions.choose(round_=row, by=binh.actor, rule="hand", chosen={house.cell: ""}, reason="Đơn thư")
    assert row.inspections.get().reason == "Đơn thư"
    with pytest.raises(Refusal, match="lập đoàn"):
        actions.announce(round_=row, by=binh.actor)
    actions.add_to_team(round_=row, by=binh.actor, member=chi.member, leads=False)
    with pytest.raises(Refusal, match="trưởng đoàn"):
        actions.announce(round_=row, by=binh.actor)
    with pytest.raises(Refusal):
        actions.choose(round_=row, by=binh.actor, rule="hand", chosen={house.neighbour: ""}, reason=" ")
    with pytest.raises(Refusal):
        a_round(house, binh, report_by=in_days(-1))


def test_cells_are_offered_by_the_rule_with_the_reason(house, concluded, binh, thu, chi):
    row, day = a_round(house, binh), timezone.localdate()
    longest = queries.offers(row, "longest", day)
    assert [each.cell for each in longest] == [house.neighbour, house.cell]
    assert "Chưa có lần kiểm tra" in longest[0].reason
    assert f"{day:%d/%m/%Y}" in longest[1].reason
    assert queries.offers(row, "late", day) == []
    owned = {"commune_id": house.cell.commune_id, "cell": house.cell, "kind": "regular"}
    for back, in_time in ((1, 0), (2, 1), (3, 0)):
        CellMonth.objects.create(
            **owned,
            month=Month.of(day).plus(-back),
            meeting_id=row.pk,
            status="reported",
            planned_at=timezone.now(),
            reported=1,
            reported_in_time=in_time,
        )
    (late,) = queries.offers(row, "late", day)
    assert (late.cell, late.reason) == (house.cell, "Báo cáo chậm hoặc thiếu: 2 trong 6 tháng")


@pytest.mark.parametrize("rule", ["longest", "late", "random", "hand"])
def test_queries_of_the_offers_do_not_grow_with_the_cells(
    house, binh, chi, rule, django_assert_max_num_queries
):
    row = a_round(house, binh)
    for n in range(3, 20):
        more = {"cell_type": CellType.RESIDENTIAL}
        make_unit(house.ward, n, Kind.CELL, f"38.168.{n:03}", f"Chi bộ số {n}", **more)
    with django_assert_max_num_queries(3):
        queries.offers(row, rule, timezone.localdate())


def test_queries_of_a_round_do_not_grow_with_its_cells(house, binh, thu, chi, django_assert_num_queries):
    row = a_round(house, binh)
    cells = {
        make_unit(house.ward, n, Kind.CELL, f"38.168.{n:03}", f"Chi bộ số {n}"): "x" for n in range(3, 30)
    }
    actions.choose(round_=row, by=binh.actor, rule="longest", chosen=cells)
    with django_assert_num_queries(1):
        assert len(queries.cell_lines(row, timezone.localdate())) == 27


def test_a_changed_draft_is_not_written_over_by_an_old_page(house, draft, binh):
    page = url("round", draft)
    assert binh.get(page).status_code == 200
    form = opened(binh, url("edit", draft))
    actions.change(round_=draft, by=binh.actor, title="Tên khác")
    answer = sent(binh, form, title="Tên cũ hơn")
    assert answer.status_code == 422
    draft.refresh_from_db()
    assert draft.title == "Tên khác"
