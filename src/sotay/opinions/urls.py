from __future__ import annotations

from django.urls import path

from sotay.opinions import survey_views, views

app_name = "opinions"
urlpatterns = [
    path("", views.home, name="home"),
    path("meetings/<uuid:pk>/", views.meeting, name="meeting"),
    path("meetings/<uuid:pk>/write/", views.write, name="write"),
    path("<uuid:pk>/edit/", views.edit, name="edit"),
    path("<uuid:pk>/take-back/", views.take_back, name="take_back"),
    path("<uuid:pk>/raised/", views.raised, name="raised"),
    path("unnamed/<uuid:pk>/raised/", views.unnamed_raised, name="unnamed_raised"),
    path("surveys/", survey_views.home, name="surveys"),
    path("surveys/units/<uuid:pk>/", survey_views.make, name="survey_make"),
    path("surveys/<uuid:pk>/", survey_views.answer, name="survey_answer"),
    path("surveys/<uuid:pk>/results/", survey_views.results, name="survey_results"),
    path("surveys/<uuid:pk>/withdraw/", survey_views.withdraw, name="survey_withdraw"),
]
