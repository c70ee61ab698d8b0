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
from django.utils import timezone, translation
from slow_work import taken_back
from tests.lanes import ask

from sotay.config.lanes import LANES
from sotay.kernel.ids import new_id
from sotay.kernel.periods import Month
from sotay.meetings.lane import tickets

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
portal:manifest                      200    200    200    200    200    200    200    200
portal:offline                       200    200    200    200    200    200    200    200
demo:cases                           200    200    200    200    200    200    200    200
demo:case                            200    200    200    200    200    200    200    200
api:openapi-json                     200    200    200    200    200    200    200    200
api:api-root                         404    404    404    404    404    404    404    404

search:search                        in     200    200    200    200    200    200    200

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
members:decide_exemption             in     404    404    200    404    404    404    404
POST members:withdraw_exemption      in     404    302    302    404    404    404    404
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
notify:reach                         in     200    200    200    200    200    200    200
POST notify:send_letter              in     302    302    302    302    302    302    302
notify:confirm_email                 in     404    404    404    404    404    404    404
POST notify:add_device               in     400    400    400    400    400    400    400
POST notify:forget_device            in     302    302    302    302    302    302    302
notify:people                        in     404    200    200    404    404    404    404
POST notify:choose_texts             in     404    302    302    404    404    404    404
notify:outgoing                      in     404    404    404    404    404    404    200
POST notify:try_again                in     404    404    404    404    404    404    302

papers:paper                         in     200    200    404    200    404    404    404
papers:pdf                           in     200    200    404    200    404    404    404
papers:docx                          in     200    200    404    200    404    404    404
papers:parts                         in     404    200    404    404    404    404    404
papers:part                          in     404    200    404    404    404    404    404
POST papers:revert                   in     404    302    404    404    404    404    404
papers:unit                          in     404    200    404    404    404    404    404
papers:choose                        in     404    200    404    404    404    404    404
papers:begin                         in     404    200    404    404    404    404    404
papers:terms                         in     404    200    404    404    404    404    404
papers:kinds                         in     404    200    404    404    404    404    404
papers:kind                          in     404    200    404    404    404    404    404
POST papers:template                 in     404    422    404    404    404    404    404
papers:check                         in     200    200    200    200    200    200    200
POST papers:by_code                  in     404    404    404    404    404    404    404
papers:printed                       200    200    200    200    200    200    200    200
papers:own_docx                      in     404    404    404    404    404    404    404
papers:edit                          in     404    200    404    404    404    404    404
POST papers:discard                  in     404    302    404    404    404    404    404
POST papers:move                     in     404    404    404    404    404    404    404
papers:comment                       in     404    200    404    404    404    404    404
papers:issue                         in     404    302    404    404    404    404    404
papers:compared                      in     404    200    404    404    404    404    404
papers:readers                       in     404    200    404    404    404    404    404
papers:end                           in     404    200    404    404    404    404    404
papers:sign_digitally                in     404    302    404    404    404    404    404
papers:signed_pdf                    in     200    200    200    200    404    404    404

library:document                     in     200    200    200    200    404    404    404
library:purge                        in     404    200    404    404    404    404    404
library:library                      in     200    200    200    200    200    200    200
POST library:read_all                in     302    302    302    302    302    302    302
library:add                          in     404    200    404    404    404    404    404
library:collections                  in     200    200    200    200    404    404    404
library:collection_new               in     404    200    404    404    404    404    404
library:item                         in     200    200    200    200    404    404    404
POST library:bookmark                in     302    302    302    302    404    404    404
POST library:mark_read               in     302    302    302    302    404    404    404
library:edit                         in     404    200    404    404    404    404    404
library:attach                       in     404    200    404    404    404    404    404
library:relate                       in     404    200    404    404    404    404    404
POST library:unrelate                in     404    302    404    404    404    404    404
library:remove                       in     404    200    404    404    404    404    404
library:collection                   in     200    200    200    200    404    404    404
library:collection_edit              in     404    200    404    404    404    404    404
POST library:collection_remove       in     404    302    404    404    404    404    404
POST library:collection_move         in     404    302    404    404    404    404    404
POST library:collection_put          in     404    404    404    404    404    404    404

meetings:meetings                    in     200    200    200    200    200    200    200
POST meetings:set_up                 in     404    422    404    404    404    404    404
meetings:kinds                       in     404    200    404    404    404    404    404
meetings:set_up_kind                 in     404    200    404    404    404    404    404
meetings:item_edit                   in     404    200    404    404    404    404    404
POST meetings:item_move              in     404    302    404    404    404    404    404
meetings:item_leave_out              in     404    200    404    404    404    404    404
POST meetings:take_proposed          in     404    302    404    404    404    404    404
meetings:sheet                       in     404    200    404    404    404    404    404
meetings:sheet_file                  in     404    200    404    404    404    404    404
meetings:pack                        in     200    200    200    200    404    404    404
meetings:script                      in     404    200    404    404    404    404    404
meetings:script_file                 in     404    200    404    404    404    404    404
POST meetings:set_aside_drop         in     404    302    404    404    404    404    404
POST meetings:set_aside_again        in     404    302    404    404    404    404    404
meetings:make_up                     in     404    200    404    404    404    404    404
meetings:make_up_add                 in     404    200    404    404    404    404    404
POST meetings:make_up_withdraw       in     404    302    404    404    404    404    404
POST meetings:make_up_restore        in     404    302    404    404    404    404    404
meetings:attendance                  in     200    200    200    404    404    404    404
meetings:absences                    in     404    200    404    404    404    404    404
meetings:absence_talked              in     404    200    404    404    404    404    404
POST meetings:absence_again          in     404    302    404    404    404    404    404
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
meetings:calls                       in     404    200    404    404    404    404    404
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
assignments:new                      in     404    200    404    404    404    404    404
assignments:year                     in     200    200    200    200    404    404    404
assignments:year_add                 in     404    200    404    404    404    404    404
POST assignments:year_copy           in     404    409    404    404    404    404    404
POST assignments:year_adopt          in     404    422    404    404    404    404    404
assignments:year_file                in     200    200    200    200    404    404    404
assignments:commitment               in     200    200    404    404    404    404    404
assignments:line_edit                in     404    200    404    404    404    404    404
POST assignments:line_remove         in     404    302    404    404    404    404    404
POST assignments:adoption_take_back  in     404    302    404    404    404    404    404
assignments:late                     in     404    404    200    404    404    200    404
assignments:letter                   in     200    200    200    200    404    404    404
assignments:attach                   in     200    200    404    404    404    404    404
POST assignments:hand_over           in     404    422    404    404    404    404    404
POST assignments:arrange             in     404    422    404    404    404    404    404
POST assignments:divide              in     404    422    404    404    404    404    404
POST assignments:ask_help            in     422    422    404    404    404    404    404
POST assignments:answer_help         in     404    422    404    404    404    404    404

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
reports:ranking                      in     404    404    200    404    404    200    404
reports:compare                      in     404    404    200    404    404    200    404

reports:day                          in     404    404    200    404    404    200    404
reports:day pk                       in     404    404    200    404    404    200    404
reports:day_version                  in     404    404    200    404    404    200    404

statistics:home                      in     404    200    200    404    200    200    404
statistics:check                     in     404    200    200    404    200    200    404
statistics:unit                      in     404    404    200    404    404    200    404
statistics:workbook                  in     404    404    200    404    404    200    404
statistics:forms                     in     404    404    200    404    404    200    404
statistics:call                      in     404    404    200    404    404    404    404
POST statistics:count                in     404    404    302    404    404    404    404
statistics:form                      in     404    404    200    404    404    200    404
statistics:enter                     in     404    404    200    404    404    404    404
statistics:approve                   in     404    404    200    404    404    404    404
POST statistics:send                 in     404    404    302    404    404    404    404
statistics:correct                   in     404    404    200    404    404    404    404
statistics:sheet                     in     404    404    200    404    404    200    404

report_builder:home                  in     404    200    200    200    200    200    404
report_builder:new                   in     404    200    200    200    200    200    404
report_builder:report                in     404    422    422    422    422    422    404
report_builder:file                  in     404    422    422    422    422    422    404
report_builder:save                  in     404    422    422    422    422    422    404
report_builder:saved                 in     404    404    200    404    404    404    404
report_builder:edit                  in     404    404    200    404    404    404    404
POST report_builder:delete           in     404    404    302    404    404    404    404
POST report_builder:restore          in     404    404    302    404    404    404    404
syntheses:home                       in     404    404    200    404    404    200    404
syntheses:unit                       in     404    404    200    404    404    200    404
POST syntheses:build                 in     404    404    409    404    404    404    404
syntheses:synthesis                  in     404    404    200    404    404    404    404
syntheses:section                    in     404    404    200    404    404    404    404
POST syntheses:revert                in     404    404    302    404    404    404    404
syntheses:sign                       in     404    404    302    404    404    404    404
POST syntheses:send                  in     404    404    409    404    404    404    404
syntheses:correct                    in     404    404    200    404    404    404    404

period_reviews:home                  in     404    200    200    200    200    200    404
period_reviews:unit                  in     404    200    200    200    404    200    404
period_reviews:start                 in     404    200    404    404    404    404    404
period_reviews:review                in     404    200    404    404    404    404    404
period_reviews:describe              in     404    200    404    404    404    404    404
POST period_reviews:build            in     404    302    404    404    404    404    404
period_reviews:add                   in     404    200    404    404    404    404    404
period_reviews:sentence              in     404    200    404    404    404    404    404
POST period_reviews:revert           in     404    302    404    404    404    404    404
POST period_reviews:leave_out        in     404    409    404    404    404    404    404
POST period_reviews:put_back         in     404    409    404    404    404    404    404
POST period_reviews:move             in     404    409    404    404    404    404    404
POST period_reviews:drop             in     404    302    404    404    404    404    404
POST period_reviews:take_up          in     404    302    404    404    404    404    404
period_reviews:sign                  in     404    302    404    404    404    404    404
POST period_reviews:send             in     404    409    404    404    404    404    404
period_reviews:correct               in     404    200    404    404    404    404    404
old_guidance                         in     302    302    302    302    302    302    302
guidance:home                        in     200    200    200    200    200    200    200
guidance:unit                        in     404    404    200    404    404    404    404
POST guidance:begin                  in     404    404    302    404    404    404    404
guidance:digest                      in     200    200    200    200    404    404    404
guidance:letter                      in     200    200    200    200    404    404    404
guidance:edit                        in     404    404    200    404    404    404    404
guidance:attach                      in     404    404    200    404    404    404    404
POST guidance:detach                 in     404    404    302    404    404    404    404
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
schedules:themes                     in     200    200    200    200    404    200    404
schedules:theme_add                  in     404    200    404    404    404    404    404
schedules:theme_edit                 in     404    200    404    404    404    404    404
POST schedules:theme_drop            in     404    302    404    404    404    404    404
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
inspections:books                    in     404    200    200    200    404    404    404
inspections:file                     in     404    200    200    200    404    404    404
POST inspections:choose_set          in     404    404    302    302    404    404    404
POST inspections:make                in     404    404    302    302    404    404    404
inspections:paper                    in     404    404    200    200    404    404    404
POST inspections:again               in     404    404    302    302    404    404    404
inspections:issue                    in     404    404    302    302    404    404    404
inspections:section                  in     404    404    200    200    404    404    404
POST inspections:revert              in     404    404    302    302    404    404    404
inspections:plan                     in     404    404    200    404    404    404    404
inspections:plan_line                in     404    404    200    404    404    404    404
POST inspections:make_programme      in     404    404    409    404    404    404    404
POST inspections:unplan              in     404    404    302    404    404    404    404

schemes:home                         in     200    200    200    200    200    200    404
schemes:begin                        in     404    404    200    404    404    404    404
schemes:counts                       in     404    404    200    404    404    200    404
schemes:counts_workbook              in     404    404    302    404    404    302    404
schemes:scheme                       in     200    200    200    200    404    200    404
schemes:edit                         in     404    404    200    404    404    404    404
schemes:criteria                     in     404    404    200    404    404    404    404
schemes:quotas                       in     404    404    200    404    404    404    404
POST schemes:discard                 in     404    404    302    404    404    404    404
POST schemes:copy                    in     404    404    302    404    404    404    404
POST schemes:close                   in     404    404    302    404    404    404    404
POST schemes:reopen                  in     404    404    302    404    404    404    404
schemes:year_add                     in     404    404    200    404    404    404    404
schemes:year                         in     200    200    200    200    404    200    404
schemes:days                         in     404    404    200    404    404    404    404
POST schemes:year_remove             in     404    404    302    404    404    404    404
POST schemes:call                    in     404    404    302    404    404    404    404
POST schemes:publish                 in     404    404    302    404    404    404    404
schemes:results                      in     200    200    200    200    404    200    404
schemes:register                     in     404    200    404    404    404    404    404
schemes:registration                 in     200    200    200    200    404    200    404
schemes:roadmap                      in     404    200    404    404    404    404    404
POST schemes:propose                 in     404    302    404    404    404    404    404
POST schemes:recall                  in     404    409    404    404    404    404    404
schemes:send                         in     404    200    404    404    404    404    404
schemes:drop                         in     404    200    404    404    404    404    404
schemes:answer                       in     404    404    200    404    404    404    404
schemes:overseer                     in     404    404    200    404    404    404    404
schemes:assess                       in     404    200    404    404    404    404    404
schemes:check                        in     404    404    200    200    404    404    404
schemes:decide                       in     404    404    200    404    404    404    404
schemes:withdraw                     in     404    404    200    404    404    404    404
POST schemes:undo                    in     404    302    409    404    404    404    404
schemes:done                         in     200    200    404    404    404    404    404
POST schemes:not_done                in     302    302    404    404    404    404    404
schemes:comment                      in     404    404    200    200    404    404    404
registers:home                       in     200    200    200    200    200    200    200
registers:cell                       in     404    200    200    404    404    404    404
registers:dues                       in     404    200    404    404    404    404    404
registers:dues_workbook              in     404    200    404    404    404    404    404
POST registers:remit                 in     404    409    404    404    404    404    404
registers:pay                        in     404    200    404    404    404    404    404
registers:terms                      in     404    200    404    404    404    404    404
POST registers:take_back             in     404    302    404    404    404    404    404
POST registers:remit_take_back       in     404    302    404    404    404    404    404
registers:dues_unit                  in     404    404    200    404    404    200    404
registers:disciplines                in     404    200    200    404    404    404    404
registers:discipline_unit_add        in     404    404    200    404    404    404    404
registers:discipline_add             in     404    200    200    404    404    404    404
registers:discipline                 in     200    200    200    404    404    404    404
registers:discipline_decide          in     404    404    200    404    404    404    404
registers:discipline_appeal          in     200    200    200    404    404    404    404
POST registers:discipline_out        in     404    302    302    404    404    404    404
registers:appeal_answer              in     404    404    200    404    404    404    404
registers:badges                     in     404    200    200    404    404    404    404
registers:badge_propose              in     404    200    200    404    404    404    404
POST registers:badge_forward         in     404    404    302    404    404    404    404
registers:badge_award                in     404    404    200    404    404    404    404
POST registers:badge_back            in     404    302    302    404    404    404    404
registers:commendations              in     404    200    200    404    404    404    404
registers:commend                    in     404    200    200    404    404    404    404
POST registers:commendation_out      in     404    302    302    404    404    404    404
registers:posts                      in     404    200    200    404    404    404    404
registers:post_add                   in     404    200    200    404    404    404    404
registers:post_end                   in     404    200    200    404    404    404    404
POST registers:post_out              in     404    302    302    404    404    404    404
registers:courses                    in     404    200    200    404    404    404    404
registers:course_add                 in     404    200    404    404    404    404    404
registers:course                     in     404    200    200    404    404    404    404
registers:course_mark                in     404    200    200    404    404    404    404
POST registers:course_out            in     404    302    404    404    404    404    404
registers:resolutions                in     200    200    200    200    404    404    404
registers:statuses                   in     404    200    200    404    404    404    404
registers:report                     in     404    404    200    404    404    200    404
reviews:home                         in     200    200    200    200    200    200    200
reviews:person                       in     200    200    404    404    404    404    404
reviews:month                        in     200    200    404    404    404    404    404
reviews:rate_month                   in     404    200    404    404    404    404    404
reviews:answer_month                 in     200    200    404    404    404    404    404
POST reviews:take_back_month         in     409    409    404    404    404    404    404
POST reviews:unrate_month            in     404    302    404    404    404    404    404
reviews:cell_month                   in     404    200    404    404    404    404    404
reviews:open                         in     404    200    404    404    404    404    404
reviews:round                        in     404    200    200    404    404    404    404
reviews:days                         in     404    404    200    404    404    404    404
POST reviews:discard                 in     404    404    302    404    404    404    404
reviews:cell_round                   in     404    200    200    404    404    404    404
reviews:paper                        in     404    200    200    404    404    404    404
reviews:summary_file                 in     404    200    200    404    404    404    404
POST reviews:add_missing             in     404    302    404    404    404    404    404
reviews:ballot                       in     404    200    404    404    404    404    404
POST reviews:take_back_ballot        in     404    302    404    404    404    404    404
POST reviews:send                    in     404    409    404    404    404    404    404
POST reviews:recall                  in     404    409    404    404    404    404    404
reviews:decide                       in     404    404    200    404    404    404    404
POST reviews:announce                in     404    409    409    404    404    404    404
reviews:review                       in     200    200    200    404    404    404    404
reviews:sheet_file                   in     200    200    404    404    404    404    404
reviews:write                        in     200    200    404    404    404    404    404
POST reviews:reopen                  in     409    409    404    404    404    404    404
reviews:comment                      in     404    200    404    404    404    404    404
reviews:appeal                       in     200    200    404    404    404    404    404
POST reviews:withdraw_appeal         in     409    409    404    404    404    404    404
reviews:answer_appeal                in     404    404    200    404    404    404    404

scoring:home                         in     302    302    302    302    302    302    404
scoring:cell                         in     200    200    200    200    404    200    404
scoring:enter                        in     404    404    200    404    404    404    404
scoring:unit                         in     404    404    200    404    404    200    404
scoring:unit_sheet                   in     404    404    200    404    404    200    404
scoring:forms                        in     404    404    200    404    404    404    200
scoring:new                          in     404    404    200    404    404    404    200
scoring:form                         in     404    404    200    404    404    404    200
scoring:head                         in     404    404    200    404    404    404    200
scoring:row_new                      in     404    404    200    404    404    404    200
scoring:row                          in     404    404    200    404    404    404    200
POST scoring:row_remove              in     404    404    302    404    404    404    302
scoring:ratings                      in     404    404    200    404    404    404    200
POST scoring:put_in_force            in     404    404    422    404    404    404    422
POST scoring:withdraw                in     404    404    409    404    404    404    409
POST scoring:delete                  in     404    404    302    404    404    404    302
scoring:printed                      in     200    200    200    200    404    404    404
scoring:sheet                        in     200    200    200    200    404    404    404
scoring:answer                       in     404    200    404    404    404    404    404
scoring:verify                       in     404    404    404    200    404    404    404
scoring:reopen                       in     404    404    404    200    404    404    404
scoring:other_form                   in     404    404    404    200    404    404    404

oversight:home                       in     404    302    302    200    302    404    404
oversight:calendar                   in     404    404    404    200    404    404    404
oversight:unit                       in     404    404    200    404    404    404    404
oversight:cell                       in     404    200    200    200    404    404    404
oversight:hand_over                  in     404    404    200    404    404    404    404
oversight:attend                     in     404    404    200    404    404    404    404
oversight:observe                    in     404    404    404    200    404    404    404
oversight:observation                in     404    200    200    200    404    404    404
oversight:add                        in     404    404    404    200    404    404    404
POST oversight:acknowledge           in     404    404    404    409    404    404    404
oversight:answer                     in     404    200    404    404    404    404    404
POST oversight:take_back             in     404    302    404    404    404    404    404

monitoring:jobs                      in     404    404    404    404    404    404    200
POST monitoring:try_again            in     404    404    404    404    404    404    302

api:search                           401    422    422    422    422    422    422    422
api:me                               401    200    200    200    200    200    200    200
api:units                            401    200    200    200    200    200    200    200
api:unit                             401    200    200    200    200    404    200    200
api:members                          401    404    200    200    404    200    404    404
api:member                           401    200    200    200    404    404    404    404
api:meetings                         401    200    200    200    200    200    200    200
api:meeting                          401    200    200    200    200    404    404    404
api:agenda                           401    200    200    200    200    404    404    404
api:attendance                       401    200    200    200    200    404    404    404
api:papers_of                        401    200    200    200    200    404    404    404
api:handbook_pack                    401    200    200    404    200    404    404    404
api:handbook_zip                     401    200    200    404    200    404    404    404
api:papers                           401    200    200    200    200    200    200    200
api:paper                            401    200    200    404    200    404    404    404
api:paper_pdf                        401    200    200    404    200    404    404    404
api:paper_docx                       401    200    200    404    200    404    404    404
api:library                          401    200    200    200    200    200    200    200
api:entry                            401    200    200    200    200    404    404    404
api:documents                        401    200    200    200    200    200    200    200
api:document                         401    200    200    200    200    404    404    404
api:document_file                    401    200    200    200    200    404    404    404
api:tasks                            401    200    200    200    200    200    200    200
api:task                             401    200    200    200    200    404    404    404
POST api:report                      401    400    400    400    400    400    400    400
api:petitions                        401    200    200    200    200    200    200    200
api:petition                         401    200    200    404    404    404    404    404
api:letters                          401    200    200    200    200    200    200    200
api:letter                           401    200    200    200    200    404    404    404
api:schedule                         401    200    200    200    200    404    200    404
api:of_meeting                       401    200    200    200    200    404    404    404
api:of_cell                          401    200    200    200    200    404    200    404
api:reviews                          401    200    200    200    200    200    200    200
api:review                           401    200    200    200    404    404    404    404
api:levels                           401    404    200    200    404    404    404    404
api:schemes                          401    200    200    200    200    200    200    200
api:registrations                    401    200    200    200    200    200    200    200
api:registration                     401    200    200    200    200    404    200    404
api:scheme                           401    200    200    200    200    404    200    404
api:own_books                        401    200    200    200    200    200    200    404
api:dues_of                          401    404    200    404    404    404    404    404
api:badges                           401    404    200    200    404    404    404    404
api:commendations                    401    404    200    200    404    404    404    404
api:posts                            401    404    200    200    404    404    404    404
api:courses                          401    404    200    200    404    404    404    404
api:inspections                      401    200    200    200    200    200    200    200
api:published                        401    200    200    200    200    200    200    200
api:inspection                       401    404    200    200    200    404    404    404
api:conclusion                       401    404    200    200    404    404    404    404
api:syntheses                        401    200    200    200    200    200    200    200
api:synthesis                        401    404    404    200    404    404    404    404
api:catalogue                        401    200    200    200    200    200    200    200
api:figures                          401    422    422    422    422    422    422    422
api:table                            401    422    422    422    422    422    422    422
api:ha_noi_forms                     401    404    200    200    200    404    200    404
api:notices                          401    200    200    200    200    200    200    200
api:notice                           401    200    404    404    404    404    404    404
POST api:read_notice                 401    200    404    404    404    404    404    404
api:calendar                         401    404    404    404    200    404    404    404
api:counts                           401    404    404    200    404    404    200    404
api:counts_of                        401    404    404    200    404    404    200    404
api:day                              401    404    404    200    404    404    200    404
api:dues_below                       401    404    404    200    404    404    200    404
api:late                             401    404    404    200    404    404    200    404
api:month                            401    404    404    200    404    404    200    404
api:observation                      401    404    200    200    200    404    404    404
api:observations                     401    200    200    200    200    200    200    200
api:observed_cell                    401    404    200    200    200    404    404    404
api:observed_unit                    401    404    404    200    404    404    404    404
api:of_unit                          401    404    404    200    404    404    200    404
api:one_return                       401    404    404    200    404    404    200    404
api:period_forms                     401    404    404    200    404    404    200    404
api:period_review                    401    404    200    404    404    404    404    404
api:period_reviews                   401    200    200    200    200    200    200    200
api:plan                             401    200    200    200    200    404    200    404
api:regulation                       401    200    200    200    200    200    200    200
api:regulations                      401    200    200    200    200    200    200    200
api:returns                          401    200    200    200    200    200    200    200
api:saved_report                     401    404    404    200    404    404    404    404
api:saved_reports                    401    200    200    200    200    200    200    200
api:saved_table                      401    404    404    200    404    404    404    404
api:use                              401    404    404    200    404    404    404    404
api:votes_of                         401    200    200    200    200    404    404    404
api:year                             401    200    200    200    200    404    404    404
api:nothing                          404    404    404    404    404    404    404    404

integration:tokens                   in     200    200    200    200    200    200    200
POST integration:end_token           in     404    302    404    404    404    404    404
integration:handbook                 in     200    200    404    200    404    404    404
integration:handbook_file            in     200    200    404    200    404    404    404
POST integration:handbook_posted      in     404    422    404    404    404    404    404
POST integration:handbook_take_back   in     404    302    404    404    404    404    404
integration:webhooks                 in     404    200    404    404    404    404    404
integration:register                 in     404    302    404    404    404    404    404
integration:webhook                  in     404    200    404    404    404    404    404
POST integration:try_out             in     404    302    404    404    404    404    404
POST integration:change_secret       in     404    302    404    404    404    404    404
POST integration:turn_off            in     404    302    404    404    404    404    404
POST integration:turn_on             in     404    302    404    404    404    404    404
POST integration:remove              in     404    302    404    404    404    404    404

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


def a_theme(world: World) -> Any:
    from sotay.schedules.models import PlannedTheme

    return PlannedTheme.objects.create(
        unit=world.house.cell, month=Month.of(timezone.localdate()), title="Chuyên đề"
    )


def a_proposal(world: World) -> Any:
    return world.people["an"].member.exemption_proposals.create(
        **world.owned, ground="abroad", from_on=timezone.localdate(), proposed_at=timezone.now()
    )


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


def a_library_entry(world: World) -> Any:
    from sotay.library import keeping

    facts = {"kind": "NQ", "number": "21-NQ/TW", "issuer": "Trung ương", "abstract": "Tổ chức cơ sở đảng"}
    dated, thu = timezone.localdate() - timedelta(days=9), world.people["thu"].actor
    return keeping.add(
        unit=world.house.cell, by=thu, not_secret=True, although_number=True, dated=dated, **facts
    )


def a_library_relation(world: World) -> Any:
    from sotay.library import keeping

    one, other = world.thing("library_entry"), a_library_entry(world)
    by = world.people["thu"].actor
    return keeping.relate(entry=other, by=by, kind="replaces", target_id=one.pk)


def a_library_collection(world: World) -> Any:
    from sotay.library import collecting

    return collecting.make(unit=world.house.cell, by=world.people["thu"].actor, title="Học Bác")


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


def an_own_paper(world: World) -> Any:
    from sotay.papers import compositions

    return compositions.paper_of(
        compositions.begin(
            unit=world.house.cell,
            by=world.people["thu"].actor,
            form="notice",
            values={"abstract": "Lịch sinh hoạt", "sections": [{"title": "", "text": "Sinh hoạt ngày 03."}]},
        )
    )


def an_issued_paper(world: World) -> Any:
    from django.core.files.base import ContentFile
    from pypdf import PdfWriter

    from sotay.papers.models import IssuedPaper, SignedPrint
    from sotay.papers.structure import to_json
    from sotay.papers.tests import samples

    text, pdf, now = to_json(samples.minutes()), BytesIO(), timezone.now()
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.write(pdf)
    issued = IssuedPaper(**world.owned, kind="BB", about_id=NO_SUCH, title="Biên bản", base=text, final=text)
    issued.state, issued.frozen_at, issued.number_text = IssuedPaper.State.FROZEN, now, "Số 01-BB/CB"
    issued.pdf.save("", ContentFile(pdf.getvalue()), save=False)
    issued.save()
    signed = SignedPrint(**world.owned, paper=issued, position=1, at=now, level="B-B")
    signed.pdf.save("", ContentFile(pdf.getvalue()))
    return issued


def a_task(world: World) -> Any:
    from sotay.assignments.models import Task

    task = Task.objects.create(**world.owned, text="Rà soát hộ nghèo", given_on=timezone.localdate())
    task.given_to.create(**world.owned, member=world.people["an"].member)
    return task


def a_year_line(world: World) -> Any:
    from sotay.assignments.models import YearLine, YearList

    day, an = timezone.localdate(), world.people["an"].member
    found, _new = YearList.objects.get_or_create(**world.owned, year=day.year)
    last = day.replace(month=12, day=31)
    return YearLine.objects.create(
        **world.owned, year_list=found, member=an, text="Phụ trách hộ", due_on=last
    )


def an_adoption(world: World) -> Any:
    line = world.thing("year_line")
    return line.year_list.adoptions.create(
        **world.owned, resolution="Nghị quyết số 01", adopted_on=timezone.localdate(), at=timezone.now()
    )


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


def a_return(status: str) -> Callable[[World], Any]:
    """A form of statistics of the ward, as far as it has come."""

    def make(world: World) -> Any:
        from sotay.statistics import actions, official
        from sotay.statistics.rules import Period

        by, period = world.people["binh"].actor, Period.parse("2026-Y")
        form = {"draft": "hn-1c", "approved": "hn-1d", "sent": "hn-6"}[status]
        template = official.find(form, period.last)
        row = actions.draft(unit=world.house.ward, template=template, period=period, by=by)
        if status != "draft":
            actions.approve(row=row, by=by, prepared_by="Trần Văn Bình", approved_by="Hoàng Văn Bách")
        return actions.send(row=row, by=by) if status == "sent" else row

    return make


def a_period_review(world: World) -> Any:
    from sotay.period_reviews import actions as period_reviews
    from sotay.period_reviews.rules import half_year

    today = timezone.localdate()
    given = {"kind": "interim", "title": "công tác Đảng", "period": half_year(today.year - 1, 1)}
    return period_reviews.start(unit=world.house.cell, by=world.people["thu"].actor, **given)


def a_kept_report(world: World, name: str = "Có mặt") -> Any:
    from sotay.report_builder import actions as reports
    from sotay.report_builder.definitions import By, Definition

    definition = Definition("last_month", By.UNIT, figures=("present",))
    given = {"unit": world.house.ward, "by": world.people["binh"].actor, "definition": definition}
    return reports.save(**given, name=name)


def a_deleted_report(world: World) -> Any:
    from sotay.report_builder import actions as reports

    report = a_kept_report(world, "Có mặt, đã bỏ")
    reports.delete(report=report, by=world.people["binh"].actor)
    return report


def a_letter(world: World) -> Any:
    from sotay.guidance import actions as guidance

    given = {"unit": world.house.ward, "by": world.people["binh"].actor, "month": Month.parse(WORDS["month"])}
    return guidance.issue(**given, title="Vệ sinh", text="Dọn ngõ")


def a_draft(world: World) -> Any:
    from sotay.guidance import actions as guidance

    by = world.people["binh"].actor
    return guidance.begin(unit=world.house.ward, by=by, month=Month(2027, 2), kind="guidance")


def a_draft_paper(world: World) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from sotay.guidance import actions as guidance

    upload = SimpleUploadedFile("de-cuong.txt", "Đề cương".encode())
    given = {"title": "Đề cương", "not_secret": True}
    return guidance.attach(
        guidance=world.thing("draft"), by=world.people["binh"].actor, upload=upload, **given
    )


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


def a_recorded_paper(world: World) -> Any:
    """A draft of the team's, with chi as its maker."""
    from sotay.inspections import paper_actions
    from sotay.inspections.sets import paper_named

    found = world.thing("inspection")
    paper = paper_named(found, "KT7")
    return paper_actions.make(inspection=found, by=world.people["chi"].actor, paper=paper)


def a_cell_round(world: World) -> Any:
    """thu's cell in a round of the ward, nothing written yet."""
    from sotay.reviews import round_actions

    today = timezone.localdate()
    row = round_actions.open_round(
        unit=world.house.ward,
        by=world.people["binh"].actor,
        kind="year",
        year=today.year,
        quarter=0,
        write_by=today,
        send_by=today,
    )
    return row.cells.get(cell=world.house.cell)


def a_reviewed_person(world: World) -> Any:
    """an, whose month of `reviewed` was rated."""
    from sotay.reviews.models import MonthlyReview

    member = world.people["an"].member
    now = timezone.now()
    given = {"did": "Vận động 5 hộ", "written_at": now, "level": "good", "rated_at": now}
    MonthlyReview.objects.create(
        commune_id=member.commune_id, cell=member.cell, member=member, month=Month(2026, 1), **given
    )
    return member


def a_count(world: World) -> Any:
    """A count of the vote on the cell itself, by thu."""
    from sotay.reviews import review_actions
    from sotay.reviews.rules import Slips

    row = world.thing("cell_round")
    review = row.reviews.get(subject="cell")
    base = review_actions.base_of(world.house.cell, timezone.localdate())
    return review_actions.record_ballot(
        cell_round=row,
        by=world.people["thu"].actor,
        manner="meeting",
        held_on=timezone.localdate(),
        tellers=[world.people["thu"].member],
        slips=Slips(base, base, 0),
        exempt_came=0,
        votes={review.pk: {"good": base}},
    )


def a_planned_round(world: World) -> Any:
    from sotay.inspections import plan_actions

    by, given = world.people["binh"].actor, {"quarter": 4, "kind": "inspection", "subject": "Nề nếp"}
    return plan_actions.plan(unit=world.house.ward, by=by, year=2026, cells=2, **given)


def a_scheme(world: World) -> Any:
    """A draft of the ward with a criterion."""
    from sotay.schemes.tests import conftest as schemes

    return schemes.a_scheme(world.house.ward, world.people["binh"])


def a_scheme_year(world: World) -> Any:
    """Called; cells can register."""
    from sotay.schemes.tests import conftest as schemes

    return schemes.a_year(a_scheme(world), world.people["binh"])


def a_planned_scheme_year(world: World) -> Any:
    from sotay.schemes import scheme_actions
    from sotay.schemes.tests import conftest as schemes

    by, year = world.people["binh"].actor, timezone.localdate().year
    return scheme_actions.add_year(scheme=a_scheme(world), by=by, year=year, **schemes.days())


def a_registration(status: str) -> Callable[[World], Any]:
    """Of thu's cell in a scheme of its own, as far as the status; an is responsible, chi oversees."""

    def make(world: World) -> Any:
        from sotay.schemes import actions, scheme_actions
        from sotay.schemes.tests import conftest as schemes

        thu, binh, chi = (world.people[name] for name in ("thu", "binh", "chi"))
        year, cell = a_scheme_year(world), world.house.cell
        row = schemes.a_registration(year, cell, thu, world.people["an"])
        steps = {
            "sent": lambda: actions.send(registration=row, by=thu.actor, paper=schemes.a_resolution(cell)),
            "accepted": lambda: actions.accept(registration=row, by=binh.actor, overseer=chi.member),
            "assessed": lambda: (
                schemes.can_assess(year, binh),
                actions.assess(registration=row, by=thu.actor, claims=schemes.claims(row), final=True),
            ),
            "checked": lambda: schemes.check(row, chi),
            "recognised": lambda: schemes.decide(row, binh),
            "published": lambda: scheme_actions.publish(year=year, unit=world.house.ward, by=binh.actor),
        }
        for name, step in steps.items():
            if status == "prepared":
                break
            step()
            if name == status:
                break
        row.refresh_from_db()
        return row

    return make


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


def a_missed_meeting(world: World) -> Any:
    """Over; an missed it."""
    from sotay.meetings.models import AttendanceMark, Meeting

    now = timezone.now() - timedelta(days=70)
    month, stage = Month.of(timezone.localdate(now)), Meeting.Stage.REPORTED
    held = {"month": month, "planned_at": now, "planned_minutes": 90, "stage": stage, "opened_at": now}
    meeting = Meeting.objects.create(**world.owned, **held)
    about = {"meeting": meeting, "member": world.people["an"].member, "held_on": timezone.localdate(now)}
    AttendanceMark.objects.create(**world.owned, **about, mark="excused")
    return meeting


def a_make_up(world: World) -> Any:
    from sotay.meetings.attendance import make_ups

    an, thu = world.people["an"].member, world.people["thu"]
    given = {"held_on": timezone.localdate(), "manner": "group", "led_by": thu.member}
    return make_ups.record(meeting=world.thing("missed_meeting"), by=thu.actor, member=an, **given)


def an_alert(world: World) -> Any:
    from sotay.meetings.models import AbsenceAlert

    about = {"meeting": world.thing("missed_meeting"), "member": world.people["an"].member}
    counted = {"in_a_row": 2, "unexcused": 0, "raised_at": timezone.now()}
    return AbsenceAlert.objects.create(**world.owned, **about, **counted)


def a_matter_set_aside(world: World) -> Any:
    from sotay.meetings.models import MatterSetAside

    about = {"meeting": world.thing("missed_meeting"), "entry_id": new_id()}
    return MatterSetAside.objects.create(
        **world.owned, **about, text="Trồng hoa", set_aside_on=timezone.localdate()
    )


def a_payment(world: World) -> Any:
    from sotay.registers.dues import actions as dues

    given = {"by": world.people["thu"].actor, "month": Month.of(timezone.localdate())}
    paid = {world.people["an"].member: 20_000}
    return dues.collect(cell=world.house.cell, paid=paid, on=timezone.localdate(), **given)[0]


def a_remittance(world: World) -> Any:
    """Of a month later than the payment's, so that the payment itself is not in it."""
    from sotay.registers.models import Remittance

    about = {"month": Month(2027, 6), "collected": 10, "remitted": 7, "retained": 3, "payments_n": 1}
    made = {"made_on": timezone.localdate(), "made_by_name": "Lê Thị Thu", "share": "7/10"}
    return Remittance.objects.create(**world.owned, **about, **made)


def a_discipline(world: World, **more: Any) -> Any:
    from sotay.registers.discipline import actions as discipline
    from sotay.registers.discipline.models import Discipline

    given = {"level": "reprimand", "ground": "other", "decider": "cell", "votes_for": 5, "votes_base": 5}
    who = {"member": world.people["an"].member, "by": world.people["thu"].actor}
    day = timezone.localdate() - timedelta(days=Discipline.objects.count())  # one decision is recorded once
    return discipline.record(on=day, **{**who, **given, **more})


def a_proposed_discipline(world: World) -> Any:
    return a_discipline(world, decider="proposed")


def an_appeal(world: World) -> Any:
    from sotay.registers.discipline import actions as discipline

    about = {"discipline": a_discipline(world), "by": world.people["an"].actor}
    return discipline.appeal(on=timezone.localdate(), to_whom="Đảng ủy phường", **about)


def a_badge(world: World) -> Any:
    """Of an, as the cell has proposed it."""
    from sotay.registers.models import Badge

    today = timezone.localdate()
    made = {"proposed_on": today, "proposed_by_name": "Lê Thị Thu", "due_on": today, "ceremony_on": today}
    years = 30 + Badge.objects.count()
    return Badge.objects.create(**world.owned, member=world.people["an"].member, years=years, **made)


def a_forwarded_badge(world: World) -> Any:
    from sotay.registers.honours import actions as honours

    return honours.forward(badge=a_badge(world), by=world.people["binh"].actor)


def a_commendation(world: World) -> Any:
    from sotay.registers.honours import actions as honours

    given = {"cell": world.house.cell, "by": world.people["thu"].actor, "on": timezone.localdate()}
    return honours.commend(kind="praise", reason="Vượt khó", **given)


def a_post(world: World) -> Any:
    from sotay.registers.posts import actions as posts

    given = {"member": world.people["an"].member, "by": world.people["thu"].actor}
    held = {"side": "state", "title": "Chủ tịch", "place": "UBND phường", "from_on": timezone.localdate()}
    return posts.enter(kind="held", **given, **held)


def a_course(world: World) -> Any:
    from sotay.registers.training import actions as training

    given = {"unit": world.house.cell, "by": world.people["thu"].actor, "from_on": timezone.localdate()}
    return training.add(title="Chuyển đổi số", kind="it", until_on=None, **given)


def a_scored_meeting(world: World) -> Any:
    """Reported, and scored by its cell."""
    from sotay.meetings.models import Meeting
    from sotay.scoring.models import ScoreSheet

    now = timezone.now() - timedelta(days=100)
    times = {"planned_at": now, "opened_at": now, "closed_at": now, "reported_at": now}
    month, stage = Month.of(timezone.localdate(now)), Meeting.Stage.REPORTED
    meeting = Meeting.objects.create(**world.owned, **times, month=month, planned_minutes=90, stage=stage)
    ScoreSheet.objects.create(
        **world.owned, meeting=meeting, month=month, status="proposed", form_key="form", proposed_at=now
    )
    return meeting


def an_own_form(world: World) -> Any:
    from sotay.regulations import on
    from sotay.scoring import own_forms
    from sotay.scoring.checking import written_of

    book = on(timezone.localdate())
    written = written_of(book.value("meeting-quality.form"), book.value("meeting-quality.ratings"))
    by, given = world.people["binh"].actor, {"name": "Biểu riêng", "meeting_kinds": ["regular"]}
    return own_forms.begin(unit=world.house.ward, by=by, written=written, **given)


def a_token(world: World) -> Any:
    from sotay.integration import actions

    thu = world.people["thu"]
    given = {"name": "Bảng tin", "scopes": ["me"], "until": timezone.localdate()}
    return actions.make_token(by=thu.actor, account=thu.account, **given)[0]


def a_webhook(world: World) -> Any:
    """At an address that nobody may ask, so that nothing leaves."""
    from sotay.integration import actions

    thu = world.people["thu"]
    given = {"url": "https://127.0.0.1/tin", "events": ["meeting.reported"]}
    return actions.register(by=thu.actor, account=thu.account, unit=world.house.cell, **given)[0]


THINGS: dict[str, Callable[[World], Any]] = {
    "unit": lambda world: world.house.cell,
    "ward": lambda world: world.house.ward,
    "member": lambda world: world.people["an"].member,
    "account": lambda world: world.people["an"].account,
    "setting": a_setting,
    "standing": a_standing,
    "proposal": a_proposal,
    "theme": a_theme,
    "appointment": an_appointment,
    "told_member": a_told_member,
    "roster": a_roster,
    "session": a_session,
    "passkey": a_passkey,
    "meeting": a_meeting,
    "voting_meeting": a_voting_meeting,
    "item": an_item,
    "document": a_document,
    "library_entry": a_library_entry,
    "library_relation": a_library_relation,
    "library_collection": a_library_collection,
    "meeting_paper": a_meeting_paper,
    "invitation": an_invitation,
    "paper": a_paper,
    "own_paper": an_own_paper,
    "issued_paper": an_issued_paper,
    "task": a_task,
    "year_line": a_year_line,
    "adoption": an_adoption,
    "petition": a_petition,
    "notice": a_notice,
    "date": a_date,
    "job": a_job,
    "letter": a_letter,
    "draft": a_draft,
    "draft_paper": a_draft_paper,
    "feed": a_feed,
    "opinion": an_opinion,
    "unnamed": an_unnamed_opinion,
    "survey": a_survey,
    "synthesis": a_synthesis,
    **{f"{status}_return": a_return(status) for status in ("draft", "approved", "sent")},
    "period_review": a_period_review,
    "missed_meeting": a_missed_meeting,
    "make_up": a_make_up,
    "alert": an_alert,
    "matter": a_matter_set_aside,
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
    "recorded_paper": a_recorded_paper,
    "planned": a_planned_round,
    "draft_scheme": a_scheme,
    "scheme": lambda world: world.thing("scheme_year").scheme,
    "scheme_year": a_scheme_year,
    "planned_scheme_year": a_planned_scheme_year,
    "decided_scheme_year": lambda world: world.thing("registration_recognised").year,
    **{
        f"registration_{status}": a_registration(status)
        for status in ("prepared", "sent", "accepted", "assessed", "checked", "recognised", "published")
    },
    "milestone": lambda world: world.thing("registration_accepted").milestones.get(),
    "payment": a_payment,
    "remittance": a_remittance,
    "discipline": a_discipline,
    "proposed": a_proposed_discipline,
    "appeal": an_appeal,
    "badge": a_badge,
    "forwarded_badge": a_forwarded_badge,
    "commendation": a_commendation,
    "post": a_post,
    "course": a_course,
    "person": a_reviewed_person,
    "review_round": lambda world: world.thing("cell_round").round,
    "cell_round": a_cell_round,
    "review": lambda world: world.thing("cell_round").reviews.get(member=world.people["an"].member),
    "count": a_count,
    "scored": a_scored_meeting,
    "kept_report": a_kept_report,
    "deleted_report": a_deleted_report,
    "own_form": an_own_form,
    "token": a_token,
    "webhook": a_webhook,
}

MAKERS = {
    "units": "unit",
    "units:setting_take_back": "setting",
    "members": "member",
    "members:end_standing": "standing",
    **dict.fromkeys(("members:decide_exemption", "members:withdraw_exemption"), "proposal"),
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
    **dict.fromkeys(("api:unit", "api:schedule", "api:of_cell", "api:dues_of", "api:ha_noi_forms"), "unit"),
    **dict.fromkeys(("api:month", "api:day", "api:counts", "api:period_forms", "api:late"), "ward"),
    **dict.fromkeys(("api:counts_of", "api:dues_below", "api:of_unit", "api:observed_unit"), "ward"),
    **dict.fromkeys(("api:year", "api:plan", "api:observed_cell"), "unit"),
    "api:one_return": "sent_return",
    "api:period_review": "period_review",
    **dict.fromkeys(("api:saved_report", "api:saved_table"), "kept_report"),
    "api:use": "letter",
    "api:observation": "observation",
    **dict.fromkeys(("api:badges", "api:commendations", "api:posts", "api:courses"), "unit"),
    "api:of_meeting": "scored",
    "api:member": "member",
    "api:paper": "paper",
    "api:papers_of": "meeting",
    "api:document": "document",
    **dict.fromkeys(("api:task", "api:report"), "task"),
    "api:petition": "petition",
    "api:letter": "letter",
    "api:review": "review",
    "api:levels": "cell_round",
    "api:scheme": "scheme",
    "api:registration": "registration_sent",
    "api:inspection": "inspection",
    "api:conclusion": "conclusion",
    "api:synthesis": "synthesis",
    **dict.fromkeys(("api:notice", "api:read_notice"), "notice"),
    "integration": "webhook",
    "integration:end_token": "token",
    **dict.fromkeys(("integration:webhooks", "integration:register"), "unit"),
    **dict.fromkeys(("integration:handbook", "integration:handbook_file"), "meeting"),
    **dict.fromkeys(("integration:handbook_posted", "integration:handbook_take_back"), "meeting"),
    "meetings:set_up": "unit",
    "meetings:kinds": "unit",
    "meetings:item_leave_out": "item",
    "old_guidance": "ward",
    "guidance": "letter",
    "guidance:unit": "ward",
    "guidance:begin": "ward",
    "guidance:digest": "unit",
    **dict.fromkeys(("guidance:edit", "guidance:attach", "guidance:send", "guidance:discard"), "draft"),
    "guidance:detach": "draft_paper",
    **dict.fromkeys(("meetings:set_aside_drop", "meetings:set_aside_again"), "matter"),
    **dict.fromkeys(("meetings:make_up", "meetings:make_up_add"), "missed_meeting"),
    **dict.fromkeys(("meetings:make_up_withdraw", "meetings:make_up_restore"), "make_up"),
    "meetings:attendance": "member",
    "meetings:absences": "unit",
    **dict.fromkeys(("meetings:absence_talked", "meetings:absence_again"), "alert"),
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
    **dict.fromkeys(("papers:unit", "papers:choose", "papers:begin", "papers:terms"), "unit"),
    **dict.fromkeys(("papers:kinds", "papers:kind", "papers:template"), "unit"),
    **dict.fromkeys(
        ("papers:edit", "papers:discard", "papers:move", "papers:comment", "papers:issue", "papers:compared"),
        "own_paper",
    ),
    **dict.fromkeys(
        ("papers:readers", "papers:end", "papers:sign_digitally", "papers:signed_pdf"), "issued_paper"
    ),
    "library": "document",
    **dict.fromkeys(("library:add", "library:collections", "library:collection_new"), "unit"),
    **dict.fromkeys(
        (
            f"library:{name}"
            for name in ("item", "bookmark", "mark_read", "edit", "attach", "relate", "remove")
        ),
        "library_entry",
    ),
    "library:unrelate": "library_relation",
    **dict.fromkeys(
        (f"library:collection{name}" for name in ("", "_edit", "_remove", "_move", "_put")),
        "library_collection",
    ),
    "api:entry": "library_entry",
    "notify": "notice",
    "notify:people": "unit",
    "notify:choose_texts": "member",
    "assignments": "task",
    **dict.fromkeys(
        (
            *("assignments:new", "assignments:year", "assignments:year_add", "assignments:year_copy"),
            *("assignments:year_adopt", "assignments:year_file", "assignments:commitment"),
        ),
        "unit",
    ),
    **dict.fromkeys(("assignments:line_edit", "assignments:line_remove"), "year_line"),
    "assignments:adoption_take_back": "adoption",
    "assignments:late": "ward",
    "petitions": "petition",
    "reports": "unit",
    "reports:day": "ward",
    **dict.fromkeys(("reports:ranking", "reports:compare"), "ward"),
    "statistics": "sent_return",
    **dict.fromkeys(("statistics:enter", "statistics:approve"), "draft_return"),
    "statistics:send": "approved_return",
    **dict.fromkeys(
        (
            *("statistics:unit", "statistics:workbook", "statistics:forms", "statistics:call"),
            "statistics:count",
        ),
        "ward",
    ),
    "report_builder": "kept_report",
    "report_builder:restore": "deleted_report",
    "syntheses": "synthesis",
    "syntheses:unit": "ward",
    "syntheses:build": "ward",
    "period_reviews": "period_review",
    **dict.fromkeys(("period_reviews:unit", "period_reviews:start"), "unit"),
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
    "schedules:theme_edit": "theme",
    "schedules:theme_drop": "theme",
    "schedules:take_back": "date",
    "schedules:end_feed": "feed",
    "schedules:meeting_file": "meeting",
    "oversight": "observation",
    "oversight:unit": "ward",
    "oversight:cell": "unit",
    "oversight:hand_over": "unit",
    "oversight:attend": "unit",
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
    **dict.fromkeys(
        (f"inspections:{name}" for name in ("paper", "again", "issue", "section", "revert")), "recorded_paper"
    ),
    **dict.fromkeys((f"inspections:{name}" for name in ("plan", "plan_line", "make_programme")), "ward"),
    "inspections:unplan": "planned",
    "inspections:choose_set": "inspection",
    "schemes": "registration_sent",
    **dict.fromkeys((f"schemes:{name}" for name in ("begin", "counts")), "ward"),
    **dict.fromkeys(
        (f"schemes:{name}" for name in ("edit", "criteria", "quotas", "discard")), "draft_scheme"
    ),
    **dict.fromkeys(
        (f"schemes:{name}" for name in ("scheme", "copy", "close", "reopen", "year_add")), "scheme"
    ),
    **dict.fromkeys((f"schemes:{name}" for name in ("year", "days", "results", "register")), "scheme_year"),
    "schemes:year_add": "scheme",
    **dict.fromkeys((f"schemes:{name}" for name in ("year_remove", "call")), "planned_scheme_year"),
    "schemes:publish": "decided_scheme_year",
    "schemes:registration": "registration_sent",
    **dict.fromkeys(
        (f"schemes:{name}" for name in ("roadmap", "propose", "recall", "send", "drop")),
        "registration_prepared",
    ),
    **dict.fromkeys((f"schemes:{name}" for name in ("overseer", "assess")), "registration_accepted"),
    "schemes:check": "registration_assessed",
    "schemes:decide": "registration_checked",
    "schemes:withdraw": "registration_published",
    **dict.fromkeys((f"schemes:{name}" for name in ("done", "not_done", "comment")), "milestone"),
    "registers": "unit",
    **dict.fromkeys(("registers:dues_unit", "registers:report"), "ward"),
    "registers:take_back": "payment",
    "registers:remit_take_back": "remittance",
    "registers:discipline": "discipline",
    "registers:disciplines": "unit",
    "registers:discipline_unit_add": "unit",
    "registers:discipline_add": "member",
    "registers:discipline_decide": "proposed",
    "registers:appeal_answer": "appeal",
    "registers:badge_": "badge",
    "registers:badge_propose": "member",
    "registers:badge_award": "forwarded_badge",
    "registers:commendation_out": "commendation",
    "registers:post_": "post",
    "registers:post_add": "member",
    "registers:course": "course",
    **dict.fromkeys(("registers:courses", "registers:course_add"), "unit"),
    "reviews": "review",
    "reviews:person": "person",
    "reviews:month": "person",
    **dict.fromkeys(
        (f"reviews:{name}_month" for name in ("rate", "answer", "take_back", "unrate")), "person"
    ),
    "reviews:cell_month": "unit",
    "reviews:open": "unit",
    **dict.fromkeys((f"reviews:{name}" for name in ("round", "days", "discard")), "review_round"),
    **dict.fromkeys(
        (f"reviews:{name}" for name in ("cell_round", "paper", "add_missing", "summary_file")), "cell_round"
    ),
    **dict.fromkeys(
        (f"reviews:{name}" for name in ("ballot", "send", "recall", "decide", "announce")), "cell_round"
    ),
    "reviews:take_back_ballot": "count",
    "scoring": "scored",
    **dict.fromkeys(("scoring:cell", "scoring:enter"), "unit"),
    **dict.fromkeys(("scoring:unit", "scoring:forms", "scoring:new"), "ward"),
    **dict.fromkeys(
        (
            *("scoring:form", "scoring:head", "scoring:row", "scoring:ratings"),
            *("scoring:put_in_force", "scoring:withdraw", "scoring:delete"),
        ),
        "own_form",
    ),
}
"""Which thing a url's `pk` is of: by the url's whole name, else by the longest beginning of it."""

WORDS = {
    "name": "ward-month",
    "act": "note_written",
    "motion": "018f0000-0000-7000-8000-00000000000a",
    "entry": "018f0000-0000-7000-8000-00000000000b",
    "kind": "thematic",
    "index": 0,
    "ending": "pdf",
    "round_": "start",
    "role": "chair",
    "step": "prepare",
    "page": "portal:today",
    "token": "no-such-code",
    "key": "opening",
    "place": "KT1",
    "year": "2026",
    "slug": "cell-meeting-2025",
    "period": "2026-Q4",
    "form": "hn-1",
    "point": "cell-meeting.start_time",
    "month": "2027-01",
    "day": "2026-12-03",
    "reviewed": "2026-01",
    "secret": "no-such-secret",
    "rest": "no/such/route",
    "member": "018f0000-0000-7000-8000-00000000000c",
    "section": "cause",
    "shape": "notice",
    "sheet": "agenda",
    "phase": "before",
    "type_code": "NQ",
    "source": "library",
    "item": "018f0000-0000-7000-8000-00000000000d",
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
    if "member" in parameters:
        given["member"] = world.people["an"].member.pk
    if "cell" in parameters:
        given["cell"] = world.house.cell.pk
    if "print_code" in parameters:
        given["print_code"] = world.thing("issued_paper").check_code
    if "unit" in parameters:
        given["unit"] = world.house.ward.pk
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


@pytest.mark.parametrize("name", PEOPLE)
def test_a_lane_lets_in_who_gets_through_the_ordinary_door(name, world):
    """Also with a ticket we made ourselves: a lane looks at who holds it, not at what once gave it out."""
    meeting, place = world.thing("meeting"), PEOPLE.index(name)
    person = None if name == "nobody" else world.people[name]
    ticket = ""
    if person is not None:
        request = person.get("/").wsgi_request
        with translation.override("vi"):
            ticket = tickets.issue(request, person.actor, meeting.pk)
    table_says = table()["meetings:version"][place]
    for lane, ordinary in (("version", "meetings:version"), ("live", "meetings:live")):
        assert table()[ordinary][place] == table_says
        expected = 200 if table_says == "200" else 401
        assert ask(person, lane, ticket).status == expected, lane
    answer = ask(person, "check-in", ticket, method="POST", digits="")
    assert answer.status == (200 if table_says == "200" else 401)
    assert not answer.done, "an empty number is refused to whoever got in"


def test_every_lane_is_walked():
    assert set(LANES) == {f"/lane/{name}/" for name in ("version", "live", "check-in")}


def line(world: World, door: str, name: str, parameters: tuple[str, ...]) -> str:
    """A door's line as things are now."""
    url = address(world, name, parameters)
    method = "POST" if knock(client_of(world, "thu"), "GET", url) == "405" else "GET"
    statuses = " ".join(f"{knock(client_of(world, person), method, url):<6}" for person in PEOPLE)
    written = f"POST {door}" if method == "POST" else door
    return f"{written:<35}  {statuses}".rstrip()
