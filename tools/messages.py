"""Words of the house in its second language: find them, list what lacks a translation, compile them.

Words are written in English in the code and the templates, and translated into Vietnamese in
`src/sotay/<app>/locale/vi/LC_MESSAGES/django.po`. Babel does the work, so no gettext binary is needed.

    messages.py extract   print every word with the places it is used
    messages.py update    add the words an app's .po lacks, empty, for somebody to fill in
    messages.py check     fail on a word without a translation, and on anything wrong in a .po
    messages.py compile   .po to .mo, only those that changed

An entry for a word that a library shows (Django's own "Enter a valid date.") is marked `#. library`,
because no file of ours holds it.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

# Django's template lexer wants settings; only the words matter here, not what they say.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "django.conf.global_settings")

from babel.messages import mofile, pofile
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "sotay"
LANGUAGE = "vi"
WIDTH = 110
LIBRARY = "library"
HOME_OF = {"config": "kernel", "audit": "kernel"}
"""Apps without a locale folder of their own, because Django does not look for one there."""

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}

Key = tuple[str, str]
"""What a translation is looked up by: context ('' for none) and the (singular) word."""

_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
_PLACE = re.compile(r"%\((\w+)\)[a-z]|\{(\w+)\}")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["extract", "update", "check", "compile"])
    parser.add_argument("apps", nargs="*", help="look only at these apps (default: all)")
    given = parser.parse_args()
    apps = set(given.apps)
    return {"extract": show, "update": update, "check": check, "compile": compile_all}[given.what](apps)


def show(apps: set[str]) -> int:
    for app, words in sorted(used().items()):
        for (context, word), message in sorted(words.items()):
            if not apps or app in apps:
                places = ", ".join(f"{path}:{line}" for path, line in message.locations)
                print(f"{app}: {f'[{context}] ' if context else ''}{word!r} ({places})")
    return 0


def update(apps: set[str]) -> int:
    """Add what is missing; a word another app already translates is not asked for twice."""
    held = {app: read(app) for app in apps_with_words()}
    known = {key for catalog in held.values() for key in keys(catalog)}
    for app, words in sorted(used().items()):
        missing = [message for key, message in words.items() if key not in known]
        if not missing or (apps and app not in apps):
            continue
        catalog = held.get(app) or read(app)
        for message in missing:
            catalog.add(message.id, context=message.context)
            known.add(key_of(message))
        write(app, catalog)
        print(f"{app}: {len(missing)} added to {po(app).relative_to(ROOT)}")
    return 0


def check(apps: set[str]) -> int:
    words = used()
    held = {app: read(app) for app in apps_with_words()}
    translated = {key for catalog in held.values() for key, m in keys(catalog).items() if filled(m)}
    everything = {key for found in words.values() for key in found}
    faults = []
    for app, found in sorted(words.items()):
        for key, message in sorted(found.items()):
            if key not in translated:
                path, line = message.locations[0]
                faults.append((app, f"no translation: {key[1]!r} ({path}:{line})"))
    for app, catalog in sorted(held.items()):
        for key, message in keys(catalog).items():
            faults += [(app, f"{fault}: {key[1]!r}") for fault in wrong_with(message, key in everything)]
    faults += disagreements(held)
    faults = [fault for fault in faults if not apps or fault[0] in apps]
    for app, fault in faults:
        print(f"{app}: {fault}")
    print(f"{len(faults)} faults" if faults else "every word has its translation")
    return 1 if faults else 0


def compile_all(apps: set[str]) -> int:
    for app in apps_with_words():
        source, target = po(app), po(app).with_suffix(".mo")
        if (apps and app not in apps) or (
            target.exists() and target.stat().st_mtime >= source.stat().st_mtime
        ):
            continue
        compiled = io.BytesIO()
        mofile.write_mo(compiled, read(app))
        fresh = target.with_suffix(
            f".{os.getpid()}"
        )  # renamed into place: a server may be reading the old one
        fresh.write_bytes(compiled.getvalue())
        fresh.replace(target)
    return 0


def used() -> dict[str, dict[Key, Message]]:
    """Every word of each app's code and templates."""
    words: dict[str, dict[Key, Message]] = defaultdict(dict)
    for path in sorted([*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html"), *SOURCE.rglob("*.txt")]):
        place = path.relative_to(SOURCE)
        if "tests" in place.parts or "migrations" in place.parts:
            continue
        app = HOME_OF.get(place.parts[0], place.parts[0])
        for line, message in words_in(path):
            kept = words[app].setdefault(key_of(message), message)
            kept.locations.append((str(path.relative_to(ROOT)), line))
            if (
                message.pluralizable and not kept.pluralizable
            ):  # gettext("x") here and ngettext("x", "xs") there
                kept.id = message.id
    return words


def words_in(path: Path) -> Iterator[tuple[int, Message]]:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        text = _INDENT.sub("", templatize(text, origin=str(path)))
    source = io.BytesIO(text.encode())
    for line, found, _comments, context in extract("python", source, KEYWORDS, options={"encoding": "utf-8"}):
        yield line, Message(found, context=context)


def key_of(message: Message) -> Key:
    word = message.id[0] if isinstance(message.id, tuple | list) else message.id
    return (message.context or "", word)


def keys(catalog: Catalog) -> dict[Key, Message]:
    return {key_of(message): message for message in catalog if message.id}


def texts(value: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return list(value) if isinstance(value, tuple | list) else [value or ""]


def filled(message: Message) -> bool:
    return not message.fuzzy and all(texts(message.string))


def wrong_with(message: Message, is_used: bool) -> Iterator[str]:
    if message.fuzzy:
        yield "marked fuzzy"
    if not is_used and LIBRARY not in message.auto_comments:
        yield "not used anywhere (remove it)"
    named = [set(_PLACE.findall(text)) for text in texts(message.id)]
    for text in texts(message.string):
        if text and set(_PLACE.findall(text)) not in named:
            yield "its %(places)s differ in the translation"


def disagreements(held: dict[str, Catalog]) -> Iterator[tuple[str, str]]:
    """A word with two translations: Django keeps one for the whole house, so one of them is never shown."""
    first: dict[Key, tuple[str, Message]] = {}
    for app, catalog in sorted(held.items()):
        for key, message in keys(catalog).items():
            if not filled(message):
                continue
            other, kept = first.setdefault(key, (app, message))
            if texts(kept.string) != texts(message.string):
                yield app, f"translated otherwise in {other} (say which is meant with a context): {key[1]!r}"


def po(app: str) -> Path:
    return SOURCE / app / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def apps_with_words() -> list[str]:
    return sorted(path.parents[3].name for path in SOURCE.glob(f"*/locale/{LANGUAGE}/LC_MESSAGES/django.po"))


def read(app: str) -> Catalog:
    """The app's catalog, or a new one."""
    if not po(app).exists():
        return Catalog(LANGUAGE, project="sotay", fuzzy=False, charset="utf-8")
    with po(app).open("rb") as source:
        try:
            return pofile.read_po(source, LANGUAGE, charset="utf-8", abort_invalid=True)
        except pofile.PoFileError as wrong:
            sys.exit(f"{po(app).relative_to(ROOT)}: {wrong}")


def write(app: str, catalog: Catalog) -> None:
    text = io.BytesIO()
    pofile.write_po(text, catalog, width=WIDTH, no_location=True, omit_header=True)
    head = (
        'msgid ""\nmsgstr ""\n"Language: vi\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        '"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
    )
    po(app).parent.mkdir(parents=True, exist_ok=True)
    po(app).write_text(head + text.getvalue().decode().strip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
