from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sotay.reports import views, views_compare, views_day, views_ranking

app_name = "reports"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.board, name="board"),
    path("<uuid:pk>/", views.board, name="board"),
    path("<uuid:pk>/version/", views.version, name="version"),
    path("<uuid:pk>/ranking/", views_ranking.ranked, name="ranking"),
    path("<uuid:pk>/compare/", views_compare.compare, name="compare"),
    path("day/", views_day.day, name="day"),
    path("<uuid:pk>/day/", views_day.day, name="day"),
    path("<uuid:pk>/day/version/", views_day.version, name="day_version"),
]
