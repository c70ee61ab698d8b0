"""The sentences of this app's audit lines. None holds a title or a reason: they may have to be purged."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

AUDIT_WORDS = {
    "document.stored": _("attached a %(kind)s file of %(kilobytes)s kB, declared not to be a state secret"),
    "document.purged": _("removed an attached file and its name for good"),
    "library.added": _("put a document with %(files)s files into the library"),
    "library.changed": _("changed what the library says of a document"),
    "library.shared": _("let the units below read a document of the library"),
    "library.kept_to_itself": _("took a document of the library back from the units below"),
    "library.purged": _("removed a document with its files from the library for good"),
    "library.related": _("recorded how a document of the library relates to another"),
    "library.unrelated": _("took back how a document of the library relates to another"),
    "collection.made": _("made a collection in the library"),
    "collection.changed": _("changed a collection of the library"),
    "collection.removed": _("removed a collection of the library; its documents stay"),
    "collection.filled": _("put a document into a collection of the library"),
    "collection.emptied": _("took a document out of a collection of the library"),
}
