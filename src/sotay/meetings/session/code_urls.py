"""The address in the QR: short, so that the picture is coarse enough for an old phone across a hall."""

from __future__ import annotations

from django.urls import path

from sotay.meetings.session import views_part

app_name = "check_in"
urlpatterns = [path("<str:token>/", views_part.check_in, name="check_in")]
