"""Two people at the same instant: one of them does it, the other is told, nothing is done twice or half.

Each runs in a thread with a connection of its own, so the locks between them are the database's: rows on
PostgreSQL, the whole file on SQLite. Both databases are a file or a server in tests (settings_test).
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from conftest import make_member, make_person
from django.db import connection
from django.http import HttpResponse
from django.utils import timezone
from kept import kept
from tests.filling import opened, sent

from sotay.assignments.models import Task
from sotay.audit.models import AuditLine
from sotay.figures.models import CellMonth
from sotay.kernel.periods import Month
from sotay.kernel.refusal import Refusal
from sotay.meetings.models import Invitation, LogEntry, Meeting
from sotay.meetings.preparation import agenda, inviting, preparing
from sotay.meetings.session import opening
from sotay.meetings.tests.halls import to_sign
from sotay.papers.models import IssuedPaper, Signature
from sotay.period_reviews.models import PeriodReview
from sotay.petitions.models import Petition
from sotay.votes import keys
from sotay.votes.models import Ballot, BallotPaper, Voter

pytestmark = pytest.mark.django_db(transaction=True)
Operation = Callable[[], HttpResponse]


def at_once(*operations: Operation) -> list[HttpResponse]:
    """What each operation answers when all start together; an error in one of them fails the test."""
    start, answers, errors = Barrier(len(operations)), {}, []

    def run(place: int, operation: Operation) -> None:
        try:
            start.wait(timeout=30)
            answers[place] = operation()
        except Exception as wrong:
            errors.append(wrong)
        finally:
            connection.close()

    threads = [Thread(target=run, args=each) for each in enumerate(operations)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    return [answers[place] for place in range(len(operations))]


def month() -> str:
    return Month.of(timezone.localdate()).label()


@kept
def meeting(house, thu, lam, an, chi, binh) -> Meeting:
    thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": month()})
    return Meeting.objects.get()


@kept
def ready(meeting, thu, an) -> Meeting:
    """Open, everybody marked, with a task and a petition: only closing is left."""
    thu.post(f"/meetings/{meeting.pk}/open/")
    for round_ in ("start", "end"):
        thu.post(f"/meetings/{meeting.pk}/roll/{round_}/rest/")
    due = f"{timezone.localdate():%d/%m/%Y}"
    act(thu, meeting, "task_assigned", text="Rà soát hộ nghèo", members=[an.member.pk], due_on=due)
    act(thu, meeting, "petition_recorded", text="Đèn đường hỏng", raised_by="cell", to_level="ward")
    meeting.refresh_from_db()
    return meeting


def act(person, meeting: Meeting, name: str, **data) -> HttpResponse:
    return person.post(f"/meetings/{meeting.pk}/record/{name}/", data, headers={"accept-language": "vi"})


def statuses(answers: list[HttpResponse]) -> list[int]:
    return sorted(answer.status_code for answer in answers)


def test_two_people_close_the_same_meeting(ready, thu, lam):
    answers = at_once(lambda: act(thu, ready, "closed"), lambda: act(lam, ready, "closed"))
    assert statuses(answers) == [302, 409]
    told = next(answer for answer in answers if answer.status_code == 409).content.decode()
    assert "Buổi sinh hoạt đã kết thúc" in told
    assert LogEntry.objects.filter(act="closed").count() == 1
    assert sorted(IssuedPaper.objects.values_list("kind", flat=True)) == ["BB", "KL"]
    assert Task.objects.count() == Petition.objects.count() == 1
    assert AuditLine.objects.filter(code="meeting.closed").count() == 1
    ready.refresh_from_db()
    assert ready.stage == Meeting.Stage.CLOSED
    assert ready.log_version == ready.log.count() == ready.log.order_by("seq").last().seq


def test_two_people_send_the_same_old_form(ready, house, thu, lam, an):
    """The look at what is stored now is under the lock of the write: it is never passed by both."""
    ready.refresh_from_db()
    act(thu, ready, "motion_moved", text="Góp quỹ", matter="resolution")
    record = f"/members/{an.member.pk}/edit/"
    conduct, count = f"/meetings/{ready.pk}/conduct/", f"/meetings/{ready.pk}/record/hands_counted/"
    setting = f"/units/{house.cell.pk}/settings/cell-meeting.start_time/"
    for page, action, one, other in (
        (record, record, {"phone": "0912345678"}, {"phone": "0987654321"}),
        (conduct, count, {"votes_for": "3"}, {"votes_for": "1", "votes_against": "2"}),
        (setting, setting, {"value": "19:00"}, {"value": "20:15"}),
    ):
        first, second = opened(thu, page, action), opened(lam, page, action)
        answers = at_once(lambda: sent(thu, first, **one), lambda: sent(lam, second, **other))  # noqa: B023
        assert statuses(answers) == [302, 422], page
    assert LogEntry.objects.filter(act="hands_counted").count() == 1
    assert AuditLine.objects.filter(code="member.edited").count() == 1
    assert house.cell.settings.count() == 1


def test_closing_while_the_other_still_writes(ready, thu, lam):
    """The words are either in the minutes or refused with the writer still having them."""
    written, closed = at_once(
        lambda: act(lam, ready, "note_written", text="Câu cuối cùng"), lambda: act(thu, ready, "closed")
    )
    assert closed.status_code == 302
    minutes = str(IssuedPaper.objects.get(kind="BB").base)
    if written.status_code == 302:
        assert "Câu cuối cùng" in minutes
    else:
        assert written.status_code == 422
        assert "Câu cuối cùng" not in minutes


def test_two_people_open_it(meeting, thu, lam):
    answers = at_once(*(lambda who=who: who.post(f"/meetings/{meeting.pk}/open/") for who in (thu, lam)))
    assert statuses(answers) == [302, 409]
    assert LogEntry.objects.filter(act="opened").count() == 1


def test_a_month_is_set_up_once(house, thu, lam):
    url = f"/meetings/set-up/{house.cell.pk}/"
    answers = at_once(*(lambda who=who: who.post(url, {"month": month()}) for who in (thu, lam, thu, lam)))
    assert statuses(answers) == [302] * 4
    meeting = Meeting.objects.get()
    assert {answer["Location"] for answer in answers} == {meeting.get_absolute_url()}
    assert CellMonth.objects.count() == 1


def test_everybody_is_invited_once(meeting, thu, lam):
    answers = at_once(*(lambda who=who: who.post(f"/meetings/{meeting.pk}/invite/") for who in (thu, lam)))
    assert statuses(answers) == [302, 302]
    assert Invitation.objects.count() == Invitation.objects.values("member").distinct().count() == 4


def test_opening_is_not_undone_by_somebody_who_still_prepares(meeting, thu, lam):
    """Whatever the order: once it is open it stays open, and its log goes on."""
    arranged = {
        "day": f"{timezone.localdate():%d/%m/%Y}",
        "clock": "19:30",
        "place": "Nhà văn hóa",
        "mode": "in_person",
        "chair": thu.member.pk,
        "minute_taker": lam.member.pk,
    }
    answers = at_once(
        lambda: thu.post(f"/meetings/{meeting.pk}/open/"),
        lambda: lam.post(f"/meetings/{meeting.pk}/arrange/", arranged),
        lambda: lam.post(f"/meetings/{meeting.pk}/invite/"),
    )
    assert answers[0].status_code == 302
    meeting.refresh_from_db()
    assert (meeting.stage, meeting.log_version) == (Meeting.Stage.OPEN, 1)
    assert act(thu, meeting, "note_written", text="Bắt đầu").status_code == 302


def test_a_page_read_before_the_opening_writes_nothing_over_it(meeting, thu):
    """The same without luck: the one who prepares holds the meeting as it was before it opened."""
    stale = Meeting.objects.get(pk=meeting.pk)
    thu.post(f"/meetings/{meeting.pk}/open/")
    with pytest.raises(Refusal):
        inviting.invite(meeting=stale, by=thu.actor)
    with pytest.raises(Refusal):
        preparing.cancel(meeting=Meeting(pk=meeting.pk), by=thu.actor, because="nhầm")
    assert Meeting.objects.get().stage == Meeting.Stage.OPEN


def test_an_item_taken_off_the_agenda_does_not_come_back_with_an_edit(meeting, thu, lam):
    item = meeting.agenda.first()
    agenda.remove(item=meeting.agenda.get(pk=item.pk), by=thu.actor)
    with pytest.raises(Refusal):
        agenda.edit(item=item, by=lam.actor, title="Mới", minutes=5, presenter=None, text="")
    assert not meeting.agenda.filter(pk=item.pk).exists()


def test_an_answer_does_not_forget_that_the_agenda_was_read(meeting, thu, an):
    inviting.invite(meeting=meeting, by=thu.actor)
    stale = Invitation.objects.get(member=an.member)
    inviting.mark_read(invitation=Invitation.objects.get(pk=stale.pk))
    inviting.answer(invitation=stale, by=an.actor, will_come=True)
    assert Invitation.objects.get(pk=stale.pk).opened_at


def test_a_cancelled_meeting_is_not_opened_by_who_did_not_know(meeting, thu):
    stale = Meeting.objects.select_related("chair", "minute_taker").get(pk=meeting.pk)
    preparing.cancel(meeting=meeting, by=thu.actor, because="Mưa bão")
    with pytest.raises(Refusal):
        opening.open_meeting(meeting=stale, by=thu.actor)
    assert not LogEntry.objects.exists()


def test_both_sign_at_once_and_numbers_are_given_once(ready, thu, lam):
    act(thu, ready, "closed")
    papers = thu.get(f"/meetings/{ready.pk}/after/").context["papers"]

    def sign(who, role: str) -> Operation:
        given = to_sign(who, ready, role)
        return lambda: who.post(f"/meetings/{ready.pk}/sign/{role}/", given)

    answers = at_once(sign(thu, "chair"), sign(lam, "minute_taker"), sign(thu, "chair"))
    assert statuses(answers) == [302, 302, 409]
    assert Signature.objects.count() == sum(2 if paper.kind == "BB" else 1 for paper, *_ in papers)
    assert {paper.number for paper in IssuedPaper.objects.all()} == {1}
    reported = at_once(*(lambda who=who: who.post(f"/meetings/{ready.pk}/report/") for who in (thu, lam)))
    assert statuses(reported) == [302, 409]
    assert AuditLine.objects.filter(code="meeting.reported").count() == 1


def test_many_write_at_once_and_every_word_is_kept(ready, thu, lam):
    """Ten entries from two devices: each has a place of its own in the log."""
    writers = [
        lambda who=who, n=n: act(who, ready, "note_written", text=f"Câu {n}")
        for n, who in enumerate([thu, lam] * 5)
    ]
    assert statuses(at_once(*writers)) == [302] * 10
    ready.refresh_from_db()
    places = list(ready.log.values_list("seq", flat=True))
    assert places == list(range(1, len(places) + 1))
    assert ready.log.filter(act="note_written").count() == 10
    assert ready.log_version == len(places)


@pytest.fixture
def a_secret_vote(house, meeting, thu) -> tuple[str, list]:
    """Eight people and the address of their vote."""
    people = [make_person(f"v{n}", make_member(house.cell, f"Trần Thị {n}")) for n in range(5)]
    Meeting.objects.all().delete()
    thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": month()})
    held = Meeting.objects.get()
    thu.post(f"/meetings/{held.pk}/open/")
    thu.post(f"/meetings/{held.pk}/roll/start/rest/")
    act(thu, held, "motion_moved", text="Kỷ luật", matter="discipline", method="secret")
    return f"/meetings/{held.pk}/votes/{Ballot.objects.get().pk}/", people


def test_many_vote_in_secret_at_once(a_secret_vote, thu):
    url, people = a_secret_vote
    answers = at_once(*(lambda who=who: who.post(url, {"choice": "0"}) for who in people))
    assert statuses(answers) == [302] * 5
    assert len(list(keys.all_files())) == 1
    assert thu.post(f"{url}end/", {"sure": "1"}).status_code == 302
    assert [slip.choice for slip in BallotPaper.objects.all()] == [[0]] * 5


def test_one_person_votes_twice_at_once(a_secret_vote):
    url, (person, *_others) = a_secret_vote
    answers = at_once(*(lambda choice=choice: person.post(url, {"choice": choice}) for choice in "012"))
    assert statuses(answers) == [302, 422, 422]
    assert Voter.objects.filter(has_voted=True).count() == 1


def test_the_vote_ends_while_others_vote_and_both_end_it(a_secret_vote, thu, lam, an):
    """A ballot is in the count or was refused; there is one count, and no key is left."""
    url, people = a_secret_vote
    early = [thu, lam, an, *people[:2]]
    for person in early:
        assert person.post(url, {"choice": "1"}).status_code == 302
    voting = [lambda who=who: who.post(url, {"choice": "1"}) for who in people[2:]]
    *cast, first, second = at_once(
        *voting, *(lambda who=who: who.post(f"{url}end/", {"sure": "1"}) for who in (thu, lam))
    )
    assert {first.status_code, second.status_code} <= {302, 409}
    taken = len(early) + sum(answer.status_code == 302 for answer in cast)
    assert LogEntry.objects.filter(act="ballots_counted").count() == 1
    counted = LogEntry.objects.get(act="ballots_counted").data
    assert counted["counts"] == [0, taken, 0]
    assert counted["collected"] == taken == Voter.objects.filter(has_voted=True).count()
    assert list(keys.all_files()) == []


# reviews of a period

REVIEW = {"kind": "interim", "title": "công tác Đảng", "period": "months"}


def review_asked() -> dict[str, str]:
    return REVIEW | {"from_month": month(), "to_month": month()}


def test_two_who_begin_the_same_review_begin_one(house, thu, lam):
    url = f"/period-reviews/{house.cell.pk}/start/"
    asked = review_asked()
    answers = at_once(lambda: thu.post(url, asked), lambda: lam.post(url, asked))
    assert sorted(answer.status_code for answer in answers) == [302, 422]
    assert PeriodReview.objects.count() == 1
    assert IssuedPaper.objects.count() == 1


def test_two_who_change_a_review_lose_nothing_and_number_it_once(house, thu, lam):
    thu.post(f"/period-reviews/{house.cell.pk}/start/", review_asked())
    url = PeriodReview.objects.get().get_absolute_url()
    sections = ("strength", "weakness", "cause", "solution")
    adding = [
        (lambda person=person, section=section: person.post(f"{url}add/{section}/", {"text": "Thêm."}))
        for person, section in zip((thu, lam, thu, lam), sections, strict=True)
    ]
    for first, second in (adding[:2], adding[2:]):
        assert [answer.status_code for answer in at_once(first, second)] == [302, 302]
    assert [each["section"] for each in sorted_own()] == sorted(sections)
    thu.confirm()
    lam.confirm()
    signer = {"on_behalf": "T/M CHI BỘ", "post": "BÍ THƯ", "name": "Lê Thị Thu"}
    answers = at_once(lambda: thu.post(f"{url}sign/", signer), lambda: lam.post(f"{url}sign/", signer))
    assert 302 in {answer.status_code for answer in answers}
    assert {answer.status_code for answer in answers} <= {302, 409, 422}
    assert IssuedPaper.objects.get().number == 1
    assert AuditLine.objects.filter(code="period_review.signed").count() == 1


def sorted_own() -> list[dict[str, str]]:
    return sorted(PeriodReview.objects.get().own, key=lambda each: str(each["section"]))
