"""Addresses of votes, part of those of meetings."""

from __future__ import annotations

from django.urls import URLPattern, path

from sotay.meetings.voting import views

_VOTE = "<uuid:pk>/votes/<uuid:motion>"
urlpatterns: list[URLPattern] = [
    path("votes-explained/", views.explained, name="votes_explained"),
    path(f"{_VOTE}/", views.vote, name="vote"),
    path(f"{_VOTE}/version/", views.vote_version, name="vote_version"),
    path(f"{_VOTE}/for/", views.cast_for, name="cast_for"),
    path(f"{_VOTE}/end/", views.end, name="end_vote"),
    path(f"{_VOTE}/again/", views.start_over, name="vote_again"),
    path(f"{_VOTE}/counted/", views.counted, name="ballots_counted"),
    path(f"{_VOTE}/ballots/", views.ballots, name="ballots"),
    path(f"{_VOTE}/record/", views.record_of_vote, name="vote_record"),
    path(f"{_VOTE}/record/pdf/", views.record_file, {"kind": "pdf"}, name="vote_record_pdf"),
    path(f"{_VOTE}/record/docx/", views.record_file, {"kind": "docx"}, name="vote_record_docx"),
]
