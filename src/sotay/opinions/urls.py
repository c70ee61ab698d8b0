from __future__ import annotations

from django.urls import path

from sotay.opinions import views

app_name = "opinions"
urlpatterns = [
    path("", views.home, name="home"),
    path("meetings/<uuid:pk>/", views.meeting, name="meeting"),
    path("meetings/<uuid:pk>/write/", views.write, name="write"),
    path("<uuid:pk>/edit/", views.edit, name="edit"),
    path("<uuid:pk>/take-back/", views.take_back, name="take_back"),
    path("<uuid:pk>/raised/", views.raised, name="raised"),
    path("unnamed/<uuid:pk>/raised/", views.unnamed_raised, name="unnamed_raised"),
]
