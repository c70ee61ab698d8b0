"""Discipline: what is possible about whom, who decides, who reads, and that the person sees who looked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from conftest import appoint, make_member, make_person
from django.urls import reverse

from sotay.accounts.export import own_data
from sotay.audit.models import AuditLine
from sotay.kernel.actor import Role
from sotay.kernel.refusal import Refusal
from sotay.members.models import Standing
from sotay.registers.discipline import actions, queries
from sotay.registers.discipline.models import Discipline
from sotay.registers.posts import actions as posts
from sotay.registers.tests.conftest import TODAY, filled
from sotay.units.decisions import Decision

pytestmark = pytest.mark.django_db
PAPER = Decision("05-QĐ/ĐU", TODAY, "Ban Thường vụ Đảng ủy phường")
WORDS = "Uống rượu say trong giờ trực"


def record(member, by, **given) -> Discipline:
    given = {
        "level": "reprimand",
        "ground": "responsibility",
        "decider": "cell",
        "on": TODAY,
        "text": WORDS,
        "votes_for": 13,
        "votes_base": 25,
        **given,
    }
    return actions.record(member=member, by=by.actor, **given)


def above(member, by, **given) -> Discipline:
    given = {"decider": "above", "votes_for": None, "votes_base": None, "decision": PAPER, **given}
    return record(member, by, **given)


@pytest.fixture
def kiem(house):
    """Of the ward's inspection commission, from another cell."""
    member = make_member(house.neighbour, "Ngô Văn Kiểm", "01000050")
    appoint(house.ward, Role.INSPECTION_COMMISSION, member)
    return make_person("kiem", member)


@pytest.fixture
def row(house, thu, an):
    return record(an.member, thu)


@pytest.mark.parametrize(("level", "votes"), [("reprimand", 13), ("warning", 13), ("dismissal", 13)])
def test_the_cell_decides_by_more_than_half(house, thu, an, level, votes):
    posts.enter(
        member=an.member,
        by=thu.actor,
        kind="held",
        side="mass",
        title="Tổ trưởng",
        place="Tổ 5",
        from_on=date(2020, 1, 1),
    )
    row = record(an.member, thu, level=level, votes_for=votes)
    assert (row.status, row.effective_on, row.ends_on) == ("decided", TODAY, date(2027, 12, 10))
    with pytest.raises(Refusal, match="12 of 25 is not enough: 1 more votes"):
        record(an.member, thu, level=level, votes_for=votes - 1)


def test_half_is_not_more_than_half(house, thu, an):
    with pytest.raises(Refusal, match="12 of 24 is not enough"):
        record(an.member, thu, votes_for=12, votes_base=24)


def test_dismissal_needs_a_post(house, thu, lam, an):
    with pytest.raises(Refusal, match="Nguyễn Văn An held no post on that day"):
        record(an.member, thu, level="dismissal")
    assert not Discipline.objects.exists()
    row = record(lam.member, thu, level="dismissal")
    assert row.post.startswith("Deputy secretary")


@pytest.mark.parametrize("level", ["dismissal", "expulsion"])
def test_a_probationary_member_gets_a_reprimand_or_a_warning_alone(house, thu, level):
    young = make_member(house.cell, "Phan Thị Mới", "01000060", Standing.Kind.PROBATIONARY)
    with pytest.raises(Refusal, match="only a reprimand or a warning"):
        record(young, thu, level=level, decider="proposed")
    assert record(young, thu, level="warning").was_probationary


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"votes_for": None}, "how many full members were counted"),
        ({"votes_base": None}, "how many full members were counted"),
        ({"votes_for": 26}, "26 votes of 25 members cannot be"),
        ({"ground": "nonsense"}, "Choose the ground"),
        ({"level": "expulsion"}, "only proposes an expulsion"),
        ({"on": date(2026, 12, 11)}, "This day has not come yet"),
        ({"level": "dissolution"}, "is not a level for this"),
        ({"on": date(2019, 1, 1)}, "neither a full nor a probationary member on that day"),
        ({"decider": "above", "decision": PAPER}, "recorded by its office or its inspection commission"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(house, thu, an, given, sentence):
    with pytest.raises(Refusal, match=sentence):
        record(an.member, thu, **given)
    assert not Discipline.objects.exists()


def test_an_expulsion_is_proposed_by_two_thirds_and_decided_above(house, thu, binh, an):
    row = record(an.member, thu, level="expulsion", decider="proposed", votes_for=17)
    assert (row.status, row.effective_on, actions.votes_needed(row)) == ("proposed", None, 17)
    with pytest.raises(Refusal, match="recorded by its office"):
        actions.decide(discipline=row, by=thu.actor, disciplined=True, on=TODAY, decision=PAPER)
    with pytest.raises(Refusal, match="number of the decision"):
        actions.decide(discipline=row, by=binh.actor, disciplined=True, on=TODAY)
    row = actions.decide(discipline=row, by=binh.actor, disciplined=True, on=TODAY, decision=PAPER)
    assert (row.status, row.ends_on, row.decision_no) == ("decided", None, "05-QĐ/ĐU")
    an.member.refresh_from_db()
    assert an.member.left_on == TODAY
    left = an.member.standings.get(kind="left")
    assert (left.cause, left.decision_no) == ("expelled", "05-QĐ/ĐU")
    with pytest.raises(Refusal, match="decided already"):
        actions.decide(discipline=row, by=binh.actor, disciplined=True, on=TODAY, decision=PAPER)


def test_a_proposal_short_of_two_thirds_goes_up_all_the_same(house, thu, binh, an):
    row = record(an.member, thu, level="expulsion", decider="proposed", votes_for=10)
    assert actions.votes_needed(row) == 17
    row = actions.decide(
        discipline=row, by=binh.actor, disciplined=True, level="warning", on=TODAY, decision=PAPER
    )
    assert (row.level, row.status, an.member.left_on) == ("warning", "decided", None)


def test_the_level_above_may_decline(house, thu, binh, an):
    row = record(an.member, thu, decider="proposed", votes_for=5)
    row = actions.decide(discipline=row, by=binh.actor, disciplined=False, on=TODAY, decision=PAPER)
    assert row.status == "declined"
    assert not queries.badge_waits([an.member.pk], house.cell, TODAY)


def test_the_inspection_commission_decides_an_expulsion_and_the_office_ends_the_membership(
    house, thu, kiem, an
):
    row = above(an.member, kiem, level="expulsion")
    an.member.refresh_from_db()
    assert (row.status, an.member.left_on) == ("decided", None)
    assert "still stands on the roll" in thu.get(row.get_absolute_url()).content.decode()


def test_nobody_records_discipline_of_themselves(house, thu):
    with pytest.raises(Refusal, match="of themselves"):
        record(thu.member, thu)


def test_organisations_are_disciplined_from_above(house, thu, kiem):
    row = actions.record_of_unit(
        unit=house.cell, by=kiem.actor, level="warning", ground="principles", on=TODAY, decision=PAPER
    )
    assert row.member is None
    assert thu.get(row.get_absolute_url()).status_code == 200
    with pytest.raises(Refusal, match="not a level for this"):
        actions.record_of_unit(
            unit=house.cell, by=kiem.actor, level="expulsion", ground="other", on=TODAY, decision=PAPER
        )
    assert thu.get(reverse("registers:discipline_unit_add", args=[house.cell.pk])).status_code == 404


def test_who_reads_a_record(house, row, thu, lam, an, binh, chi, dung, tinh, van, kiem, bich):
    treasurer = make_member(house.cell, "Đinh Văn Quỹ", "01000030")
    appoint(house.cell, Role.COMMITTEE_MEMBER, treasurer)
    quy, other = make_person("quy", treasurer), make_person("bich", bich)
    for place in (row.get_absolute_url(), reverse("registers:disciplines", args=[house.cell.pk])):
        status = {each.account.username: each.get(place).status_code for each in (thu, lam, binh, kiem)}
        assert set(status.values()) == {200}, status
        refused = {
            each.account.username: each.get(place).status_code for each in (quy, other, chi, dung, tinh, van)
        }
        assert set(refused.values()) == {404}, refused
    assert an.get(row.get_absolute_url()).status_code == 200
    assert an.get(reverse("registers:disciplines", args=[house.cell.pk])).status_code == 404


def test_list_and_door_agree(house, row, thu, lam, an, binh, chi, dung, tinh, van, kiem):
    """One rule for one record and for many."""
    from sotay.registers.access import disciplines_readable_by

    actions.record_of_unit(
        unit=house.cell, by=kiem.actor, level="warning", ground="principles", on=TODAY, decision=PAPER
    )
    for person in (thu, lam, an, binh, chi, dung, tinh, van, kiem):
        listed = set(Discipline.objects.filter(disciplines_readable_by(person.actor)))
        opened = {
            each
            for each in Discipline.objects.all()
            if person.get(each.get_absolute_url()).status_code == 200
        }
        assert listed == opened, person.account.username


def test_the_record_follows_the_person_to_another_cell(house, row, thu, dung, binh, an):
    from sotay.members.models import Member

    Member.objects.filter(pk=an.member.pk).update(cell=house.far_cell, commune_id=house.far_cell.commune_id)
    assert dung.get(row.get_absolute_url()).status_code == 200
    assert thu.get(row.get_absolute_url()).status_code == 404
    assert binh.get(row.get_absolute_url()).status_code == 404


def test_the_person_sees_who_read_of_them_and_when(house, row, thu, binh, an):
    thu.get(row.get_absolute_url())
    thu.get(row.get_absolute_url())
    binh.get(reverse("registers:disciplines", args=[house.ward.pk]))
    an.get(row.get_absolute_url())
    lines = AuditLine.objects.filter(code="discipline.viewed", object_id=an.member.pk)
    assert sorted(line.actor_name for line in lines) == ["Lê Thị Thu", "Trần Văn Bình"]
    page = an.get(row.get_absolute_url()).content.decode()
    assert "Lê Thị Thu" in page
    assert "Trần Văn Bình" in page
    assert "read the record of discipline" in an.get(reverse("accounts:looked")).content.decode()
    looked = own_data(an.account)["looked_at"]
    assert len([each for each in looked if "discipline" in each["what"]]) == 2


def test_nothing_of_it_stands_in_audit_lines_or_notices(house, row, thu, an):
    told = repr(list(AuditLine.objects.values())) + an.get("/notify/").content.decode()
    for word in (WORDS, "responsibility", "reprimand"):
        assert word not in told


def test_what_was_typed_comes_back_with_the_refusal(house, thu, an):
    place = reverse("registers:discipline_add", args=[an.member.pk])
    page = thu.get(place)
    given = {"decider": "cell", "level": "dismissal", "ground": "other", "text": WORDS, "on": "10/12/2026"}
    answer = thu.post(place, filled(page, **given, votes_for="20", votes_base="25"))
    assert answer.status_code == 422
    body = answer.content.decode()
    assert "held no post on that day" in body
    assert WORDS in body
    given["level"] = "warning"
    assert thu.post(place, filled(page, **given, votes_for="20", votes_base="25")).status_code == 302
    assert Discipline.objects.get().level == "warning"


def test_an_appeal_within_thirty_days_and_what_comes_of_it(house, row, thu, binh, an):
    made = actions.appeal(discipline=row, by=an.actor, on=TODAY, to_whom="Đảng ủy phường")
    with pytest.raises(Refusal, match="earlier appeal"):
        actions.appeal(discipline=row, by=an.actor, on=TODAY, to_whom="Đảng ủy phường")
    with pytest.raises(Refusal, match="There is an appeal"):
        actions.take_back(discipline=row, by=thu.actor)
    actions.answer(appeal=made, by=binh.actor, state="annulled", on=TODAY, text="Chưa đủ căn cứ")
    row.refresh_from_db()
    assert row.status == "annulled"
    assert not queries.badge_waits([an.member.pk], house.cell, TODAY)
    with pytest.raises(Refusal, match="answered already"):
        actions.answer(appeal=made, by=binh.actor, state="upheld", on=TODAY, text="")


@pytest.mark.parametrize(("day", "late"), [(date(2026, 12, 1), False), (date(2026, 12, 2), True)])
def test_the_thirtieth_day_is_the_last_to_appeal(house, thu, an, day, late):
    row = record(an.member, thu, on=date(2026, 11, 1))
    if late:
        with pytest.raises(Refusal, match="ended on 01/12/2026"):
            actions.appeal(discipline=row, by=an.actor, on=day, to_whom="Đảng ủy phường")
    else:
        assert actions.appeal(discipline=row, by=an.actor, on=day, to_whom="Đảng ủy phường").is_open


def test_an_appeal_may_change_the_level(house, thu, binh, an):
    row = record(an.member, thu, level="warning")
    made = actions.appeal(discipline=row, by=thu.actor, on=TODAY, to_whom="Đảng ủy phường")
    with pytest.raises(Refusal, match="Choose the level"):
        actions.answer(appeal=made, by=binh.actor, state="changed", on=TODAY, text="Giảm")
    actions.answer(appeal=made, by=binh.actor, state="changed", on=TODAY, text="Giảm", level="reprimand")
    row.refresh_from_db()
    assert (row.level, row.status) == ("reprimand", "decided")


def test_one_decision_is_recorded_once(house, row, thu, lam, an):
    with pytest.raises(Refusal, match="in the book already"):
        record(an.member, lam)
    assert record(an.member, lam, level="warning").level == "warning"
    record(an.member, lam, decider="proposed", level="expulsion", votes_for=20)
    with pytest.raises(Refusal, match="in the book already"):
        record(an.member, thu, decider="proposed", level="expulsion", votes_for=20)


def test_days_come_one_after_the_other(house, thu, binh, an):
    proposed = record(an.member, thu, decider="proposed", level="expulsion", votes_for=20)
    with pytest.raises(Refusal, match="The cell voted on 10/12/2026"):
        actions.decide(
            discipline=proposed, by=binh.actor, disciplined=True, on=TODAY - timedelta(days=1), decision=PAPER
        )
    row = record(an.member, thu, on=TODAY - timedelta(days=5))
    with pytest.raises(Refusal, match="announced on 05/12/2026"):
        actions.appeal(discipline=row, by=an.actor, on=TODAY - timedelta(days=6), to_whom="Đảng ủy phường")
    made = actions.appeal(discipline=row, by=an.actor, on=TODAY, to_whom="Đảng ủy phường")
    with pytest.raises(Refusal, match="appeal was made on 10/12/2026"):
        actions.answer(
            appeal=made, by=binh.actor, state="upheld", on=TODAY - timedelta(days=1), text="Giữ nguyên"
        )
    made.refresh_from_db()
    assert made.is_open


def test_an_appeal_changes_to_another_level_that_can_be(house, thu, binh, an):
    row = record(an.member, thu, level="warning")
    made = actions.appeal(discipline=row, by=an.actor, on=TODAY, to_whom="Đảng ủy phường")
    for level, sentence in (("warning", "the level it has"), ("dismissal", "held no post")):
        with pytest.raises(Refusal, match=sentence):
            actions.answer(appeal=made, by=binh.actor, state="changed", on=TODAY, text="Sửa", level=level)
    row.refresh_from_db()
    assert (row.level, made.is_open) == ("warning", True)


def test_the_secretary_does_not_answer_an_appeal(house, row, thu, an):
    made = actions.appeal(discipline=row, by=an.actor, on=TODAY, to_whom="Đảng ủy phường")
    assert thu.get(reverse("registers:appeal_answer", args=[made.pk])).status_code == 404


def test_what_a_level_above_decided_is_taken_out_from_above(house, thu, kiem, an):
    row = above(an.member, kiem)
    with pytest.raises(Refusal, match="recorded by its office"):
        actions.take_back(discipline=row, by=thu.actor)
    actions.take_back(discipline=row, by=kiem.actor)
    assert not Discipline.objects.exists()


def test_report_counts_by_level_and_ground_and_names_nobody(house, thu, binh, tinh, kiem, an, bich):
    record(an.member, thu, ground="moral_decline")
    above(bich, kiem, level="warning", ground="moral_decline")
    above(thu.member, kiem, level="expulsion", ground="corruption")
    record(an.member, thu, decider="proposed", votes_for=3)
    found = queries.report(house.ward, date(2026, 1, 1), TODAY)
    assert (found.members, found.waiting) == (3, 1)
    assert dict(found.by_level) == {"reprimand": 1, "warning": 1, "dismissal": 0, "expulsion": 1}
    assert (found.of_ground("moral_decline"), found.of_ground("corruption")) == (2, 1)
    assert queries.report(house.ward, date(2026, 1, 1), date(2026, 12, 9)).members == 0
    assert queries.report(house.other_ward, date(2026, 1, 1), TODAY).members == 0
    place = reverse("registers:report", args=[house.ward.pk])
    for person in (binh, tinh):
        page = person.get(place)
        assert page.status_code == 200
        for name in ("Nguyễn Văn An", "Vũ Thị Bích", "Lê Thị Thu"):
            assert name not in page.content.decode()
    assert thu.get(place).status_code == 404


def test_the_office_sees_on_today_that_a_proposal_waits_and_whose_it_is_not(house, thu, binh, an):
    record(an.member, thu, decider="proposed", votes_for=3)
    page = binh.get("/").content.decode()
    assert "proposal to decide about" in page
    assert "Nguyễn Văn An" not in page
    assert "proposal to decide about" not in thu.get("/").content.decode()
