"""The demo ward with one thing in every state: what every page and every form can be asked with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from io import BytesIO
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import get_resolver
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData
from openpyxl import Workbook
from slow_work import slow_writes
from tests.sessions import session_of

from sotay.accounts import actions as accounts
from sotay.accounts.models import Account
from sotay.accounts.queries import actor_for
from sotay.assignments import actions as assignments
from sotay.assignments import year_actions
from sotay.assignments.models import Adoption, Task, YearLine
from sotay.demo import ward as demo
from sotay.demo.year import actor_of
from sotay.figures.actions import roll_up_later
from sotay.guidance import actions as guidance
from sotay.guidance.models import Guidance, GuidancePaper
from sotay.inspections import actions as inspections
from sotay.inspections import paper_actions, plan_actions
from sotay.inspections.models import Demand, Inspection, PlannedRound, RecordedPaper, Round, TeamMember
from sotay.inspections.sets import paper_named
from sotay.integration import actions as integration
from sotay.kernel.actor import Role
from sotay.kernel.ids import new_id
from sotay.kernel.periods import Month, PartialDate
from sotay.library import actions as library
from sotay.library.models import LibraryCollection, LibraryEntry, LibraryRelation
from sotay.meetings import actions, signing
from sotay.meetings.attendance import make_ups
from sotay.meetings.log import rules
from sotay.meetings.models import (
    AbsenceAlert,
    AgendaItem,
    Invitation,
    LogEntry,
    MakeUp,
    MatterSetAside,
    Meeting,
    MeetingPaper,
)
from sotay.meetings.preparation import agenda, inviting, preparing
from sotay.meetings.queries import load_state, papers_of
from sotay.meetings.session import opening
from sotay.members import actions as members
from sotay.members.models import Appointment, ExemptionProposal, Member, Standing
from sotay.members.queries import holders, roster
from sotay.members.roster import upload
from sotay.notify import actions as notify
from sotay.notify.models import Delivery, Notice
from sotay.opinions import actions as opinions
from sotay.opinions import survey_actions as surveys
from sotay.opinions.models import Opinion, Survey, UnnamedOpinion
from sotay.oversight import actions as oversight
from sotay.oversight.models import Observation, Recommendation
from sotay.papers import actions as papers
from sotay.papers import compositions, life
from sotay.papers.models import IssuedPaper
from sotay.papers.queries import digest_to_sign, editable_parts
from sotay.period_reviews import actions as period_reviews
from sotay.period_reviews import rules as period_rules
from sotay.period_reviews import sentences
from sotay.period_reviews.models import PeriodReview
from sotay.petitions.models import Petition
from sotay.registers.discipline import actions as discipline
from sotay.registers.dues import actions as dues
from sotay.registers.dues.queries import month_list
from sotay.registers.honours import actions as honours
from sotay.registers.models import (
    Appeal,
    Badge,
    Commendation,
    Course,
    Discipline,
    DuesPayment,
    Post,
    Remittance,
)
from sotay.registers.posts import actions as posts
from sotay.registers.training import actions as training
from sotay.regulations import on
from sotay.report_builder import actions as reports
from sotay.report_builder.definitions import By, Definition
from sotay.report_builder.models import SavedReport
from sotay.reviews import monthly_actions as month_reviews
from sotay.reviews import review_actions, round_actions
from sotay.reviews.models import CellRound
from sotay.reviews.rules import Slips
from sotay.schedules import actions as schedules
from sotay.schedules import themes
from sotay.schedules.models import CalendarFeed, MeetingDate, PlannedTheme
from sotay.schemes import actions as schemes
from sotay.schemes import scheme_actions
from sotay.schemes.models import Milestone, Registration, Scheme, SchemeYear
from sotay.scoring import actions as scoring
from sotay.scoring import own_forms
from sotay.scoring.checking import written_of
from sotay.scoring.models import OwnForm
from sotay.scoring.queries import scored
from sotay.scoring.rules import Answer
from sotay.statistics import actions as statistics
from sotay.statistics import official
from sotay.statistics.models import FormReturn
from sotay.statistics.rules import Period
from sotay.syntheses import actions as syntheses
from sotay.syntheses.models import Synthesis
from sotay.units import actions as units
from sotay.units import settings as unit_settings
from sotay.units.decisions import Decision
from sotay.units.models import Unit, UnitSetting, UnitVersion

Things = Mapping[str, Sequence[Any]]
TODAY = date(2026, 11, 23)
ROUNDS = ("appealed", "decided", "sent", "voted", "written")
"""How far the review of the year and of each quarter has come."""
NEWCOMER = "moi"
"""Somebody who has just been handed a password, to be replaced at the first log-in."""


def plain_404(_request: Any, exception: Exception) -> HttpResponse:
    """What somebody may not see is asked for a thousand times here, and its page drawn elsewhere."""
    return HttpResponse(status=404)


def load(monkeypatch: Any) -> Things:
    """The newest month of the demo ward with one thing in every state. The clock has to be at TODAY."""

    monkeypatch.setattr(demo, "MONTHS", 1)
    monkeypatch.setattr(get_resolver().urlconf_module, "handler404", plain_404, raising=False)
    with slow_writes():
        demo.load("mật khẩu để xem thử")
    return things()


def things() -> Things:
    """Keys of what the secretary, the ward and the members have pages of, by the kinds of `MAKERS`."""

    house = House()
    house.play()
    home, ward = house.home, house.ward
    stages = ("preparing", "open", "closed", "signed", "reported")
    meetings = [Meeting.objects.filter(cell=home, stage=stage).last() for stage in stages]
    others = Member.objects.filter(account__username__in=["dangvien", "nguoingoai"])
    drafts = IssuedPaper.objects.filter(about_id__in=[each.pk for each in meetings if each]).order_by("pk")
    own = house.own_papers()
    rows: dict[str, list[Any]] = {
        "unit": [
            home,
            ward,
            *Unit.objects.filter(parent__in=[home, ward], name__contains="mới"),
            house.closed_unit,
        ],
        "ward": [ward],
        "version": list(UnitVersion.objects.filter(applied=False)),
        "setting": list(UnitSetting.objects.all()),
        "member": [*others, *house.members_told, house.proposed],
        "told_member": house.members_told,
        "standing": list(Standing.objects.filter(kind__in=["exempt", "away"], member__in=house.members_told)),
        "theme": list(PlannedTheme.objects.filter(unit=home)),
        "proposal": list(ExemptionProposal.objects.filter(cell=home)),
        "appointment": list(Appointment.objects.filter(unit__in=[home, ward])[:4]),
        "roster": [house.roster],
        "account": [
            *Account.objects.filter(username__in=["bithu", "dangvien", "quantri"]),
            house.closed_account,
        ],
        "session": [house.session],
        "passkey": [house.passkey],
        "meeting": [each for each in meetings if each],
        "voting_meeting": list(Meeting.objects.filter(cell=home, stage="open")),
        "missed_meeting": [make_up.meeting for make_up in MakeUp.objects.filter(cell=home)],
        "make_up": list(MakeUp.objects.filter(cell=home)),
        "alert": list(AbsenceAlert.objects.filter(cell=home, outcome="")),
        "matter": list(MatterSetAside.objects.filter(cell=home)),
        "item": list(AgendaItem.objects.filter(meeting=meetings[0])[:3]),
        "meeting_paper": list(MeetingPaper.objects.filter(meeting=meetings[0])),
        "document": [paper.document for paper in MeetingPaper.objects.filter(meeting=meetings[0])],
        "library_entry": list(LibraryEntry.objects.filter(cell__in=[home, ward])[:6]),
        "library_relation": list(LibraryRelation.objects.filter(cell__in=[home, ward])[:3]),
        "library_collection": list(LibraryCollection.objects.filter(cell__in=[home, ward])),
        "invitation": list(Invitation.objects.filter(meeting=meetings[0])[:3]),
        "paper": [*drafts, *own],
        "own_paper": own,
        "issued_paper": [each for each in drafts if each.is_frozen and each.pdf][:2],
        "task": [*Task.objects.filter(cell=home).order_by("-given_on")[:4], *house.shared_tasks],
        "year_line": list(YearLine.objects.filter(cell=home).order_by("adoption", "pk")[:4]),
        "adoption": list(Adoption.objects.filter(cell=home)),
        "petition": list(Petition.objects.filter(cell=home).order_by("-raised_on")[:6]),
        "letter": [
            *Guidance.objects.exclude(status="draft").filter(unit=ward)[:3],
            *Guidance.objects.filter(status="draft", papers__isnull=False),
        ],
        "draft": list(Guidance.objects.filter(status="draft", unit=ward)),
        "draft_paper": list(GuidancePaper.objects.all()),
        "date": list(MeetingDate.objects.filter(cell__in=[home, *house.dated])),
        "feed": list(CalendarFeed.objects.all()),
        "survey": [*Survey.objects.filter(unit=home), Survey.objects.get(cell=home, unit=ward)],
        "opinion": list(Opinion.objects.filter(cell=home)),
        "unnamed": list(UnnamedOpinion.objects.filter(cell=home)),
        **{
            f"{status}_return": list(FormReturn.objects.filter(unit=ward, status=status).order_by("form"))
            for status in ("draft", "approved")
        },
        "kept_report": list(SavedReport.objects.filter(deleted_at=None)),
        "deleted_report": list(SavedReport.objects.exclude(deleted_at=None)),
        "sent_return": list(FormReturn.objects.filter(unit=ward).order_by("form")),
        "synthesis": list(Synthesis.objects.filter(unit=ward).order_by("month", "version")),
        "period_review": list(PeriodReview.objects.filter(unit__in=[home, ward]).order_by("started_at")),
        "observation": list(Observation.objects.filter(cell=home)),
        "recommendation": list(Recommendation.objects.filter(cell=home)),
        "round": list(Round.objects.filter(unit=ward)),
        "draft_round": list(Round.objects.filter(unit=ward, status="draft")),
        "team_member": list(TeamMember.objects.filter(round__status="draft")),
        "chosen": list(Inspection.objects.filter(cell=home, round__status="draft")),
        "inspection": list(Inspection.objects.filter(cell=home).exclude(round__status="draft")),
        "conclusion": list(Inspection.objects.filter(cell=home, published_at__isnull=False)),
        "answered_demand": list(Demand.objects.filter(cell=home, status="answered")),
        "demand": list(Demand.objects.filter(cell=home)),
        "recorded_paper": list(RecordedPaper.objects.all()),
        "planned": list(PlannedRound.objects.filter(rounds=None)),
        "cell": [home],
        "draft_scheme": list(Scheme.objects.filter(status="draft")),
        "scheme": [Scheme.objects.get(status="closed"), *Scheme.objects.filter(status="called")[:1]],
        "scheme_year": [
            *SchemeYear.objects.filter(called_at=None),
            *SchemeYear.objects.filter(called_at__isnull=False, registrations=None)[:1],
            *SchemeYear.objects.filter(registrations__status="recognised"),
        ],
        "planned_scheme_year": list(SchemeYear.objects.filter(called_at=None)),
        "decided_scheme_year": list(
            SchemeYear.objects.filter(registrations__status="recognised", registrations__published_at=None)
        ),
        "registration_sent": list(Registration.objects.filter(status__in=["proposed", "sent"])),
        "registration_accepted": list(Registration.objects.filter(status="accepted")),
        **{
            f"registration_{status}": list(Registration.objects.filter(status=status))
            for status in ("assessed", "checked", "recognised")
        },
        "registration_prepared": list(Registration.objects.filter(status__in=["preparing", "proposed"])),
        "registration_published": list(Registration.objects.filter(published_at__isnull=False)),
        "milestone": list(Milestone.objects.filter(registration__status__in=["accepted", "assessed"])),
        "payment": list(DuesPayment.objects.filter(cell=home, remittance=None)[:2]),
        "remittance": list(Remittance.objects.filter(cell=home).order_by("-month")[:1]),
        "discipline": list(Discipline.objects.filter(cell=home)),
        "proposed": list(Discipline.objects.filter(cell=home, status="proposed")),
        "appeal": list(Appeal.objects.filter(state="open")),
        "badge": list(Badge.objects.filter(cell=home)),
        "forwarded_badge": list(Badge.objects.filter(cell=home, status="forwarded")),
        "commendation": list(Commendation.objects.filter(cell=home)),
        "post": list(Post.objects.filter(cell=home)),
        "course": list(Course.objects.filter(unit__in=[home, ward])),
        "person": house.reviewed,
        "cell_round": house.cell_rounds,
        "review_round": [row.round for row in house.cell_rounds],
        "review": [row.reviews.get(member=person) for row in house.cell_rounds for person in house.reviewed],
        "count": [row.ballots.first() for row in house.cell_rounds if row.ballots.exists()],
        "scored": house.scored,
        "own_form": list(OwnForm.objects.filter(unit=ward)),
        "job": [failed_job()],
        "token": [house.token],
        "webhook": [house.webhook],
        "notice": list(Notice.objects.filter(member__account__username="dangvien")[:1]),
    }
    motions = LogEntry.objects.filter(act="motion_moved", meeting__stage="open")
    keys = [part.key for paper in drafts if not paper.is_frozen for part in editable_parts(paper)[:2]]
    found: Things = {
        "print_code": [row.check_code for row in rows["issued_paper"]],
        **{kind: [row.pk for row in several] for kind, several in rows.items()},
    }
    assert [kind for kind, several in found.items() if not several] == []
    return {**found, "motion": [row.pk for row in motions], "key": list(dict.fromkeys(keys))[:3]}


def failed_job() -> DBTaskResult[Any, Any]:
    """A job of a worker that was tried as often as it is."""
    roll_up_later.enqueue(unit="", month="")
    failed = {"status": "FAILED", "finished_at": timezone.now(), "traceback": "ValueError: no such month\n"}
    DBTaskResult.objects.filter(args_kwargs={"args": [], "kwargs": {"unit": "", "month": ""}}).update(
        **failed
    )
    return DBTaskResult.objects.get(status="FAILED")


def _credential() -> dict[str, Any]:
    """What a browser sends when it has made a passkey."""

    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    made = AttestedCredentialData.create(bytes(16), bytes(32), public)
    attested = AuthenticatorData.create(bytes(32), 0x41, 0, made)
    client = b'{"type":"webauthn.create","challenge":"AAAA","origin":"http://testserver"}'
    response = {
        "clientDataJSON": websafe_encode(client),
        "attestationObject": websafe_encode(bytes(AttestationObject.create("none", attested, {}))),
    }
    name = websafe_encode(bytes(32))
    return {"id": name, "rawId": name, "type": "public-key", "response": response}


class House:
    """The home cell of the demo gets a meeting in preparation, one in session, one to sign, and more."""

    def __init__(self) -> None:

        self.home = Unit.objects.get(name="Chi bộ tổ dân phố Hòa Bình")
        self.ward = Unit.objects.get(code="38.168")
        account = Account.objects.get(username="bithu")
        self.secretary = actor_for(account, timezone.localdate())
        self.office = actor_for(Account.objects.get(username="phuong"), timezone.localdate())
        self.members_told: list[Any] = []

    def play(self) -> None:
        self.prepare()
        self.hold()
        self.close()
        self.members()
        self.units()
        self.accounts()
        self.syntheses()
        self.statistics()
        self.period_reviews()
        self.reports()
        self.tasks()
        self.dates()
        self.visits()
        self.guidance()
        self.inspections()
        self.schemes()
        self.absences()
        self.registers()
        self.reviews()
        self.scores()
        self.programs()

    def programs(self) -> None:
        """A token that works, and an address that nobody may ask, so that nothing leaves."""
        account = Account.objects.get(username="bithu")
        until = timezone.localdate() + timedelta(days=30)
        self.token, _secret = integration.make_token(
            by=self.secretary, account=account, name="Bảng tin", scopes=["me", "units"], until=until
        )
        self.webhook, _secret = integration.register(
            by=self.secretary,
            account=account,
            unit=self.home,
            url="https://127.0.0.1/tin",
            events=["meeting.reported"],
        )

    def _set_up(self, kind: str, **more: Any) -> Any:

        month = Month.of(timezone.localdate()).plus(1 if kind == "regular" else 0)
        meeting = preparing.set_up(cell=self.home, by=self.secretary, month=month, kind=kind, **more)
        file = SimpleUploadedFile("du-thao.txt", "Dự thảo".encode())
        paper = library.store(
            by=self.secretary, cell=self.home, upload=file, title="Dự thảo", not_secret=True
        )
        agenda.attach(meeting=meeting, by=self.secretary, document=paper, item=meeting.agenda.first())
        agenda.attach(meeting=meeting, by=self.secretary, document=paper)
        inviting.invite(meeting=meeting, by=self.secretary)
        return meeting

    def prepare(self) -> None:

        meeting = self._set_up("regular")
        first, second, *_rest = meeting.invitations.exclude(member=self.secretary.member_id)
        inviting.answer(
            invitation=first, by=self.secretary, will_come=False, reason="Ốm", statement="Nhất trí"
        )
        inviting.answer(invitation=second, by=self.secretary, will_come=True)
        self._opinions(meeting)
        self._surveys()

    def _opinions(self, meeting: Any) -> None:
        """One of a member's own, one that was written down for somebody, one without a name."""
        account = Account.objects.get(username="dangvien")
        own = actor_for(account, timezone.localdate())
        given = {"meeting": meeting, "text": "Đèn ngõ 5 hỏng"}
        item = meeting.agenda.filter(step="conduct").first().pk
        opinions.write(**given, by=own, member=account.member, subject=item, key=new_id())
        other = Member.objects.filter(cell=self.home).exclude(
            pk__in=[own.member_id, self.secretary.member_id]
        )
        opinions.write(**given, by=self.secretary, member=other.last(), subject=None, key=new_id())
        opinions.write_unnamed(**given, subject=item, key=new_id())

    def _surveys(self) -> None:
        """One of the cell, one of the office about all its committees; both run for a week."""
        ends_on = timezone.localdate() + timedelta(days=7)
        given: dict[str, Any] = {"intro": "", "ends_on": ends_on}
        questions = [surveys.Question("Mấy giờ?", ["19:00", "20:00"]), surveys.Question("Vì sao?")]
        surveys.make(
            unit=self.home,
            by=self.secretary,
            title="Giờ sinh hoạt",
            questions=questions,
            key=new_id(),
            **given,
        )
        surveys.make(
            unit=self.ward,
            by=self.office,
            title="Góp ý với chi ủy",
            questions=questions,
            about_leaders=True,
            key=new_id(),
            **given,
        )

    def _record(self, meeting: Any, *acts: tuple[str, dict[str, Any]]) -> list[Any]:

        sent = [actions.Submission(act, data, new_id()) for act, data in acts]
        told, _state = actions.record(meeting=meeting, by=self.secretary, entries=sent)
        assert [str(each.refusal) for each in told if each.refusal] == []
        return [each.id for each in sent]

    def _present(self, meeting: Any, round_: str) -> list[tuple[str, dict[str, Any]]]:

        seats = [seat for seat in load_state(meeting).seats if rules.called(seat)]
        return [
            ("roll_marked", {"member": str(seat.member), "round": round_, "mark": "present"})
            for seat in seats
        ]

    def hold(self) -> None:
        """In session: every kind of vote under way or counted, statements, a text worded twice."""
        meeting = self._set_up("extraordinary", because="Bão số 9")
        sick = meeting.invitations.exclude(member=self.secretary.member_id).last()
        inviting.answer(
            invitation=sick, by=self.secretary, will_come=False, reason="Ốm", statement="Nhất trí với dự thảo"
        )
        self._opinions(meeting)
        opening.open_meeting(meeting=meeting, by=self.secretary)
        self._record(meeting, *self._present(meeting, "start")[:-1])
        state = load_state(meeting)
        someone = str(state.seats[3].member)
        said, *motions = self._record(
            meeting,
            ("statement_recorded", {"speaker": someone, "text": "Đèn đường hỏng"}),
            ("motion_moved", {"text": "Góp quỹ", "method": "hands"}),
            ("motion_moved", {"text": "Trồng cây", "method": "hands"}),
            ("motion_moved", {"text": "Làm đường", "method": "open"}),
            ("motion_moved", {"text": "Bầu tổ trưởng", "method": "paper", "options": ["An", "Bình"]}),
            ("motion_moved", {"text": "Bầu tổ phó", "method": "paper", "options": ["An", "Bình"]}),
            ("motion_moved", {"text": "Chọn ngày", "method": "secret", "options": ["Thứ Hai", "Thứ Ba"]}),
        )
        self._record(
            meeting,
            ("hands_counted", {"motion": str(motions[1]), "votes_for": 5}),
            ("ballots_counted", {"motion": str(motions[4]), "counts": [5, 2], "issued": 7, "collected": 7}),
            ("left_early", {"member": someone}),
            ("floor_asked", {"member": str(state.seats[1].member)}),
            ("floor_given", {"member": str(state.seats[2].member)}),
            ("floor_asked", {"member": str(state.seats[0].member)}),
            ("item_begun", {"item": str(state.items[1].id)}),
            ("revised", {"entry": str(said), "text": "Đèn đường tối", "over": []}),
            ("revised", {"entry": str(said), "text": "Đèn đường tắt", "over": []}),
            ("matter_set_aside", {"text": "Giờ mở cửa nhà văn hóa", "raised_by": someone}),
            ("matter_set_aside", {"text": "Mua thêm ghế"}),
            ("concluded", {"text": "Nhất trí", "over": []}),
        )

    def absences(self) -> None:
        """Two missed a meeting: one made it up, one is near a third absence. It also set something aside."""
        reported = Meeting.objects.filter(cell=self.home, stage="reported", kind="regular").latest(
            "planned_at"
        )
        marks = list(reported.attendance_marks.exclude(member=self.secretary.member_id)[:2])
        for mark in marks:
            mark.mark = "excused"
            mark.save()
        secretary = Member.objects.get(pk=self.secretary.member_id)
        make_ups.record(
            meeting=reported,
            by=self.secretary,
            member=marks[0].member,
            held_on=timezone.localdate(),
            manner="committee",
            led_by=secretary,
        )
        owned = {"commune_id": reported.commune_id, "cell": self.home, "meeting": reported}
        AbsenceAlert.objects.get_or_create(
            meeting=reported,
            member=marks[1].member,
            defaults={**owned, "in_a_row": 2, "unexcused": 0, "raised_at": timezone.now()},
        )
        MatterSetAside.objects.create(
            **owned, entry_id=new_id(), text="Trồng hoa ở ngõ 12", set_aside_on=timezone.localdate()
        )

    def close(self) -> None:
        """One to sign, whose minutes were reworded, and one to report; a reported one is amended."""
        to_sign, to_report = self._closed("conference"), self._closed("thematic", theme="Nước sạch")
        minutes = papers_of(to_sign)[0]
        papers.edit(paper=minutes, by=self.secretary, key=editable_parts(minutes)[0].key, text="Sửa lại")
        digests = {str(paper.pk): digest_to_sign(paper) for paper in papers_of(to_report)}
        for role, signer in (("minute_taker", to_report.minute_taker), ("chair", to_report.chair)):
            signing.sign(meeting=to_report, by=actor_of(signer), role=role, digests=digests)
        reported = Meeting.objects.filter(cell=self.home, stage="reported").last()
        self._record(reported, ("amended", {"text": "Sửa lại ngày"}))

    def _closed(self, kind: str, **more: Any) -> Any:

        meeting = self._set_up(kind, **more)
        opening.open_meeting(meeting=meeting, by=self.secretary)
        self._record(meeting, *self._present(meeting, "start"), ("concluded", {"text": "Nhất trí"}))
        self._record(meeting, *self._present(meeting, "end"), ("closed", {}))
        return meeting

    def scores(self) -> None:
        """A score handed in, one verified, one begun; a form of the ward that is a draft, and one in
        force."""
        overseer = actor_for(Account.objects.get(username="phutrach"), timezone.localdate())
        reported = Meeting.objects.filter(cell=self.home, stage="reported", kind="regular", score=None)
        self.scored = list(Meeting.objects.filter(cell=self.home, score__isnull=False))
        for meeting in reported[:1]:
            self._score(meeting)
        to_sign = Meeting.objects.filter(cell=self.home, kind="thematic", stage="signed").last()
        assert to_sign is not None
        scoring.say(meeting=to_sign, by=self.secretary, answers={})
        verified = Meeting.objects.filter(cell=self.home, score__status="proposed").last()
        assert verified is not None
        scoring.verify(meeting=verified, by=overseer, answers={})
        self.scored = list(Meeting.objects.filter(cell=self.home, score__isnull=False))
        book = on(timezone.localdate())
        written = written_of(book.value("meeting-quality.form"), book.value("meeting-quality.ratings"))
        given = {"unit": self.ward, "by": self.office, "written": written, "meeting_kinds": ["thematic"]}
        own_forms.begin(**given, name="Biểu dự thảo")
        in_force = own_forms.begin(**given, name="Biểu của phường")
        own_forms.put_in_force(form=in_force, by=self.office, from_on=timezone.localdate())

    def _score(self, meeting: Meeting) -> None:
        rows = [row.row for row in scored(meeting).score.rows if row.is_asked]
        answers = {row.key: Answer(row.max_points, row.max_points) for row in rows}
        scoring.say(meeting=meeting, by=self.secretary, answers=answers, hand_in=True)

    def members(self) -> None:

        today = timezone.localdate()
        plain = Member.objects.current().filter(cell=self.home, appointments=None, account=None)
        able = plain.filter(full_on__isnull=False).exclude(standings__kind__in=["away", "exempt"])
        one, two, three, four = able[:4]
        self.proposed = four
        members.exempt(member=four, by=self.secretary, ground="abroad", from_on=today)
        members.set_standing(member=one, by=self.secretary, kind="exempt", from_on=today - timedelta(days=9))
        members.leave(member=two, by=self.secretary, on=today, cause="deceased")
        members.transfer_temporarily(
            member=three, by=self.secretary, from_on=today, until_on=None, elsewhere="Chi bộ thôn Đông"
        )
        book, file = Workbook(), BytesIO()
        book.active.append(["Họ và tên", "Số thẻ đảng viên"])
        book.active.append(["Ngô Văn Mới", "01000099"])
        book.save(file)
        kept = upload.keep(
            by=self.secretary,
            unit=self.home,
            file=SimpleUploadedFile("danh-sach.xlsx", file.getvalue()),
            create_cells=False,
        )
        self.members_told, self.roster = [one, two, three], kept

    def units(self) -> None:

        today = timezone.localdate()
        units.add(by=self.office, parent=self.home, kind="group", name="Tổ đảng 1")
        empty = units.add(by=self.office, parent=self.ward, kind="cell", name="Chi bộ mới")
        closed = units.add(by=self.office, parent=self.ward, kind="cell", name="Chi bộ cũ")
        paper = Decision("05-QĐ/ĐU", today, "Đảng ủy phường")
        units.close(unit=closed, by=self.office, on=today, decision=paper)
        units.rename(unit=empty, by=self.office, name="Chi bộ mới 2", on=today + timedelta(days=30))
        for unit, key in ((self.home, "cell-meeting.start_time"), (self.ward, "cell-meeting.start_time")):
            unit_settings.set_setting(unit=unit, by=self.office, key=key, value="20:00", from_on=today)
        self.closed_unit = closed

    def accounts(self) -> None:

        secretary = Account.objects.get(username="bithu")
        fresh = Member.objects.current().filter(cell=self.home, account=None).first()
        assert fresh is not None
        closed, _password = accounts.open_account(by=self.secretary, member=fresh)
        accounts.close_account(by=self.secretary, account=closed)
        accounts.issue_slip(by=self.secretary, account=Account.objects.get(username="dangvien"))
        passkey = {"name": "Máy", "credential": _credential()}
        for _device in range(2):
            key = session_of(secretary)
            self.session = UserSession.objects.create(user=secretary, session_key=key, ip="127.0.0.1")
        newcomer = Member.objects.current().filter(cell=self.home, account=None).last()
        assert newcomer is not None
        accounts.open_account(by=self.secretary, member=newcomer, username=NEWCOMER)
        self.closed_account = closed
        self.passkey = Authenticator.objects.create(user=secretary, type="webauthn", data=passkey)

    def tasks(self) -> None:

        today = timezone.localdate()
        owned = {"commune_id": self.home.commune_id, "cell": self.home}
        member = Account.objects.get(username="dangvien").member
        for text in ("Rà soát hộ nghèo", "Vận động góp quỹ"):
            task = Task.objects.create(**owned, text=text, given_on=today)
            task.given_to.create(**owned, member=member)
        assignments.report(task=task, by=self.secretary, done=True, text="Đã xong")
        self._shared_tasks(member)
        for unit, status in (
            (self.home, "open"),
            (self.ward, "open"),
            (self.home, "answered"),
            (self.home, "closed"),
        ):
            Petition.objects.create(
                **owned, text="Đèn đường", raised_on=today, raised_by=member, held_by=unit, status=status
            )

    def _shared_tasks(self, member: Member) -> None:
        """One of several people that repeats, divided and in need of help, with a document; a commitment; the
        year's list, half adopted."""
        today, by = timezone.localdate(), self.secretary
        last, people = today.replace(month=12, day=31), [member, *Member.objects.filter(cell=self.home)[:2]]
        people = list(dict.fromkeys(people))
        given = {"cell": self.home, "by": by, "text": "Phụ trách hộ", "due_on": last}
        shared = assignments.hand_out(**given, people=people, kind="monthly", follower=people[-1])
        assignments.divide(task=shared, by=by, parts={each.pk: "Một phần" for each in people})
        assignments.ask_help(task=shared, by=by, text="Cần thêm người")
        photo = SimpleUploadedFile("anh.txt", b"da lam")
        assignments.attach(task=shared, by=by, upload=photo, title="Ảnh", not_secret=True)
        words = {"work": "Hoàn thành nhiệm vụ"}
        commitment = assignments.commit(cell=self.home, by=by, member=member, year=today.year, words=words)
        self.shared_tasks = [shared, commitment]
        line = {"cell": self.home, "year": today.year, "by": by, "kind": "monthly", "due_on": last}
        year_actions.add_lines(**line, people=people[:1], text="Nắm tình hình tổ")
        adopted = {"resolution": "Nghị quyết số 01-NQ/CB", "adopted_on": today}
        year_actions.adopt(cell=self.home, year=today.year, by=by, **adopted)
        year_actions.add_lines(**line, people=people[1:], text="Thu gom rác")

    def dates(self) -> None:
        """Days registered for a month to come: one that waits, one that was moved; a calendar to follow; a
        theme of the cell and one of the ward."""
        this = Month.of(timezone.localdate())
        themes.plan(unit=self.home, by=self.secretary, month=this, title="Học tập và làm theo Bác")
        themes.plan(unit=self.ward, by=self.secretary, month=this, title="Chuyển đổi số")
        at = timezone.now().replace(day=5, hour=12) + timedelta(days=62)
        given = {"month": Month.of(timezone.localdate(at)), "at": at, "place": "Nhà văn hóa", "topic": ""}
        other = Unit.objects.cells().filter(parent=self.ward).exclude(pk=self.home.pk).first()
        assert other is not None
        schedules.register(cell=self.home, by=self.secretary, **given)
        moved = schedules.register(cell=other, by=self.office, **given)
        schedules.move(date=moved, by=self.office, at=at + timedelta(days=1), reason="Trùng lịch")
        self.dated = [other]
        bithu = Account.objects.get(username="bithu")
        schedules.make_feed(by=self.secretary, account=bithu, unit=None)
        self._messages(bithu)

    def _messages(self, bithu: Account) -> None:
        """An e-mail address that was not confirmed, a device, and a message that failed."""
        asked = {"email": "bithu@example.org", "quiet_from": time(21), "quiet_until": time(6)}
        notify.choose(by=self.secretary, asked=asked)
        keys = {"p256dh": "B" * 87, "auth": "A" * 22}
        endpoint = "https://fcm.googleapis.com/fcm/send/x"
        notify.add_device(by=self.secretary, account=bithu, endpoint=endpoint, name="Chrome", **keys)
        notice = Notice.objects.filter(member__account__username="dangvien")[0]
        Delivery.objects.create(
            notice=notice,
            commune_id=notice.commune_id,
            channel="email",
            status="failed",
            due_at=timezone.now(),
            ended_at=timezone.now(),
            message_id=new_id(),
            failure="Unavailable: no answer in 20 s",
        )

    def syntheses(self) -> None:
        """One to be signed, with a part reworded; one to be sent; a sent one that is being corrected."""
        month = Month.of(timezone.localdate())
        draft, signed, sent = (
            syntheses.build(unit=self.ward, by=self.office, month=month.plus(-back)) for back in range(3)
        )
        syntheses.edit(synthesis=draft, by=self.office, key="opening", text="Mở đầu")
        by = {"on_behalf": "T/M ĐẢNG ỦY", "post": "BÍ THƯ", "name": "Hoàng Văn Bách"}
        for each in (signed, sent):
            syntheses.sign(synthesis=each, by=self.office, **by)
        syntheses.send(synthesis=sent, by=self.office)
        syntheses.correct(synthesis=sent, by=self.office, reason="Thiếu một chi bộ")

    def statistics(self) -> None:
        """Forms of a year, asked for by the province: drafts, one approved, one sent that is corrected."""
        period = Period.parse("2026-Y")
        names = {"prepared_by": "Trần Văn Bình", "approved_by": "Hoàng Văn Bách"}
        rows = {
            form.id: statistics.draft(unit=self.ward, template=form, period=period, by=self.office)
            for form in official.on(period.last)
            if form.id in {"hn-1c", "hn-1d", "hn-6", "hn-7"}
        }
        for form in ("hn-1d", "hn-6"):
            statistics.approve(row=rows[form], by=self.office, **names)
        sent = statistics.send(row=rows["hn-6"], by=self.office)
        statistics.correct(row=sent, by=self.office, reason="Thiếu một lớp")
        province = actor_for(Account.objects.get(username="tinh"), timezone.localdate())
        statistics.call(
            unit=self.ward.parent,
            by=province,
            period=period,
            forms=["hn-1c", "hn-7"],
            due_on=timezone.localdate() + timedelta(days=20),
        )

    def period_reviews(self) -> None:
        """Of the cell a draft with a sentence reworded, one left out and one added, and one given up; of the
        ward one to be sent, and a sent one that is being corrected."""
        last = timezone.localdate().year - 1
        said: dict[str, Any] = {"kind": "interim", "title": "công tác xây dựng Đảng"}
        secretary = {"unit": self.home, "by": self.secretary, **said}
        draft = period_reviews.start(**secretary, period=period_rules.half_year(last + 1, 2))
        about = {"review": draft, "by": self.secretary}
        sentences.edit(**about, key="opening", text="Chi bộ báo cáo như sau:")
        sentences.add(**about, section="proposal", text="Đề nghị hỗ trợ máy chiếu.")
        sentences.leave_out(**about, key="keep_up")
        given_up = period_reviews.start(**secretary, period=period_rules.half_year(last, 1))
        period_reviews.drop(review=given_up, by=self.secretary)
        by = {"on_behalf": "T/M ĐẢNG ỦY", "post": "BÍ THƯ", "name": "Hoàng Văn Bách"}
        for year, sends in ((last + 1, False), (last, True)):
            period = period_rules.whole_years("year", year, year)
            review = period_reviews.start(unit=self.ward, by=self.office, period=period, **said)
            for section in period_rules.NEEDED:
                sentences.add(review=review, by=self.office, section=section, text="Như số liệu.")
            signed = period_reviews.sign(review=review, by=self.office, **by)
            if sends:
                sent = period_reviews.send(review=signed, by=self.office)
                period_reviews.correct(review=sent, by=self.office, reason="Thiếu một chi bộ")

    def reports(self) -> None:
        """Reports the office keeps, alone and for those above and below, one of them ready; one deleted."""
        given: dict[str, Any] = {"unit": self.ward, "by": self.office}
        by_unit = Definition("last_month", By.UNIT, figures=("present", "base"), shares=("attendance",))
        by_month = Definition("this_year", By.MONTH, figures=("reported",))
        reports.save(**given, definition=by_unit, name="Dự họp", shared_with=["above", "below"], monthly_on=1)
        reports.save(**given, definition=by_month, name="Trong năm")
        reports.save(unit=self.home, by=self.secretary, definition=by_month, name="Chi bộ", monthly_on=1)
        gone = reports.save(**given, definition=by_month, name="Bỏ")
        reports.delete(report=gone, by=self.office)
        reports.make_ready(timezone.now())

    def visits(self) -> None:
        """An observation that is not sent, and one whose recommendations are answered, read, and waiting."""
        overseer = actor_for(Account.objects.get(username="phutrach"), timezone.localdate())
        about: dict[str, Any] = {"cell": self.home, "by": overseer, "attended": "whole", "text": "Đúng giờ"}
        held = Meeting.objects.filter(cell=self.home, stage="closed").last()
        assert held is not None
        oversight.keep(meeting=held, proposals="Gửi tài liệu sớm", **about)
        signed = Meeting.objects.filter(cell=self.home, stage="signed").last()
        assert signed is not None
        three = "Gửi tài liệu sớm\nMời đảng viên trẻ phát biểu\nKý biên bản ngay"
        sent = oversight.keep(meeting=signed, proposals=three, send=True, **about)
        said: dict[str, Any] = {
            "by": self.secretary,
            "accepted": False,
            "text": "Chưa đủ người",
            "due_on": None,
        }
        oversight.answer(recommendation=sent.recommendations.get(number=1), **said)
        oversight.acknowledge(observation=sent, by=overseer)
        oversight.answer(recommendation=sent.recommendations.get(number=2), **said)

    def inspections(self) -> None:
        """A draft, one the cell reports for, one the team verifies, two concluded, one of them published."""
        for name in ("draft", "announced", "reported", "concluded", "published"):
            row = self._round(name)
            if name == "draft":
                continue
            inspections.announce(round_=row, by=self.office)
            found = row.inspections.get(cell=self.home)
            if name == "announced":
                continue
            texts = dict.fromkeys(("working_rules", "own_inspection", "dues", "tasks", "petitions"), "Có")
            texts |= dict.fromkeys(("meetings", "minutes", "reports", "attendance", "thematic"), "Đủ")
            inspections.report(inspection=found, by=self.secretary, texts=texts, send=True)
            if name in {"concluded", "published"}:
                self._conclude(found)
                self._papers(found)
            if name == "published":
                inspections.publish(inspection=found, by=self.office)
        self._programme()

    def registers(self) -> None:
        """A month that is not remitted, a decision and a proposal, a badge at each step."""
        today, month = timezone.localdate(), Month.of(timezone.localdate())
        given = {"cell": self.home, "by": self.secretary}
        waiting = [line.member for line in month_list(self.home, month).waiting]
        taken = set(Discipline.objects.values_list("member", flat=True)) | {self.secretary.member_id}
        taken |= set(Badge.objects.values_list("member", flat=True))
        people = [
            row.member for row in roster(self.home.pk, today) if row.full and row.member.pk not in taken
        ]
        own = Account.objects.get(username="dangvien").member
        assert own is not None
        rest = [member for member in people if member.pk != own.pk]
        dues.collect(**given, month=month, paid=dict.fromkeys(waiting[:3], 20_000), on=today)
        by_family = {"payer": "family", "payer_name": "Con trai", "manner": "cash", "amount": 20_000}
        dues.pay(**given, member=waiting[0], month=month.plus(1), on=today, **by_family)
        vote = {"ground": "responsibility", "on": today, "text": "Bỏ trực", "votes_for": 20, "votes_base": 22}
        about = {"by": self.secretary, **vote}
        row = discipline.record(member=own, level="reprimand", decider="cell", **about)
        discipline.appeal(discipline=row, by=actor_of(own), on=today, to_whom="Đảng ủy phường")
        discipline.record(member=rest[0], level="warning", decider="proposed", **about)
        discipline.record(member=rest[1], level="reprimand", decider="cell", **about)
        for member, steps in zip(rest[2:5], range(3), strict=True):
            member.admitted_on = PartialDate(today.year - 30, 12, 20)
            member.save()
            badge = honours.propose(member=member, by=self.secretary, years=30)
            if steps:
                honours.forward(badge=badge, by=self.office)
            if steps > 1:
                honours.award(badge=badge, by=self.office, on=today, decision_no="7-QĐ/TU")
        honours.commend(**given, kind="praise", reason="Vượt khó", on=today, member=own)
        held = {"side": "state", "title": "Chủ tịch", "place": "UBND phường", "from_on": today}
        posts.enter(member=own, by=self.secretary, kind="held", **held)
        posts.enter(member=own, by=self.secretary, kind="planned", term="2030-2035", **held)
        lesson = {"kind": "party", "from_on": today, "until_on": None}
        course = training.add(unit=self.ward, by=self.office, title="Đảng viên mới", **lesson)
        training.mark(course=course, cell=self.home, by=self.secretary, marks={own: ("done", "CN-1")})
        training.add(unit=self.home, by=self.secretary, title="Chuyển đổi số", **lesson)

    def _papers(self, found: Inspection) -> None:
        """A record that is issued, a conclusion with words of a person, the cell's own paper."""
        makers = {"KT5": self.secretary, "KT7": self.office, "KT10": self.office}
        for key, by in makers.items():
            paper = paper_named(found, key)
            assert paper is not None
            row = paper_actions.make(inspection=found, by=by, paper=paper)
            if key == "KT7":
                signer = {"on_behalf": "ĐOÀN KIỂM TRA", "post": "TRƯỞNG ĐOÀN", "name": "Hoàng Văn Bách"}
                paper_actions.issue(row=row, by=by, **signer)
            if key == "KT10":
                paper_actions.edit(row=row, by=by, key="opening", text="Sau khi kiểm tra, xin thông báo:")

    def _programme(self) -> None:
        """A line with a round begun from it, one to come; and next year's line with its paper."""
        year = timezone.localdate().year
        given: dict[str, Any] = {"unit": self.ward, "by": self.office, "year": year, "cells": 2}
        line = plan_actions.plan(quarter=4, kind="inspection", subject="Nền nếp sinh hoạt", **given)
        plan_actions.plan(quarter=3, kind="supervision", subject="Thu, nộp đảng phí", **given)
        Round.objects.filter(unit=self.ward).update(planned=line)
        next_year = {**given, "year": given["year"] + 1}
        plan_actions.plan(quarter=1, kind="inspection", subject="Nền nếp sinh hoạt", **next_year)
        paper_actions.make_programme(unit=self.ward, by=self.office, year=next_year["year"])

    def _round(self, name: str) -> Round:
        today = timezone.localdate()
        row = inspections.begin(
            unit=self.ward,
            by=self.office,
            kind="inspection",
            title=f"Kiểm tra nền nếp sinh hoạt ({name})",
            year=today.year,
            quarter=4,
            decision_number="12-QĐ/UBKT",
            decided_on=today,
            signed_by="Hoàng Văn Bách",
            report_by=today + timedelta(days=10),
        )
        others = Member.objects.filter(cell__parent=self.ward).exclude(cell=self.home)
        for leads, member in zip((True, False), others.order_by("pk"), strict=False):
            inspections.add_to_team(round_=row, by=self.office, member=member, leads=leads)
        inspections.choose(round_=row, by=self.office, rule="random", chosen={self.home: "Bốc thăm"})
        return row

    def _conclude(self, found: Inspection) -> None:
        today = timezone.localdate()
        due = today + timedelta(days=20)
        verifier = actor_of(found.round.team.get(leads=True).member)
        inspections.write(
            inspection=found,
            by=verifier,
            verified_on=today,
            strengths="Sinh hoạt đều",
            weaknesses="Ít ý kiến",
            conclusion="Cơ bản tốt",
            demands=[("Bổ sung quy chế", due), ("Ký biên bản đúng hạn", due), ("Nộp đảng phí", due)],
            conclude=True,
        )
        second, third = found.demands.filter(number__gt=1)
        for each in (second, third):
            inspections.answer(demand=each, by=self.secretary, text="Đã làm")
        inspections.judge(demand=third, by=verifier, accepted=True)

    def schemes(self) -> None:
        """A draft, a year that is planned, and a registration of the home cell at every step of its way."""
        drafted = self._scheme("Bản thảo")
        scheme_actions.add_year(scheme=drafted, by=self.office, year=TODAY.year, **self._days())
        self._called("Đang mở")
        scheme_actions.close(scheme=self._called("Đã kết thúc").scheme, by=self.office)
        for status in (
            "preparing",
            "proposed",
            "sent",
            "accepted",
            "assessed",
            "checked",
            "recognised",
            "published",
        ):
            self._registration(self._called(status), status)

    def _scheme(self, name: str) -> Scheme:
        asked = [("Tỷ lệ dự sinh hoạt", "attendance", 90), ("Nội bộ đoàn kết", "", None)]
        row = scheme_actions.begin(
            unit=self.ward,
            by=self.office,
            criteria=asked,
            name=f"Chi bộ kiểu mẫu ({name})",
            basis="Đề án 02-ĐA/TU",
            text="",
            year_from=TODAY.year,
            year_until=TODAY.year + 1,
            cell_types=[],
            decides="commune",
        )
        quota = {"most": 1, "percent": False, "scope": "unit", "cell_type": ""}
        return scheme_actions.set_quotas(scheme=row, by=self.office, quotas=[quota])

    def _days(self, **more: date) -> dict[str, Any]:
        today = timezone.localdate()
        names = ("register_by", "assess_from", "assess_until", "check_by", "decide_by", "valid_until")
        days = {name: today + timedelta(days=10 * n) for n, name in enumerate(names, 1)}
        return {"review_on": None, **days, **more}

    def _called(self, name: str) -> SchemeYear:
        row = scheme_actions.add_year(
            scheme=self._scheme(name), by=self.office, year=TODAY.year, **self._days()
        )
        return scheme_actions.call(year=row, by=self.office)

    def _registration(self, year: SchemeYear, until: str) -> None:
        """As far as a status; the home cell's secretary is responsible."""
        today = timezone.localdate()
        who = Member.objects.get(pk=self.secretary.member_id)
        roadmap = [("Nhà văn hóa", today, who), ("Đường hoa", today, who)]
        row = schemes.register(year=year, cell=self.home, by=self.secretary, aim="Đạt", roadmap=roadmap)
        overseer = holders([self.home.pk], Role.OVERSEER, day=today)[0].member
        verdicts = {each.pk: schemes.Verdict(True) for each in year.scheme.criteria.all()}
        claims = {each.pk: schemes.Claim(True, "Biên bản") for each in year.scheme.criteria.all()}
        steps = {
            "sent": lambda: self._send(row),
            "accepted": lambda: self._accept(row, overseer),
            "assessed": lambda: self._assess(row, claims),
            "checked": lambda: schemes.check(
                registration=row, by=self.office, checked_on=today, checked_by="Đoàn", verdicts=verdicts
            ),
            "recognised": lambda: schemes.decide(
                registration=row, by=self.office, recognised=True, decided_on=today, decision_number="1"
            ),
            "published": lambda: scheme_actions.publish(year=year, unit=self.ward, by=self.office),
        }
        for name, step in steps.items():
            if until == "preparing":
                return
            if until == "proposed":
                schemes.propose(registration=row, by=self.secretary)
                return
            step()
            if name == until:
                return

    def own_papers(self) -> list[IssuedPaper]:
        """A draft of the home cell, and one that is up for comment with a version before it."""
        made = []
        for abstract in ("Lịch sinh hoạt", "Tết trồng cây"):
            values = {"abstract": abstract, "sections": [{"title": "", "text": "Nội dung."}]}
            row = compositions.begin(unit=self.home, by=self.secretary, form="notice", values=values)
            made.append(compositions.paper_of(row))
        life.move(paper=made[1], by=self.secretary, to="ask")
        compositions.save(composition=row, by=self.secretary, values={"opening": "Thêm lời mở đầu."})
        return [IssuedPaper.objects.get(pk=each.pk) for each in made]

    def _send(self, row: Registration) -> None:
        """By a resolution that was issued."""
        paper = IssuedPaper.objects.create(
            cell=self.home,
            kind="NQ",
            about_id=new_id(),
            title="Nghị quyết đăng ký",
            number_text="12-NQ/CB",
            base={},
            state=IssuedPaper.State.FROZEN,
            frozen_at=timezone.now(),
        )
        schemes.send(registration=row, by=self.secretary, paper=paper)

    def _accept(self, row: Registration, overseer: Any) -> None:
        """With a milestone that is reached and commented on, and one that is not."""
        schemes.accept(registration=row, by=self.office, overseer=overseer)
        milestone, today = row.milestones.get(position=1), timezone.localdate()
        schemes.report_done(milestone=milestone, by=self.secretary, text="Đã xong", done_on=today)
        schemes.comment(milestone=milestone, by=self.office, text="Tốt")

    def _assess(self, row: Registration, claims: Any) -> None:
        today = timezone.localdate()
        days = self._days(register_by=today, assess_from=today)
        scheme_actions.set_days(year=row.year, by=self.office, **days)
        schemes.assess(registration=row, by=self.secretary, claims=claims, final=True)

    def reviews(self) -> None:
        """Months written and rated; rounds under way, to be sent, sent, decided, and one that is appealed."""
        today = timezone.localdate()
        unit_settings.set_setting(
            unit=self.home, by=self.secretary, key="review.monthly", value=True, from_on=today
        )
        an = Member.objects.get(account__username="dangvien")
        own = actor_for(Account.objects.get(username="dangvien"), today)
        lines = {"did": "Vận động 5 hộ", "fell_short": "", "ahead": "Họp tổ", "proposed": "good"}
        first = Month(today.year, 1)
        month_reviews.write(member=an, month=first, by=own, **lines)
        secretary = Member.objects.get(pk=self.secretary.member_id)
        month_reviews.rate(member=secretary, month=first, by=self.secretary, comment="", level="good")
        self.reviewed = [an, secretary]
        self.cell_rounds = [self._cell_round(kind, until) for kind, until in enumerate(ROUNDS)]
        last_year = {"kind": "year", "year": today.year - 1, "quarter": 0}
        fresh = round_actions.open_round(
            unit=self.home, by=self.secretary, write_by=today, send_by=today, **last_year
        )
        self.cell_rounds.append(fresh.cells.get())

    def _cell_round(self, quarter: int, until: str) -> CellRound:
        """A quarter (0: the year) of the home cell as far as `until`."""
        today = timezone.localdate()
        kind = "quarter" if quarter else "year"
        given: dict[str, Any] = {"kind": kind, "year": today.year, "quarter": quarter}
        unit = self.ward if quarter in {0, 4} else self.home
        row = round_actions.open_round(unit=unit, by=self.office, write_by=today, send_by=today, **given)
        part = row.cells.get(cell=self.home)
        self._written(part)
        if until == "written":
            return part
        self._voted_on(part)
        if until != "voted":
            round_actions.send(cell_round=part, by=self.secretary)
        if until in {"decided", "appealed"}:
            choices = {each.pk: round_actions.Choice(each.voted) for each in part.reviews.filter(left_out="")}
            number = {"decision_no": "12-QĐ/ĐU", "decision_on": today}
            round_actions.decide(cell_round=part, by=self.office, choices=choices, **number)
        if until == "appealed":
            round_actions.announce(cell_round=part, by=self.office)
            review = part.reviews.get(member=self.reviewed[0])
            review_actions.appeal(review=review, by=self.office, text="Tôi làm vượt 40%")
        return part

    def _written(self, part: CellRound) -> None:
        here = unit_settings.settings_of(self.home, part.round.opened_on)
        for member in self.reviewed:
            review = part.reviews.get(member=member)
            shape = here[f"review.form_{review.form}"]
            points = {row.key: row.max_points - 2 for row in shape.criteria}
            said = {"words": {"strengths": "Vận động 5 hộ"}, "points": points, "beyond": 10, "level": "good"}
            review_actions.write(review=review, by=self.secretary, form=shape, send=True, **said)

    def _voted_on(self, part: CellRound) -> None:
        """Two counts, so that nobody counts a vote on themselves."""
        today = timezone.localdate()
        base = review_actions.base_of(self.home, today)
        rated = list(part.reviews.filter(left_out=""))
        for tellers in (self.reviewed[:1], self.reviewed[1:]):
            one = tellers[0].pk
            counted = [row for row in rated if row.member_id != one and row.ballot_id is None]
            review_actions.record_ballot(
                cell_round=part,
                by=self.secretary,
                manner="slips",
                held_on=today,
                tellers=tellers,
                slips=Slips(base, base, 0),
                exempt_came=0,
                votes={row.pk: {"good": base} for row in counted},
            )
            rated = list(part.reviews.filter(left_out=""))

    def guidance(self) -> None:
        """For the meeting that is drafted already: sent, withdrawn, a bulletin, a draft of each."""
        month = Month.of(timezone.localdate()).plus(1)
        given = {"unit": self.ward, "by": self.office, "title": "Vệ sinh", "text": "Dọn ngõ"}
        topics = [guidance.Topic("Dọn ngõ", "Mỗi hộ một người", compulsory=True), guidance.Topic("Trồng cây")]
        guidance.issue(**given, month=month, topics=topics, questions=["Làm thế nào?", "Ai làm?"])
        taken_back = guidance.issue(**given, month=month.plus(1))
        guidance.withdraw(guidance=taken_back, by=self.office, reason="Nhầm tháng")
        guidance.issue(**given, month=month, kind="bulletin")
        for kind in Guidance.Kind.values:
            guidance.begin(unit=self.ward, by=self.office, month=month.plus(2), kind=kind, as_before=True)
        draft = Guidance.objects.filter(status="draft", kind="guidance").get()
        upload = SimpleUploadedFile("de-cuong.txt", "Đề cương".encode())
        guidance.attach(guidance=draft, by=self.office, upload=upload, title="Đề cương", not_secret=True)
