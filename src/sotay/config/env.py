"""What the environment says, checked once at the start.

A missing or bad value stops the start with one clear line; nothing else reads os.environ.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import zoneinfo
from pathlib import Path
from typing import Any

import dj_database_url

DEMO_PASSWORD = "sotay-demo"  # noqa: S105 - opens invented people's accounts, on a demo only
_HOST = re.compile(r"\*|\.?[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\]", re.IGNORECASE)
_LEAST_PASSWORD = 8
_ADDRESSES = "write sqlite:////PATH/FILE or postgres://USER:PASSWORD@HOST/NAME"


class BadEnvironment(SystemExit):
    """Stops the process with one line that names the variable and what to do."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"sotay: {name}: {why}")


def home() -> Path:
    """The checkout when there is one, else the folder the command runs in; `var/` lives here."""
    checkout = Path(__file__).resolve().parents[3]
    return checkout if (checkout / "pyproject.toml").exists() else Path.cwd()


def flag(name: str) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if value in {"", "0", "no", "false"}:
        return False
    if value in {"1", "yes", "true"}:
        return True
    raise BadEnvironment(name, f"must be 0 or 1, not {value!r}")


def secret_key(var: Path) -> str:
    """SECRET_KEY, or for the demo and for commands that serve nobody a key kept under `var/`."""
    given = os.environ.get("SECRET_KEY", "")
    if given:
        if len(given) < 32:  # noqa: PLR2004 - Django's own advice is 50; 32 is 256 bits in hex halves
            raise BadEnvironment("SECRET_KEY", "must have at least 32 characters")
        return given
    kept = var / "secret-key"
    try:
        var.mkdir(parents=True, exist_ok=True)
        if not kept.exists():
            _keep(kept, secrets.token_urlsafe(48))
        return kept.read_text().strip()
    except OSError as wrong:
        raise BadEnvironment(
            "SECRET_KEY", f"is not set and none is kept in {var} ({wrong.strerror})"
        ) from None


def must_have_secret_key() -> None:
    """A server for people needs a key of its own, kept apart from the data; only a demo makes its own."""
    if not os.environ.get("SECRET_KEY") and not flag("SOTAY_DEMO"):
        raise BadEnvironment(
            "SECRET_KEY", "must be set to serve: at least 32 random characters, the same at every start"
        )


def _keep(file: Path, secret: str) -> None:
    """Write a secret only its owner can read, whole or not at all: another process may do the same now."""
    fresh = file.with_suffix(f".{os.getpid()}")
    fresh.touch(mode=0o600)
    fresh.write_text(secret)
    with contextlib.suppress(FileExistsError):
        file.hardlink_to(fresh)
    fresh.unlink()


def database(var: Path) -> dict[str, Any]:
    """Django's description of DATABASE_URL (default: an SQLite file under `var/`).

    SQLite runs in WAL mode and takes its write lock when a transaction begins: with deferred
    transactions two writers at once lose one of the writes. A connection kept from an earlier request is
    tried before it is used: PostgreSQL may have been started again since. What is deleted is
    overwritten, by every connection: a secret vote and a purge leave nothing in freed pages.
    """
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{var / 'sotay.sqlite3'}"
    try:
        config = dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    except (ValueError, KeyError):  # their words may repeat the password
        raise BadEnvironment("DATABASE_URL", f"is not a database address; {_ADDRESSES}") from None
    if not config["NAME"]:
        raise BadEnvironment("DATABASE_URL", "names no database after the last /")
    if config["ENGINE"] == "django.db.backends.sqlite3":
        _make_folder("DATABASE_URL", Path(str(config["NAME"])).parent)
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000; "
                "PRAGMA secure_delete=ON;"
            ),
        }
    elif config["ENGINE"] != "django.db.backends.postgresql":
        raise BadEnvironment("DATABASE_URL", f"is of no kind we can use; {_ADDRESSES}")
    return config


def time_zone() -> str:
    name = os.environ.get("TZ") or "Asia/Ho_Chi_Minh"
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        raise BadEnvironment("TZ", f"is not a time zone: {name!r}") from None
    return name


def hosts() -> list[str]:
    given = os.environ.get("ALLOWED_HOSTS") or "localhost,127.0.0.1,[::1]"
    names = [host.strip() for host in given.split(",") if host.strip()]
    for name in names:
        if not _HOST.fullmatch(name):
            raise BadEnvironment("ALLOWED_HOSTS", f"takes host names separated by commas, not {name!r}")
    return names


def media(var: Path) -> Path:
    folder = Path(os.environ.get("SOTAY_MEDIA") or var / "media").absolute()
    _make_folder("SOTAY_MEDIA", folder)
    return folder


def ballot_keys(media: Path) -> Path:
    """The folder for the keys of open secret votes: beside the uploads, which backups hold, never inside."""
    given = os.environ.get("SOTAY_BALLOT_KEYS")
    folder = Path(given or media.parent / "ballot-keys").absolute()
    if folder == media or media in folder.parents:
        raise BadEnvironment("SOTAY_BALLOT_KEYS", f"must not be inside {media}: backups hold what is there")
    if given:
        _make_folder("SOTAY_BALLOT_KEYS", folder, mode=0o700)
    return folder


def demo_password() -> str:
    """The one password of the demo accounts."""
    given = os.environ.get("SOTAY_DEMO_PASSWORD") or DEMO_PASSWORD
    if len(given) < _LEAST_PASSWORD:
        raise BadEnvironment("SOTAY_DEMO_PASSWORD", f"must have at least {_LEAST_PASSWORD} characters")
    return given


def _make_folder(name: str, folder: Path, mode: int = 0o777) -> None:
    try:
        folder.mkdir(mode=mode, parents=True, exist_ok=True)
    except OSError as wrong:
        raise BadEnvironment(name, f"cannot be used: {wrong.strerror}: {folder}") from None
    if not os.access(folder, os.W_OK):
        raise BadEnvironment(name, f"cannot be used: no right to write in {folder}")
