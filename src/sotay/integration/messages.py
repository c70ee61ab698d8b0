"""What audit lines and notices of this app say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

AUDIT_WORDS = {
    "token.made": _("made an access token for a program, good until %(on)s"),
    "token.ended": _("ended an access token of theirs"),
    "token.all_ended": _("ended the access tokens of %(name)s: %(n)s"),
    "token.role_ended": _("ended an access token of %(name)s with the role it was made in"),
    "webhook.registered": _("registered an address that is told what happens here, of kinds: %(n)s"),
    "webhook.secret_changed": _("gave an address that is told what happens here a new secret"),
    "webhook.turned_off": _("turned off an address that is told what happens here"),
    "webhook.turned_on": _("turned on an address that is told what happens here"),
    "webhook.removed": _("removed an address that is told what happens here"),
    "handbook.posted_before": _("noted that the documents were posted to the national handbook on %(on)s"),
    "handbook.posted_after": _(
        "noted that the finished papers were posted to the national handbook on %(on)s"
    ),
    "handbook.unposted_before": _("took back that the documents were posted to the national handbook"),
    "handbook.unposted_after": _("took back that the finished papers were posted to the national handbook"),
}
NOTICE_WORDS = {
    "webhook.gave_up": _(
        "An address that is told what happens at %(unit)s took nothing for three days and is turned off."
    ),
}
