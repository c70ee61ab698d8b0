from __future__ import annotations

from django.urls import path

from sotay.members import views_roster as views

urlpatterns = [
    path("", views.roster, name="roster"),
    path("<uuid:pk>/", views.roster_preview, name="roster_preview"),
    path("<uuid:pk>/where/", views.roster_where, name="roster_where"),
    path("<uuid:pk>/columns/", views.roster_columns, name="roster_columns"),
    path("<uuid:pk>/import/", views.roster_import, name="roster_import"),
    path("<uuid:pk>/discard/", views.roster_discard, name="roster_discard"),
    path("<uuid:pk>/result/", views.roster_result, name="roster_result"),
    path("<uuid:pk>/refused.xlsx", views.roster_refused, name="roster_refused"),
]
