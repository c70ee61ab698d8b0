"""Votes on phones, in the open and in secret, and tellers' counts, through the doors people use."""

from __future__ import annotations

import re

import pytest
from conftest import make_member, make_person
from django.utils import timezone
from kept import kept

from sotay.kernel.periods import Month
from sotay.kernel.refusal import Refusal
from sotay.meetings import actions
from sotay.meetings.models import LogEntry, Meeting
from sotay.meetings.queries import load_state
from sotay.meetings.tests.halls import to_sign
from sotay.meetings.voting import balloting
from sotay.members.models import Standing
from sotay.papers.models import IssuedPaper
from sotay.votes import keys
from sotay.votes import queries as votes
from sotay.votes.models import Ballot, BallotPaper, Voter

SURE = {"sure": "1"}
LANGUAGE = {"headers": {"accept-language": "vi"}}


@kept
def mai(house):
    """Probationary: never votes."""
    member = make_member(house.cell, "Trịnh Thị Mai", "01000006", Standing.Kind.PROBATIONARY)
    return make_person("mai", member)


@kept
def ha(house):
    return make_person("ha", make_member(house.cell, "Bùi Thị Hà", "01000004"))


@kept
def meeting(house, thu, lam, an, mai, ha, chi, binh) -> Meeting:
    """Open, with everybody present but Hà, who comes later."""
    thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": Month.of(timezone.localdate()).label()})
    meeting = Meeting.objects.get()
    thu.post(f"/meetings/{meeting.pk}/open/")
    record(thu, meeting, "roll_marked", member=ha.member.pk, round="start", mark="excused", reason="Ốm")
    thu.post(f"/meetings/{meeting.pk}/roll/start/rest/")
    return meeting


def record(person, meeting, act, **data):
    return person.post(f"/meetings/{meeting.pk}/record/{act}/", data, **LANGUAGE)


def move(person, meeting, method, **data):
    """Put something to the vote; the motion."""
    sent = {"text": "Công nhận đồng chí Mai", "matter": "full_status", "method": method, **data}
    answer = record(person, meeting, "motion_moved", **sent)
    assert answer.status_code == 302, answer.content.decode()
    return load_state(meeting).motions[-1]


def at(meeting, motion, rest="") -> str:
    return f"/meetings/{meeting.pk}/votes/{motion.entry}/{rest}"


def cast(person, meeting, motion, choice, **data):
    return person.post(at(meeting, motion), {"choice": choice, **data}, **LANGUAGE)


def words(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def now(meeting, motion):
    return load_state(meeting).motion(motion.entry)


# --- secret, on phones ---


def test_a_secret_vote_from_opening_to_the_list_of_ballots(meeting, thu, lam, an):
    motion = move(thu, meeting, "secret")
    assert (motion.base, motion.voters) == (4, 3)
    page = an.get(at(meeting, motion), **LANGUAGE)
    receipt = page.context["forms"]["cast"]["receipt"].value()
    assert cast(an, meeting, motion, "1", receipt=receipt).status_code == 302
    assert "đã bỏ phiếu" in words(an.get(at(meeting, motion), **LANGUAGE))
    for person in (thu, lam):
        assert cast(person, meeting, motion, "0").status_code == 302
    assert "3/3 đồng chí đã bỏ phiếu" in words(thu.get(at(meeting, motion), **LANGUAGE))
    assert an.get(at(meeting, motion, "ballots/")).status_code == 302  # nothing to read before the count
    assert thu.post(at(meeting, motion, "end/"), {"sure": "1"}).status_code == 302
    counted = now(meeting, motion)
    assert (counted.counts, counted.issued, counted.collected) == ((2, 1, 0), 3, 3)
    assert counted.passed is False  # 2 of 4 are not two thirds
    page = words(an.get(at(meeting, motion), **LANGUAGE))
    assert "Không được thông qua" in page
    assert "cấp ủy cấp trên" in page  # what follows below the threshold
    listed = an.get(at(meeting, motion, "ballots/"), **LANGUAGE).context["slips"]
    assert sorted(str(choice[0]) for _receipt, choice in listed) == [
        "Không tán thành",
        "Tán thành",
        "Tán thành",
    ]
    letters = receipt.partition(":")[0]
    assert [str(choice[0]) for each, choice in listed if each == letters] == ["Không tán thành"]
    assert listed == sorted(listed)


def test_neither_log_nor_session_nor_address_holds_a_choice(meeting, thu, lam, an):
    motion = move(thu, meeting, "secret")
    before = LogEntry.objects.count()
    answer = cast(an, meeting, motion, "1")
    assert answer["Location"] == at(meeting, motion)
    assert LogEntry.objects.count() == before
    assert not an.session.get("_messages")
    page = an.get(at(meeting, motion))
    assert "no-store" in page["Cache-Control"]
    assert not BallotPaper.objects.exclude(receipt="", choice=None).exists()


def test_before_the_count_a_receipt_is_on_no_screen(meeting, thu, an):
    motion = move(thu, meeting, "secret")
    receipt = an.get(at(meeting, motion)).context["forms"]["cast"]["receipt"].value()
    cast(an, meeting, motion, "0", receipt=receipt)
    letters = receipt.partition(":")[0]
    for person in (thu, an):
        assert letters not in person.get(at(meeting, motion)).content.decode()


def test_nobody_chooses_the_letters_of_their_receipt(meeting, thu, lam, an):
    """Who buys votes could say which letters to use, and look for them in the list."""
    motion = move(thu, meeting, "secret")
    cast(an, meeting, motion, "0", receipt="BBBB2222")
    good = lam.get(at(meeting, motion)).context["forms"]["cast"]["receipt"].value()
    cast(lam, meeting, motion, "0", receipt="CCCC" + good[4:])
    cast(thu, meeting, motion, "0")
    thu.post(at(meeting, motion, "end/"), SURE)
    receipts = {receipt for receipt, _choice in an.get(at(meeting, motion, "ballots/")).context["slips"]}
    assert len(receipts) == 3
    assert not any(receipt.startswith(("BBBB", "CCCC")) for receipt in receipts)


def test_one_votes_once(meeting, thu, an):
    motion = move(thu, meeting, "secret")
    cast(an, meeting, motion, "0")
    again = cast(an, meeting, motion, "1")
    assert again.status_code == 422
    assert "Không đổi được nữa" in words(again)
    assert votes.progress_of(Ballot.objects.get()).voted == 1


def test_only_those_who_were_there_when_it_began(meeting, thu, lam, an, mai, ha, chi, dung, binh):
    motion = move(thu, meeting, "secret")
    record(thu, meeting, "roll_marked", member=ha.member.pk, round="start", mark="present")
    for person in (ha, mai, chi):
        answer = cast(person, meeting, motion, "0")
        assert answer.status_code == 422
        assert "không có phiếu" in words(answer)
    for person in (dung, binh):  # another ward; the office above, before the report
        assert cast(person, meeting, motion, "0").status_code == 404
        assert person.get(at(meeting, motion)).status_code == 404
    assert not Voter.objects.filter(has_voted=True).exists()


def test_nobody_votes_secretly_for_somebody_else(meeting, thu, an):
    motion = move(thu, meeting, "secret")
    sent = {"choice": "0", "member": an.member.pk}
    answer = thu.post(at(meeting, motion, "for/"), sent, **LANGUAGE)
    assert answer.status_code == 422
    with pytest.raises(Refusal, match="thay người khác"):
        balloting.cast_openly(meeting=meeting, motion=motion, by=thu.actor, member=an.member.pk, choice=[0])
    cast(thu, meeting, motion, "0", member=an.member.pk)
    assert list(Voter.objects.filter(has_voted=True).values_list("member", flat=True)) == [thu.member.pk]


@pytest.mark.parametrize("choice", ["", "3", "-1", "none", ["0", "1"], "x"])
def test_a_choice_that_is_not_on_the_ballot(meeting, thu, an, choice):
    motion = move(thu, meeting, "secret")
    answer = cast(an, meeting, motion, choice)
    if choice == ["0", "1"]:  # a radio button sends one; what comes twice counts once
        assert answer.status_code == 302
    else:
        assert answer.status_code == 422
        assert not Voter.objects.filter(has_voted=True).exists()


def test_nothing_goes_in_after_the_end(meeting, thu, lam, an, ha):
    record(thu, meeting, "roll_marked", member=ha.member.pk, round="start", mark="present")
    motion = move(thu, meeting, "secret")
    cast_all(meeting, motion, thu, lam, an)
    thu.post(at(meeting, motion, "end/"), SURE)
    assert cast(ha, meeting, motion, "0").status_code == 422
    assert thu.post(at(meeting, motion, "end/"), SURE).status_code == 409
    assert now(meeting, motion).collected == BallotPaper.objects.count() == 3


def cast_all(meeting, motion, *people, choice="0") -> None:
    for person in people:
        assert cast(person, meeting, motion, choice).status_code == 302


def test_a_vote_is_not_ended_while_the_count_would_speak_of_one(meeting, thu, lam, an, ha):
    """Three ballots, and more than half of those who may vote; the page offers to wait, or paper."""
    record(thu, meeting, "roll_marked", member=ha.member.pk, round="start", mark="present")
    motion = move(thu, meeting, "secret")
    for voted, person in enumerate((an, lam, thu)):
        page = words(thu.get(at(meeting, motion), **LANGUAGE))
        assert "Kiểm phiếu được khi có từ 3 phiếu" in page
        assert "Kết thúc và kiểm phiếu" not in page
        answer = thu.post(at(meeting, motion, "end/"), SURE, **LANGUAGE)
        assert answer.status_code == 409
        assert f"mới có {voted}/4 đồng chí bỏ phiếu" in words(answer)
        assert thu.post(at(meeting, motion, "again/")).status_code == 409
        assert not BallotPaper.objects.exclude(receipt="", choice=None).exists()
        cast_all(meeting, motion, person)
    assert "Kết thúc và kiểm phiếu" in words(thu.get(at(meeting, motion), **LANGUAGE))
    assert thu.post(at(meeting, motion, "end/"), SURE).status_code == 302
    assert now(meeting, motion).collected == 3


def test_a_vote_whose_key_is_lost_is_held_again(meeting, house, thu, lam, an, mai):
    """Nobody's ballot is lost in silence: the page says so to everybody, the minutes too."""
    motion = move(thu, meeting, "secret", matter="discipline", item=load_state(meeting).items[2].id)
    cast_all(meeting, motion, an, lam)
    assert thu.post(at(meeting, motion, "again/")).status_code == 409  # nothing is wrong with it
    assert keys.destroy_all()
    answer = cast(thu, meeting, motion, "0")
    assert answer.status_code == 422
    assert "không còn khóa của lần bỏ phiếu kín này" in words(answer)
    for person in (an, mai):
        assert "Lần bỏ phiếu này không còn giá trị" in words(person.get(at(meeting, motion), **LANGUAGE))
    assert thu.post(at(meeting, motion, "end/"), SURE).status_code == 409
    for person in (an, mai):
        assert person.post(at(meeting, motion, "again/")).status_code == 404
    page = words(thu.get(at(meeting, motion), **LANGUAGE))
    assert "Tổ chức bỏ phiếu lại" in page
    answer = thu.post(at(meeting, motion, "again/"), **LANGUAGE)
    assert answer.status_code == 302
    assert now(meeting, motion) is None
    anew = load_state(meeting).motions[-1]
    assert answer["Location"] == at(meeting, anew)
    assert (anew.text, anew.matter, anew.method) == (motion.text, "discipline", "secret")
    cast_all(meeting, anew, an, lam, thu)
    assert thu.post(at(meeting, anew, "end/"), SURE).status_code == 302
    assert now(meeting, anew).counts == (3, 0, 0)
    assert finish(meeting, thu).status_code == 302
    minutes = str(IssuedPaper.objects.get(kind="BB").base)
    assert "không kiểm được phiếu vì máy chủ không còn khóa" in minutes


def test_a_vote_that_is_void_can_be_taken_to_paper(meeting, thu, lam, an):
    """Two are left: it cannot be held again on phones, and nothing is changed by trying."""
    motion = move(thu, meeting, "secret")
    keys.destroy_all()
    record(thu, meeting, "left_early", member=an.member.pk)
    before = LogEntry.objects.count()
    answer = thu.post(at(meeting, motion, "again/"), **LANGUAGE)
    assert answer.status_code == 409
    assert "Bỏ phiếu kín bằng giấy" in words(answer)
    assert LogEntry.objects.count() == before
    record(thu, meeting, "withdrawn", entry=motion.entry)
    assert not Ballot.objects.exists()


def test_only_who_conducts_ends_it(meeting, thu, an, chi):
    motion = move(thu, meeting, "secret")
    for person in (an, chi):
        assert person.post(at(meeting, motion, "end/"), {"sure": "1"}).status_code == 404
    assert now(meeting, motion).is_open


def test_members_are_told_no_number_while_it_is_open(meeting, thu, lam, an):
    motion = move(thu, meeting, "secret")
    seen = {who: who.get(at(meeting, motion, "version/"))["ETag"] for who in (thu, an)}
    cast(lam, meeting, motion, "0")
    assert an.get(at(meeting, motion, "version/"))["ETag"] == seen[an]
    assert thu.get(at(meeting, motion, "version/"))["ETag"] != seen[thu]
    assert "trên 3" not in words(an.get(at(meeting, motion), **LANGUAGE))


def test_with_two_voters_paper_is_offered(meeting, thu, lam, an):
    record(thu, meeting, "roll_marked", member=an.member.pk, round="start", mark="excused")
    answer = record(thu, meeting, "motion_moved", text="Kỷ luật", matter="discipline", method="secret")
    assert answer.status_code == 422
    assert "Bỏ phiếu kín bằng giấy" in words(answer)
    assert not Ballot.objects.exists()


def test_a_phone_without_a_network_cannot_begin_one(meeting, thu):
    sent = actions.Submission(
        "motion_moved", {"text": "Kỷ luật", "method": "secret"}, seen=meeting.log_version
    )
    (outcome,), _state = actions.record(meeting=meeting, by=thu.actor, entries=[sent], device="a")
    assert outcome.result == "refused"
    assert not Ballot.objects.exists()


def test_sending_the_motion_twice_hands_out_one_set_of_ballots(meeting, thu):
    sent = actions.Submission("motion_moved", {"text": "Kỷ luật", "method": "secret"})
    for result in ("accepted", "known"):
        (outcome,), _state = actions.record(meeting=meeting, by=thu.actor, entries=[sent])
        assert outcome.result == result
    assert (Ballot.objects.count(), BallotPaper.objects.count()) == (1, 3)


def test_a_motion_taken_back_burns_its_ballots(meeting, thu, an):
    motion = move(thu, meeting, "secret")
    cast(an, meeting, motion, "0")
    record(thu, meeting, "withdrawn", entry=motion.entry)
    assert not Ballot.objects.exists()
    assert not BallotPaper.objects.exists()
    assert not Voter.objects.exists()
    assert cast(an, meeting, motion, "0").status_code == 404


def test_a_count_taken_back_is_counted_again(meeting, thu, lam, an):
    motion = move(thu, meeting, "secret")
    cast_all(meeting, motion, thu, lam, an, choice="1")
    thu.post(at(meeting, motion, "end/"), SURE)
    entry = LogEntry.objects.get(act="ballots_counted")
    record(thu, meeting, "withdrawn", entry=entry.pk)
    assert now(meeting, motion).is_open
    assert cast(an, meeting, motion, "0").status_code == 422
    thu.post(at(meeting, motion, "end/"), SURE)
    assert now(meeting, motion).counts == (0, 3, 0)


def test_nobody_sends_the_count_of_a_secret_vote(meeting, thu):
    motion = move(thu, meeting, "secret")
    data = {"motion": str(motion.entry), "counts": [3, 0, 0], "issued": 3, "collected": 3}
    with pytest.raises(Refusal):
        actions.record_one(meeting=meeting, by=thu.actor, act="ballots_counted", **data)
    assert now(meeting, motion).is_open


def finish(meeting, thu):
    thu.post(f"/meetings/{meeting.pk}/roll/end/rest/")
    return record(thu, meeting, "closed")


def test_a_meeting_does_not_close_over_an_open_vote(meeting, thu, lam, an):
    motion = move(thu, meeting, "secret")
    answer = finish(meeting, thu)
    assert answer.status_code == 409
    assert "chưa kết thúc" in words(answer)
    cast_all(meeting, motion, thu, lam, an)
    thu.post(at(meeting, motion, "end/"), SURE)
    assert record(thu, meeting, "closed").status_code == 302


def closed_over(meeting, thu, lam, *voters):
    """A secret vote of the meeting that a device closed which did not know of it."""
    thu.post(f"/meetings/{meeting.pk}/roll/end/rest/")
    meeting.refresh_from_db()
    seen = meeting.log_version
    motion = move(thu, meeting, "secret")
    cast_all(meeting, motion, *voters)
    sent = actions.Submission("closed", seen=seen)
    (outcome,), _state = actions.record(meeting=meeting, by=lam.actor, entries=[sent], device="b")
    assert outcome.result == "accepted"
    return motion


def status_of_signing(meeting, thu):
    given = to_sign(thu, meeting, "chair")
    return thu.post(f"/meetings/{meeting.pk}/sign/chair/", given).status_code


def test_a_device_that_did_not_know_of_it_closes_the_meeting(meeting, thu, lam, an, ha):
    """The vote can still be counted, and nobody signs before it is."""
    record(thu, meeting, "roll_marked", member=ha.member.pk, round="start", mark="present")
    motion = closed_over(meeting, thu, lam, thu, lam, an)
    assert cast(ha, meeting, motion, "0").status_code == 422  # closed is closed
    assert status_of_signing(meeting, thu) == 409
    assert "Kết thúc và kiểm phiếu" in words(thu.get(at(meeting, motion), **LANGUAGE))
    assert thu.post(at(meeting, motion, "end/"), SURE).status_code == 302
    assert now(meeting, motion).counts == (3, 0, 0)
    assert status_of_signing(meeting, thu) == 302


@pytest.mark.parametrize("lost", [False, True], ids=["too few", "key lost"])
def test_a_vote_that_cannot_be_counted_after_closing_is_taken_back(meeting, thu, lam, an, lost):
    """Or nobody could ever sign: its ballots are gone unread, and the minutes say why."""
    motion = closed_over(meeting, thu, lam, *([thu, lam, an] if lost else [an]))
    if lost:
        keys.destroy_all()
    assert thu.post(at(meeting, motion, "end/"), SURE).status_code == 409
    assert status_of_signing(meeting, thu) == 409
    page = words(thu.get(at(meeting, motion), **LANGUAGE))
    assert "Hủy lần bỏ phiếu" in page
    assert "Rút" not in page  # of a closed meeting nothing is taken back otherwise
    assert thu.post(at(meeting, motion, "again/")).status_code == 302
    assert not Ballot.objects.exists()
    assert now(meeting, motion) is None
    minutes = str(IssuedPaper.objects.get(kind="BB").base)
    assert ("không còn khóa" if lost else "quá ít phiếu") in minutes
    assert status_of_signing(meeting, thu) == 302


# --- elections ---

NAMES = "Lê Thị Thu\nPhạm Văn Lâm\nNguyễn Văn An"


def elect(thu, meeting, **data):
    sent = {"text": "Bầu chi ủy", "matter": "election", "options": NAMES, "places": 2, **data}
    return move(thu, meeting, "secret", **sent)


def test_an_election_of_two(meeting, thu, lam, an):
    motion = elect(thu, meeting)
    assert (motion.places, motion.most, motion.options) == (2, 2, tuple(NAMES.splitlines()))
    assert cast(thu, meeting, motion, ["0", "1"]).status_code == 302
    assert cast(lam, meeting, motion, ["0", "1"]).status_code == 302
    assert cast(an, meeting, motion, ["0", "1", "2"]).status_code == 422
    assert cast(an, meeting, motion, ["0", "none"]).status_code == 422
    assert cast(an, meeting, motion, ["0"]).status_code == 302
    thu.post(at(meeting, motion, "end/"), {"sure": "1"})
    counted = now(meeting, motion)
    assert (counted.counts, counted.elected) == ((3, 2, 0), (0,))  # 2 of 4 are not more than half
    page = words(an.get(at(meeting, motion), **LANGUAGE))
    assert "Trúng cử" in page
    assert "bầu tiếp" in page


def test_an_empty_ballot_is_a_ballot(meeting, thu, lam, an):
    motion = elect(thu, meeting)
    for person in (thu, lam, an):
        assert cast(person, meeting, motion, ["none"]).status_code == 302
    thu.post(at(meeting, motion, "end/"), {"sure": "1"})
    assert (now(meeting, motion).counts, now(meeting, motion).collected) == ((0, 0, 0), 3)
    assert len(an.get(at(meeting, motion, "ballots/")).context["slips"]) == 3


def test_several_names_are_not_voted_by_hands(meeting, thu):
    sent = {"text": "Bầu", "matter": "election", "method": "hands", "options": NAMES}
    assert record(thu, meeting, "motion_moved", **sent).status_code == 422


def test_the_rules_say_how_a_matter_is_voted_when_nobody_does(meeting, thu):
    assert move(thu, meeting, "", matter="resolution").method == "hands"
    assert move(thu, meeting, "", matter="discipline").method == "paper"


# --- in the open, on phones ---


def test_an_open_vote(meeting, thu, lam, an, mai, chi):
    motion = move(thu, meeting, "open")
    assert cast(an, meeting, motion, "0").status_code == 302
    assert cast(an, meeting, motion, "1").status_code == 302  # changed their mind
    assert cast(mai, meeting, motion, "0").status_code == 422
    assert cast(chi, meeting, motion, "0").status_code == 422
    helped = {"member": lam.member.pk, "choice": "0"}
    assert an.post(at(meeting, motion, "for/"), helped).status_code == 404
    assert thu.post(at(meeting, motion, "for/"), helped).status_code == 302
    assert thu.post(at(meeting, motion, "for/"), helped).status_code == 422  # has voted
    assert "2/3 đồng chí đã biểu quyết" in words(thu.get(at(meeting, motion), **LANGUAGE))
    assert thu.post(at(meeting, motion, "end/"), {"sure": "1"}).status_code == 302
    assert now(meeting, motion).counts == (1, 1, 0)
    page = words(an.get(at(meeting, motion), **LANGUAGE))
    assert "Nguyễn Văn An Không tán thành" in page
    assert not Ballot.objects.exists()


# --- on paper ---


def test_tellers_count_and_their_record(meeting, thu, an):
    motion = move(thu, meeting, "paper")
    assert cast(an, meeting, motion, "0").status_code == 422
    wrong = {"issued": 3, "collected": 3, "invalid": 0, "count_0": 2, "count_1": 0, "count_2": 0}
    wrong["tellers"] = "Phạm Văn Lâm\nNguyễn Văn An"
    assert thu.post(at(meeting, motion, "counted/"), wrong, **LANGUAGE).status_code == 422
    assert an.post(at(meeting, motion, "counted/"), wrong).status_code == 404
    assert an.get(at(meeting, motion, "record/")).status_code == 302
    right = {**wrong, "invalid": 1}
    assert thu.post(at(meeting, motion, "counted/"), right, **LANGUAGE).status_code == 302
    counted = now(meeting, motion)
    assert (counted.counts, counted.invalid, counted.passed) == ((2, 0, 0), 1, False)
    page = words(an.get(at(meeting, motion, "record/"), **LANGUAGE))
    for part in (
        "BIÊN BẢN",
        "Số phiếu phát ra: 03",
        "không hợp lệ: 01",
        "TỔ KIỂM PHIẾU",
        "đồng chí Nguyễn Văn An",
    ):
        assert part in page
    assert an.get(at(meeting, motion, "record/pdf/")).content.startswith(b"%PDF")
    assert an.get(at(meeting, motion, "record/docx/")).content.startswith(b"PK")


def test_what_remains_visible_is_said_to_everybody(an, van):
    for person in (an, van):
        page = person.get("/meetings/votes-explained/", **LANGUAGE)
        assert "Bỏ phiếu kín: ai còn thấy được gì" in words(page)


def test_the_check_finds_slips_that_are_too_many(meeting, thu, an):
    motion = move(thu, meeting, "secret")
    assert list(votes.odd_ballots()) == []
    BallotPaper.objects.first().delete()
    assert "2 slips instead of 3" in next(votes.odd_ballots())
    assert motion.voters == 3
