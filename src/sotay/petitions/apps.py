from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from sotay.audit import words as audit
from sotay.kernel import clock
from sotay.kernel.navigation import IN_MEETINGS, MAIN, OFFICES, Entry
from sotay.notify import words as notify
from sotay.petitions.words import AUDIT_WORDS, NOTICE_WORDS


class PetitionsConfig(AppConfig):
    name = "sotay.petitions"
    label = "petitions"

    def ready(self) -> None:
        from sotay.accounts.export import OWN_DATA
        from sotay.figures.work import SOURCES
        from sotay.kernel import search
        from sotay.kernel.needs import ARRIVALS, NEEDS
        from sotay.petitions import own_data, search_source

        OWN_DATA.register(own_data.petitions)
        from sotay.meetings import agenda_sources
        from sotay.petitions import deadlines
        from sotay.petitions.agenda_source import PetitionAgendaSource
        from sotay.petitions.arrivals import arrivals_of
        from sotay.petitions.figures import SOURCE
        from sotay.petitions.needs import needs_of

        NEEDS.register(needs_of)
        search.SOURCES.register(search_source.SOURCE)
        SOURCES.register(SOURCE)
        ARRIVALS.register(arrivals_of)
        concerned = (*IN_MEETINGS, *OFFICES)
        icon = "message-square-text"
        MAIN.register(Entry("petitions:petitions", _("Petitions"), icon, order=50, roles=concerned))
        audit.AUDIT_SENTENCES.register(AUDIT_WORDS)
        notify.NOTICE_SENTENCES.register(NOTICE_WORDS)
        about = _("Reminding of answers to petitions that are due or late")
        clock.DUE.register(
            clock.ScheduledJob("petitions.remind", deadlines.remind, about=about, overdue=deadlines.overdue)
        )
        agenda_sources.AGENDA_SOURCES.register(PetitionAgendaSource())
