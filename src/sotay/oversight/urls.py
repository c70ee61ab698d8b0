from __future__ import annotations

from django.urls import path

from sotay.oversight import views

app_name = "oversight"
urlpatterns = [
    path("", views.home, name="home"),
    path("calendar/", views.calendar, name="calendar"),
    path("units/<uuid:pk>/", views.unit, name="unit"),
    path("cells/<uuid:pk>/", views.cell, name="cell"),
    path("cells/<uuid:pk>/hand-over/", views.hand_over, name="hand_over"),
    path("cells/<uuid:pk>/attend/", views.attend, name="attend"),
    path("meetings/<uuid:pk>/", views.observe, name="observe"),
    path("observations/<uuid:pk>/", views.observation, name="observation"),
    path("observations/<uuid:pk>/add/", views.add, name="add"),
    path("observations/<uuid:pk>/acknowledge/", views.acknowledge, name="acknowledge"),
    path("recommendations/<uuid:pk>/answer/", views.answer, name="answer"),
    path("recommendations/<uuid:pk>/take-back/", views.take_back, name="take_back"),
]
