"""Everything held about a person is in the file they download, from every app that holds something."""

from __future__ import annotations

import json

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import ForeignKey, ManyToManyField
from kept import kept

from sotay.accounts.export import OWN_DATA
from sotay.assignments import actions as tasks
from sotay.assignments.models import Task
from sotay.kernel import hooks
from sotay.library import actions as library
from sotay.meetings import actions
from sotay.meetings.models import Meeting
from sotay.meetings.preparation import inviting
from sotay.meetings.tests.halls import call, set_up, sign
from sotay.members.models import Member
from sotay.petitions import actions as petitions
from sotay.petitions.models import Petition
from sotay.votes.models import Ballot, BallotPaper, Voter

OTHERS_WORDS = "Lời của đồng chí khác"


def note(person, meeting: Meeting, act: str, **data: object) -> None:
    told, _state = actions.record(meeting=meeting, by=person.actor, entries=[actions.Submission(act, data)])
    assert [str(each.refusal) for each in told if each.refusal] == []


@kept
def held(house, thu, lam, an, binh) -> Meeting:
    """A meeting with everything in it that is `an`'s, and words of another."""
    meeting = set_up(house, thu)
    Meeting.objects.update(chair=thu.member, minute_taker=an.member)
    meeting.refresh_from_db()
    inviting.invite(meeting=meeting, by=thu.actor)
    invitation = meeting.invitations.get(member=an.member)
    inviting.answer(
        invitation=invitation, by=an.actor, will_come=False, reason="Đi viện", statement="Tôi xin gửi ý kiến"
    )
    call(thu, meeting)
    note(thu, meeting, "statement_recorded", speaker=str(an.member.pk), text="Đề nghị sửa đèn ngõ 5.")
    entry = meeting.log.get(act="statement_recorded")
    note(thu, meeting, "revised", entry=str(entry.pk), text="Đề nghị sửa đèn ngõ 15.")
    note(thu, meeting, "statement_recorded", speaker=str(lam.member.pk), text=OTHERS_WORDS)
    note(
        thu,
        meeting,
        "task_assigned",
        members=[str(an.member.pk)],
        text="Rà soát hộ nghèo",
        due_on="2099-12-31",
    )
    note(thu, meeting, "petition_recorded", raised_by=str(an.member.pk), text="Sửa cống", to_level="cell")
    note(thu, meeting, "concluded", text="Nhất trí.")
    note(thu, meeting, "closed")
    meeting.refresh_from_db()
    sign(thu, meeting)
    tasks.report(task=Task.objects.get(), by=an.actor, done=True, text="Đã rà soát xong")
    petitions.answer(petition=Petition.objects.get(), by=thu.actor, text="Sẽ sửa trong tháng")
    owned = {"commune_id": house.cell.commune_id, "cell": house.cell}
    ballot = Ballot.objects.create(
        id=entry.pk, meeting_id=meeting.pk, question="Bầu chi ủy", base=3, is_open=False, **owned
    )
    Voter.objects.create(ballot=ballot, member=an.member, has_voted=True, **owned)
    BallotPaper.objects.create(ballot=ballot, receipt="ABCDEFGH", choice=[0], **owned)
    return meeting


def data_of(person) -> dict:
    return json.loads(person.get("/account/data.json").content)


def test_a_members_part_in_meetings_is_theirs_to_take_away(held, an, thu):
    library.store(
        by=an.actor,
        cell=an.member.cell,
        upload=SimpleUploadedFile("tho.txt", b"x"),
        title="Thơ của tôi",
        not_secret=True,
    )
    thu.get(f"/members/{an.member.pk}/")
    data = data_of(an)
    (invitation,) = data["invitations"]
    assert (invitation["reason"], invitation["letter"]) == ("Đi viện", "Tôi xin gửi ý kiến")
    assert invitation["answer"]
    assert {row["mark"] for row in data["attendance"] if row["act"] == "roll_marked"} == {"excused"}
    assert [row["text"] for row in data["statements"]] == [
        "Đề nghị sửa đèn ngõ 5.",
        "Đề nghị sửa đèn ngõ 15.",
    ]
    (task,) = data["tasks"]
    assert (task["text"], task["events"][0]["text"]) == ("Rà soát hộ nghèo", "Đã rà soát xong")
    (petition,) = data["petitions"]
    assert (petition["text"], petition["events"][-1]["text"]) == ("Sửa cống", "Sẽ sửa trong tháng")
    (signature,) = data["signatures"]
    assert (signature["helped_by"], bool(signature["help_needed"])) == ("Lê Thị Thu", True)
    assert any("Rà soát hộ nghèo" in notice["text"] for notice in data["notices"])
    assert data["secret_votes"] == [{"question": "Bầu chi ủy", "has_voted": True}]
    assert [row["title"] for row in data["documents"]] == ["Thơ của tôi"]
    assert any(row["who"] == "Lê Thị Thu" for row in data["looked_at"])


def test_it_holds_neither_words_of_others_nor_what_was_voted_in_secret(held, an):
    told = json.dumps(data_of(an), ensure_ascii=False)
    assert OTHERS_WORDS not in told
    assert "ABCDEFGH" not in told


def test_somebody_else_takes_none_of_it_away(held, lam, dung, van):
    for person in (lam, dung):
        told = json.dumps(data_of(person), ensure_ascii=False)
        for word in ("Đi viện", "Tôi xin gửi ý kiến", "sửa đèn", "Đã rà soát xong"):
            assert word not in told
    assert "invitations" not in data_of(van), "somebody in no cell has no part in meetings"


COVERED = {
    "guidance.Reading": "guidance_read",
    "opinions.Opinion": "opinions",
    "opinions.SurveyMember": "surveys",
    "accounts.Account": "account",
    "assignments.TaskEvent": "tasks_handed_over",
    "assignments.TaskMember": "tasks",
    "assignments.YearLine": "assignments_drafted",
    "library.Document": "documents",
    "meetings.AbsenceAlert": "absence_alerts",
    "meetings.AttendanceMark": "regular_meetings",
    "meetings.Invitation": "invitations",
    "meetings.MakeUp": "make_ups",
    "members.Appointment": "appointments",
    "inspections.TeamMember": "inspection_teams",
    "schemes.Milestone": "scheme_milestones",
    "schemes.Registration": "scheme_overseer",
    "oversight.Observation": "observations",
    "members.CellMembership": "memberships",
    "members.ExemptionProposal": "exemption_proposals",
    "members.Standing": "standings",
    "notify.Notice": "notices",
    "notify.Reach": "reach",
    "papers.Signature": "signatures",
    "papers.PaperComment": "paper_comments",
    "papers.PaperOpening": "papers_opened",
    "petitions.Petition": "petitions",
    "schedules.PlannedTheme": "planned_themes",
    "reviews.MonthlyReview": "monthly_reviews",
    "reviews.Review": "ratings",
    "votes.Voter": "secret_votes",
    "registers.DuesPayment": "dues",
    "registers.DuesTerms": "dues_terms",
    "registers.Discipline": "discipline",
    "registers.Badge": "honours",
    "registers.Commendation": "honours",
    "registers.Post": "posts",
    "registers.Attendance": "courses",
}
NOT_ABOUT_THEM = {
    "assignments.Task": "told through TaskMember",
    "meetings.AgendaItem": "who presents an item: words of the agenda",
    "meetings.Participant": "who may be called: told by invitations",
    "meetings.Meeting": "who chairs and writes: told by signatures and invitations",
    "members.NumberClash": "tells of somebody else, whom the member may not know of",
}


def test_every_table_that_points_at_a_member_is_in_the_file_or_has_its_reason():
    """A new table with a member in it fails here until its app registers with OWN_DATA, or says why not."""
    pointing = {
        model._meta.label
        for model in apps.get_models()
        for field in [*model._meta.fields, *model._meta.many_to_many]
        if isinstance(field, ForeignKey | ManyToManyField) and field.related_model is Member
    }
    assert pointing - COVERED.keys() - NOT_ABOUT_THEM.keys() == set()


def test_every_part_has_a_name_of_its_own(an):
    names = [part(an.member).name for part in OWN_DATA]
    assert len(names) == len(set(names)) == 40


def test_every_hook_is_listed():
    assert OWN_DATA in hooks.ALL_HOOKS


def test_a_part_is_registered_once_and_in_order():
    hook: hooks.Hook[int] = hooks.Hook("tests.numbers", "")
    for number in (2, 1, 2):
        assert hook.register(number) == number
    assert list(hook) == [2, 1]
    assert len(hook) == 2


def test_the_file_is_made_in_few_queries(held, an, django_assert_max_num_queries):
    with django_assert_max_num_queries(62):
        data_of(an)
