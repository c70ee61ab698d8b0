from __future__ import annotations

from django.urls import URLPattern, path

from sotay.schemes import scheme_views, views

app_name = "schemes"
urlpatterns: list[URLPattern] = [
    path("", scheme_views.home, name="home"),
    path("units/<uuid:pk>/begin/", scheme_views.begin, name="begin"),
    path("units/<uuid:pk>/counts/", scheme_views.counted, name="counts"),
    path("units/<uuid:pk>/counts.xlsx", scheme_views.counted_workbook, name="counts_workbook"),
    path("<uuid:pk>/", scheme_views.scheme, name="scheme"),
    path("<uuid:pk>/edit/", scheme_views.edit, name="edit"),
    path("<uuid:pk>/criteria/", scheme_views.criteria, name="criteria"),
    path("<uuid:pk>/quotas/", scheme_views.quotas, name="quotas"),
    path("<uuid:pk>/discard/", scheme_views.discard, name="discard"),
    path("<uuid:pk>/copy/", scheme_views.copy, name="copy"),
    path("<uuid:pk>/close/", scheme_views.close, name="close"),
    path("<uuid:pk>/reopen/", scheme_views.reopen, name="reopen"),
    path("<uuid:pk>/years/add/", scheme_views.year_add, name="year_add"),
    path("years/<uuid:pk>/", scheme_views.year, name="year"),
    path("years/<uuid:pk>/days/", scheme_views.days, name="days"),
    path("years/<uuid:pk>/remove/", scheme_views.year_remove, name="year_remove"),
    path("years/<uuid:pk>/call/", scheme_views.call, name="call"),
    path("years/<uuid:pk>/publish/<uuid:unit>/", scheme_views.publish, name="publish"),
    path("years/<uuid:pk>/results/", scheme_views.results, name="results"),
    path("years/<uuid:pk>/register/<uuid:cell>/", views.register, name="register"),
    path("registrations/<uuid:pk>/", views.registration, name="registration"),
    path("registrations/<uuid:pk>/roadmap/", views.roadmap, name="roadmap"),
    path("registrations/<uuid:pk>/propose/", views.propose, name="propose"),
    path("registrations/<uuid:pk>/recall/", views.recall, name="recall"),
    path("registrations/<uuid:pk>/send/", views.send, name="send"),
    path("registrations/<uuid:pk>/give-up/", views.drop, name="drop"),
    path("registrations/<uuid:pk>/answer/", views.answer, name="answer"),
    path("registrations/<uuid:pk>/overseer/", views.overseer, name="overseer"),
    path("registrations/<uuid:pk>/assess/", views.assess, name="assess"),
    path("registrations/<uuid:pk>/check/", views.check, name="check"),
    path("registrations/<uuid:pk>/decide/", views.decide, name="decide"),
    path("registrations/<uuid:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("registrations/<uuid:pk>/undo/", views.undo_, name="undo"),
    path("milestones/<uuid:pk>/done/", views.done, name="done"),
    path("milestones/<uuid:pk>/not-done/", views.not_done, name="not_done"),
    path("milestones/<uuid:pk>/comment/", views.comment, name="comment"),
]
