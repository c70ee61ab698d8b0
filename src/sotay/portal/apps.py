from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from sotay.kernel.actor import Role
from sotay.kernel.navigation import ACCOUNT, FOOT, HELP, MAIN, Entry


class PortalConfig(AppConfig):
    name = "sotay.portal"
    label = "portal"

    def ready(self) -> None:
        from sotay.kernel import search
        from sotay.portal import search_source

        today = Entry("portal:today", _("Today"), "house")
        search.SOURCES.register(search_source.SOURCE)
        MAIN.register(today)
        ACCOUNT.register(today)
        pages = (
            Entry("portal:about", _("How a month runs"), "calendar-days", order=1),
            Entry("portal:who_sees_what", _("Who sees what"), "eye", order=2),
        )
        HELP.register(Entry("portal:guide", _("First steps"), "flag", roles=tuple(Role.values)))
        for page in pages:
            HELP.register(page)
            FOOT.register(page)
