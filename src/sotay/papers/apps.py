from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig

from sotay.kernel import health


class PapersConfig(AppConfig):
    name = "sotay.papers"
    label = "papers"

    def ready(self) -> None:
        from sotay.accounts.export import OWN_DATA
        from sotay.papers import own_data

        OWN_DATA.register(own_data.signatures)

        words = import_module("sotay.papers.words")
        import_module("sotay.audit.words").AUDIT_SENTENCES.register(words.AUDIT_WORDS)
        queries = import_module("sotay.papers.queries")
        health.FILES.register(health.FileSource("papers", queries.printed_files, queries.known_files))
