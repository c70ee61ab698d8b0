from __future__ import annotations

from django.urls import path

from sotay.notify import views

app_name = "notify"
urlpatterns = [
    path("", views.notices, name="notices"),
    path("read", views.read_all, name="read_all"),
    path("<uuid:pk>/", views.notice, name="notice"),
]
