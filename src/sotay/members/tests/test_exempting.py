"""Exemption: for age and weak health the cell decides, for other reasons it proposes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from conftest import appoint, make_member, make_unit
from django.urls import reverse
from django.utils import timezone

from sotay.kernel.actor import Role
from sotay.kernel.refusal import Refusal
from sotay.members import actions, rules
from sotay.members.models import ExemptionProposal, Standing
from sotay.members.needs import needs_of
from sotay.units.decisions import Decision
from sotay.units.models import Kind

DECISION = Decision("05-QĐ/ĐU", date(2026, 11, 1), "Đảng ủy phường Bình Minh")


def ask(person, member, ground, **more):
    given = {"ground": ground, "from_on": f"{timezone.localdate():%d/%m/%Y}", **more}
    return person.post(reverse("members:exempt", args=[member.pk]), given)


def is_exempt(member) -> bool:
    return member.standings.filter(kind=Standing.Kind.EXEMPT).exists()


@pytest.mark.parametrize("ground", ["age", "weakness"])
def test_the_cell_decides_for_age_and_weak_health(thu, an, ground):
    assert ask(thu, an.member, ground).status_code == 302
    standing = an.member.standings.get(kind=Standing.Kind.EXEMPT)
    assert standing.ground == ground
    assert not ExemptionProposal.objects.exists()


@pytest.mark.parametrize("ground", ["treatment", "abroad", "itinerant", "retiring", "maternity"])
def test_for_other_reasons_the_member_waits_for_the_committee_above(thu, an, binh, ground):
    assert ask(thu, an.member, ground, note="Nghị quyết số 3").status_code == 302
    assert not is_exempt(an.member)
    proposal = ExemptionProposal.objects.get()
    need = next(need for need in needs_of(binh.actor, timezone.localdate()) if need.code == "exemption")
    url = reverse("members:decide_exemption", args=[proposal.pk])
    assert need.url == url
    assert thu.get(url).status_code == 404
    assert binh.post(url, {"approved": "yes"}).status_code == 422
    given = {"decision_no": "05-QĐ/ĐU", "decision_on": "01/11/2026", "decided_by": "Đảng ủy phường"}
    assert binh.post(url, {"approved": "yes", **given}).status_code == 302
    standing = an.member.standings.get(kind=Standing.Kind.EXEMPT)
    assert (standing.ground, standing.decision_no) == (ground, "05-QĐ/ĐU")
    assert not [need for need in needs_of(binh.actor, timezone.localdate()) if need.code == "exemption"]


def test_a_proposal_is_not_approved_with_a_reason_that_the_cell_reads(thu, an, binh):
    ask(thu, an.member, "abroad")
    url = reverse("members:decide_exemption", args=[ExemptionProposal.objects.get().pk])
    assert binh.post(url, {"approved": "no"}).status_code == 422
    assert binh.post(url, {"approved": "no", "because": "Chưa đủ hồ sơ"}).status_code == 302
    assert not is_exempt(an.member)
    assert "Chưa đủ hồ sơ" in thu.get(an.member.get_absolute_url()).text


def test_the_cell_withdraws_what_nobody_has_decided(thu, an, binh):
    ask(thu, an.member, "abroad")
    proposal = ExemptionProposal.objects.get()
    assert thu.post(reverse("members:withdraw_exemption", args=[proposal.pk])).status_code == 302
    with pytest.raises(Refusal):
        actions.approve_exemption(proposal=proposal, by=binh.actor, decision=DECISION)
    assert not is_exempt(an.member)
    assert ask(thu, an.member, "abroad").status_code == 302


def test_one_proposal_at_a_time_and_none_for_oneself(thu, an):
    ask(thu, an.member, "abroad")
    assert ask(thu, an.member, "maternity").status_code == 422
    assert ask(thu, thu.member, "abroad").status_code in (404, 422)
    assert ask(thu, an.member, "").status_code == 422
    assert ExemptionProposal.objects.count() == 1


def test_an_office_above_records_its_own_decision(binh, an):
    assert ask(binh, an.member, "treatment").status_code == 302
    assert is_exempt(an.member)


def test_a_cell_of_its_size_is_told_what_it_lacks(house, thu, binh, an):
    cell = make_unit(house.ward, 77, Kind.CELL, "38.168.77", "Chi bộ đông")
    for number in range(30):
        make_member(cell, f"Ngô Văn {number}")
    url = reverse("units:unit", args=[cell.pk])
    page = binh.get(url).text
    assert 'id="size"' in page
    assert "30" in page.split('id="size"')[1][:900]
    committee = make_member(cell, "Vũ Thị Bảy")
    appoint(cell, Role.COMMITTEE_MEMBER, committee)
    make_unit(cell, 1, Kind.GROUP, "38.168.77.1", "Tổ đảng 1")
    assert 'id="size"' not in binh.get(url).text
    assert 'id="size"' not in thu.get(reverse("units:unit", args=[house.cell.pk])).text


def test_the_edge_of_a_size_is_in():
    assert rules.needs_more(30, 30, False)
    assert not rules.needs_more(29, 30, False)
    assert not rules.needs_more(30, 30, True)


def test_days_of_a_proposal_are_in_order(thu, an):
    day = timezone.localdate()
    with pytest.raises(Refusal):
        actions.exempt(
            member=an.member, by=thu.actor, ground="abroad", from_on=day, until_on=day - timedelta(days=3)
        )
