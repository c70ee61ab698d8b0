from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from sotay.audit.words import AUDIT_SENTENCES
from sotay.kernel import health
from sotay.kernel.actor import Role
from sotay.library.words import AUDIT_WORDS


class LibraryConfig(AppConfig):
    name = "sotay.library"
    label = "library"

    def ready(self) -> None:
        from sotay.accounts.export import OWN_DATA
        from sotay.kernel import clock, jobs, search
        from sotay.kernel.navigation import IN_MEETINGS, MAIN, Entry
        from sotay.library import access, entries, own_data, papers_source, queries, search_source, sources
        from sotay.library.jobs import read_text, read_those_waiting
        from sotay.library.sections import library_section
        from sotay.units.sections import SECTIONS

        reading = _("Reading the text of attached files for the search")
        jobs.DESCRIPTIONS.register(jobs.Description(read_text.module_path, reading))
        clock.DUE.register(clock.ScheduledJob("library.texts", read_those_waiting, about=reading))
        access.SCOPES.register(access.attached)
        for source in (entries.SOURCE, papers_source.SOURCE):
            sources.SOURCES.register(source)
        SECTIONS.register(library_section)
        readers = (*IN_MEETINGS, Role.WARD_OFFICE, Role.PROVINCE_OFFICE, Role.INSPECTION_COMMISSION)
        MAIN.register(Entry("library:library", _("Library"), "library", order=55, roles=readers))
        for part in own_data.PARTS:
            OWN_DATA.register(part)
        AUDIT_SENTENCES.register(AUDIT_WORDS)
        search.SOURCES.register(search_source.SOURCE)
        health.FILES.register(health.FileSource("library", queries.stored_files, queries.known_files))
        health.QUESTIONS.register(health.Question("purged documents are gone", queries.purged_but_there))
