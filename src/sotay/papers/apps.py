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
        from sotay.papers import own_data, queries, search_source
        from sotay.papers.words import AUDIT_WORDS

        OWN_DATA.register(own_data.signatures)
        AUDIT_SENTENCES.register(AUDIT_WORDS)
        search.SOURCES.register(search_source.SOURCE)
        health.FILES.register(health.FileSource("papers", queries.printed_files, queries.known_files))
