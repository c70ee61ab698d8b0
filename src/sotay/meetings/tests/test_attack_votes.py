"""Attacks on votes: for others, too late, with another's receipt, and to learn what somebody chose."""

from __future__ import annotations

import json
import re

import pytest
from conftest import make_member, make_person
from django.contrib.sessions.models import Session
from django.utils import timezone
from kept import kept

from sotay.audit.models import AuditLine
from sotay.kernel.ids import new_id
from sotay.kernel.refusal import Refusal
from sotay.meetings import actions
from sotay.meetings.models import LogEntry, Meeting
from sotay.meetings.queries import load_state
from sotay.members.models import Standing
from sotay.notify.models import Notice
from sotay.votes.models import Ballot, BallotPaper, Voter

DOORS = ("", "version/", "ballots/", "record/", "record/pdf/", "record/docx/")


@kept
def meeting(house, thu, lam, an, chi, binh, dung) -> Meeting:
    thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": f"{timezone.localdate():%m/%Y}"})
    meeting = Meeting.objects.get()
    thu.post(f"/meetings/{meeting.pk}/open/")
    thu.post(f"/meetings/{meeting.pk}/roll/start/rest/")
    meeting.refresh_from_db()
    return meeting


def move(thu, meeting, method, **data):
    sent = {
        "text": "Công nhận",
        "matter": "discipline" if method == "secret" else "resolution",
        "method": method,
        **data,
    }
    assert thu.post(f"/meetings/{meeting.pk}/record/motion_moved/", sent).status_code == 302
    return load_state(meeting).motions[-1]


def at(meeting, motion, rest="") -> str:
    return f"/meetings/{meeting.pk}/votes/{motion.entry}/{rest}"


def offered(person, meeting, motion) -> str:
    return person.get(at(meeting, motion)).context["forms"]["cast"]["receipt"].value()


def test_a_receipt_handed_over_by_another_is_not_taken(meeting, thu, lam, an):
    """Who presses others for their votes could give each of them one to use, and look for it in the list."""
    motion = move(thu, meeting, "secret")
    lams = offered(lam, meeting, motion)
    an.post(at(meeting, motion), {"choice": "1", "receipt": lams})
    for person in (thu, lam):
        person.post(at(meeting, motion), {"choice": "0"})
    thu.post(at(meeting, motion, "end/"), {"sure": "1"})
    listed = {receipt for receipt, _choice in an.get(at(meeting, motion, "ballots/")).context["slips"]}
    assert lams.partition(":")[0] not in listed
    assert len(listed) == 3


def test_a_receipt_of_another_vote_is_not_taken(meeting, thu, lam, an):
    first, motion = move(thu, meeting, "secret"), move(thu, meeting, "secret")
    used = offered(an, meeting, first)
    an.post(at(meeting, motion), {"choice": "1", "receipt": used})
    thu.post(at(meeting, motion, "end/"), {"sure": "1"})
    assert not BallotPaper.objects.filter(receipt=used.partition(":")[0]).exists()


def test_answers_tell_nobody_what_was_chosen(meeting, thu, lam, an):
    """The same answer of the same size whatever the choice, and nothing beside the two tables changes."""
    sizes, kept = set(), []
    thu.get(f"/meetings/{meeting.pk}/start/")  # the notice of the roll, with its undo, has been shown
    for choice in ("0", "1", "2"):
        motion = move(thu, meeting, "secret")
        before = (LogEntry.objects.count(), AuditLine.objects.count(), Notice.objects.count())
        answer = an.post(at(meeting, motion), {"choice": choice, "receipt": offered(an, meeting, motion)})
        assert before == (LogEntry.objects.count(), AuditLine.objects.count(), Notice.objects.count())
        names = sorted(str(key) for key in answer.headers)
        sizes.add((answer.status_code, len(answer.content), tuple(names)))
        kept.append([sorted(session.get_decoded()) for session in Session.objects.all()])
        pages = [person.get(at(meeting, motion)).content.decode() for person in (thu, lam, an)]
        assert all("checked" not in page for page in pages)
        assert (
            len(
                {
                    len(slip)
                    for slip in BallotPaper.objects.filter(ballot=motion.entry).values_list(
                        "sealed", flat=True
                    )
                }
            )
            == 1
        )
    assert len(sizes) == 1
    assert all(each == kept[0] for each in kept)


def test_a_refused_ballot_does_not_come_back_with_its_choice(meeting, thu, an):
    motion = move(thu, meeting, "secret")
    an.post(at(meeting, motion), {"choice": "1"})
    again = an.post(at(meeting, motion), {"choice": "2"})
    assert again.status_code == 422
    assert not re.search(r"checked|selected", again.content.decode())


def test_no_door_of_a_vote_opens_to_those_who_do_not_read_the_meeting(
    meeting, thu, an, binh, dung, tinh, van
):
    motion = move(thu, meeting, "secret")
    for person in (binh, dung, tinh, van):
        for door in DOORS:
            assert person.get(at(meeting, motion, door)).status_code == 404, door
        for door in ("", "end/", "for/", "counted/"):
            assert person.post(at(meeting, motion, door), {"choice": "0"}).status_code == 404, door
    for door in ("end/", "for/", "counted/"):
        assert an.post(at(meeting, motion, door), {"choice": "0", "member": thu.member.pk}).status_code == 404


def test_a_vote_is_not_reached_through_another_meeting(meeting, house, thu, an):
    motion = move(thu, meeting, "secret")
    other = Meeting.objects.get(pk=meeting.pk)
    other.pk, other.month = new_id(), other.month.plus(1)
    other.log_version, other.log_head = 0, ""
    other._state.adding = True
    other.save()
    for person in (thu, an):
        assert person.get(at(other, motion)).status_code == 404
        assert person.post(at(other, motion), {"choice": "0"}).status_code == 404
        assert "-0-" in person.get(at(other, motion, "version/"))["ETag"]  # nothing of the vote itself
    assert thu.post(at(other, motion, "end/")).status_code == 404
    assert Ballot.objects.get().is_open


@pytest.mark.parametrize("method", ["open", "secret"])
def test_the_name_in_a_form_is_not_believed(meeting, thu, lam, an, method):
    motion = move(thu, meeting, method)
    an.post(at(meeting, motion), {"choice": "0", "member": lam.member.pk, "by": lam.member.pk})
    if method == "open":
        assert list(load_state(meeting).motion(motion.entry).ballots) == [an.member.pk]
    else:
        assert list(Voter.objects.filter(has_voted=True).values_list("member", flat=True)) == [an.member.pk]


def test_who_does_not_vote_does_not_vote_openly_either(meeting, house, thu, lam, an, chi):
    mai = make_person("mai", make_member(house.cell, "Trịnh Thị Mai", "01000006", Standing.Kind.PROBATIONARY))
    motion = move(thu, meeting, "open", matter="resolution")
    for person in (mai, chi):
        assert person.post(at(meeting, motion), {"choice": "0"}).status_code in {404, 422}
    thu.post(at(meeting, motion, "end/"), {"sure": "1"})
    assert an.post(at(meeting, motion), {"choice": "0"}).status_code == 422
    assert load_state(meeting).motion(motion.entry).collected == 0


@pytest.mark.parametrize("choice", [[], {}, [0, 1], [3], [-1], "0x", [1e9], [None]])
def test_an_open_ballot_says_one_thing(meeting, thu, an, choice):
    """Past the forms: neither none nor two answers to one question."""
    motion = move(thu, meeting, "open", matter="resolution")
    data = {"motion": str(motion.entry), "member": str(an.member.pk), "choice": choice}
    with pytest.raises(Refusal):
        actions.record_one(meeting=meeting, by=thu.actor, act="ballot_cast", **data)


def test_the_bundle_of_a_device_holds_no_ballot(meeting, thu, lam, an):
    motion = move(thu, meeting, "secret")
    an.post(at(meeting, motion), {"choice": "1"})
    told = json.dumps(thu.get(f"/api/v1/meetings/{meeting.pk}/bundle").json())
    assert "sealed" not in told
    assert "has_voted" not in told
    assert not any(sealed in told for sealed in BallotPaper.objects.values_list("sealed", flat=True))


def test_a_ballot_put_in_is_not_taken_out_again_by_who_conducts(meeting, thu, lam, an):
    """Neither before nor after the end: what was counted would no longer be what was voted."""
    motion = move(thu, meeting, "open", matter="resolution")
    an.post(at(meeting, motion), {"choice": "1"})
    lam.post(at(meeting, motion), {"choice": "0"})
    ballot = LogEntry.objects.get(act="ballot_cast", member_id=an.member.pk)
    taken_back(thu, meeting, ballot)
    thu.post(at(meeting, motion, "end/"), {"sure": "1"})
    taken_back(thu, meeting, ballot)
    taken_back(thu, meeting, LogEntry.objects.get(act="vote_ended"))
    assert load_state(meeting).motion(motion.entry).counts == (1, 1, 0)


def taken_back(thu, meeting, entry) -> None:
    """By the page, and by a device that says it knew nothing of the end."""
    assert thu.post(f"/meetings/{meeting.pk}/record/withdrawn/", {"entry": entry.pk}).status_code == 409
    for seen in (entry.seq, 99_999):
        forged = actions.Submission("withdrawn", {"entry": str(entry.pk)}, seen=seen)
        (outcome,), _state = actions.record(meeting=meeting, by=thu.actor, entries=[forged], device="máy")
        assert outcome.result == "refused"


def test_an_answer_given_over_and_over_does_not_fill_the_log(meeting, thu, an):
    motion = move(thu, meeting, "open", matter="resolution")
    for _time in range(30):
        assert an.post(at(meeting, motion), {"choice": "1"}).status_code == 302
    assert LogEntry.objects.filter(act="ballot_cast").count() == 1
    answers = [an.post(at(meeting, motion), {"choice": str(n % 2)}).status_code for n in range(60)]
    assert answers[0] == 302
    assert answers[-1] == 422
    assert LogEntry.objects.filter(act="ballot_cast").count() <= 20


@pytest.mark.parametrize("method", ["open", "secret"])
def test_who_is_no_longer_at_the_meeting_does_not_vote_from_elsewhere(meeting, thu, an, method):
    motion = move(thu, meeting, method)
    thu.post(f"/meetings/{meeting.pk}/record/left_early/", {"member": an.member.pk})
    assert an.post(at(meeting, motion), {"choice": "0"}).status_code == 422
    thu.post(f"/meetings/{meeting.pk}/record/came_late/", {"member": an.member.pk})
    assert an.post(at(meeting, motion), {"choice": "0"}).status_code == 302
