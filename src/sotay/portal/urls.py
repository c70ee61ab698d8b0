from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sotay.portal import views, views_offline
from sotay.portal.views_styleguide import styleguide

app_name = "portal"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.today, name="today"),
    path("help/", views.about, name="about"),
    path("help/who-sees-what/", views.who_sees_what, name="who_sees_what"),
    path("sw.js", views_offline.worker, name="worker"),
    path("offline/", views_offline.offline, name="offline"),
    path("styleguide", styleguide, name="styleguide"),
]
