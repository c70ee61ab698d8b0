from __future__ import annotations

from django.urls import path

from sotay.inspections import paper_views, views

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
    path("cells/<uuid:pk>/books/", paper_views.three_books, name="books"),
    path("cells/<uuid:pk>/papers/", paper_views.file, name="file"),
    path("cells/<uuid:pk>/papers/set/", paper_views.choose_set, name="choose_set"),
    path("cells/<uuid:pk>/papers/<slug:place>/make/", paper_views.make, name="make"),
    path("papers/<uuid:pk>/", paper_views.paper, name="paper"),
    path("papers/<uuid:pk>/again/", paper_views.again, name="again"),
    path("papers/<uuid:pk>/issue/", paper_views.issue, name="issue"),
    path("papers/<uuid:pk>/parts/<str:key>/", paper_views.section, name="section"),
    path("papers/<uuid:pk>/parts/<str:key>/revert/", paper_views.revert, name="revert"),
    path("units/<uuid:pk>/plan/", paper_views.plan, name="plan"),
    path("units/<uuid:pk>/plan/<int:year>/add/", paper_views.plan_line, name="plan_line"),
    path("units/<uuid:pk>/plan/<int:year>/paper/", paper_views.make_programme, name="make_programme"),
    path("plans/<uuid:pk>/take-out/", paper_views.unplan, name="unplan"),
    path("demands/<uuid:pk>/answer/", views.answer, name="answer"),
    path("demands/<uuid:pk>/judge/", views.judge, name="judge"),
    path("published/<uuid:pk>/", views.conclusion, name="conclusion"),
]
