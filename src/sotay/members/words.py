"""The sentences of this app's audit lines."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

AUDIT_WORDS = {
    "member.added": _("added %(name)s to %(cell)s"),
    "member.edited": _("edited the record of %(name)s"),
    "member.transferred": _("transferred %(name)s from %(cell)s to %(to)s on %(on)s"),
    "member.transferred_temporarily": _("sent %(name)s on temporary transfer to %(to)s from %(on)s"),
    "member.standing_set": _("recorded for %(name)s: %(standing)s, from %(on)s"),
    "member.standing_ended": _("ended for %(name)s: %(standing)s, on %(on)s"),
    "member.exemption_proposed": _("proposed to the committee above to exempt %(name)s from %(on)s"),
    "member.exemption_declined": _("did not approve the proposal to exempt %(name)s"),
    "member.exemption_withdrawn": _("withdrew the proposal to exempt %(name)s"),
    "member.left": _("recorded that %(name)s left on %(on)s: %(reason)s"),
    "member.came_back": _("recorded that %(name)s came back on %(on)s"),
    "member.leave_undone": _("took back the leaving of %(name)s"),
    "member.appointed": _("appointed %(name)s as %(role)s of %(unit)s from %(on)s"),
    "member.appointment_ended": _("ended the appointment of %(name)s as %(role)s of %(unit)s on %(on)s"),
    "member.role_given_back": _("gave %(name)s back the role %(role)s of %(unit)s"),
    "member.viewed": _("opened the record of %(name)s as %(role)s of %(unit)s"),
    "member.list_viewed": _("opened the list of members of %(unit)s: %(count)s people"),
    "member.list_printed": _("opened a list of %(count)s members to print it"),
    "member.list_exported": _("downloaded a list of %(count)s members"),
    "roster.imported": _(
        "imported a roster into %(unit)s: %(added)s added, %(changed)s changed, "
        "%(unchanged)s unchanged, %(refused)s refused"
    ),
}
