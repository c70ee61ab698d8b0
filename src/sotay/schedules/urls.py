from __future__ import annotations

from django.urls import path

from sotay.schedules import theme_views, views

app_name = "schedules"
urlpatterns = [
    path("", views.schedule, name="home"),
    path("calendars/", views.feeds, name="feeds"),
    path("calendars/<uuid:pk>/end/", views.end_feed, name="end_feed"),
    path("calendars/<str:secret>.ics", views.feed, name="feed"),
    path("meetings/<uuid:pk>.ics", views.meeting_file, name="meeting_file"),
    path("dates/<uuid:pk>/approve/", views.approve, name="approve"),
    path("dates/<uuid:pk>/move/", views.move, name="move"),
    path("dates/<uuid:pk>/take-back/", views.take_back, name="take_back"),
    path("<uuid:pk>/themes/", theme_views.plan, name="themes"),
    path("<uuid:pk>/themes/add/", theme_views.add, name="theme_add"),
    path("themes/<uuid:pk>/edit/", theme_views.edit, name="theme_edit"),
    path("themes/<uuid:pk>/drop/", theme_views.drop, name="theme_drop"),
    path("<uuid:pk>/", views.schedule, name="schedule"),
    path("<uuid:pk>/<slug:month>/register/", views.register, name="register"),
    path("<uuid:pk>/<slug:month>/approve-all/", views.approve_all, name="approve_all"),
    path("<uuid:pk>/<slug:month>/notice/", views.notice, name="notice"),
]
