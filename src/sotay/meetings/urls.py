from __future__ import annotations

from django.urls import path

from sotay.meetings import views, views_after, views_offline, views_prints, views_script
from sotay.meetings.attendance import views as views_attendance
from sotay.meetings.preparation import views as views_prepare
from sotay.meetings.session import views as views_room
from sotay.meetings.session import views_part
from sotay.meetings.voting.urls import urlpatterns as votes

app_name = "meetings"
urlpatterns = [
    path("", views.meetings, name="meetings"),
    path("set-up/<uuid:pk>/", views_prepare.set_up, name="set_up"),
    path("set-up/<uuid:pk>/kinds/", views_prepare.kinds, name="kinds"),
    path("set-up/<uuid:pk>/<slug:kind>/", views_prepare.set_up_kind, name="set_up_kind"),
    path("items/<uuid:pk>/", views_prepare.item_edit, name="item_edit"),
    path("items/<uuid:pk>/move/", views_prepare.item_move, name="item_move"),
    path("items/<uuid:pk>/remove/", views_prepare.item_remove, name="item_remove"),
    path("items/<uuid:pk>/leave-out/", views_prepare.item_leave_out, name="item_leave_out"),
    path("attendance/<uuid:pk>/", views_attendance.attendance, name="attendance"),
    path("absences/<uuid:pk>/", views_attendance.absences, name="absences"),
    path("absences/<uuid:pk>/talked/", views_attendance.absence_talked, name="absence_talked"),
    path("absences/<uuid:pk>/again/", views_attendance.absence_again, name="absence_again"),
    path("make-ups/<uuid:pk>/withdraw/", views_attendance.make_up_withdraw, name="make_up_withdraw"),
    path("make-ups/<uuid:pk>/restore/", views_attendance.make_up_restore, name="make_up_restore"),
    path("set-aside/<uuid:pk>/drop/", views_prepare.set_aside_drop, name="set_aside_drop"),
    path("set-aside/<uuid:pk>/again/", views_prepare.set_aside_again, name="set_aside_again"),
    path("papers/<uuid:pk>/remove/", views_prepare.paper_remove, name="paper_remove"),
    path("invitations/<uuid:pk>/", views_prepare.invitation_answer, name="answer"),
    path("<uuid:pk>/", views.meeting, name="meeting"),
    path("<uuid:pk>/version/", views.version, name="version"),
    path("<uuid:pk>/join/", views_prepare.join, name="join"),
    path("<uuid:pk>/arrange/", views_prepare.arrange, name="arrange"),
    path("<uuid:pk>/cancel/", views_prepare.cancel, name="cancel"),
    path("<uuid:pk>/items/add/", views_prepare.item_add, name="item_add"),
    path("<uuid:pk>/items/proposed/", views_prepare.take_proposed, name="take_proposed"),
    path("<uuid:pk>/items/restore/", views_prepare.item_restore, name="item_restore"),
    path("<uuid:pk>/papers/add/", views_prepare.paper_add, name="paper_add"),
    path("<uuid:pk>/calls/", views_prepare.calls, name="calls"),
    path("<uuid:pk>/invite/", views_prepare.invite, name="invite"),
    path("<uuid:pk>/sheets/<slug:sheet>/", views_prints.sheet, name="sheet"),
    path("<uuid:pk>/sheets/<slug:sheet>/<slug:ending>/", views_prints.sheet_file, name="sheet_file"),
    path("<uuid:pk>/pack/", views_prints.whole_pack, name="pack"),
    path("<uuid:pk>/script/", views_script.script, name="script"),
    path("<uuid:pk>/script/<slug:ending>/", views_script.script_file, name="script_file"),
    path("<uuid:pk>/open/", views_room.open_meeting, name="open"),
    path("<uuid:pk>/record/<slug:act>/", views_room.record, name="record"),
    path("<uuid:pk>/roll/<slug:round_>/rest/", views_room.mark_the_rest, name="mark_the_rest"),
    path("<uuid:pk>/roll/<slug:round_>/rest/<uuid:entry>/undo/", views_room.unmark, name="unmark"),
    path("<uuid:pk>/merged/", views_room.merged_seen, name="merged_seen"),
    path("<uuid:pk>/room/", views_offline.room, name="room"),
    path("<uuid:pk>/live/", views_part.live, name="live"),
    path("<uuid:pk>/check-in/", views_part.check_in_here, name="check_in_here"),
    path("<uuid:pk>/floor/ask/", views_part.ask_floor, name="ask_floor"),
    path("<uuid:pk>/floor/leave/", views_part.leave_floor, name="leave_floor"),
    path("<uuid:pk>/letter/", views_part.read_letter, name="read_letter"),
    path("<uuid:pk>/code/<slug:round_>/", views_part.code, name="code"),
    path("<uuid:pk>/code/<slug:round_>/data/", views_part.code_data, name="code_data"),
    path("<uuid:pk>/read/", views_room.read_back, name="read_back"),
    path("<uuid:pk>/compose/", views_after.compose_again, name="compose_again"),
    path("<uuid:pk>/make-up/", views_attendance.make_up, name="make_up"),
    path("<uuid:pk>/make-up/<uuid:member>/", views_attendance.make_up_add, name="make_up_add"),
    path("<uuid:pk>/sign/<slug:role>/", views_after.sign, name="sign"),
    path("<uuid:pk>/report/", views_after.report, name="report"),
    path("<uuid:pk>/amendments/", views_after.amendments, name="amendments"),
    path("<uuid:pk>/amendments/<slug:ending>/", views_after.annex_file, name="annex"),
    *votes,
    path("<uuid:pk>/<slug:step>/", views.step, name="step"),
]
