from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sotay.reports import views

app_name = "reports"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.board, name="board"),
    path("<uuid:pk>/", views.board, name="board"),
    path("<uuid:pk>/version/", views.version, name="version"),
]
