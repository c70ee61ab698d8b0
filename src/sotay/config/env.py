"""What the environment says, checked once at the start.

A missing or bad value stops the start with one clear line; nothing else reads os.environ.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import zoneinfo
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import dj_database_url

DEMO_PASSWORD = "sotay-demo"  # noqa: S105 - opens invented people's accounts, on a demo only
_HOST = re.compile(r"\*|\.?[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\]", re.IGNORECASE)
_LEAST_PASSWORD = 8
_ADDRESSES = "write sqlite:////PATH/FILE or postgres://USER:PASSWORD@HOST/NAME"


_MAIL = "write smtp://USER:PASSWORD@HOST:PORT, smtp+tls://..., smtps://... or file:///FOLDER"
_MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
_PUSH_SERVICES = (
    *("fcm.googleapis.com", "updates.push.services.mozilla.com"),
    *(".push.apple.com", ".notify.windows.com", ".push.services.mozilla.com"),
)


class BadEnvironment(SystemExit):
    """Stops the process with one line that names the variable and what to do."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"sotay: {name}: {why}")


def home() -> Path:
    """The checkout when there is one, else the folder the command runs in; `var/` lives here."""
    checkout = Path(__file__).resolve().parents[3]
    return checkout if (checkout / "pyproject.toml").exists() else Path.cwd()


def cases() -> Path:
    """Where `sotay demo --case` plays each case of the articles, and keeps what was found."""
    return home() / "var" / "cases"


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
    config = _address("DATABASE_URL", url)
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
    elif flag("SOTAY_PGBOUNCER"):
        config["DISABLE_SERVER_SIDE_CURSORS"] = True  # the next part may come from another connection
    return config


_SEVERAL = re.compile(r"(?P<head>postgres(?:ql)?://(?:[^@/]*@)?)(?P<hosts>[^/?@]*,[^/?@]*)(?P<tail>/.*)")


def _address(name: str, url: str) -> dict[str, Any]:
    """Django's description of an address. Several hosts, commas between, are tried in turn: with
    `?target_session_attrs=read-write` the one that takes writes is found again after a failover.
    """
    several = _SEVERAL.fullmatch(url)
    try:
        hosts = [urlsplit(f"//{host}") for host in several["hosts"].split(",")] if several else []
        one = f"{several['head']}{hosts[0].netloc}{several['tail']}" if several else url
        config = dict(dj_database_url.parse(one, conn_max_age=60, conn_health_checks=True))
        if hosts:
            config["HOST"] = ",".join(host.hostname or "" for host in hosts)
            config["PORT"] = ",".join(str(host.port or 5432) for host in hosts)
    except (ValueError, KeyError):  # their words may repeat the password
        raise BadEnvironment(name, f"is not a database address; {_ADDRESSES}") from None
    if not config["NAME"]:
        raise BadEnvironment(name, "names no database after the last /")
    return config


POOL = {"min_size": 1, "max_size": 12, "timeout": 10, "max_idle": 60}
"""Connections of one worker: for ordinary pages at work (`config.pace.AT_ONCE`), the lanes, some to spare."""
STATEMENT, LOCK, IDLE = 30, 10, 60
"""Seconds a server's statement may take, may wait for a lock, and may sit inside a transaction."""


def serving(config: dict[str, Any]) -> None:
    """Change the description for a process that serves people: its threads share connections, and nothing is
    waited for without end. Commands have none of it: a rebuild takes as long as it takes.

    Behind pgbouncer (SOTAY_PGBOUNCER) limits belong to the role: a connection there is another's next moment,
    and what a client asks for at its start is not passed on (docs/operate.md).
    """
    if config["ENGINE"] != "django.db.backends.postgresql":
        return
    options = config.setdefault("OPTIONS", {})
    options["pool"] = dict(POOL)
    config["CONN_MAX_AGE"] = 0
    if not flag("SOTAY_PGBOUNCER"):
        limits = {
            "statement_timeout": STATEMENT,
            "lock_timeout": LOCK,
            "idle_in_transaction_session_timeout": IDLE,
        }
        told = " ".join(f"-c {name}={seconds * 1000}" for name, seconds in limits.items())
        options["options"] = f"{told} {options.get('options', '')}".strip()


def replica(primary: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The streaming replica that reports are read from (REPLICA_URL), as a second database, if any."""
    url = os.environ.get("REPLICA_URL")
    if not url:
        return {}
    config = _address("REPLICA_URL", url)
    if not config["ENGINE"] == primary["ENGINE"] == "django.db.backends.postgresql":
        raise BadEnvironment("REPLICA_URL", "names a PostgreSQL that follows the one of DATABASE_URL")
    if all(config[key] == primary[key] for key in ("HOST", "PORT", "NAME")):
        raise BadEnvironment("REPLICA_URL", "names the same database as DATABASE_URL; leave it out")
    config["OPTIONS"] = {"connect_timeout": 2, **config.get("OPTIONS", {})}
    config["TEST"] = {"MIRROR": "default"}
    return {"replica": config}


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


def public_url(hosts: list[str], *, https: bool) -> str:
    """The address people open, for links in messages: SOTAY_URL, else made of the first of ALLOWED_HOSTS."""
    given = os.environ.get("SOTAY_URL", "").rstrip("/")
    if given:
        _http_url("SOTAY_URL", given)
        return given
    host = next((name for name in hosts if name != "*" and not name.startswith(".")), "localhost")
    return f"{'https' if https else 'http'}://{host}"


def pkcs11() -> dict[str, str] | None:
    """The device that signs papers digitally: SOTAY_PKCS11 is the driver's library, and three more name the
    token, the certificate on it and the PIN. None without.
    """
    library = os.environ.get("SOTAY_PKCS11", "")
    if not library:
        return None
    if not Path(library).is_file():
        raise BadEnvironment("SOTAY_PKCS11", "names no file; give the path of the device's PKCS#11 library")
    given = {
        name: os.environ.get(f"SOTAY_PKCS11_{name.upper()}", "") for name in ("token", "certificate", "pin")
    }
    for name, value in given.items():
        if not value:
            raise BadEnvironment(f"SOTAY_PKCS11_{name.upper()}", "is needed with SOTAY_PKCS11")
    return {"library": library, **given}


def time_stamp_server() -> str:
    """Where digital signatures get their time stamps; empty for none."""
    given = os.environ.get("SOTAY_TSA_URL", "")
    if given:
        _http_url("SOTAY_TSA_URL", given)
    return given


def signing_roots() -> list[Path]:
    """Files of the root certificates that signatures on papers are trusted by, divided by colons."""
    files = [Path(each) for each in os.environ.get("SOTAY_SIGNING_ROOTS", "").split(":") if each]
    for file in files:
        if not file.is_file():
            raise BadEnvironment("SOTAY_SIGNING_ROOTS", f"names no file: {file}")
    return files


def email(var: Path) -> dict[str, Any]:
    """Django's e-mail settings of EMAIL_URL (default: files under `var/mail`).

    `smtp://`, `smtp+tls://` (STARTTLS) or `smtps://`, each with USER:PASSWORD@HOST:PORT; or `file:///FOLDER`.
    """
    address = os.environ.get("EMAIL_URL") or f"file://{var / 'mail'}"
    try:
        url = urlsplit(address)
        port = url.port
    except ValueError:
        raise BadEnvironment("EMAIL_URL", f"is not an address; {_MAIL}") from None
    if url.scheme == "file" and url.path.startswith("/") and not url.netloc:
        return {"BACKEND": "sotay.notify.channels.mail_files.EmailBackend", "FILE_PATH": unquote(url.path)}
    if url.scheme not in _MAIL_PORTS or not url.hostname:
        raise BadEnvironment("EMAIL_URL", f"is of no kind we can use; {_MAIL}")
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "HOST": url.hostname,
        "PORT": port or _MAIL_PORTS[url.scheme],
        "HOST_USER": unquote(url.username or ""),
        "HOST_PASSWORD": unquote(url.password or ""),
        "USE_TLS": url.scheme == "smtp+tls",
        "USE_SSL": url.scheme == "smtps",
        "TIMEOUT": 10,
    }


def email_from(public_url: str) -> str:
    given = os.environ.get("SOTAY_EMAIL_FROM") or f"sotay@{urlsplit(public_url).hostname}"
    if "@" not in given or any(char.isspace() for char in given):
        raise BadEnvironment("SOTAY_EMAIL_FROM", "takes one e-mail address, as name@host")
    return given


def text_gateway() -> tuple[str, str]:
    """Address and token of the gateway for text messages; both empty when there is none."""
    address = os.environ.get("SOTAY_TEXT_URL", "")
    if address:
        _http_url("SOTAY_TEXT_URL", address)
    return address, os.environ.get("SOTAY_TEXT_TOKEN", "")


def push_services() -> list[str]:
    """The push services of browsers we send to, and the hosts SOTAY_PUSH_SERVICES adds."""
    more = [name.strip() for name in os.environ.get("SOTAY_PUSH_SERVICES", "").split(",") if name.strip()]
    for name in more:
        if not _HOST.fullmatch(name) or name == "*":
            raise BadEnvironment("SOTAY_PUSH_SERVICES", f"takes host names separated by commas, not {name!r}")
    return [*_PUSH_SERVICES, *more]


def push_contact(public_url: str) -> str:
    """Whom a push service may ask about us (RFC 8292, 2.1)."""
    if public_url.startswith("https://"):
        return public_url
    return f"mailto:{email_from(public_url)}"


def whole_number(name: str, usual: int, *, least: int, most: int) -> int:
    given = os.environ.get(name, "").strip()
    number = int(given) if given.isascii() and given.isdecimal() else usual if not given else least - 1
    if not least <= number <= most:
        raise BadEnvironment(name, f"takes a whole number from {least} to {most}, not {given!r}")
    return number


def networks(name: str) -> list[IPv4Network | IPv6Network]:
    """Networks of one's own that may be reached although the Internet cannot reach them: 10.1.0.0/16, ..."""
    given = [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]
    try:
        return [ip_network(part) for part in given]
    except ValueError as wrong:
        raise BadEnvironment(name, f"takes networks separated by commas, as 10.1.0.0/16: {wrong}") from None


def _http_url(name: str, address: str) -> SplitResult:
    try:
        url = urlsplit(address)
        known = url.scheme in {"http", "https"} and bool(url.hostname) and (url.port is None or url.port > 0)
    except ValueError:
        known = False
    if not known:
        raise BadEnvironment(name, "takes an address that starts with https:// or http://")
    return url


def _make_folder(name: str, folder: Path, mode: int = 0o777) -> None:
    try:
        folder.mkdir(mode=mode, parents=True, exist_ok=True)
    except OSError as wrong:
        raise BadEnvironment(name, f"cannot be used: {wrong.strerror}: {folder}") from None
    if not os.access(folder, os.W_OK):
        raise BadEnvironment(name, f"cannot be used: no right to write in {folder}")
