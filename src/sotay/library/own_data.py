"""The documents a member declared not to be a state secret."""

from __future__ import annotations

from sotay.accounts.export import Section
from sotay.accounts.queries import account_of
from sotay.library.models import Document
from sotay.members.models import Member


def documents(member: Member) -> Section:
    account = account_of(member)
    rows = Document.objects.filter(uploaded_by_id=account.pk) if account else Document.objects.none()
    columns = ("title", "file_name", "size", "uploaded_at", "purged_at")
    return Section("documents", list(rows.order_by("uploaded_at").values(*columns)))
