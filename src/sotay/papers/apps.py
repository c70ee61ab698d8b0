from __future__ import annotations

from django.apps import AppConfig

from sotay.kernel import health


class PapersConfig(AppConfig):
    name = "sotay.papers"
    label = "papers"

    def ready(self) -> None:
        from sotay.accounts.export import OWN_DATA
        from sotay.audit.words import AUDIT_SENTENCES
        from sotay.kernel import search
        from sotay.notify.words import NOTICE_SENTENCES
        from sotay.papers import access, own_data, queries, search_source
        from sotay.papers.sections import papers_section
        from sotay.papers.words import AUDIT_WORDS, NOTICE_WORDS
        from sotay.units.sections import SECTIONS

        for part in own_data.PARTS:
            OWN_DATA.register(part)
        NOTICE_SENTENCES.register(NOTICE_WORDS)
        SECTIONS.register(papers_section)
        access.SCOPES.register(access.own_papers)
        AUDIT_SENTENCES.register(AUDIT_WORDS)
        search.SOURCES.register(search_source.SOURCE)
        health.FILES.register(health.FileSource("papers", queries.kept_files, queries.known_files))
