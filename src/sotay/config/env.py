"""What the environment says, checked once at the start.

A missing or bad value stops the start with one clear line; nothing else reads os.environ.
"""

from __future__ import annotations

import os
import secrets
import zoneinfo
from pathlib import Path

import dj_database_url


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
    if not kept.exists():
        var.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48))
    return kept.read_text().strip()


def database(var: Path) -> dict[str, object]:
    """Django's description of DATABASE_URL (default: an SQLite file under `var/`).

    SQLite runs in WAL mode and takes its write lock when a transaction begins: with deferred
    transactions two writers at once lose one of the writes.
    """
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{var / 'sotay.sqlite3'}"
    try:
        config = dict(dj_database_url.parse(url, conn_max_age=60))
    except (ValueError, KeyError) as wrong:
        raise BadEnvironment("DATABASE_URL", f"is not a database address ({wrong})") from None
    if config["ENGINE"] == "django.db.backends.sqlite3":
        Path(str(config["NAME"])).parent.mkdir(parents=True, exist_ok=True)
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;",
        }
    elif config["ENGINE"] != "django.db.backends.postgresql":
        raise BadEnvironment("DATABASE_URL", "must be sqlite:///FILE or postgres://USER:PASSWORD@HOST/NAME")
    return config


def time_zone() -> str:
    name = os.environ.get("TZ") or "Asia/Ho_Chi_Minh"
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        raise BadEnvironment("TZ", f"is not a time zone: {name!r}") from None
    return name


def hosts() -> list[str]:
    given = os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
    return [host.strip() for host in given.split(",") if host.strip()]


def media(var: Path) -> Path:
    folder = Path(os.environ.get("SOTAY_MEDIA") or var / "media")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as wrong:
        raise BadEnvironment("SOTAY_MEDIA", f"cannot be used: {wrong.strerror}: {folder}") from None
    return folder
