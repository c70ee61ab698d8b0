from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sotay.portal import views, views_help, views_offline
from sotay.portal.views_styleguide import styleguide

app_name = "portal"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.today, name="today"),
    path("arrivals/seen/", views.arrivals_seen, name="arrivals_seen"),
    path("help/", views_help.about, name="about"),
    path("help/who-sees-what/", views_help.who_sees_what, name="who_sees_what"),
    path("help/first-steps/", views_help.guide, name="guide"),
    path("help/first-steps/move/", views_help.guide_move, name="guide_move"),
    path("help/<str:page>/", views_help.page_help, name="help"),
    path("sw.js", views_offline.worker, name="worker"),
    path("app.webmanifest", views_offline.manifest, name="manifest"),
    path("offline/", views_offline.offline, name="offline"),
    path("styleguide", styleguide, name="styleguide"),
]
