"""The demo ward with one thing in every state: what every page and every form can be asked with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
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
from sotay.assignments.models import Task
from sotay.demo import ward as demo
from sotay.demo.year import actor_of
from sotay.figures.actions import roll_up_later
from sotay.guidance import actions as guidance
from sotay.guidance.models import Guidance
from sotay.inspections import actions as inspections
from sotay.inspections.models import Demand, Inspection, Round, TeamMember
from sotay.kernel.ids import new_id
from sotay.kernel.periods import Month
from sotay.library import actions as library
from sotay.meetings import actions, signing
from sotay.meetings.log import rules
from sotay.meetings.models import AgendaItem, Invitation, LogEntry, Meeting, MeetingPaper
from sotay.meetings.preparation import agenda, inviting, preparing
from sotay.meetings.queries import load_state, papers_of
from sotay.meetings.session import opening
from sotay.members import actions as members
from sotay.members.models import Appointment, Member, Standing
from sotay.members.roster import upload
from sotay.notify.models import Notice
from sotay.opinions import actions as opinions
from sotay.opinions import survey_actions as surveys
from sotay.opinions.models import Opinion, Survey, UnnamedOpinion
from sotay.oversight import actions as oversight
from sotay.oversight.models import Observation, Recommendation
from sotay.papers import actions as papers
from sotay.papers.models import IssuedPaper
from sotay.papers.queries import digest_to_sign, editable_parts
from sotay.petitions.models import Petition
from sotay.schedules import actions as schedules
from sotay.schedules.models import CalendarFeed, MeetingDate
from sotay.syntheses import actions as syntheses
from sotay.syntheses.models import Synthesis
from sotay.units import actions as units
from sotay.units import settings as unit_settings
from sotay.units.decisions import Decision
from sotay.units.models import Unit, UnitSetting, UnitVersion

Things = Mapping[str, Sequence[Any]]
TODAY = date(2026, 11, 23)
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
        "member": [*others, *house.members_told],
        "told_member": house.members_told,
        "standing": list(Standing.objects.filter(kind__in=["exempt", "away"], member__in=house.members_told)),
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
        "item": list(AgendaItem.objects.filter(meeting=meetings[0])[:3]),
        "meeting_paper": list(MeetingPaper.objects.filter(meeting=meetings[0])),
        "document": [paper.document for paper in MeetingPaper.objects.filter(meeting=meetings[0])],
        "invitation": list(Invitation.objects.filter(meeting=meetings[0])[:3]),
        "paper": list(drafts),
        "task": list(Task.objects.filter(cell=home).order_by("-given_on")[:4]),
        "petition": list(Petition.objects.filter(cell=home).order_by("-raised_on")[:6]),
        "letter": list(Guidance.objects.exclude(status="draft").filter(unit=ward)[:3]),
        "draft": list(Guidance.objects.filter(status="draft", unit=ward)),
        "date": list(MeetingDate.objects.filter(cell__in=[home, *house.dated])),
        "feed": list(CalendarFeed.objects.all()),
        "survey": [*Survey.objects.filter(unit=home), Survey.objects.get(cell=home, unit=ward)],
        "opinion": list(Opinion.objects.filter(cell=home)),
        "unnamed": list(UnnamedOpinion.objects.filter(cell=home)),
        "synthesis": list(Synthesis.objects.filter(unit=ward).order_by("month", "version")),
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
        "job": [failed_job()],
        "notice": list(Notice.objects.filter(member__account__username="dangvien")[:1]),
    }
    motions = LogEntry.objects.filter(act="motion_moved", meeting__stage="open")
    keys = [part.key for paper in drafts if not paper.is_frozen for part in editable_parts(paper)[:2]]
    found: Things = {kind: [row.pk for row in several] for kind, several in rows.items()}
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
        self.tasks()
        self.dates()
        self.visits()
        self.guidance()
        self.inspections()

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
            ("concluded", {"text": "Nhất trí", "over": []}),
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

    def members(self) -> None:

        today = timezone.localdate()
        plain = Member.objects.current().filter(cell=self.home, appointments=None, account=None)
        one, two, three = plain.filter(full_on__isnull=False).exclude(standings__kind__in=["away", "exempt"])[
            :3
        ]
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
        for unit, status in (
            (self.home, "open"),
            (self.ward, "open"),
            (self.home, "answered"),
            (self.home, "closed"),
        ):
            Petition.objects.create(
                **owned, text="Đèn đường", raised_on=today, raised_by=member, held_by=unit, status=status
            )

    def dates(self) -> None:
        """Days registered for a month to come: one that waits, one that was moved; a calendar to follow."""
        at = timezone.now().replace(day=5, hour=12) + timedelta(days=62)
        given = {"month": Month.of(timezone.localdate(at)), "at": at, "place": "Nhà văn hóa", "topic": ""}
        other = Unit.objects.cells().filter(parent=self.ward).exclude(pk=self.home.pk).first()
        assert other is not None
        schedules.register(cell=self.home, by=self.secretary, **given)
        moved = schedules.register(cell=other, by=self.office, **given)
        schedules.move(date=moved, by=self.office, at=at + timedelta(days=1), reason="Trùng lịch")
        self.dated = [other]
        schedules.make_feed(by=self.secretary, account=Account.objects.get(username="bithu"), unit=None)

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
            if name == "published":
                inspections.publish(inspection=found, by=self.office)

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
