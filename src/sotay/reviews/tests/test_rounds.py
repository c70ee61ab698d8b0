"""A year's rating of a cell: opened above, written, voted, sent, decided, announced, looked at again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from conftest import make_member, make_person
from django.urls import reverse
from django.utils import timezone
from kept import kept

from sotay.assignments.models import Task, TaskMember
from sotay.audit.models import AuditLine
from sotay.kernel.periods import as_day
from sotay.members.models import CellMembership, Standing
from sotay.notify.models import Notice
from sotay.reviews import queries, review_actions
from sotay.reviews.models import Ballot, Review
from sotay.reviews.tests.rounds import SELF, address, begin, decision, line, part, review_of, slips
from sotay.units.settings import set_setting

BEST, GOOD = "Hoàn thành xuất sắc nhiệm vụ", "Hoàn thành tốt nhiệm vụ"


def page(answer):
    return answer.content.decode()


@kept
def ha(house, thu, lam, an):
    """The fourth of the cell, so that two count the votes on the two others."""
    return make_person("ha", make_member(house.cell, "Bùi Thị Hà", "01000004"))


@kept
def row(house, binh, thu, lam, an, ha):
    return part(begin(binh, house.ward), house.cell)


@pytest.fixture
def voted(row, thu, lam, an, ha):
    """Two counts: thu and lam count the votes on an, ha and the cell, then the other way about."""
    the_cell = row.reviews.get(subject="cell")
    first = [*((review_of(row, person), (0, 4, 0, 0)) for person in (an, ha)), (the_cell, (0, 3, 1, 0))]
    second = [(review_of(row, person), (3, 1, 0, 0)) for person in (thu, lam)]
    for tellers, rows in (([thu, lam], first), ([an, ha], second)):
        given = slips(4, tellers=tellers)
        for review, numbers in rows:
            given |= line(review, *numbers)
        assert thu.post(address("ballot", row), given).status_code == 302
    return row


@pytest.fixture
def sent(voted, thu):
    assert thu.post(address("send", voted)).status_code == 302
    voted.refresh_from_db()
    return voted


@pytest.fixture
def announced(sent, binh):
    given = decision(sent.reviews.all(), over_because="Chi bộ 4 đảng viên")
    assert binh.post(address("decide", sent), given).status_code == 302
    binh.post(address("announce", sent))
    sent.refresh_from_db()
    return sent


def test_a_round_reaches_everybody_who_is_to_be_rated(house, binh, thu, lam, an, ha):
    make_member(house.cell, "Cụ Ông", "01000005", Standing.Kind.FULL, Standing.Kind.EXEMPT)
    row = part(begin(binh, house.ward), house.cell)
    members = row.reviews.filter(subject="member")
    assert members.count() == 5
    assert members.get(member__full_name="Cụ Ông").left_out
    assert {review.form for review in members} == {"2c"}
    assert row.reviews.get(subject="cell").form == "01"
    assert Notice.objects.filter(code="review.opened", member=an.member).count() == 1
    assert address("write", review_of(row, an)) in page(an.get("/"))


def test_the_same_period_is_opened_once(house, binh, row):
    again = {"kind": "year", "year": row.round.year, "write_by": "1/12/2026", "send_by": "1/12/2026"}
    assert binh.post(address("open", house.ward), again).status_code == 422
    assert (
        binh.post(address("open", house.ward), {**again, "kind": "quarter", "quarter": "4"}).status_code
        == 302
    )


def test_a_self_review_is_kept_sent_and_taken_back(row, an):
    review = review_of(row, an)
    an.post(address("write", review), {**SELF, "what": "keep", "level": "", "points_tasks_result": ""})
    review.refresh_from_db()
    assert (review.sent_at, review.points["common_morals"]) == (None, 9)
    answer = an.post(address("write", review), {**SELF, "points_tasks_result": ""})
    assert answer.status_code == 422
    assert an.post(address("write", review), SELF).status_code == 302
    review.refresh_from_db()
    assert (review.own_total, review.own_level) == (92, "excellent")
    assert an.post(address("write", review), SELF).status_code == 422
    an.post(address("reopen", review))
    review.refresh_from_db()
    assert review.sent_at is None
    assert review.points


def test_points_above_their_criterion_are_refused_and_nothing_is_lost(row, an):
    review = review_of(row, an)
    answer = an.post(address("write", review), {**SELF, "points_common_morals": 11})
    assert answer.status_code == 422
    assert "có tối đa 10 điểm" in page(answer)
    assert "Đã vận động 5 hộ" in page(answer)
    review.refresh_from_db()
    assert review.points == {}


def test_a_second_self_review_from_another_device_is_shown_beside_the_first(row, an):
    review = review_of(row, an)
    seen = an.get(address("write", review)).context["form"].initial["seen"]
    an.post(address("write", review), {**SELF, "what": "keep", "seen": seen})
    other = {**SELF, "what": "keep", "words_strengths": "Viết trên máy khác", "seen": seen}
    answer = an.post(address("write", review), other)
    assert answer.status_code == 422
    assert "Đã vận động 5 hộ" in page(answer)
    assert "Viết trên máy khác" in page(answer)
    review.refresh_from_db()
    assert review.words["strengths"] == "Đã vận động 5 hộ"


def test_the_ward_reads_points_and_levels_but_no_self_review(row, an, thu, binh):
    review = review_of(row, an)
    an.post(address("write", review), SELF)
    thu.post(
        address("comment", review), {"text": "Làm tốt", "form": "2c", "common_points": 25, "task_points": 60}
    )
    seen = page(binh.get(address("review", review)))
    assert "85" in seen
    assert "Đã vận động 5 hộ" not in seen
    assert "Làm tốt" not in seen
    assert "Đã vận động 5 hộ" in page(thu.get(address("review", review)))
    assert "Làm tốt" in page(thu.get(address("review", review)))


def test_nobody_sees_the_review_of_another(row, an, ha, chi, dung, tinh, van):
    for person in (ha, chi, dung, tinh, van):
        assert person.get(address("review", review_of(row, an))).status_code == 404
        assert person.get(address("cell_round", row)).status_code == 404


def test_counts_that_do_not_add_up_are_refused(row, thu, lam, an, ha):
    review = review_of(row, an)
    wrong = [
        (slips(5, tellers=[lam]) | line(review, 5), "được bỏ phiếu của chi bộ"),
        (slips(4, tellers=[lam], collected=5) | line(review, 5), "thu về nhiều hơn"),
        (slips(4, tellers=[lam], invalid=5) | line(review, 0), "không hợp lệ nhiều hơn"),
        (slips(4, tellers=[lam]) | line(review, 3), "không khớp"),
        (slips(4, tellers=[lam], invalid=1) | line(review, 4), "không khớp"),
        (slips(4, tellers=[]) | line(review, 4), "chọn người kiểm phiếu"),
        (slips(4, tellers=[lam]), "ít nhất một người"),
        (
            slips(4, tellers=[lam])
            | line(review, 4)
            | {"held_on": as_day(row.round.opened_on - timedelta(days=1))},
            "bỏ phiếu từ ngày đó",
        ),
    ]
    for given, words in wrong:
        answer = thu.post(address("ballot", row), given)
        assert answer.status_code == 422, given
        assert words in page(answer)
    assert not Ballot.objects.exists()


def test_a_teller_is_not_voted_on_in_the_same_count(row, thu, lam, an):
    given = slips(4, tellers=[lam, an]) | line(review_of(row, an), 0, 4)
    answer = thu.post(address("ballot", row), given)
    assert answer.status_code == 422
    assert "Nguyễn Văn An" in page(answer)
    assert not Ballot.objects.exists()
    again = slips(4, tellers=[lam, thu]) | line(review_of(row, an), 0, 4)
    assert thu.post(address("ballot", row), again).status_code == 302
    assert review_of(row, an).voted == "good"


def test_the_base_is_all_full_members_whoever_came(house, row, thu, lam, an):
    make_member(house.cell, "Dự Bị", "01000009", Standing.Kind.PROBATIONARY)
    make_member(house.cell, "Đi Xa", "01000010", Standing.Kind.FULL, Standing.Kind.AWAY)
    make_member(house.cell, "Cụ Ông", "01000011", Standing.Kind.FULL, Standing.Kind.EXEMPT)
    day = date(2026, 11, 30)
    assert review_actions.base_of(house.cell, day) == 4
    assert review_actions.base_of(house.cell, day, exempt_came=1) == 5
    given = slips(2, tellers=[lam]) | line(review_of(row, an), 2)
    thu.post(address("ballot", row), given)
    assert review_of(row, an).voted == ""  # 2 of 4 is not more than half


def test_a_count_is_taken_back_and_recorded_anew(voted, thu, an):
    for count in voted.ballots.all():
        thu.post(address("take_back_ballot", count))
    review = review_of(voted, an)
    assert (review.voted, review.votes, voted.ballots.count()) == ("", {}, 0)
    assert [event.what for event in review.events.all()] == ["voted", "unvoted"]


def test_a_list_goes_up_whole_and_comes_back_until_it_is_decided(row, voted, thu, binh):
    thu.post(address("send", voted))
    voted.refresh_from_db()
    assert voted.status == "sent"
    assert address("cell_round", voted) in page(binh.get("/"))
    thu.post(address("recall", voted))
    voted.refresh_from_db()
    assert voted.status == "open"


def test_a_list_with_somebody_not_voted_on_does_not_go_up(row, thu, an):
    answer = thu.post(address("send", row))
    assert answer.status_code == 409
    assert "Nguyễn Văn An" in page(answer)


def test_over_the_cap_is_said_with_its_arithmetic_and_asks_for_a_reason(sent, thu, binh, an):
    words = page(binh.get(address("decide", sent)))
    assert "20% của 4" in words
    assert "0,8" in words
    answer = binh.post(address("decide", sent), decision(sent.reviews.all()))
    assert answer.status_code == 422
    assert "Lê Thị Thu" in page(answer)
    reasoned = decision(sent.reviews.all(), over_because="Chi bộ 4 đảng viên")
    assert binh.post(address("decide", sent), reasoned).status_code == 302
    sent.refresh_from_db()
    assert sent.over_because == "Chi bộ 4 đảng viên"


def test_a_level_that_differs_from_the_vote_takes_a_reason_the_person_reads(sent, thu, lam, binh):
    lower = {f"level_{review_of(sent, person).pk}": "good" for person in (thu, lam)}
    assert binh.post(address("decide", sent), decision(sent.reviews.all(), **lower)).status_code == 422
    why = {f"because_{review_of(sent, person).pk}": "Vượt trần 20%" for person in (thu, lam)}
    assert binh.post(address("decide", sent), decision(sent.reviews.all(), **lower, **why)).status_code == 302
    binh.post(address("announce", sent))
    assert "Vượt trần 20%" in page(lam.get(address("review", review_of(sent, lam))))


def test_nothing_is_rated_after_the_decision(announced, thu, binh, an):
    review = review_of(announced, an)
    late = [
        (an, "write", review, SELF),
        (thu, "comment", review, {"text": "Muộn", "form": "2c"}),
        (thu, "ballot", announced, slips(4, tellers=[thu]) | line(review, 4)),
        (binh, "decide", announced, decision(announced.reviews.all(), over_because="x")),
    ]
    for person, name, thing, given in late:
        answer = person.post(address(name, thing), given)
        assert answer.status_code == 422, name
        assert "đã quyết định" in page(answer), name
    assert thu.post(address("recall", announced)).status_code == 409
    assert thu.post(address("take_back_ballot", announced.ballots.first())).status_code == 409
    review.refresh_from_db()
    assert (review.comment, review.decided) == ("", "good")


def test_the_whole_cell_reads_announced_levels_but_no_points(announced, house, an, ha, dung):
    seen = page(an.get(address("cell_round", announced)))
    assert "Bùi Thị Hà" in seen
    assert GOOD in seen
    assert address("review", review_of(announced, ha)) not in seen
    assert an.get(address("paper", announced)).status_code == 404
    assert dung.get(address("cell_round", announced)).status_code == 404
    assert queries.announced(house.ward, announced.round.year).count() == 4


def test_a_unit_may_tell_each_person_alone(sent, house, binh, an, thu):
    day = sent.round.opened_on
    set_setting(unit=house.ward, by=binh.actor, key="review.announce_to", value="person", from_on=day)
    binh.post(address("decide", sent), decision(sent.reviews.all(), over_because="x"))
    before = page(an.get(address("review", review_of(sent, an))))
    assert GOOD not in before
    thu.post(address("announce", sent))
    assert GOOD in page(an.get(address("review", review_of(sent, an))))
    assert an.get(address("cell_round", sent)).status_code == 404


def test_a_second_look_is_asked_for_answered_and_kept_in_the_history(announced, thu, an, binh):
    review = review_of(announced, an)
    an.post(address("appeal", review), {"text": "Tôi làm vượt 40%"})
    assert "Tôi làm vượt 40%" in page(binh.get(address("review", review)))
    assert an.post(address("appeal", review), {"text": "Nữa"}).status_code == 422
    an.post(address("withdraw_appeal", review))
    an.post(address("appeal", review), {"text": "Tôi làm vượt 40%"})
    binh.post(address("answer_appeal", review), {"level": "excellent", "text": "Đã xem lại hồ sơ"})
    review.refresh_from_db()
    assert review.decided == "excellent"
    seen = page(an.get(address("review", review)))
    assert "Đã xem lại hồ sơ" in seen
    assert f"{GOOD} → {BEST}" in seen
    assert an.post(address("withdraw_appeal", review)).status_code == 409


def test_nobody_answers_their_own_request_for_a_second_look(announced, an, binh):
    review = review_of(announced, an)
    an.post(address("appeal", review), {"text": "Tôi làm vượt 40%"})
    type(review).objects.filter(pk=review.pk).update(member=binh.member)
    answer = binh.post(address("answer_appeal", review), {"level": "excellent", "text": "Đã xem lại"})
    assert answer.status_code == 422
    assert "Không ai tự trả lời" in page(answer)
    review.refresh_from_db()
    assert review.decided != "excellent"


def test_a_second_look_is_asked_for_in_time(announced, an):
    type(announced).objects.filter(pk=announced.pk).update(announced_at="2026-01-05T08:00Z")
    answer = an.post(address("appeal", review_of(announced, an)), {"text": "Muộn rồi"})
    assert answer.status_code == 422
    assert "30 ngày" in page(answer)


def test_a_member_sees_who_opened_their_review(row, an, binh, thu):
    binh.get(address("review", review_of(row, an)))
    thu.get(address("cell_round", row))
    own = page(an.get(reverse("reviews:person", args=[an.member.pk])))
    assert "Trần Văn Bình" in own
    assert "Lê Thị Thu" in own


def test_no_line_tells_a_level_or_a_word(announced, an, thu, binh):
    told = " ".join(
        f"{each.sentence} {each.data}" for each in AuditLine.objects.filter(code__startswith="review.")
    )
    for words in ("excellent", "good", BEST, GOOD, "Đã vận động"):
        assert words not in told


def test_a_round_nobody_has_written_in_is_thrown_away(row, binh, an):
    binh.post(address("discard", row.round))
    assert not Review.objects.exists()


def test_a_round_with_a_self_review_is_not_thrown_away(row, binh, an):
    an.post(address("write", review_of(row, an)), SELF)
    assert binh.post(address("discard", row.round)).status_code == 409


def test_who_came_to_the_cell_since_is_added(row, house, thu):
    make_member(house.cell, "Mới Về", "01000012")
    thu.post(address("add_missing", row))
    thu.post(address("add_missing", row))
    assert row.reviews.filter(member__full_name="Mới Về").count() == 1


def test_a_cell_opens_its_own_quarter_and_the_level_above_decides(house, thu, lam, an, binh):
    row = part(begin(thu, house.cell, kind="quarter", quarter="4"), house.cell)
    assert str(row.round.months[0]) == f"{row.round.year}-10"
    assert binh.get(address("cell_round", row)).status_code == 200
    assert thu.get(address("decide", row)).status_code == 404


def test_own_criteria_of_a_ward_hold_for_its_rounds(house, binh, thu, an, lam, ha):
    form = [
        {"key": "words_1", "part": "words", "vi": "Việc làm theo Bác", "en": "Following Uncle Ho"},
        {"key": "common_1", "part": "common", "max": 40, "vi": "Nêu gương ở tổ dân phố", "en": "Example"},
        {"key": "tasks_1", "part": "tasks", "max": 60, "vi": "Việc được giao", "en": "Tasks"},
    ]
    day = timezone.localdate()
    set_setting(unit=house.ward, by=binh.actor, key="review.form_2c", value=form, from_on=day)
    row = part(begin(binh, house.ward), house.cell)
    seen = page(an.get(address("write", review_of(row, an))))
    assert "Nêu gương ở tổ dân phố" in seen
    given = {"points_common_1": 35, "points_tasks_1": 55, "level": "excellent", "what": "send"}
    assert an.post(address("write", review_of(row, an)), given).status_code == 302
    assert review_of(row, an).own_total == 90


def test_today_asks_each_for_their_part(row, voted, thu, an, binh, lam):
    link = address("cell_round", voted)
    assert address("write", review_of(voted, lam)) not in page(lam.get("/")), "voted on, so it is too late"
    assert link in page(thu.get("/"))
    assert link not in page(binh.get("/"))
    thu.post(address("send", voted))
    assert link in page(binh.get("/"))
    assert link not in page(an.get("/")), "a member decides nothing"
    given = decision(voted.reviews.all(), over_because="Chi bộ 4 đảng viên")
    binh.post(address("decide", voted), given)
    assert "Hãy thông báo" in page(thu.get("/"))
    thu.post(address("announce", voted))
    assert link not in page(binh.get("/"))
    an.post(address("appeal", review_of(voted, an)), {"text": "Tôi làm vượt 40%"})
    assert link in page(binh.get("/"))
    assert "Tôi làm vượt 40%" not in page(binh.get("/"))


def test_a_collective_reports_to_the_level_above_which_judges_it(row, thu, binh, an):
    review = row.reviews.get(subject="cell")
    most = {"unity": 10, "meetings": 10, "example": 9}
    points = {f"points_common_{key}": n for key, n in most.items()}
    points |= {"points_tasks_lead": 29, "points_tasks_building": 20, "points_tasks_people": 19}
    words = {"words_strengths": "Chi bộ họp đủ 12 kỳ", "level": "excellent", "beyond": 30, "what": "send"}
    assert thu.post(address("write", review), {**points, **words}).status_code == 302
    seen = page(binh.get(address("review", review)))
    assert "Chi bộ họp đủ 12 kỳ" in seen, "a report of a collective is for the level above"
    assert "100% hạn chế, khuyết điểm đã được khắc phục" in seen
    assert an.get(address("review", review)).status_code == 404


def test_conditions_are_compared_with_the_tasks_in_the_records(row, thu, an, binh):
    review = review_of(row, an)
    an.post(address("write", review), SELF)
    given = {"cell": row.cell, "commune_id": row.commune_id, "given_on": row.round.period[0]}
    for number, done in enumerate((date(2026, 3, 1), date(2026, 3, 20))):
        task = Task.objects.create(
            **given, text=f"Việc {number}", due_on=date(2026, 3, 10), done_on=done, state="done"
        )
        TaskMember.objects.create(task=task, member=an.member, cell=row.cell, commune_id=row.commune_id)
    seen = page(an.get(address("write", review)))
    assert "1 xong đúng hạn" in seen
    assert "1 xong chậm hạn" in seen
    assert "50% nhiệm vụ hoàn thành đúng hạn" in page(binh.get(address("review", review)))
    review.refresh_from_db()
    assert review.own_total == 92, "evidence changes no points"


def test_who_comes_later_is_not_told_who_read_the_list_before(row, house, binh, thu):
    thu.get(address("cell_round", row))
    newcomer = make_person("moi", make_member(house.cell, "Mới Về", "01000012"))
    CellMembership.objects.filter(member=newcomer.member).update(from_on=date(2099, 1, 1))
    own = newcomer.get(reverse("reviews:person", args=[newcomer.member.pk]))
    assert list(own.context["page"]) == []
    assert "Lê Thị Thu" in page(thu.get(reverse("reviews:person", args=[thu.member.pk])))
