"""A cell's way: registration by its own resolution, acceptance, milestones, assessment, check, decision."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from sotay.figures.models import CellMonth
from sotay.kernel.ids import new_id
from sotay.kernel.periods import Month
from sotay.kernel.refusal import Refusal
from sotay.notify.models import Notice
from sotay.papers.models import IssuedPaper
from sotay.schemes import actions, own_data, queries, refusals, scheme_actions
from sotay.schemes.models import Registration
from sotay.schemes.needs import needs_of
from sotay.schemes.tests.conftest import (
    EVIDENCE,
    a_registration,
    a_resolution,
    a_scheme,
    a_year,
    after,
    can_assess,
    check,
    claims,
    days,
    decide,
    in_days,
    roadmap,
    today,
    verdicts,
)


def url(name, thing):
    return reverse(f"schemes:{name}", args=[thing.pk])


def codes(person):
    return [need.code for need in needs_of(person.actor, today())]


def told(person):
    return set(Notice.objects.filter(member=person.member).values_list("code", flat=True))


def page(person, row):
    return person.get(row.get_absolute_url()).content.decode()


# --- registering ---


def test_a_cell_goes_from_roadmap_to_a_published_recognition_through_pages(year, house, thu, an, binh, chi):
    assert codes(thu) == ["scheme_open"]
    register = reverse("schemes:register", args=[year.pk, house.cell.pk])
    assert an.member.full_name in thu.get(register).content.decode()
    day = f"{today():%d/%m/%Y}"
    posted = {"aim": "Đạt kiểu mẫu", "text_1": "Xây nhà văn hóa", "due_1": day, "who_1": str(an.member.pk)}
    assert thu.post(register, posted).status_code == 302
    row, paper = Registration.objects.get(), a_resolution(house.cell)
    assert thu.post(url("send", row), {"paper": str(paper.pk)}).status_code == 302
    assert codes(binh) == ["scheme_answer"]
    answered = {"decision": "accept", "overseer": str(chi.member.pk)}
    assert binh.post(url("answer", row), answered).status_code == 302
    milestone = row.milestones.get()
    assert codes(an) == ["scheme_milestone"]
    assert an.post(url("done", milestone), {"text": "Đã xong", "done_on": day}).status_code == 302
    assert chi.post(url("comment", milestone), {"text": "Làm tốt"}).status_code == 302
    can_assess(year, binh)
    assert codes(thu) == ["scheme_assess"]
    said = {"claimed_1": "yes", "evidence_1": EVIDENCE, "claimed_2": "yes", "evidence_2": EVIDENCE}
    assert thu.post(url("assess", row), {**said, "send": "1"}).status_code == 302
    assert codes(binh) == ["scheme_check"]
    found = {"verified_1": "no", "difference_1": "Thiếu hai buổi", "verified_2": "yes"}
    checked = {"checked_on": day, "checked_by": "Đoàn kiểm tra", **found}
    assert chi.post(url("check", row), checked).status_code == 302
    assert codes(binh) == ["scheme_decide"]
    decided = {"decision": "recognise", "decision_number": "15-QĐ/ĐU", "decided_on": day}
    assert binh.post(url("decide", row), decided).status_code == 302
    assert codes(binh) == ["scheme_publish"]
    publish = reverse("schemes:publish", args=[year.pk, house.ward.pk])
    assert binh.post(publish).status_code == 302
    assert codes(binh) == codes(thu) == codes(an) == []
    assert "scheme.published" in told(thu)
    results = an.get(url("results", year)).content.decode()
    assert house.cell.name in results
    assert "Được công nhận" in results
    shown = page(thu, row)
    assert "Làm tốt" in shown
    assert "Thiếu hai buổi" in shown


def test_registering_twice_is_refused(prepared, year, house, thu, an):
    with pytest.raises(refusals.RegisteredAlready):
        a_registration(year, house.cell, thu, an)


def test_registering_after_the_last_day_is_refused_and_says_whom_to_ask(year, house, thu, an, binh):
    with after(11):
        with pytest.raises(refusals.TooLateToRegister, match="Đảng ủy phường Bình Minh"):
            a_registration(year, house.cell, thu, an)
        scheme_actions.set_days(
            year=year, by=binh.actor, **days(register_by=in_days(20), assess_from=in_days(20))
        )
        assert a_registration(year.scheme.years.get(), house.cell, thu, an).status == "preparing"


def test_what_was_prepared_in_time_cannot_be_sent_too_late_but_sent_again_it_can(
    sent, prepared, thu, binh, house
):
    actions.send_back(registration=sent, by=binh.actor, text="Thiếu mốc giữa năm")
    with after(11):
        assert actions.send(registration=sent, by=thu.actor).status == "sent"
    Registration.objects.filter(pk=sent.pk).update(status="preparing", sent_at=None)
    with after(11), pytest.raises(refusals.TooLateToRegister):
        actions.send(registration=sent, by=thu.actor)


def test_a_stranger_registers_nobody(year, house, dung, an, chi):
    register = reverse("schemes:register", args=[year.pk, house.cell.pk])
    for person in (dung, an, chi):
        assert person.get(register).status_code == 404
        assert person.post(register, {}).status_code == 404
    far = reverse("schemes:register", args=[year.pk, house.far_cell.pk])
    assert dung.get(far).status_code == 404, "the scheme is of another ward"


def test_a_member_of_another_cell_is_responsible_for_nothing(year, house, thu, chi):
    with pytest.raises(refusals.NotOfThisCell, match="Đỗ Thị Chi"):
        a_registration(year, house.cell, thu, chi)
    register = reverse("schemes:register", args=[year.pk, house.cell.pk])
    posted = {"aim": "Đạt", "text_1": "Việc", "due_1": f"{today():%d/%m/%Y}", "who_1": str(chi.member.pk)}
    answer = thu.post(register, posted)
    assert answer.status_code == 422
    assert "Hãy chọn đảng viên của chi bộ này." in answer.content.decode()
    assert "Việc" in answer.content.decode(), "what was typed stays"
    assert not Registration.objects.exists()


def test_a_roadmap_needs_a_milestone_with_a_day_of_the_year(year, house, thu, an):
    with pytest.raises(Refusal, match="ít nhất một mốc"):
        a_registration(year, house.cell, thu, an, roadmap=[])
    with pytest.raises(Refusal, match="Hãy chọn ngày trong khoảng"):
        a_registration(year, house.cell, thu, an, roadmap=roadmap(an, due=in_days(4000)))


def test_a_scheme_for_offices_is_not_for_a_village(house, binh, thu, an):
    scheme = a_scheme(house.ward, binh, cell_types=["office"])
    year = a_year(scheme, binh)
    with pytest.raises(refusals.NotForThisCell):
        a_registration(year, house.cell, thu, an)
    assert codes(thu) == []


def test_only_an_issued_resolution_of_the_cell_itself_registers_it(prepared, house, thu):
    with pytest.raises(refusals.ResolutionNeeded):
        actions.send(registration=prepared, by=thu.actor)
    draft = a_resolution(house.cell, state=IssuedPaper.State.DRAFT)
    for paper in (a_resolution(house.neighbour), a_resolution(house.cell, "KL"), draft):
        with pytest.raises(refusals.NotAResolution):
            actions.send(registration=prepared, by=thu.actor, paper=paper)
    prepared.refresh_from_db()
    assert prepared.status == "preparing"


def test_the_roadmap_is_not_changed_once_it_was_sent(sent, thu, an):
    with pytest.raises(refusals.Moved):
        actions.write_roadmap(registration=sent, by=thu.actor, aim="Khác", roadmap=roadmap(an))


# --- the unit above ---


def test_sent_back_with_a_reason_the_cell_changes_it_and_sends_it_again(sent, thu, an, binh):
    with pytest.raises(refusals.ReasonNeeded):
        actions.send_back(registration=sent, by=binh.actor, text=" ")
    actions.send_back(registration=sent, by=binh.actor, text="Thiếu mốc giữa năm")
    assert codes(thu) == ["scheme_returned"]
    assert "Thiếu mốc giữa năm" in page(thu, sent)
    actions.write_roadmap(registration=sent, by=thu.actor, aim="Đạt", roadmap=roadmap(an, "Sơ kết quý II"))
    assert actions.send(registration=sent, by=thu.actor).status == "sent"


def test_the_overseer_has_to_be_appointed_at_the_cell(sent, binh, an):
    with pytest.raises(refusals.NotTheOverseer):
        actions.accept(registration=sent, by=binh.actor, overseer=an.member)
    answer = binh.post(url("answer", sent), {"decision": "accept"})
    assert answer.status_code == 422
    assert "Hãy chọn đồng chí theo dõi chi bộ." in answer.content.decode()


def test_acceptance_tells_the_cell_the_overseer_and_who_is_responsible(accepted, thu, an, chi):
    assert "registration.accepted" in told(thu)
    assert "registration.overseer" in told(chi)
    assert "milestone.given" in told(an)


def test_nobody_accepts_checks_or_decides_on_their_own_cell(year, house, binh, an, chi, thu):
    """binh works for the ward and sits in the neighbouring cell."""
    row = Registration.objects.create(
        cell=house.neighbour, year=year, held_by=house.ward, status="sent", sent_at=timezone.now()
    )
    for name in ("answer", "check", "decide", "withdraw"):
        answer = binh.get(url(name, row))
        assert answer.status_code == 409
        assert "Không ai quyết định về chi bộ của mình" in answer.content.decode()
    with pytest.raises(refusals.OwnCell):
        actions.send_back(registration=row, by=binh.actor, text="Không")


def test_a_province_may_leave_the_decision_to_the_communes_or_keep_it(house, tinh, thu, an, lam):
    for decides, holder in (("commune", house.ward), ("issuer", house.province)):
        scheme = a_scheme(house.province, tinh, decides=decides, name=decides)
        row = a_registration(a_year(scheme, tinh), house.cell, thu, an)
        assert row.held_by == holder


# --- carrying out ---


def test_a_milestone_is_reached_once_and_can_be_taken_back(accepted, an, thu, chi):
    milestone = accepted.milestones.get()
    actions.report_done(milestone=milestone, by=an.actor, text="Đã khởi công", done_on=today())
    assert "milestone.done" in told(chi)
    with pytest.raises(refusals.DoneAlready):
        actions.report_done(milestone=milestone, by=thu.actor, text="Đã khởi công", done_on=today())
    assert an.post(url("not_done", milestone)).status_code == 302
    milestone.refresh_from_db()
    assert (milestone.done_on, milestone.report) == (None, "")
    with pytest.raises(refusals.DayWrong):
        actions.report_done(milestone=milestone, by=an.actor, text="Sẽ xong", done_on=in_days(1))


def test_only_the_responsible_member_and_the_leaders_report_only_overseers_comment(
    accepted, an, thu, lam, chi, house
):
    from conftest import make_member, make_person

    milestone = accepted.milestones.get()
    other = make_person("khac", make_member(house.cell, "Ngô Văn Khác"))
    assert other.get(accepted.get_absolute_url()).status_code == 200
    assert other.get(url("done", milestone)).status_code == 404
    assert lam.get(url("done", milestone)).status_code == 200
    assert an.get(url("comment", milestone)).status_code == 404
    assert chi.get(url("comment", milestone)).status_code == 200


def test_milestones_are_reported_only_while_it_is_carried_out(sent, an):
    with pytest.raises(refusals.NotCarriedOut):
        actions.report_done(milestone=sent.milestones.get(), by=an.actor, text="Xong", done_on=today())


def test_a_late_milestone_is_owed(accepted, thu, an):
    with after(2):
        late = list(needs_of(an.actor, timezone.localdate()))
        assert [(need.code, need.urgency.name) for need in late] == [("scheme_milestone", "OWED")]
        assert [need.code for need in needs_of(thu.actor, timezone.localdate())] == ["scheme_late"]


# --- assessing, checking, deciding ---


def months(cell, present, base=10):
    for number in range(1, 4):
        CellMonth.objects.create(
            cell=cell,
            month=Month(today().year, number),
            kind="regular",
            meeting_id=new_id(),
            status="reported",
            planned_at=timezone.now(),
            reported=1,
            present=present,
            base=base,
        )


def test_computed_criteria_are_answered_beforehand_with_where_they_are_read(accepted, house, thu):
    lines = queries.criterion_lines(accepted)
    assert (lines[0].no_data, lines[0].met) == (True, None)
    assert "Không có dữ liệu" in thu.get(url("assess", accepted)).content.decode()
    months(house.cell, 9)
    line = queries.criterion_lines(accepted)[0]
    assert (line.value, line.met) == ("90%", True)
    form = thu.get(url("assess", accepted)).content.decode()
    assert reverse("reports:board", args=[house.cell.pk]) in form
    answered = next(tag for tag in form.split("<input") if 'name="claimed_1"' in tag and 'value="yes"' in tag)
    assert "checked" in answered.split(">")[0]
    CellMonth.objects.all().update(present=8)
    assert queries.criterion_lines(accepted)[0].met is False


def test_what_was_computed_stays_as_it_was_when_it_was_sent(accepted, year, house, thu, binh):
    months(house.cell, 9)
    can_assess(year, binh)
    actions.assess(registration=accepted, by=thu.actor, claims=claims(accepted), final=True)
    CellMonth.objects.all().update(present=1)
    accepted.refresh_from_db()
    assert queries.criterion_lines(accepted)[0].value == "90%"


def test_a_kept_assessment_is_seen_by_the_cell_alone(accepted, thu, chi, binh):
    actions.assess(registration=accepted, by=thu.actor, claims=claims(accepted))
    assert EVIDENCE in thu.get(url("assess", accepted)).content.decode()
    for person in (chi, binh):
        assert EVIDENCE not in page(person, accepted)


def test_an_assessment_is_not_sent_before_its_time(accepted, thu):
    with pytest.raises(refusals.TooEarlyToAssess):
        actions.assess(registration=accepted, by=thu.actor, claims=claims(accepted), final=True)


def test_an_answer_and_its_evidence_are_needed_where_the_program_knows_nothing(accepted, year, thu, binh):
    can_assess(year, binh)
    first, second = accepted.year.scheme.criteria.all()
    some = {first.pk: actions.Claim(True, EVIDENCE)}
    with pytest.raises(refusals.AnswerMissing, match="Tiêu chí 2"):
        actions.assess(registration=accepted, by=thu.actor, claims=some, final=True)
    bare = {**some, second.pk: actions.Claim(True)}
    with pytest.raises(refusals.EvidenceMissing, match="Tiêu chí 2"):
        actions.assess(registration=accepted, by=thu.actor, claims=bare, final=True)
    honest = {**some, second.pk: actions.Claim(False)}
    assert actions.assess(registration=accepted, by=thu.actor, claims=honest, final=True).status == "assessed"


def test_a_difference_of_the_check_needs_its_reason(assessed, chi):
    with pytest.raises(refusals.DifferenceMissing, match="Tiêu chí 1"):
        check(assessed, chi, verdicts=verdicts(assessed, False))
    with pytest.raises(refusals.AnswerMissing):
        check(assessed, chi, verdicts={})
    row = check(assessed, chi, verdicts=verdicts(assessed, False, "Không thấy biên bản"))
    assert all(each.differs for each in row.findings.all())


def test_a_check_is_neither_before_the_assessment_nor_to_come(assessed, chi):
    for day in (in_days(-1), in_days(1)):
        with pytest.raises(refusals.DayWrong):
            check(assessed, chi, checked_on=day)


def test_deciding_before_the_check_is_refused(assessed, accepted, binh):
    with pytest.raises(refusals.NotChecked):
        decide(assessed, binh)


def test_not_recognising_needs_the_reason_and_the_cell_reads_it_once_it_is_published(
    checked, year, house, thu, binh, an
):
    with pytest.raises(refusals.ReasonNeeded):
        decide(checked, binh, recognised=False)
    row = decide(checked, binh, recognised=False, reason="Chưa đủ tiêu chí 1")
    for person in (thu, an):
        shown = page(person, row)
        assert "Chưa đủ tiêu chí 1" not in shown
        assert "Không công nhận" not in shown, "the history neither"
        assert "Đã kiểm tra, chờ quyết định" in shown
        listed = person.get(url("year", year)).content.decode()
        assert "Không được công nhận" not in listed
    assert "Chưa đủ tiêu chí 1" in page(binh, row)
    scheme_actions.publish(year=year, unit=house.ward, by=binh.actor)
    assert "Chưa đủ tiêu chí 1" in page(an, row)
    assert "Chưa đủ tiêu chí 1" not in binh.get(url("results", year)).content.decode()
    with pytest.raises(refusals.NothingToPublish):
        scheme_actions.publish(year=year, unit=house.ward, by=binh.actor)


def test_a_recognition_lapses_by_itself_and_is_withdrawn_once(decided, year, house, thu, binh):
    scheme_actions.publish(year=year, unit=house.ward, by=binh.actor)
    assert "Được công nhận" in page(thu, decided)
    decided.refresh_from_db()
    assert decided.standing_on(year.valid_until) == "recognised"
    assert decided.standing_on(year.valid_until + timedelta(days=1)) == "lapsed"
    actions.withdraw(registration=decided, by=binh.actor, text="Có vi phạm")
    assert "registration.withdrawn" in told(thu)
    with pytest.raises(refusals.Moved, match="Đã thu hồi công nhận"):
        actions.withdraw(registration=decided, by=binh.actor, text="Có vi phạm")


# --- taking back and giving up ---


def test_each_side_takes_back_its_own_newest_step_and_nothing_older(sent, thu, binh, chi):
    row = sent
    assert thu.post(url("undo", row)).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.sent_at, row.resolution_id) == ("preparing", None, None)
    assert thu.post(url("undo", row)).status_code == 409, "nothing is left"
    row = actions.send(registration=row, by=thu.actor, paper=IssuedPaper.objects.get())
    actions.accept(registration=row, by=binh.actor, overseer=chi.member)
    assert thu.post(url("undo", row)).status_code == 409, "it was accepted since"
    assert binh.post(url("undo", row)).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.overseer_id, row.accepted_at) == ("sent", None, None)
    assert "Đã hoàn tác" in page(binh, row)


def test_a_decision_is_taken_back_until_it_is_published(decided, year, house, binh, thu):
    assert binh.post(url("undo", decided)).status_code == 302
    decided.refresh_from_db()
    assert (decided.status, decided.recognised, decided.decided_on) == ("checked", None, None)
    decide(decided, binh, recognised=False, reason="Chưa đủ")
    binh.post(url("undo", decided))
    decide(decided, binh)
    scheme_actions.publish(year=year, unit=house.ward, by=binh.actor)
    assert binh.post(url("undo", decided)).status_code == 409
    assert "Không công nhận" in page(binh, decided)
    assert "Không công nhận" not in page(thu, decided), "what was taken back is the office's own"


def test_an_old_page_takes_nothing_back(accepted, binh, chi):
    form = binh.get(accepted.get_absolute_url()).content.decode()
    stale = form.split('name="seen" value="')[1].split('"')[0]
    actions.name_overseer(registration=accepted, by=binh.actor, overseer=chi.member)
    assert binh.post(url("undo", accepted), {"seen": stale}).status_code == 409
    accepted.refresh_from_db()
    assert accepted.overseer_id == chi.member.pk


def test_a_cell_gives_up_with_a_reason_and_comes_back(accepted, thu):
    with pytest.raises(refusals.ReasonNeeded):
        actions.drop(registration=accepted, by=thu.actor, text="")
    actions.drop(registration=accepted, by=thu.actor, text="Chi bộ sáp nhập")
    assert thu.post(url("undo", accepted)).status_code == 302
    accepted.refresh_from_db()
    assert accepted.status == "accepted"


# --- who reads ---


def test_who_opens_a_registration_when(prepared, house, thu, an, binh, chi, dung, tinh, van):
    def opens():
        people = {"thu": thu, "an": an, "binh": binh, "chi": chi, "dung": dung, "tinh": tinh, "van": van}
        return {
            name for name, each in people.items() if each.get(prepared.get_absolute_url()).status_code == 200
        }

    assert opens() == {"thu"}, "a draft is the leaders' own"
    actions.propose(registration=prepared, by=thu.actor)
    assert opens() == {"thu", "an", "chi"}
    actions.recall(registration=prepared, by=thu.actor)
    actions.send(registration=prepared, by=thu.actor, paper=a_resolution(house.cell))
    assert opens() == {"thu", "an", "chi", "binh", "tinh"}
    assert an.member.full_name in page(binh, prepared)
    assert an.member.full_name not in page(tinh, prepared), "the province only counts"


def test_the_page_of_the_cell_names_what_it_takes_part_in_and_no_decision_before_it_is_published(
    decided, house, thu, binh, dung
):
    shown = thu.get(house.cell.get_absolute_url()).content.decode()
    assert decided.get_absolute_url() in shown
    assert "Đã kiểm tra, chờ quyết định" in shown
    assert "Được công nhận" in binh.get(house.cell.get_absolute_url()).content.decode()
    assert decided.get_absolute_url() not in thu.get(house.ward.get_absolute_url()).content.decode()


def test_own_data_holds_ones_milestones_and_what_one_oversees(accepted, an, chi, thu):
    (mine,) = own_data.milestones(an.member).rows
    assert (mine["text"], mine["cell"]) == ("Xây nhà văn hóa", accepted.cell.name)
    (overseen,) = own_data.overseen(chi.member).rows
    assert overseen["cell"] == accepted.cell.name
    assert own_data.milestones(thu.member).rows == own_data.overseen(an.member).rows == []


def test_many_registrations_make_one_line_for_each_kind_of_work(sent, house, year, binh):
    from conftest import make_unit

    other = make_unit(house.ward, 9, "cell", "38.168.009", "Chi bộ khác", cell_type="residential")
    more = {"year": year, "held_by": house.ward, "sent_at": timezone.now()}
    Registration.objects.create(cell=other, status="sent", **more)
    (need,) = needs_of(binh.actor, today())
    assert need.title.endswith("2")
    assert need.url.endswith("?status=sent")
    assert "Chi bộ khác" in binh.get(need.url).content.decode()
