"""Every kind of meeting from setting up to its report, through the doors people use; and who sees which."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from conftest import appoint, make_member, make_person, make_unit
from django.utils import timezone
from kept import kept

from sotay.assignments.models import Task
from sotay.figures import actions as figures
from sotay.figures.models import CellMonth
from sotay.kernel import jobs
from sotay.kernel.actor import Can, Role
from sotay.kernel.periods import Month
from sotay.kernel.refusal import Refusal
from sotay.meetings import access, queries
from sotay.meetings.models import Invitation, Meeting, MeetingFigures
from sotay.meetings.needs import needs_of
from sotay.meetings.preparation import preparing
from sotay.meetings.preparation.kinds import SHAPES
from sotay.meetings.session import opening
from sotay.meetings.tests.halls import sign
from sotay.meetings.today.reading import TodayMeetings
from sotay.members import actions as members
from sotay.members.models import Standing
from sotay.notify.models import Notice
from sotay.papers.layout import Layout
from sotay.papers.models import IssuedPaper
from sotay.petitions.models import Petition
from sotay.portal.queries import TodayPage
from sotay.units.models import Kind as UnitKind

Kind = Meeting.Kind
IN_A_WEEK = timezone.localdate() + timedelta(days=7)
ASKED = {
    Kind.THEMATIC: {"theme": "Học và làm theo Bác"},
    Kind.EXTRAORDINARY: {"because": "Bão số 9 sắp vào"},
}


def when(day=None, **more):
    return {"day": (day or timezone.localdate()).strftime("%d/%m/%Y"), "clock": "19:30", **more}


def set_up(person, cell, kind, **asked) -> Meeting:
    answer = person.post(f"/meetings/set-up/{cell.pk}/{kind}/", when(**asked))
    assert answer.status_code == 302, re.findall(r'class="error[^>]*>([^<]*)', answer.content.decode())
    return Meeting.objects.exclude(stage="cancelled").latest("pk")


@kept
def nam_son(house):
    """Another cell of the ward: its secretary, its deputy and a member."""
    people = {
        "son": make_person("son", make_member(house.neighbour, "Ngô Văn Sơn", "01000020")),
        "hoa": make_person("hoa", make_member(house.neighbour, "Bùi Thị Hoa", "01000021")),
        "minh": make_person("minh", make_member(house.neighbour, "Đinh Văn Minh", "01000022")),
    }
    appoint(house.neighbour, Role.SECRETARY, people["son"].member)
    appoint(house.neighbour, Role.DEPUTY_SECRETARY, people["hoa"].member)
    return people


@kept
def group(house, an, lam):
    unit = make_unit(house.cell, 1, UnitKind.GROUP, "38.168.001.01", "Tổ đảng số 1")
    for person in (an, lam):
        person.member.group = unit
        person.member.save()
    return unit


def asked_of(kind, house, group) -> dict[str, object]:
    more = {Kind.JOINT: {"partner": house.neighbour.pk}, Kind.GROUP: {"group": group.pk}}
    return {**ASKED, **more}.get(kind, {})


def hold(conducting, meeting) -> None:
    """Open it, mark everybody, conclude and close."""
    assert conducting.post(f"/meetings/{meeting.pk}/open/").status_code == 302
    rounds = SHAPES[meeting.kind].roll_calls or 2
    for round_ in ("start", "end")[:rounds]:
        conducting.post(f"/meetings/{meeting.pk}/roll/{round_}/rest/")
    for act, data in (("concluded", {"text": "Thống nhất các nội dung."}), ("closed", {})):
        assert conducting.post(f"/meetings/{meeting.pk}/record/{act}/", data).status_code == 302
    meeting.refresh_from_db()


def sign_all(person, meeting, *roles) -> None:
    sign(person, meeting, *roles)


OTHERS = [kind for kind in Kind if kind != Kind.REGULAR]


@pytest.mark.parametrize("kind", OTHERS)
def test_each_kind_goes_from_setting_up_to_its_report(kind, house, thu, lam, an, group, nam_son):
    meeting = set_up(thu, house.cell, kind, **asked_of(kind, house, group))
    if kind == Kind.GROUP:
        meeting.chair = lam.member
        meeting.minute_taker = an.member
        meeting.save()
    assert meeting.agenda.exists()
    assert thu.post(f"/meetings/{meeting.pk}/invite/").status_code == 302
    hold(thu, meeting)
    counts = MeetingFigures.objects.get(meeting=meeting)
    assert counts.present == counts.base > 0
    roles = ["minute_taker", "chair", *(["partner_chair"] if kind == Kind.JOINT else [])]
    sign_all(thu, meeting, *roles)
    assert meeting.stage == Meeting.Stage.SIGNED
    assert all(paper.number == 1 for paper in IssuedPaper.objects.all())
    assert thu.post(f"/meetings/{meeting.pk}/report/").status_code == 302
    for step in ("prepare", "start", "conduct", "close", "after"):
        assert thu.get(f"/meetings/{meeting.pk}/{step}/").status_code == 200


@pytest.mark.parametrize("kind", OTHERS)
def test_no_other_kind_is_the_months_meeting(kind, house, thu, lam, an, group, nam_son):
    set_up(thu, house.cell, kind, **asked_of(kind, house, group))
    month = Month.of(timezone.localdate())
    assert not CellMonth.objects.filter(kind=Kind.REGULAR).exists()
    assert {row.kind for row in CellMonth.objects.all()} == {kind}
    jobs.work_off()
    assert figures.rebuild() == 0
    assert queries.set_up_in([house.cell], month) == set()
    assert not any(each.is_regular for each in TodayMeetings.of(thu.actor, timezone.localdate()).meetings)
    assert preparing.set_up(cell=house.cell, by=thu.actor, month=month).is_regular
    row = CellMonth.objects.get(kind=Kind.REGULAR)
    assert Meeting.objects.get(pk=row.meeting_id).kind == Kind.REGULAR


def test_regular_stays_one_a_month_and_others_are_as_many_as_needed(house, thu, lam, an):
    for _time in range(2):
        set_up(thu, house.cell, Kind.COMMITTEE)
        set_up(thu, house.cell, Kind.EXTRAORDINARY, because="Bão")
    month = {"month": Month.of(timezone.localdate()).label()}
    first = thu.post(f"/meetings/set-up/{house.cell.pk}/regular/", month)
    again = thu.post(f"/meetings/set-up/{house.cell.pk}/regular/", month)
    assert first.url == again.url
    assert Meeting.objects.count() == 5


def test_the_page_of_kinds_has_a_sentence_for_each(house, thu):
    page = thu.get(f"/meetings/set-up/{house.cell.pk}/kinds/", headers={"accept-language": "vi"})
    shown = page.content.decode()
    for kind in Kind:
        assert f"/meetings/set-up/{house.cell.pk}/{kind}/" in shown
    assert thu.get(f"/meetings/set-up/{house.cell.pk}/nonsense/").status_code == 404


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        (Kind.THEMATIC, "theme"),
        (Kind.EXTRAORDINARY, "because"),
        (Kind.JOINT, "partner"),
        (Kind.GROUP, "people"),
    ],
)
def test_what_a_kind_asks_for_has_to_be_said(kind, field, house, thu, lam):
    answer = thu.post(f"/meetings/set-up/{house.cell.pk}/{kind}/", when())
    assert answer.status_code == 422
    assert f"id_{field}" in answer.content.decode()
    with pytest.raises(Refusal) as refused:
        preparing.set_up(cell=house.cell, by=thu.actor, month=Month.of(timezone.localdate()), kind=kind)
    assert refused.value.field == field
    assert not Meeting.objects.exists()


# who takes part


def test_the_committee_are_those_who_hold_its_roles_that_day(house, thu, lam, an, chi):
    extra = make_member(house.cell, "Trần Thị Xuân", "01000031")
    appoint(house.cell, Role.COMMITTEE_MEMBER, extra)
    meeting = set_up(thu, house.cell, Kind.COMMITTEE)
    thu.post(f"/meetings/{meeting.pk}/invite/")
    asked = set(Invitation.objects.values_list("member__full_name", flat=True))
    assert asked == {"Lê Thị Thu", "Phạm Văn Lâm", "Trần Thị Xuân", "Đỗ Thị Chi"}, "and the overseer"
    thu.post(f"/meetings/{meeting.pk}/open/")
    thu.post(f"/meetings/{meeting.pk}/roll/start/rest/")
    moved = {"text": "Thông qua nội dung", "matter": "resolution"}
    assert thu.post(f"/meetings/{meeting.pk}/record/motion_moved/", moved).status_code == 302
    assert queries.load_state(meeting).motions[0].base == 3, "the committee, not the cell"


def test_a_committee_member_away_for_a_while_stays_one_at_home(house, thu, lam):
    far = make_member(house.cell, "Trần Thị Xa", "", Standing.Kind.FULL, Standing.Kind.AWAY)
    appoint(house.cell, Role.COMMITTEE_MEMBER, far)
    meeting = set_up(thu, house.cell, Kind.COMMITTEE)
    state = opening.open_meeting(meeting=meeting, by=thu.actor)
    assert [seat.away for seat in state.seats if seat.member == far.pk] == [False]


def test_a_secretary_alone_has_no_committee_to_call(house, thu, an):
    answer = thu.post(f"/meetings/set-up/{house.cell.pk}/committee/", when())
    assert answer.status_code == 422
    assert not Meeting.objects.exists()


def test_members_see_their_own_cells_meetings_but_not_its_committees(house, thu, lam, an, chi, binh):
    meeting = set_up(thu, house.cell, Kind.COMMITTEE)
    thu.post(f"/meetings/{meeting.pk}/invite/")
    assert an.get(f"/meetings/{meeting.pk}/prepare/").status_code == 404
    assert meeting not in queries.seen_by(an.actor)
    for person in (thu, lam, chi):
        assert person.get(f"/meetings/{meeting.pk}/prepare/").status_code == 200
        assert meeting in queries.seen_by(person.actor)
    hold(thu, meeting)
    paper = IssuedPaper.objects.get(kind="BB")
    assert an.get(f"/papers/{paper.pk}/").status_code == 404
    assert lam.get(f"/papers/{paper.pk}/").status_code == 200
    sign_all(thu, meeting, "minute_taker", "chair")
    thu.post(f"/meetings/{meeting.pk}/report/")
    assert an.get(f"/papers/{paper.pk}/").status_code == 404
    assert binh.get(f"/papers/{paper.pk}/").status_code == 200
    assert TodayPage(an.actor, timezone.now()).latest_paper is None
    assert TodayPage(lam.actor, timezone.now()).led


def test_a_task_of_the_committee_does_not_lead_where_its_member_may_not_go(house, thu, lam, an):
    meeting = set_up(thu, house.cell, Kind.COMMITTEE)
    for who in (an, lam):
        task = Task.objects.create(
            commune_id=house.cell.commune_id,
            cell=house.cell,
            text="Chuẩn bị hội trường",
            given_on=timezone.localdate(),
            meeting_id=meeting.pk,
        )
        task.given_to.create(commune_id=task.commune_id, cell=house.cell, member=who.member)
        page = who.get(task.get_absolute_url()).content.decode()
        assert (f"/meetings/{meeting.pk}/" in page) == (who is lam)


def test_what_the_committee_reads_is_not_for_the_whole_cell(house, thu, lam, an):
    from django.core.files.uploadedfile import SimpleUploadedFile

    meeting = set_up(thu, house.cell, Kind.COMMITTEE)
    upload = SimpleUploadedFile("nhan-su.txt", "Dự kiến nhân sự".encode())
    data = {"file": upload, "title": "Dự kiến nhân sự", "not_secret": "on"}
    assert thu.post(f"/meetings/{meeting.pk}/papers/add/", data).status_code == 302
    document = meeting.papers.get().document
    assert lam.get(document.get_absolute_url()).status_code == 200
    assert an.get(document.get_absolute_url()).status_code == 404


def test_a_group_is_those_who_belong_to_it(house, thu, lam, an, group):
    meeting = set_up(thu, house.cell, Kind.GROUP, group=group.pk)
    assert {each.member for each in meeting.participants.all()} == {lam.member, an.member}
    assert meeting.chair is None, "a group chooses who chairs"
    assert thu.post(f"/meetings/{meeting.pk}/open/").status_code == 409
    arranged = when(
        place="Nhà ông Lâm",
        mode="in_person",
        chair=lam.member.pk,
        minute_taker=thu.member.pk,
        people=[lam.member.pk, thu.member.pk],
    )
    assert thu.post(f"/meetings/{meeting.pk}/arrange/", arranged).status_code == 302
    thu.post(f"/meetings/{meeting.pk}/invite/")
    assert {each.member for each in meeting.invitations.all()} == {lam.member, thu.member}


def test_without_groups_the_secretary_ticks_who_takes_part(house, thu, lam, an, dung):
    meeting = set_up(thu, house.cell, Kind.GROUP, people=[an.member.pk, lam.member.pk])
    assert meeting.participants.count() == 2
    strangers = when(people=[an.member.pk, dung.member.pk])
    assert thu.post(f"/meetings/set-up/{house.cell.pk}/group/", strangers).status_code == 422
    with pytest.raises(Refusal):
        preparing.set_up(
            cell=house.cell,
            by=thu.actor,
            month=Month.of(timezone.localdate()),
            kind=Kind.GROUP,
            people=[an.member, dung.member],
        )


# two cells


@kept
def joint(house, thu, lam, an, nam_son) -> Meeting:
    return set_up(thu, house.cell, Kind.JOINT, partner=house.neighbour.pk)


def test_both_secretaries_prepare_and_conduct_and_both_cells_see_it(joint, house, thu, an, nam_son, dung):
    assert Notice.objects.filter(member=nam_son["son"].member, code="meeting.joint").exists()
    assert joint.partner_chair == nam_son["son"].member
    for person in (thu, nam_son["son"]):
        assert access.may(person.actor, joint, Can.CONDUCT)
        assert person.get(f"/meetings/{joint.pk}/arrange/").status_code == 200
    for person in (an, nam_son["minh"]):
        assert person.get(f"/meetings/{joint.pk}/prepare/").status_code == 200
        assert person.get(f"/meetings/{joint.pk}/arrange/").status_code == 404
        assert joint in queries.seen_by(person.actor)
    assert dung.get(f"/meetings/{joint.pk}/prepare/").status_code == 404
    assert joint not in queries.seen_by(dung.actor)


def test_both_rosters_are_invited_and_called(joint, house, thu, an, nam_son):
    nam_son["son"].post(f"/meetings/{joint.pk}/invite/")
    assert Invitation.objects.count() == 6
    cells = set(Invitation.objects.values_list("member__full_name", "cell__name"))
    assert ("Ngô Văn Sơn", house.neighbour.name) in cells
    state = opening.open_meeting(meeting=joint, by=thu.actor)
    assert {seat.cell for seat in state.seats} == {house.cell.name, house.neighbour.name}


def test_one_meeting_two_records(joint, house, thu, lam, an, nam_son):
    son, minh = nam_son["son"], nam_son["minh"]
    room = f"/meetings/{joint.pk}/record"
    thu.post(f"/meetings/{joint.pk}/open/")
    for person, mark in ((minh, "excused"), (an, "present")):
        marked = {"member": person.member.pk, "round": "start", "mark": mark}
        thu.post(f"{room}/roll_marked/", marked)
    son.post(f"/meetings/{joint.pk}/roll/start/rest/")
    due = (timezone.localdate() + timedelta(days=20)).strftime("%d/%m/%Y")
    own, both = [an.member.pk], [an.member.pk, son.member.pk]
    for act, data in (
        ("statement_recorded", {"speaker": son.member.pk, "text": "Nam Sơn nhận nửa đoạn đường."}),
        ("task_assigned", {"text": "Phát cỏ", "members": own, "due_on": due}),
        ("task_assigned", {"text": "Dựng cổng chào", "members": both, "due_on": due}),
        ("petition_recorded", {"text": "Cầu yếu", "raised_by": minh.member.pk, "to_level": "ward"}),
        ("petition_recorded", {"text": "Thiếu đèn", "raised_by": "cell", "to_level": "ward"}),
        ("concluded", {"text": "Hai chi bộ cùng làm."}),
    ):
        assert thu.post(f"{room}/{act}/", data).status_code == 302
    thu.post(f"/meetings/{joint.pk}/roll/end/rest/")
    assert son.post(f"{room}/closed/").status_code == 302

    papers = {(paper.cell, paper.kind): str(paper.base) for paper in IssuedPaper.objects.all()}
    assert set(papers) == {(cell, kind) for cell in (house.cell, house.neighbour) for kind in ("BB", "KL")}
    ours, theirs = papers[house.cell, "BB"], papers[house.neighbour, "BB"]
    assert "Có mặt: 03/03 đồng chí" in ours
    assert "Có mặt: 02/03 đồng chí" in theirs
    assert "sinh hoạt chung với Chi bộ tổ dân phố Nam Sơn" in ours
    assert "sinh hoạt chung với Chi bộ tổ dân phố Hòa Bình" in theirs
    assert "Ngô Văn Sơn (Chi bộ tổ dân phố Nam Sơn): Nam Sơn nhận" in ours
    assert "Đồng chí Ngô Văn Sơn: Nam Sơn nhận" in theirs
    assert "Phát cỏ" in ours
    assert "Phát cỏ" not in theirs
    assert "Cầu yếu" not in ours
    assert "Thiếu đèn" not in theirs

    given = {(task.cell, task.text, task.names()) for task in Task.objects.all()}
    assert given == {
        (house.cell, "Phát cỏ", "Nguyễn Văn An"),
        (house.cell, "Dựng cổng chào", "Nguyễn Văn An"),
        (house.neighbour, "Dựng cổng chào", "Ngô Văn Sơn"),
    }
    assert {(each.cell, each.text) for each in Petition.objects.all()} == {
        (house.neighbour, "Cầu yếu"),
        (house.cell, "Thiếu đèn"),
    }
    page = thu.get(f"/meetings/{joint.pk}/after/").content.decode()
    assert house.neighbour.name in page


def test_each_cell_numbers_its_own_record_and_its_chair_signs_it(joint, house, thu, lam, an, nam_son):
    son = nam_son["son"]
    hold(thu, joint)
    sign(thu, joint, "minute_taker", "chair")
    assert joint.stage == Meeting.Stage.CLOSED, "the other cell's chair has not signed"
    assert thu.post(f"/meetings/{joint.pk}/sign/chair/").status_code == 409
    sign(son, joint, "partner_chair")
    assert joint.stage == Meeting.Stage.SIGNED
    chairs = {
        paper.cell: paper.signatures.get(role="chair").name for paper in IssuedPaper.objects.filter(kind="BB")
    }
    assert chairs == {house.cell: "Lê Thị Thu", house.neighbour: "Ngô Văn Sơn"}
    for paper in IssuedPaper.objects.all():
        assert paper.number == 1
        for person in (thu, son, lam, nam_son["minh"]):
            assert person.get(f"/papers/{paper.pk}/").status_code == 200
    assert son.post(f"/meetings/{joint.pk}/report/").status_code == 302


def test_two_cells_do_not_vote_together(joint, thu):
    thu.post(f"/meetings/{joint.pk}/open/")
    moved = {"text": "Thông qua", "matter": "resolution"}
    assert thu.post(f"/meetings/{joint.pk}/record/motion_moved/", moved).status_code == 422
    assert "record/motion_moved" not in thu.get(f"/meetings/{joint.pk}/conduct/").content.decode()


def test_a_partner_is_another_cell_of_the_same_ward(house, thu, lam):
    for wrong in (house.cell, house.far_cell, house.ward):
        answer = thu.post(f"/meetings/set-up/{house.cell.pk}/joint/", when(partner=wrong.pk))
        assert answer.status_code == 422
        with pytest.raises(Refusal):
            preparing.set_up(
                cell=house.cell,
                by=thu.actor,
                month=Month.of(timezone.localdate()),
                kind=Kind.JOINT,
                partner=wrong,
            )


def test_today_of_the_second_chair_asks_for_their_signature(joint, thu, lam, nam_son):
    hold(thu, joint)
    need = {need.code for need in needs_of(nam_son["son"].actor, timezone.localdate())}
    assert "sign" in need
    page = nam_son["son"].get("/").content.decode()
    assert f'href="/meetings/{joint.pk}/' in page


# in person, online, mixed


@kept
def regular(house, thu, lam, an) -> Meeting:
    return preparing.set_up(cell=house.cell, by=thu.actor, month=Month.of(timezone.localdate()))


LINK = "https://hop.example.vn/phong/123?pwd=a%20b"


def arrange(thu, lam, meeting, **more):
    at = timezone.localtime(meeting.planned_at)
    officers = {"chair": thu.member.pk, "minute_taker": lam.member.pk, "mode": "in_person"}
    data = {"day": at.strftime("%d/%m/%Y"), "clock": at.strftime("%H:%M"), "place": "Nhà văn hóa", **officers}
    return thu.post(f"/meetings/{meeting.pk}/arrange/", {**data, **more})


def test_the_link_opens_for_those_invited_and_nobody_else(regular, thu, lam, an, binh, dung):
    assert arrange(thu, lam, regular, mode="mixed", video_link=LINK).status_code == 302
    way = f"/meetings/{regular.pk}/join/"
    assert thu.get(way).url == LINK, "who conducts it"
    assert an.get(way).status_code == 404, "not invited yet"
    thu.post(f"/meetings/{regular.pk}/invite/")
    going = an.get(way)
    assert (going.status_code, going.url) == (302, LINK)
    assert going["Referrer-Policy"] == "no-referrer"
    assert binh.get(way).status_code == 404, "the ward looks in, but is not asked to come"
    assert dung.get(way).status_code == 404
    page = an.get(f"/meetings/{regular.pk}/prepare/").content.decode()
    assert way in page
    assert LINK not in page, "the link itself stands on no page"
    assert way in an.get("/notices/").content.decode()
    assert way not in binh.get(f"/meetings/{regular.pk}/prepare/").content.decode()


@pytest.mark.parametrize("stage", ["closed", "reported", "cancelled"])
def test_the_way_in_a_notice_leads_to_the_meeting_once_it_is_over(regular, thu, lam, an, dung, stage):
    arrange(thu, lam, regular, mode="mixed", video_link=LINK)
    thu.post(f"/meetings/{regular.pk}/invite/")
    Meeting.objects.filter(pk=regular.pk).update(stage=stage)
    way = f"/meetings/{regular.pk}/join/"
    assert an.get(way).url == regular.get_absolute_url()
    assert dung.get(way).status_code == 404


def test_the_link_is_on_today_on_the_day(regular, thu, lam, an):
    arrange(thu, lam, regular, mode="mixed", video_link=LINK, day=timezone.localdate().strftime("%d/%m/%Y"))
    thu.post(f"/meetings/{regular.pk}/invite/")
    own = Invitation.objects.get(member=an.member)
    an.post(f"/meetings/invitations/{own.pk}/", {"will_come": "yes"})
    assert f"/meetings/{regular.pk}/join/" in an.get("/").content.decode()


@pytest.mark.parametrize(
    "link",
    ["http://hop.example.vn/1", "javascript:alert(1)", "https://", "https://ban@hop.vn/", "hop", "//a.vn"],
)
def test_only_a_whole_https_link_is_taken(link, regular, thu, lam):
    with pytest.raises(Refusal) as refused:
        preparing.arrange(
            meeting=regular,
            by=thu.actor,
            planned_at=regular.planned_at,
            place="",
            chair=thu.member,
            minute_taker=lam.member,
            mode="online",
            video_link=link,
        )
    assert refused.value.field == "video_link"
    regular.refresh_from_db()
    assert regular.video_link == ""


def test_a_bad_link_comes_back_at_its_field(regular, thu, lam):
    answer = arrange(thu, lam, regular, mode="mixed", video_link="http://hop.example.vn/1")
    assert answer.status_code == 422
    assert "https://" in answer.content.decode()


def test_a_meeting_in_the_hall_keeps_no_link_and_needs_a_place(regular, thu, lam):
    arrange(thu, lam, regular, mode="mixed", video_link=LINK)
    assert arrange(thu, lam, regular, mode="in_person", video_link=LINK).status_code == 302
    regular.refresh_from_db()
    assert (regular.mode, regular.video_link) == ("in_person", "")
    assert arrange(thu, lam, regular, mode="mixed", place="").status_code == 422
    assert arrange(thu, lam, regular, mode="online", place="", video_link=LINK).status_code == 302


def test_those_invited_are_told_when_the_way_changes(regular, thu, lam, an):
    arrange(thu, lam, regular)
    thu.post(f"/meetings/{regular.pk}/invite/")
    arrange(thu, lam, regular, mode="online", video_link=LINK)
    told = Notice.objects.get(member=an.member, code="meeting.moved")
    assert told.data["join"] == f"/meetings/{regular.pk}/join/"


def test_attendance_is_marked_by_mode(regular, thu, lam, an):
    arrange(thu, lam, regular, mode="mixed", video_link=LINK)
    thu.post(f"/meetings/{regular.pk}/open/")
    page = thu.get(f"/meetings/{regular.pk}/start/").content.decode()
    assert 'value="hall"' in page
    assert 'value="online"' in page
    marked = {"member": an.member.pk, "round": "start", "mark": "online"}
    thu.post(f"/meetings/{regular.pk}/record/roll_marked/", marked)
    thu.post(f"/meetings/{regular.pk}/roll/start/rest/")
    state = queries.load_state(regular)
    assert state.mark(an.member.pk).mode == "online"
    page = thu.get(f"/meetings/{regular.pk}/start/", headers={"accept-language": "en"}).content.decode()
    assert "2 dự tại hội trường, 1 dự trực tuyến" in page or "2 in the hall, 1 online" in page
    thu.post(f"/meetings/{regular.pk}/roll/end/rest/")
    assert queries.load_state(regular).mark(an.member.pk, "end").mode == "online", "as at the start"


def test_in_an_online_meeting_everybody_is_online_without_saying_so(regular, thu, lam, an):
    arrange(thu, lam, regular, mode="online", place="", video_link=LINK)
    hold(thu, regular)
    state = queries.load_state(regular)
    assert {mark.mode for mark in state.roll["start"].values()} == {"online"}
    assert "Dự trực tuyến: 03 đồng chí" in str(IssuedPaper.objects.get(kind="BB").base)


# words of the papers, and the thematic part


def test_a_theme_with_the_regular_meeting_brings_its_items_and_its_title(house, regular, thu, lam):
    before = list(regular.agenda.values_list("key", flat=True))
    assert "thematic" not in before
    arrange(thu, lam, regular, theme="Chuyển đổi số")
    arrange(thu, lam, regular, theme="Chuyển đổi số ở tổ dân phố")
    steps = list(regular.agenda.values_list("key", "step"))
    assert len([key for key, _step in steps if key == "thematic"]) == 4, "once"
    assert [step for _key, step in steps] == sorted(
        (step for _key, step in steps), key=["open", "conduct", "close"].index
    )
    regular.refresh_from_db()
    title = queries.title_of(regular, Layout())
    assert title == "sinh hoạt chi bộ thường kỳ kết hợp chuyên đề “Chuyển đổi số ở tổ dân phố”"


def test_a_theme_given_at_once_is_drafted_in(house, thu, lam):
    month = {"month": Month.of(timezone.localdate()).label(), "theme": "Chuyển đổi số"}
    thu.post(f"/meetings/set-up/{house.cell.pk}/", month)
    keys = list(Meeting.objects.get().agenda.values_list("key", flat=True))
    assert keys.count("thematic") == 4


def test_papers_say_who_met(house, thu, lam, an, nam_son):
    meeting = set_up(thu, house.cell, Kind.COMMITTEE)
    thu.post(f"/meetings/{meeting.pk}/open/")
    thu.post(f"/meetings/{meeting.pk}/roll/start/rest/")
    for act in ("agenda_adopted", "minutes_read", "closed"):
        thu.post(f"/meetings/{meeting.pk}/record/{act}/")
    minutes, conclusion = (str(paper.base) for paper in queries.papers_of(meeting))
    assert "Chi ủy thông qua chương trình" in minutes
    assert "trước chi ủy;" in minutes
    assert "Các đồng chí chi ủy viên," in conclusion
    joint = set_up(thu, house.cell, Kind.JOINT, partner=house.neighbour.pk)
    hold(thu, joint)
    conclusion = str(IssuedPaper.objects.get(about_id=joint.pk, kind="KL", cell=house.cell).base)
    assert "NỘI DUNG KẾT LUẬN" in conclusion
    assert "PHƯƠNG HƯỚNG" not in conclusion


def test_papers_are_worded_and_signed_as_the_ward_has_set(house, thu, lam, an, binh):
    for key, value in (
        ("uy_spelling", "uỷ"),
        ("minutes_signatures", "THƯ KÝ\r\nCHỦ TỌA"),
    ):
        given = {"value": value, "from_on": timezone.localdate().strftime("%d/%m/%Y")}
        setting = f"/units/{house.ward.pk}/settings/document-layout.{key}/"
        assert binh.post(setting, given).status_code == 302
    meeting = set_up(thu, house.cell, Kind.COMMITTEE)
    hold(thu, meeting)
    minutes, conclusion = (str(paper.base) for paper in queries.papers_of(meeting))
    assert "họp chi uỷ" in minutes
    assert "Các đồng chí chi uỷ viên," in conclusion
    assert "chi ủy" not in minutes + conclusion
    assert "CHỦ TỌA" in minutes
    assert "CHỦ TRÌ HỘI NGHỊ" not in minutes


def test_why_it_was_called_stands_in_the_minutes(house, thu, lam, an):
    meeting = set_up(thu, house.cell, Kind.EXTRAORDINARY, because="Bão số 9 sắp vào")
    hold(thu, meeting)
    minutes = str(IssuedPaper.objects.get(kind="BB").base)
    assert "Lý do: Bão số 9 sắp vào." in minutes
    assert "sinh hoạt chi bộ bất thường" in minutes


def test_only_a_regular_meeting_asks_for_dues_and_looks_back_on_everything(house, thu, lam, an):
    Task.objects.create(
        commune_id=house.cell.commune_id,
        cell=house.cell,
        text="Rà soát hộ nghèo",
        given_on=timezone.localdate() - timedelta(days=30),
    )
    meeting = set_up(thu, house.cell, Kind.CONFERENCE)
    state = opening.open_meeting(meeting=meeting, by=thu.actor)
    assert state.carried == ()
    assert 'id="dues"' not in thu.get(f"/meetings/{meeting.pk}/start/").content.decode()
    committee = set_up(thu, house.cell, Kind.COMMITTEE)
    looked_at = opening.open_meeting(meeting=committee, by=thu.actor).carried
    assert [each["text"] for each in looked_at] == ["Rà soát hộ nghèo"]


def test_too_few_in_either_cell_and_it_is_not_opened(house, thu, lam, an):
    make_member(house.neighbour, "Ngô Văn Sơn")
    lone = make_person("lone", make_member(house.neighbour, "Bùi Thị Hoa"))
    appoint(house.neighbour, Role.SECRETARY, lone.member)
    meeting = set_up(thu, house.cell, Kind.JOINT, partner=house.neighbour.pk)
    answer = thu.post(f"/meetings/{meeting.pk}/open/")
    assert answer.status_code == 409
    assert house.neighbour.name in answer.content.decode()


def test_a_guest_does_not_make_up_for_a_member_the_cell_lacks(house, thu, lam, an):
    """Article 24.1 counts who belongs to the cell; a guest belongs to another (and votes there)."""
    today = timezone.localdate()
    guest = make_member(house.neighbour, "Ngô Văn Sơn")
    stay = {"from_on": today, "until_on": None, "to_cell": house.cell}
    members.transfer_temporarily(member=guest, by=thu.actor, **stay)
    members.leave(member=an.member, by=thu.actor, on=today, cause="transferred")
    meeting = set_up(thu, house.cell, Kind.CONFERENCE)
    answer = thu.post(f"/meetings/{meeting.pk}/open/")
    assert answer.status_code == 409
    assert "2 đảng viên chính thức" in answer.content.decode()


def test_the_pages_of_a_joint_meeting_do_not_ask_more_with_more_people(
    joint, house, thu, django_assert_max_num_queries
):
    for number in range(12):
        make_member(house.neighbour, f"Đảng viên {number}", f"0900{number}")
    thu.post(f"/meetings/{joint.pk}/invite/")
    with django_assert_max_num_queries(30):
        thu.get(f"/meetings/{joint.pk}/prepare/")
    thu.post(f"/meetings/{joint.pk}/open/")
    with django_assert_max_num_queries(30):
        thu.get(f"/meetings/{joint.pk}/start/")
    with django_assert_max_num_queries(25):
        thu.get("/meetings/")
