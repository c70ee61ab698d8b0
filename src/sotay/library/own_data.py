"""Documents a member declared not to be a state secret, and what they keep of the library for themselves."""

from __future__ import annotations

from django.utils import timezone

from sotay.accounts.export import Section
from sotay.accounts.queries import account_of
from sotay.library.listing import cards_of
from sotay.library.models import (
    Document,
    LibraryBookmark,
    LibraryEntry,
    LibraryLook,
    LibraryReading,
)
from sotay.members.models import Member


def documents(member: Member) -> Section:
    account = account_of(member)
    rows = Document.objects.filter(uploaded_by_id=account.pk) if account else Document.objects.none()
    columns = ("title", "file_name", "size", "uploaded_at", "purged_at")
    return Section("documents", list(rows.order_by("uploaded_at").values(*columns)))


def library_added(member: Member) -> Section:
    """What the member put into a library."""
    account = account_of(member)
    rows = LibraryEntry.objects.filter(added_by_id=account.pk) if account else LibraryEntry.objects.none()
    columns = ("number", "abstract", "added_at", "removed_at")
    return Section("library_added", list(rows.order_by("added_at").values(*columns)))


def library_bookmarks(member: Member) -> Section:
    return Section("library_bookmarks", _personal(member, LibraryBookmark))


def library_read(member: Member) -> Section:
    """What was opened one by one, and the moment up to which everything was marked as read."""
    account = account_of(member)
    looks = LibraryLook.objects.filter(account=account) if account else LibraryLook.objects.none()
    until = [{"all_until": moment} for moment in looks.values_list("seen_until", flat=True)]
    return Section("library_read", [*until, *_personal(member, LibraryReading)])


def _personal(member: Member, model: type[LibraryBookmark] | type[LibraryReading]) -> list[dict[str, object]]:
    """By the title as it is now; nothing of a document that was removed since."""
    account = account_of(member)
    rows = list(model.objects.filter(account=account).order_by("at")) if account else []
    cards = cards_of([(row.item_id, row.source) for row in rows], timezone.localdate())
    return [
        {"number": card.number, "title": card.title, "at": row.at}
        for row in rows
        if (card := cards.get(row.item_id))
    ]


PARTS = (documents, library_added, library_bookmarks, library_read)
