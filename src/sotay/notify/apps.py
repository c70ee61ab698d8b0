from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from sotay.kernel.navigation import ACCOUNT, COUNTERS, Counter, Entry


class NotifyConfig(AppConfig):
    name = "sotay.notify"
    label = "notify"

    def ready(self) -> None:
        from sotay.accounts.export import OWN_DATA
        from sotay.notify import own_data

        OWN_DATA.register(own_data.notices)
        from sotay.notify.queries import unread_count
        from sotay.notify.words import say_unread

        COUNTERS.register(Counter("notify:notices", _("Notices"), "bell", unread_count, say_unread))
        ACCOUNT.register(Entry("notify:notices", _("Notices"), "bell", order=5))
