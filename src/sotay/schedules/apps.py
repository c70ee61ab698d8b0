from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from sotay.kernel.actor import Role
from sotay.kernel.navigation import ABOVE_CELLS, LEADERS, Entry


class SchedulesConfig(AppConfig):
    name = "sotay.schedules"
    label = "schedules"

    def ready(self) -> None:
        from sotay.accounts.export import OWN_DATA
        from sotay.audit import words as audit
        from sotay.kernel.needs import NEEDS
        from sotay.meetings.preparation.drafting import AGREED_TIMES
        from sotay.meetings.preparation.planned_themes import PLANNED_THEMES
        from sotay.meetings.views import BESIDE_MEETINGS
        from sotay.notify import words as notices
        from sotay.schedules import own_data, themes
        from sotay.schedules.messages import AUDIT_WORDS, NOTICE_WORDS
        from sotay.schedules.queries import approved_times

        audit.AUDIT_SENTENCES.register(AUDIT_WORDS)
        notices.NOTICE_SENTENCES.register(NOTICE_WORDS)
        AGREED_TIMES.register(approved_times)
        PLANNED_THEMES.register(themes.planned_theme)
        NEEDS.register(themes.needs_of)
        OWN_DATA.register(own_data.themes)
        roles = (*LEADERS, *ABOVE_CELLS, Role.OVERSEER)
        BESIDE_MEETINGS.register(Entry("schedules:home", _("Schedule"), "calendar-days", roles=roles))
