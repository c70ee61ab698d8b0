"""Lines of before lose the words of meetings that stood in them."""

from __future__ import annotations

from importlib import import_module

from django.apps import apps

from sotay.audit.models import AuditLine

LINES = [
    ("task.dropped", {"text": "Việc kín", "because": "chuyện kín"}, {}),
    (
        "task.extended",
        {"text": "Việc kín", "because": "chuyện kín", "due": "01/01/2026"},
        {"due": "01/01/2026"},
    ),
    ("paper.frozen", {"title": "Nghị quyết về việc kín", "number": "05-NQ/CB"}, {"number": "05-NQ/CB"}),
    ("meeting.opened", {"title": "Họp chi ủy tháng 12/2026"}, {"title": "Họp chi ủy tháng 12/2026"}),
    ("member.left", {"name": "An", "reason": "Từ trần"}, {"name": "An", "reason": "Từ trần"}),
]


def test_old_lines_lose_what_was_typed_and_keep_the_rest(db, monkeypatch):
    migration = import_module("sotay.audit.migrations.0002_no_words_of_meetings")
    monkeypatch.setattr(migration, "BATCH", 2)
    for code, data, _kept in LINES:
        AuditLine.objects.create(code=code, actor_name="Thu", data=data)
    migration.remove_words(apps, None)
    assert [line.data for line in AuditLine.objects.order_by("at", "id")] == [kept for *_said, kept in LINES]
