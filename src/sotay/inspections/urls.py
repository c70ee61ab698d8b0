from __future__ import annotations

from django.urls import path

from sotay.inspections import views

app_name = "inspections"
urlpatterns = [
    path("", views.home, name="home"),
    path("units/<uuid:pk>/begin/", views.begin, name="begin"),
    path("rounds/<uuid:pk>/", views.round_, name="round"),
    path("rounds/<uuid:pk>/edit/", views.edit, name="edit"),
    path("rounds/<uuid:pk>/team/", views.team, name="team"),
    path("rounds/<uuid:pk>/choose/", views.choose, name="choose"),
    path("rounds/<uuid:pk>/announce/", views.announce, name="announce"),
    path("rounds/<uuid:pk>/discard/", views.discard, name="discard"),
    path("team/<uuid:pk>/leave/", views.leave_team, name="leave_team"),
    path("cells/<uuid:pk>/", views.inspection, name="inspection"),
    path("cells/<uuid:pk>/leave-out/", views.leave_out, name="leave_out"),
    path("cells/<uuid:pk>/report/", views.self_report, name="self_report"),
    path("cells/<uuid:pk>/record/", views.record, name="record"),
    path("cells/<uuid:pk>/publish/", views.publish, name="publish"),
    path("demands/<uuid:pk>/answer/", views.answer, name="answer"),
    path("demands/<uuid:pk>/judge/", views.judge, name="judge"),
    path("published/<uuid:pk>/", views.conclusion, name="conclusion"),
]
