"""The sentences of this app's audit lines."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

AUDIT_WORDS = {
    "unit.added": _("added the unit %(name)s (%(unit_code)s)"),
    "unit.edited": _("edited the details of %(name)s"),
    "unit.renamed": _("renamed %(old)s to %(name)s from %(on)s"),
    "unit.moved": _("moved %(name)s from %(old)s to %(parent)s from %(on)s"),
    "unit.change_planned": _("planned a change of %(name)s for %(on)s"),
    "unit.change_cancelled": _("cancelled the change of %(name)s planned for %(on)s"),
    "unit.change_applied": _("made the change of %(name)s planned for %(on)s"),
    "unit.change_dropped": _("could not make the change of %(name)s planned for %(on)s: %(reason)s"),
    "unit.closed": _("closed %(name)s on %(on)s (%(decision)s)"),
    "unit.reopened": _("reopened %(name)s"),
}
