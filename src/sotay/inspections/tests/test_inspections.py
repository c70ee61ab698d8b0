"""The cell's report, the team's record, the conclusion and its demands until they are closed."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from sotay.audit.models import AuditLine
from sotay.inspections import actions, proofs, queries
from sotay.inspections.needs import needs_of
from sotay.inspections.tests.conftest import CONCLUDED, DEMANDED, FOUND, KEYS, OWN, conclude, in_days
from sotay.kernel.ids import new_id
from sotay.kernel.refusal import Refusal
from sotay.meetings import agenda_sources
from sotay.meetings.models import Meeting
from sotay.notify.models import Notice
from sotay.petitions import actions as petitions
from sotay.petitions.models import Petition


def url(name, thing):
    return reverse(f"inspections:{name}", args=[thing.pk])


def codes(person):
    return [need.code for need in needs_of(person.actor, timezone.localdate())]


def report(row, person, keys=KEYS, **more):
    return actions.report(inspection=row, by=person.actor, texts=dict.fromkeys(keys, "Có"), **more)


@pytest.fixture
def petition(house, an):
    return Petition.objects.create(
        commune_id=house.cell.commune_id,
        cell=house.cell,
        text="Đèn hỏng",
        raised_on=timezone.localdate(),
        held_by=house.cell,
        status="closed",
    )


# --- the cell's report ---


def test_the_program_answers_first_with_a_way_to_its_proof(inspection, thu, petition):
    page = thu.get(url("self_report", inspection)).content.decode()
    assert "Kiến nghị đã trả lời: 1 trên 1" in page
    assert reverse("petitions:petitions") in page
    filled = {f"q_{key}": "Có" for key in KEYS if key != "petitions"}
    assert thu.post(url("self_report", inspection), {**filled, "send": "1"}).status_code == 302
    inspection.refresh_from_db()
    assert inspection.reported_at
    assert inspection.answers.get(key="petitions").program == "Kiến nghị đã trả lời: 1 trên 1."
    petition.status = "open"
    petition.save()
    lines = {line.question.key: line for line in queries.outline(inspection, timezone.localdate())}
    assert "1 trên 1" in lines["petitions"].proof.text, "it stays as it was when it was sent"


def test_a_kept_report_is_not_seen_by_the_team_until_it_is_sent(inspection, thu, chi):
    report(inspection, thu, OWN)
    assert "Có" in thu.get(inspection.get_absolute_url()).content.decode()
    assert "quy chế làm việc" not in chi.get(inspection.get_absolute_url()).content.decode()
    assert codes(chi) == []
    report(inspection, thu, send=True)
    assert "quy chế làm việc" in chi.get(inspection.get_absolute_url()).content.decode()
    assert codes(chi) == ["verify"]
    assert codes(thu) == []
    with pytest.raises(Refusal):
        report(inspection, thu, send=True)


def test_a_question_nobody_answers_keeps_the_report_back(inspection, thu):
    with pytest.raises(Refusal, match="Câu 10"):
        report(inspection, thu, KEYS[:-1], send=True)
    assert not inspection.answers.exists()


# --- the record and the conclusion ---


def test_the_cell_sees_nothing_of_the_record_before_the_conclusion(inspection, thu, an, chi, dung):
    conclude(inspection, chi, conclude=False)
    assert FOUND in chi.get(url("record", inspection)).content.decode()
    assert FOUND not in thu.get(inspection.get_absolute_url()).content.decode()
    assert thu.get(url("record", inspection)).status_code == 404
    conclude(inspection, chi)
    page = thu.get(inspection.get_absolute_url()).content.decode()
    assert FOUND in page
    assert CONCLUDED in page
    assert DEMANDED in page
    for person in (an, dung):
        assert person.get(inspection.get_absolute_url()).status_code == 404
        assert person.get(url("conclusion", inspection)).status_code == 404


def test_the_record_in_the_browser(inspection, thu, chi):
    day = f"{timezone.localdate():%d/%m/%Y}"
    given = {"verified_on": day, "strengths": "Đều", "conclusion": CONCLUDED, "demand_1": DEMANDED}
    refused = chi.post(url("record", inspection), {**given, "conclude": "1"})
    assert refused.status_code == 422
    assert "hạn chi bộ báo cáo" in refused.content.decode()
    given["due_1"] = f"{in_days(9):%d/%m/%Y}"
    assert chi.post(url("record", inspection), given).status_code == 302
    assert inspection.demands.get().text == DEMANDED
    assert chi.post(url("record", inspection), {**given, "conclude": "1"}).status_code == 302
    assert Notice.objects.filter(member=thu.member, code="inspection.concluded").count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"verified_on": None},
        {"verified_on": in_days(2)},
        {"strengths": "", "weaknesses": " "},
        {"conclusion": ""},
        {"demands": [("Làm", None)]},
        {"demands": [("Làm", in_days(-1))]},
    ],
)
def test_what_is_missing_keeps_the_conclusion_back(inspection, chi, changes):
    with pytest.raises(Refusal):
        conclude(inspection, chi, **changes)
    inspection.refresh_from_db()
    assert not inspection.is_concluded
    assert not inspection.demands.exists()


def test_a_conclusion_is_sent_once(concluded, chi):
    with pytest.raises(Refusal):
        conclude(concluded, chi)
    assert [each.number for each in concluded.demands.all()] == [1, 2], "an empty row leaves no gap"


# --- publication ---


def test_leaders_below_the_unit_read_what_is_published_and_nobody_else(concluded, thu, an, binh, lam, dung):
    with pytest.raises(Refusal):
        actions.publish(inspection=type(concluded)(pk=concluded.pk), by=thu.actor)
    assert binh.post(url("publish", concluded)).status_code == 302
    assert binh.post(url("publish", concluded)).status_code == 302
    assert AuditLine.objects.filter(code="inspection.published").count() == 1
    for person, status in ((lam, 200), (binh, 200), (an, 404), (dung, 404)):
        assert person.get(url("conclusion", concluded)).status_code == status


# --- demands ---


def test_a_demand_is_reported_sent_back_reported_and_closed(demand, thu, chi, binh):
    assert codes(thu) == ["demands"]
    assert thu.post(url("answer", demand), {"text": "Đã họp"}).status_code == 302
    assert "judge" in codes(chi)
    assert "judge" in codes(binh)
    again = {"decision": "send_back", "text": "Thiếu văn bản", "due_on": f"{in_days(9):%d/%m/%Y}"}
    assert chi.post(url("judge", demand), {"decision": "send_back"}).status_code == 422
    assert chi.post(url("judge", demand), again).status_code == 302
    assert "Thiếu văn bản" in thu.get(url("answer", demand)).content.decode()
    actions.answer(demand=demand, by=thu.actor, text="Đã ban hành")
    actions.judge(demand=demand, by=chi.actor, accepted=True)
    demand.refresh_from_db()
    assert (demand.status, demand.due_on) == ("closed", in_days(9))
    assert [each.what for each in demand.events.all()] == ["answered", "sent_back", "answered", "closed"]
    for act in (
        lambda: actions.answer(demand=demand, by=thu.actor, text="Nữa"),
        lambda: actions.judge(demand=demand, by=chi.actor, accepted=True),
    ):
        with pytest.raises(Refusal):
            act()


def test_the_wrong_order_and_the_wrong_person_are_refused(demand, thu, an, chi, dung):
    with pytest.raises(Refusal):
        actions.judge(demand=demand, by=chi.actor, accepted=True)
    for person in (an, chi, dung):
        assert person.post(url("answer", demand), {"text": "Xong"}).status_code == 404
    actions.answer(demand=demand, by=thu.actor, text="Xong")
    assert thu.post(url("judge", demand), {"decision": "accept"}).status_code == 404
    with pytest.raises(Refusal):
        actions.judge(demand=demand, by=thu.actor, accepted=True)


def test_open_demands_come_into_the_agenda_and_nothing_else_does(house, demand, thu):
    today = timezone.localdate()
    carried = agenda_sources.open_for(Meeting(cell=house.cell), today)
    assert [each.text for each in carried] == ["Nộp đảng phí đúng hạn", DEMANDED], "the earliest day first"
    assert FOUND not in str(carried)
    assert CONCLUDED not in str(carried)
    later = agenda_sources.open_for(Meeting(cell=house.cell), in_days(6))
    assert [each.standing.startswith("Quá hạn") for each in later] == [True, False]
    actions.answer(demand=demand, by=thu.actor, text="Xong")
    assert len(agenda_sources.open_for(Meeting(cell=house.cell), today)) == 1
    assert agenda_sources.open_for(Meeting(cell=house.neighbour), today) == []


def test_demands_of_a_draft_come_into_no_agenda(house, inspection, chi):
    conclude(inspection, chi, conclude=False)
    assert agenda_sources.open_for(Meeting(cell=house.cell), timezone.localdate()) == []


def test_audit_lines_and_notices_repeat_no_text(inspection, thu, chi, binh):
    report(inspection, thu, send=True)
    conclude(inspection, chi)
    first = inspection.demands.get(number=1)
    actions.answer(demand=first, by=thu.actor, text="Đã họp bàn")
    actions.judge(demand=first, by=chi.actor, accepted=False, text="Còn thiếu", due_on=in_days(3))
    told = str(list(AuditLine.objects.values_list("data", flat=True)))
    told += str(list(Notice.objects.values_list("data", flat=True)))
    for words in (FOUND, CONCLUDED, DEMANDED, "Đã họp bàn", "Còn thiếu"):
        assert words not in told


def test_queries_of_the_page_do_not_grow_with_the_demands(
    inspection, thu, chi, django_assert_max_num_queries
):
    five = [(f"Việc {n}", in_days(5)) for n in range(5)]
    conclude(inspection, chi, demands=five)
    thu.get(inspection.get_absolute_url())
    with django_assert_max_num_queries(30):
        thu.get(inspection.get_absolute_url())


def test_a_petition_joined_with_another_is_not_answered_yet(house, an, thu):
    raised = {"cell": house.cell, "by": an.actor, "level": "cell", "shown_to": "all"}
    one, other, third = (
        petitions.raise_one(key=new_id(), text=text, **raised)
        for text in ("Cống tắc", "Cống bị tắc", "Đèn hỏng")
    )
    petitions.join(petition=one, by=thu.actor, other=other)
    petitions.answer(petition=third, by=thu.actor, text="Đã thay bóng")
    today = timezone.localdate()
    with translation.override("en"):
        assert proofs.proofs_for(house.cell, today.year, today)["petitions"].text.endswith("1 of 3.")
