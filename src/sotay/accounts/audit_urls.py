"""The page of what happened. It needs the tree, which the audit lines themselves lie below."""

from __future__ import annotations

from django.urls import path

from sotay.accounts import audit_page

app_name = "audit"
urlpatterns = [
    path("of/<uuid:pk>/", audit_page.lines, name="lines"),
    path("about/<uuid:pk>/", audit_page.about, name="about"),
]
