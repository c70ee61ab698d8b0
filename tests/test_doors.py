"""Every door of the house, and who gets through it.

DOORS is the table of who may what. A door is a url name, with "POST " before it when only a POST means
anything; its line is the status each person of PEOPLE gets, in that order. `in` is a redirect to log-in;
a POST is empty, so 422 and 409 mean that somebody got through the door and was asked for more.
A new url fails the test until its line is here: the failure prints the line as it is now, to be checked
against what it should be. For a url with parameters, MAKERS says which thing of `thu`'s cell to ask for.

Three things follow from the table without a line of their own: nobody without a log-in gets further than
the log-in page except where the table says so; whoever gets 404 at a page gets 404 when posting to it;
and asking for a thing that does not exist looks the same as asking for one that is not for you.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from io import BytesIO
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone
from slow_work import taken_back

from sotay.kernel.ids import new_id
from sotay.kernel.periods import Month

PEOPLE = ["nobody", "an", "thu", "binh", "chi", "dung", "tinh", "van"]
"""A stranger on the street; a member of the cell; its secretary; the ward's office; the cell's overseer;
the secretary of a cell in another ward; the province's office; the ward's operator."""

NO_SUCH = UUID("018f0000-0000-7000-8000-000000000000")

DOORS = """
# door                               nobody an     thu    binh   chi    dung   tinh   van

portal:today                         in     200    200    200    200    200    200    200
portal:styleguide                    200    200    200    200    200    200    200    200
portal:about                         200    200    200    200    200    200    200    200
portal:who_sees_what                 200    200    200    200    200    200    200    200
portal:guide                         in     200    200    200    200    200    200    200
POST portal:guide_move               in     302    302    302    302    302    302    302
POST portal:arrivals_seen            in     302    302    302    302    302    302    302
portal:help                          200    200    200    200    200    200    200    200
portal:worker                        200    200    200    200    200    200    200    200
portal:offline                       200    200    200    200    200    200    200    200
api:openapi-json                     200    200    200    200    200    200    200    200
api:api-root                         404    404    404    404    404    404    404    404

regulations:regulations              in     200    200    200    200    200    200    200
regulations:regulation               in     200    200    200    200    200    200    200

units:units                          in     200    200    200    200    200    200    200
units:unit                           in     200    200    200    200    404    200    200
units:add                            in     404    404    200    404    404    404    200
units:edit                           in     404    404    200    404    404    404    200
units:rename                         in     404    404    200    404    404    404    200
units:move                           in     404    404    200    404    404    404    200
units:close                          in     404    404    200    404    404    404    200
POST units:reopen                    in     404    404    409    404    404    404    409
POST units:cancel_change             in     404    404    404    404    404    404    404
units:settings                       in     200    200    200    200    404    200    200
units:setting                        in     200    200    200    200    404    200    200
POST units:setting                   in     404    422    422    404    404    404    422
units:setting_inherit                in     404    200    200    404    404    404    200
POST units:setting_take_back         in     404    302    302    404    404    404    302

members:members                      in     404    200    200    404    200    404    404
members:workbook                     in     404    200    200    404    200    404    404
members:add                          in     404    200    200    404    200    404    404
members:same_numbers                 in     404    404    200    404    404    404    404
members:roster                       in     404    200    200    404    200    404    404
members:roster_preview               in     404    200    404    404    404    404    404
POST members:roster_where            in     404    302    404    404    404    404    404
POST members:roster_columns          in     404    302    404    404    404    404    404
POST members:roster_import           in     404    302    404    404    404    404    404
POST members:roster_discard          in     404    302    404    404    404    404    404
members:roster_result                in     404    302    404    404    404    404    404
members:roster_refused               in     404    404    404    404    404    404    404
members:member                       in     200    200    200    404    404    404    404
members:edit                         in     404    200    200    404    404    404    404
members:transfer                     in     404    200    200    404    404    404    404
POST members:undo_transfer           in     404    409    409    404    404    404    404
members:transfer_temporarily         in     404    200    200    404    404    404    404
members:full_status                  in     404    200    200    404    404    404    404
members:exempt                       in     404    200    200    404    404    404    404
members:suspend                      in     404    200    200    404    404    404    404
members:prosecute                    in     404    200    200    404    404    404    404
members:leave                        in     404    200    200    404    404    404    404
POST members:undo_leave              in     404    409    409    404    404    404    404
members:come_back                    in     404    200    200    404    404    404    404
members:end_standing                 in     404    200    200    404    404    404    404
members:appoint                      in     404    404    200    404    404    404    404
members:end_appointment              in     404    404    200    404    404    404    404

accounts:me                          in     200    200    200    200    200    200    200
POST accounts:display                302    302    302    302    302    302    302    302
accounts:help                        200    200    200    200    200    200    200    200
accounts:my_data                     in     200    200    200    200    200    200    200
accounts:looked                      in     200    200    200    200    200    200    200
accounts:first_steps                 in     302    302    302    302    302    302    302
POST accounts:keep_slips             in     302    302    302    302    302    302    302
accounts:set_password                in     302    302    302    302    302    302    302
accounts:sessions                    in     200    200    200    200    200    200    200
POST accounts:end_session            in     302    404    404    404    404    404    404
POST accounts:end_other_sessions     in     302    302    302    302    302    302    302
accounts:confirm_by_slip             in     302    302    302    302    302    302    302
accounts:slip                        200    200    200    200    200    200    200    200
accounts:accounts                    in     404    200    200    404    404    404    200
accounts:issue_slips                 in     404    302    302    404    404    404    302
accounts:account                     in     404    200    200    404    404    404    200
accounts:issue_slip                  in     404    302    302    404    404    404    302
accounts:reset_password              in     404    302    302    404    404    404    302
POST accounts:clear_two_step         in     404    302    302    404    404    404    302
POST accounts:close_account          in     404    302    302    404    404    404    302
POST accounts:reopen_account         in     404    302    302    404    404    404    302

account_login                        200    302    302    302    302    302    302    302
account_logout                       302    200    200    200    200    200    200    200
account_inactive                     200    200    200    200    200    200    200    200
account_reauthenticate               in     200    200    200    200    200    200    200
account_change_password              in     200    200    200    200    200    200    200
account_set_password                 in     302    302    302    302    302    302    302
mfa_index                            in     200    200    200    200    200    200    200
mfa_authenticate                     in     302    302    302    302    302    302    302
mfa_reauthenticate                   in     302    302    302    302    302    302    302
mfa_activate_totp                    in     302    302    302    302    302    302    302
mfa_deactivate_totp                  in     404    404    404    404    404    404    404
mfa_view_recovery_codes              in     404    404    404    404    404    404    404
mfa_generate_recovery_codes          in     302    302    302    302    302    302    302
mfa_download_recovery_codes          in     404    404    404    404    404    404    404
mfa_list_webauthn                    in     200    200    200    200    200    200    200
mfa_add_webauthn                     in     302    302    302    302    302    302    302
mfa_reauthenticate_webauthn          in     302    302    302    302    302    302    302
mfa_login_webauthn                   in     302    302    302    302    302    302    302
mfa_remove_webauthn                  in     302    302    302    302    302    302    302
mfa_edit_webauthn                    in     302    302    302    302    302    302    302

notify:notices                       in     200    200    200    200    200    200    200
POST notify:read_all                 in     302    302    302    302    302    302    302
notify:notice                        in     302    404    404    404    404    404    404

papers:paper                         in     200    200    404    200    404    404    404
papers:pdf                           in     200    200    404    200    404    404    404
papers:docx                          in     200    200    404    200    404    404    404
papers:parts                         in     404    200    404    404    404    404    404
papers:part                          in     404    200    404    404    404    404    404
POST papers:revert                   in     404    302    404    404    404    404    404

library:document                     in     200    200    200    200    404    404    404
library:purge                        in     404    200    404    404    404    404    404

meetings:meetings                    in     200    200    200    200    200    200    200
POST meetings:set_up                 in     404    422    404    404    404    404    404
meetings:kinds                       in     404    200    404    404    404    404    404
meetings:set_up_kind                 in     404    200    404    404    404    404    404
meetings:item_edit                   in     404    200    404    404    404    404    404
POST meetings:item_move              in     404    302    404    404    404    404    404
meetings:item_leave_out              in     404    200    404    404    404    404    404
POST meetings:take_proposed          in     404    302    404    404    404    404    404
POST meetings:item_remove            in     404    302    404    404    404    404    404
POST meetings:item_restore           in     404    404    404    404    404    404    404
POST meetings:paper_remove           in     404    302    404    404    404    404    404
meetings:answer                      in     200    200    404    404    404    404    404
meetings:meeting                     in     302    302    302    302    404    404    404
meetings:version                     in     200    200    200    200    404    404    404
meetings:join                        in     404    404    404    404    404    404    404
meetings:arrange                     in     404    200    404    404    404    404    404
meetings:cancel                      in     404    200    404    404    404    404    404
meetings:item_add                    in     404    200    404    404    404    404    404
meetings:paper_add                   in     404    200    404    404    404    404    404
POST meetings:invite                 in     404    302    404    404    404    404    404
POST meetings:open                   in     404    409    404    404    404    404    404
POST meetings:record                 in     404    422    404    404    404    404    404
POST meetings:mark_the_rest          in     404    302    404    404    404    404    404
POST meetings:unmark                 in     404    409    404    404    404    404    404
POST meetings:merged_seen            in     404    302    404    404    404    404    404
meetings:live                        in     200    200    200    200    404    404    404
POST meetings:check_in_here          in     422    422    422    422    404    404    404
POST meetings:ask_floor              in     409    409    409    409    404    404    404
POST meetings:leave_floor            in     409    409    409    409    404    404    404
POST meetings:read_letter            in     404    409    404    404    404    404    404
meetings:code                        in     404    302    404    404    404    404    404
meetings:code_data                   in     404    200    404    404    404    404    404
meetings:read_back                   in     404    302    404    404    404    404    404
meetings:sign                        in     404    302    404    404    404    404    404
POST meetings:report                 in     404    409    404    404    404    404    404
POST meetings:compose_again            in     404    409    404    404    404    404    404
meetings:amendments                  in     404    404    404    404    404    404    404
meetings:annex                       in     404    404    404    404    404    404    404
meetings:step                        in     200    200    200    200    404    404    404

meetings:room                        in     404    200    404    404    404    404    404

api:bundle                           401    404    200    404    404    404    404    404
api:log                              401    404    200    404    404    404    404    404
POST api:send                        401    400    400    400    400    400    400    400

check_in:check_in                    in     404    404    404    404    404    404    404
meetings:votes_explained             in     200    200    200    200    200    200    200
meetings:vote                        in     200    200    404    200    404    404    404
meetings:vote_version                in     200    200    404    200    404    404    404
POST meetings:cast_for               in     404    422    404    404    404    404    404
POST meetings:end_vote               in     404    302    404    404    404    404    404
POST meetings:vote_again             in     404    409    404    404    404    404    404
POST meetings:ballots_counted        in     404    422    404    404    404    404    404
meetings:ballots                     in     302    302    404    302    404    404    404
meetings:vote_record                 in     302    302    404    302    404    404    404
meetings:vote_record_pdf             in     404    404    404    404    404    404    404
meetings:vote_record_docx            in     404    404    404    404    404    404    404

assignments:tasks                    in     200    200    200    200    200    200    200
assignments:task                     in     200    200    200    200    404    404    404
POST assignments:report              in     422    422    404    404    404    404    404
POST assignments:confirm             in     404    302    404    404    404    404    404
POST assignments:send_back           in     404    422    404    404    404    404    404
POST assignments:extend              in     404    422    404    404    404    404    404
POST assignments:drop                in     404    422    404    404    404    404    404
POST assignments:undo                in     409    409    404    404    404    404    404

petitions:petitions                  in     200    200    200    200    200    200    200
petitions:raise                      in     200    200    200    200    200    200    404
petitions:petition                   in     200    200    404    404    404    404    404
POST petitions:answer                in     404    422    404    404    404    404    404
POST petitions:pass_up               in     404    422    404    404    404    404    404
POST petitions:send_back             in     404    422    404    404    404    404    404
POST petitions:promise               in     404    422    404    404    404    404    404
POST petitions:decline               in     404    422    404    404    404    404    404
POST petitions:join                  in     404    422    404    404    404    404    404
POST petitions:separate              in     404    422    404    404    404    404    404
POST petitions:withdraw              in     302    404    404    404    404    404    404
POST petitions:close                 in     422    422    404    404    404    404    404
POST petitions:reopen                in     422    422    404    404    404    404    404

reports:board                        in     404    200    200    200    200    200    404
reports:board pk                     in     404    200    200    200    404    200    404
reports:version                      in     404    200    200    200    404    200    404

reports:day                          in     404    404    200    404    404    200    404
reports:day pk                       in     404    404    200    404    404    200    404
reports:day_version                  in     404    404    200    404    404    200    404

syntheses:home                       in     404    404    200    404    404    200    404
syntheses:unit                       in     404    404    200    404    404    200    404
POST syntheses:build                 in     404    404    409    404    404    404    404
syntheses:synthesis                  in     404    404    200    404    404    404    404
syntheses:section                    in     404    404    200    404    404    404    404
POST syntheses:revert                in     404    404    302    404    404    404    404
syntheses:sign                       in     404    404    302    404    404    404    404
POST syntheses:send                  in     404    404    409    404    404    404    404
syntheses:correct                    in     404    404    200    404    404    404    404
old_guidance                         in     302    302    302    302    302    302    302
guidance:home                        in     200    200    200    200    200    200    200
guidance:unit                        in     404    404    200    404    404    404    404
POST guidance:begin                  in     404    404    302    404    404    404    404
guidance:digest                      in     200    200    200    200    404    404    404
guidance:letter                      in     200    200    200    200    404    404    404
guidance:edit                        in     404    404    200    404    404    404    404
POST guidance:send                   in     404    404    409    404    404    404    404
POST guidance:discard                in     404    404    302    404    404    404    404
guidance:withdraw                    in     404    404    200    404    404    404    404
guidance:use                         in     404    404    200    404    404    404    404

opinions:home                        in     200    200    200    200    200    200    200
opinions:meeting                     in     404    200    404    404    404    404    404
opinions:write                       in     200    200    404    404    404    404    404
opinions:surveys                     in     200    200    200    200    200    200    200
opinions:survey_make                 in     404    200    404    404    404    404    404
opinions:survey_answer               in     200    200    404    404    404    404    404
opinions:survey_results              in     404    200    404    404    404    404    404
POST opinions:survey_withdraw        in     404    302    404    404    404    404    404
opinions:edit                        in     200    404    404    404    404    404    404
POST opinions:take_back              in     302    404    404    404    404    404    404
POST opinions:raised                 in     404    409    404    404    404    404    404
POST opinions:unnamed_raised         in     404    409    404    404    404    404    404

schedules:home                       in     200    200    200    200    200    200    404
schedules:feeds                      in     200    200    200    200    200    200    200
POST schedules:end_feed              in     404    302    404    404    404    404    404
schedules:feed                       404    404    404    404    404    404    404    404
schedules:meeting_file               in     200    200    200    200    404    404    404
POST schedules:approve               in     404    404    302    404    404    404    404
schedules:move                       in     404    404    200    404    404    404    404
POST schedules:take_back             in     404    302    404    404    404    404    404
schedules:schedule                   in     200    200    200    200    404    200    404
schedules:register                   in     404    200    404    404    404    404    404
POST schedules:approve_all           in     404    404    302    404    404    404    404
schedules:notice                     in     200    200    200    200    404    200    404

inspections:home                     in     404    200    200    404    200    404    404
inspections:begin                    in     404    404    200    404    404    404    404
inspections:round                    in     404    404    200    404    404    404    404
inspections:edit                     in     404    404    200    404    404    404    404
inspections:team                     in     404    404    200    404    404    404    404
inspections:choose                   in     404    404    200    404    404    404    404
POST inspections:announce            in     404    404    302    404    404    404    404
POST inspections:discard             in     404    404    302    404    404    404    404
POST inspections:leave_team          in     404    404    302    404    404    404    404
inspections:inspection               in     404    200    200    200    404    404    404
POST inspections:leave_out           in     404    404    302    404    404    404    404
inspections:self_report              in     404    200    404    404    404    404    404
inspections:record                   in     404    404    200    200    404    404    404
POST inspections:publish             in     404    404    302    404    404    404    404
inspections:answer                   in     404    200    404    404    404    404    404
inspections:judge                    in     404    404    200    200    404    404    404
inspections:conclusion               in     404    200    200    404    404    404    404

oversight:home                       in     404    302    302    200    302    404    404
oversight:calendar                   in     404    404    404    200    404    404    404
oversight:unit                       in     404    404    200    404    404    404    404
oversight:cell                       in     404    200    200    200    404    404    404
oversight:hand_over                  in     404    404    200    404    404    404    404
oversight:observe                    in     404    404    404    200    404    404    404
oversight:observation                in     404    200    200    200    404    404    404
oversight:add                        in     404    404    404    200    404    404    404
POST oversight:acknowledge           in     404    404    404    409    404    404    404
oversight:answer                     in     404    200    404    404    404    404    404
POST oversight:take_back             in     404    302    404    404    404    404    404

monitoring:jobs                      in     404    404    404    404    404    404    200
POST monitoring:try_again            in     404    404    404    404    404    404    302

audit:lines                          in     404    200    200    404    404    404    200
audit:about                          in     404    200    200    404    404    404    200
"""


@dataclass
class World:
    """The people, and one thing of each kind in `thu`'s cell, made when a door first asks for it."""

    house: Any
    people: dict[str, Any]
    made: dict[str, Any] = field(default_factory=dict)

    def thing(self, name: str) -> Any:
        if name not in self.made:
            self.made[name] = THINGS[name](self)
        return self.made[name]

    @cached_property
    def owned(self) -> dict[str, Any]:
        """What everything a cell owns starts with."""
        return {"commune_id": self.house.cell.commune_id, "cell": self.house.cell}


def a_setting(world: World) -> Any:
    """Of the hour, which a cell sets itself; the office above sets everything."""
    point = WORDS["point"]
    return world.house.cell.settings.create(key=point, value="20:00", from_on=timezone.localdate())


def a_standing(world: World) -> Any:
    kept = {**world.owned, "member": world.people["an"].member, "from_on": timezone.localdate()}
    return kept["member"].standings.create(**kept, kind="exempt")


def an_appointment(world: World) -> Any:
    return world.people["thu"].member.appointments.first()


def a_roster(world: World) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from openpyxl import Workbook

    from sotay.members.roster import upload

    book, file = Workbook(), BytesIO()
    book.active.append(["Họ và tên", "Số thẻ đảng viên"])
    book.active.append(["Ngô Văn Mới", "01000099"])
    book.save(file)
    workbook = SimpleUploadedFile("danh-sach.xlsx", file.getvalue())
    return upload.keep(by=world.people["thu"].actor, unit=world.house.cell, file=workbook, create_cells=False)


def a_told_member(world: World) -> Any:
    """A member something was done for, so that there is a history to read."""
    from sotay.audit import actions as audit

    member = world.people["an"].member
    audit.record(world.people["thu"].actor, "account.reopened", member, name=member.full_name)
    return member


def a_session(world: World) -> Any:
    from allauth.usersessions.models import UserSession

    key = world.people["an"].session.session_key
    return UserSession.objects.create(user=world.people["an"].account, session_key=key, ip="127.0.0.1")


def a_passkey(world: World) -> Any:
    from allauth.mfa.models import Authenticator

    key = {"name": "Máy", "credential": {}}
    return Authenticator.objects.create(user=world.people["an"].account, type="webauthn", data=key)


def a_meeting(world: World) -> Any:
    from sotay.meetings.models import Meeting

    return Meeting.objects.create(
        **world.owned, month=Month.of(timezone.localdate()), planned_at=timezone.now(), planned_minutes=90
    )


def a_voting_meeting(world: World) -> Any:
    """With an open vote on phones under way, whose entry is WORDS["motion"]."""
    from sotay.meetings.models import Meeting

    meeting = Meeting.objects.create(
        **world.owned,
        kind=Meeting.Kind.EXTRAORDINARY,
        stage=Meeting.Stage.OPEN,
        month=Month.of(timezone.localdate()),
        planned_at=timezone.now(),
        planned_minutes=90,
    )
    moved = {"text": "Góp quỹ", "method": "open", "threshold": ">1/2", "base": 3, "voters": 3}
    entries = [("opened", new_id(), {"seats": [], "items": []}), ("motion_moved", WORDS["motion"], moved)]
    for seq, (act, pk, data) in enumerate(entries, start=1):
        at = {"device_at": timezone.now(), "server_at": timezone.now()}
        meeting.log.create(**world.owned, pk=pk, seq=seq, act=act, data=data, **at)
        meeting.log_version = seq
    meeting.save()
    return meeting


def an_item(world: World) -> Any:
    return world.thing("meeting").agenda.create(**world.owned, position=1, title="Đọc báo cáo")


def a_document(world: World) -> Any:
    from django.core.files.base import ContentFile

    from sotay.library.models import Document

    return Document.objects.create(
        **world.owned,
        title="Báo cáo",
        file=ContentFile(b"%PDF-1.7", name="bao-cao.pdf"),
        file_name="bao-cao.pdf",
        size=8,
        sha256="0" * 64,
        media_type="application/pdf",
        uploaded_by_name="Lê Thị Thu",
    )


def a_meeting_paper(world: World) -> Any:
    return world.thing("meeting").papers.create(**world.owned, document=world.thing("document"))


def an_invitation(world: World) -> Any:
    return world.thing("meeting").invitations.create(
        **world.owned, member=world.people["an"].member, sent_at=timezone.now()
    )


def a_paper(world: World) -> Any:
    from sotay.papers.models import IssuedPaper
    from sotay.papers.structure import to_json
    from sotay.papers.tests import samples

    base, about = to_json(samples.minutes()), world.thing("meeting").pk
    return IssuedPaper.objects.create(**world.owned, kind="BB", about_id=about, title="Biên bản", base=base)


def a_task(world: World) -> Any:
    from sotay.assignments.models import Task

    task = Task.objects.create(**world.owned, text="Rà soát hộ nghèo", given_on=timezone.localdate())
    task.given_to.create(**world.owned, member=world.people["an"].member)
    return task


def a_petition(world: World) -> Any:
    from sotay.petitions.models import Petition

    return Petition.objects.create(
        **world.owned,
        text="Đèn đường hỏng",
        raised_on=timezone.localdate(),
        raised_by=world.people["an"].member,
        held_by=world.house.cell,
    )


def a_notice(world: World) -> Any:
    from sotay.notify import words
    from sotay.notify.models import Notice

    words.NOTICE_SENTENCES.register({"door": "Có người gõ cửa."})
    return Notice.objects.create(
        commune_id=world.house.cell.commune_id,
        member=world.people["an"].member,
        code="door",
        url="/",
        data={},
        created_at=timezone.now(),
    )


def a_date(world: World) -> Any:
    from sotay.schedules import actions as schedules

    at = timezone.now().replace(day=5, hour=12) + timedelta(days=62)
    given = {"month": Month.of(timezone.localdate(at)), "at": at, "place": "Nhà văn hóa", "topic": ""}
    return schedules.register(cell=world.house.cell, by=world.people["thu"].actor, **given)


def a_synthesis(world: World) -> Any:
    from sotay.syntheses import actions as syntheses

    month = Month.of(timezone.localdate())
    return syntheses.build(unit=world.house.ward, by=world.people["binh"].actor, month=month)


def a_letter(world: World) -> Any:
    from sotay.guidance import actions as guidance

    given = {"unit": world.house.ward, "by": world.people["binh"].actor, "month": Month.parse(WORDS["month"])}
    return guidance.issue(**given, title="Vệ sinh", text="Dọn ngõ")


def a_draft(world: World) -> Any:
    from sotay.guidance import actions as guidance

    by = world.people["binh"].actor
    return guidance.begin(unit=world.house.ward, by=by, month=Month(2027, 2), kind="guidance")


def an_opinion(world: World) -> Any:
    from sotay.opinions import actions as opinions

    an, given = world.people["an"], {"subject": None, "text": "Đèn đường hỏng", "key": NO_SUCH}
    return opinions.write(meeting=world.thing("meeting"), by=an.actor, member=an.member, **given)


def a_survey(world: World) -> Any:
    from sotay.opinions import survey_actions as surveys

    given = {"title": "Giờ sinh hoạt", "intro": "", "ends_on": timezone.localdate(), "key": NO_SUCH}
    question = surveys.Question("Mấy giờ?", ["19:00", "20:00"])
    (survey,) = surveys.make(
        unit=world.house.cell, by=world.people["thu"].actor, questions=[question], **given
    )
    return survey


def an_unnamed_opinion(world: World) -> Any:
    from sotay.opinions import actions as opinions
    from sotay.opinions.models import UnnamedOpinion

    opinions.write_unnamed(meeting=world.thing("meeting"), subject=None, text="Họp dài", key=NO_SUCH)
    return UnnamedOpinion.objects.get()


def a_job(_world: World) -> Any:
    from tests.ward import failed_job

    return failed_job()


def a_feed(world: World) -> Any:
    from sotay.schedules.models import CalendarFeed

    return CalendarFeed.objects.create(account=world.people["thu"].account, secret_sha256="0" * 64)


def a_round(world: World) -> Any:
    """A draft with thu's cell, whose team chi leads."""
    from sotay.inspections import actions as inspections

    by, today = world.people["binh"].actor, timezone.localdate()
    about = {"kind": "inspection", "title": "Kiểm tra", "year": today.year, "quarter": 4}
    decision = {"decision_number": "1-QĐ", "decided_on": today, "signed_by": "Hoàng Văn Bách"}
    row = inspections.begin(unit=world.house.ward, by=by, report_by=today, **about, **decision)
    inspections.add_to_team(round_=row, by=by, member=world.people["chi"].member, leads=True)
    inspections.choose(round_=row, by=by, rule="random", chosen={world.house.cell: "Bốc thăm"})
    return row


def an_inspection(world: World) -> Any:
    from sotay.inspections import actions as inspections

    return inspections.announce(round_=a_round(world), by=world.people["binh"].actor).inspections.get()


def a_conclusion(world: World) -> Any:
    """Published, with a demand."""
    from sotay.inspections import actions as inspections

    today, found = timezone.localdate(), an_inspection(world)
    said = {"verified_on": today, "strengths": "Đều", "weaknesses": "", "conclusion": "Tốt"}
    by, demands = world.people["chi"].actor, [("Bổ sung quy chế", today)]
    row = inspections.write(inspection=found, by=by, demands=demands, conclude=True, **said)
    return inspections.publish(inspection=row, by=world.people["binh"].actor)


def an_answered_demand(world: World) -> Any:
    from sotay.inspections import actions as inspections

    demand = a_conclusion(world).demands.get()
    return inspections.answer(demand=demand, by=world.people["thu"].actor, text="Đã làm")


def an_observation(world: World) -> Any:
    """Of the cell's overseer, about a meeting that was held, with a recommendation."""
    from sotay.meetings.models import Meeting
    from sotay.oversight import actions as oversight

    now = timezone.now() - timedelta(days=40)
    month, stage = Month.of(timezone.localdate(now)), Meeting.Stage.REPORTED
    held = {"month": month, "planned_at": now, "planned_minutes": 90, "stage": stage}
    meeting = Meeting.objects.create(**world.owned, **held)
    given = {"attended": "whole", "text": "Đúng giờ", "proposals": "Gửi tài liệu sớm", "send": True}
    actor = world.people["chi"].actor
    return oversight.keep(meeting=meeting, cell=world.house.cell, by=actor, **given)


THINGS: dict[str, Callable[[World], Any]] = {
    "unit": lambda world: world.house.cell,
    "ward": lambda world: world.house.ward,
    "member": lambda world: world.people["an"].member,
    "account": lambda world: world.people["an"].account,
    "setting": a_setting,
    "standing": a_standing,
    "appointment": an_appointment,
    "told_member": a_told_member,
    "roster": a_roster,
    "session": a_session,
    "passkey": a_passkey,
    "meeting": a_meeting,
    "voting_meeting": a_voting_meeting,
    "item": an_item,
    "document": a_document,
    "meeting_paper": a_meeting_paper,
    "invitation": an_invitation,
    "paper": a_paper,
    "task": a_task,
    "petition": a_petition,
    "notice": a_notice,
    "date": a_date,
    "job": a_job,
    "letter": a_letter,
    "draft": a_draft,
    "feed": a_feed,
    "opinion": an_opinion,
    "unnamed": an_unnamed_opinion,
    "survey": a_survey,
    "synthesis": a_synthesis,
    "observation": an_observation,
    "recommendation": lambda world: world.thing("observation").recommendations.get(),
    "round": a_round,
    "draft_round": lambda world: world.thing("round"),
    "team_member": lambda world: world.thing("round").team.get(),
    "chosen": lambda world: world.thing("round").inspections.get(),
    "inspection": an_inspection,
    "conclusion": a_conclusion,
    "demand": lambda world: world.thing("conclusion").demands.get(),
    "answered_demand": an_answered_demand,
}

MAKERS = {
    "units": "unit",
    "units:setting_take_back": "setting",
    "members": "member",
    "members:end_standing": "standing",
    "members:appoint": "unit",
    "members:end_appointment": "appointment",
    "members:roster_": "roster",
    "accounts": "account",
    "accounts:accounts": "unit",
    "accounts:issue_slips": "unit",
    "accounts:end_session": "session",
    "mfa_": "passkey",
    "monitoring": "job",
    "audit:lines": "unit",
    "audit:about": "told_member",
    "meetings": "meeting",
    "api": "meeting",
    "meetings:set_up": "unit",
    "meetings:kinds": "unit",
    "meetings:item_leave_out": "item",
    "old_guidance": "ward",
    "guidance": "letter",
    "guidance:unit": "ward",
    "guidance:begin": "ward",
    "guidance:digest": "unit",
    **dict.fromkeys(("guidance:edit", "guidance:send", "guidance:discard"), "draft"),
    "meetings:item_edit": "item",
    "meetings:item_move": "item",
    "meetings:item_remove": "item",
    "meetings:paper_remove": "meeting_paper",
    "meetings:answer": "invitation",
    **dict.fromkeys(
        (
            *("meetings:vote", "meetings:cast_for", "meetings:end_vote"),
            *("meetings:ballots", "meetings:ballots_counted", "meetings:vote_again"),
        ),
        "voting_meeting",
    ),
    "papers": "paper",
    "library": "document",
    "notify": "notice",
    "assignments": "task",
    "petitions": "petition",
    "reports": "unit",
    "reports:day": "ward",
    "syntheses": "synthesis",
    "syntheses:unit": "ward",
    "syntheses:build": "ward",
    "opinions": "opinion",
    "opinions:meeting": "meeting",
    "opinions:write": "meeting",
    "opinions:unnamed_raised": "unnamed",
    "opinions:survey_": "survey",
    "opinions:survey_make": "unit",
    "schedules": "unit",
    "schedules:approve": "date",
    "schedules:approve_all": "ward",
    "schedules:move": "date",
    "schedules:take_back": "date",
    "schedules:end_feed": "feed",
    "schedules:meeting_file": "meeting",
    "oversight": "observation",
    "oversight:unit": "ward",
    "oversight:cell": "unit",
    "oversight:hand_over": "unit",
    "oversight:observe": "meeting",
    "oversight:answer": "recommendation",
    "oversight:take_back": "recommendation",
    "inspections": "inspection",
    "inspections:begin": "ward",
    "inspections:round": "round",
    **dict.fromkeys(
        (f"inspections:{name}" for name in ("edit", "team", "choose", "announce", "discard")), "draft_round"
    ),
    "inspections:leave_team": "team_member",
    "inspections:leave_out": "chosen",
    "inspections:publish": "conclusion",
    "inspections:conclusion": "conclusion",
    "inspections:answer": "demand",
    "inspections:judge": "answered_demand",
}
"""Which thing a url's `pk` is of: by the url's whole name, else by the longest beginning of it."""

WORDS = {
    "act": "note_written",
    "motion": "018f0000-0000-7000-8000-00000000000a",
    "entry": "018f0000-0000-7000-8000-00000000000b",
    "kind": "thematic",
    "ending": "pdf",
    "round_": "start",
    "role": "chair",
    "step": "prepare",
    "page": "portal:today",
    "token": "no-such-code",
    "key": "opening",
    "slug": "cell-meeting-2025",
    "point": "cell-meeting.start_time",
    "month": "2027-01",
    "secret": "no-such-secret",
}
"""Parameters that are words."""


@pytest.fixture
def world(house, request, caplog, monkeypatch):
    """Hundreds of 404s are what we came for: what they look like, and that they are logged, is not."""
    caplog.set_level("ERROR", logger="django.request")
    monkeypatch.setattr(get_resolver().urlconf_module, "handler404", closed, raising=False)
    people = {name: request.getfixturevalue(name) for name in PEOPLE if name != "nobody"}
    return World(house, {"nobody": SimpleNamespace(client=Client()), **people})


def closed(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(status=404)


def client_of(world: World, name: str) -> Client:
    person = world.people[name]
    return person if isinstance(person, Client) else person.client


def urls(resolver: Any = None, namespace: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every url name of the project with its parameters."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from urls(pattern, inner)
        else:
            yield f"{namespace}{pattern.name}", tuple(pattern.pattern.converters)


def table() -> dict[str, list[str]]:
    """The lines of DOORS: door to the statuses."""
    lines = [re.split(r" {2,}", line, maxsplit=1) for line in DOORS.splitlines() if line.strip()]
    return {door: statuses.split() for door, statuses in lines if not door.startswith("#")}


def name_of(door: str) -> str:
    return door.removeprefix("POST ")


def method_of(door: str) -> str:
    return "POST" if door.startswith("POST ") else "GET"


def thing_for(world: World, name: str) -> Any:
    best = max((start for start in MAKERS if name.startswith(start)), key=len, default="")
    return world.thing(MAKERS[best]) if best else None


def address(world: World, name: str, parameters: tuple[str, ...], *, none_such: bool = False) -> str:
    given = {key: WORDS[key] for key in parameters if key in WORDS}
    if "pk" in parameters:
        pk = thing_for(world, name).pk
        given["pk"] = pk if not none_such else NO_SUCH if isinstance(pk, UUID) else 987654321
    return reverse(name, kwargs=given)


def knock(client: Client, method: str, url: str) -> str:
    """The status somebody gets, as the table writes it; whatever it did is taken back."""
    cookies = client.cookies.copy()
    client.raise_request_exception = False
    with taken_back():
        answer = client.post(url) if method == "POST" else client.get(url)
    client.cookies = cookies
    to_login = answer.status_code == 302 and answer.url.startswith(reverse("account_login"))
    return "in" if to_login else str(answer.status_code)


@pytest.fixture(scope="module")
def known() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Every door without its method: the url's name, and the parameters too when it takes several sets."""
    sets: dict[str, list[tuple[str, ...]]] = {}
    for name, parameters in urls():
        sets.setdefault(name, []).append(parameters)
    return {
        " ".join([name, *parameters]) if len(several) > 1 else name: (name, parameters)
        for name, several in sets.items()
        for parameters in several
    }


def test_every_url_has_its_line(known, world):
    listed = {name_of(door) for door in table()}
    missing = [line(world, door, *known[door]) for door in known if door not in listed]
    assert not missing, "check these, then add them to DOORS:\n" + "\n".join(missing)


def test_every_line_has_its_url(known):
    assert {name_of(door) for door in table()} - set(known) == set()


@pytest.mark.parametrize("name", PEOPLE)
def test_everybody_gets_through_their_doors_and_no_others(name, known, world):
    who, place, wrong = client_of(world, name), PEOPLE.index(name), []
    for door, statuses in table().items():
        url, parameters = known.get(name_of(door), ("", ()))
        found = knock(who, method_of(door), address(world, url, parameters)) if url else statuses[place]
        if found != statuses[place]:
            wrong.append(f"{door}: {found} instead of {statuses[place]}")
    assert wrong == []


@pytest.mark.parametrize("name", ["an", "chi", "dung"])
def test_a_page_that_is_not_there_for_somebody_takes_nothing_from_them_either(name, known, world):
    who, place, wrong = client_of(world, name), PEOPLE.index(name), []
    for door, statuses in table().items():
        if method_of(door) == "POST" or statuses[place] != "404" or door not in known:
            continue
        found = knock(who, "POST", address(world, *known[door]))
        if found not in {"404", "405"}:
            wrong.append(f"POST {door}: {found}")
    assert wrong == []


@pytest.mark.parametrize("name", ["thu", "dung"])
def test_what_does_not_exist_looks_like_what_is_not_for_you(name, known, world):
    who, wrong = client_of(world, name), []
    for door, statuses in table().items():
        url, parameters = known.get(name_of(door), ("", ()))
        if "pk" not in parameters:
            continue
        found = knock(who, method_of(door), address(world, url, parameters, none_such=True))
        if found not in {"404", statuses[PEOPLE.index("dung")]}:
            wrong.append(f"{door}: {found}")
    assert wrong == []


def line(world: World, door: str, name: str, parameters: tuple[str, ...]) -> str:
    """A door's line as things are now."""
    url = address(world, name, parameters)
    method = "POST" if knock(client_of(world, "thu"), "GET", url) == "405" else "GET"
    statuses = " ".join(f"{knock(client_of(world, person), method, url):<6}" for person in PEOPLE)
    written = f"POST {door}" if method == "POST" else door
    return f"{written:<35}  {statuses}".rstrip()
