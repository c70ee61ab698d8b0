"""Run every test: on SQLite, with the browser when one is found, and again on PostgreSQL when one answers.

    suite.py [--strict] [pytest's own arguments]

PostgreSQL is the one TEST_DATABASE_URL names, or a local server that lets us make databases. What cannot
be run is said plainly at the end; with --strict (continuous integration) it fails the run, and so does any
skipped test. A browser cannot see which database answers, so its tests run once, on SQLite, and so do tests
that store nothing. A few browser tests that fail beside others are asked once more, one at a time: what
passes then is named at the end as a test (or a page) that cannot bear a busy machine, to be repaired.
Reports are kept as var/test/*.xml.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parents[1]
REPORTS = ROOT / "var" / "test"
BROWSERS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
LOCAL = (
    "postgres://%2Fvar%2Frun%2Fpostgresql/postgres",
    "postgres://127.0.0.1:5432/postgres",
    "postgres://postgres@127.0.0.1:5432/postgres",
)
OLDEST_POSTGRES = 150000
WORKERS = (os.cpu_count() or 1) + 1  # each waits for its browser or its database now and then
ALONE, IN_BROWSER, MOST_ALONE = "alone", "tests/browser/", 3
NO_TESTS = 5  # pytest's status when the arguments choose no test


@dataclass(frozen=True)
class Result:
    name: str
    status: int
    seconds: float
    tests: int = 0
    failed: int = 0
    skipped: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
    passed_alone: tuple[str, ...] = ()

    @property
    def passed(self) -> int:
        return self.tests - self.failed - len(self.skipped)


def main(arguments: list[str]) -> int:
    strict = "--strict" in arguments
    chosen = [argument for argument in arguments if argument != "--strict"]
    not_run = []
    if not any(shutil.which(name) for name in BROWSERS):
        chosen += ["-m", "not browser"]
        not_run.append("browser tests: no Chromium found (Debian: apt install chromium-headless-shell)")
    results = [once_more(run("sqlite", None, chosen))]
    if url := postgresql():
        results.append(run("postgresql", url, chosen if "-m" in chosen else [*chosen, "-m", "not browser"]))
    else:
        not_run.append("PostgreSQL tests: no TEST_DATABASE_URL, and no local server lets us make databases")
    return tell(results, not_run, strict=strict)


def run(name: str, url: str | None, chosen: list[str]) -> Result:
    print(f"--- {name} ---", flush=True)
    REPORTS.mkdir(parents=True, exist_ok=True)
    report = REPORTS / f"{name}.xml"
    report.unlink(missing_ok=True)
    environment = {key: value for key, value in os.environ.items() if key not in UNWANTED}
    if url:
        environment["DATABASE_URL"] = url
        environment["PGOPTIONS"] = "-c synchronous_commit=off"  # what tests commit need not reach the disk
    started = time.monotonic()
    beside = [] if name == ALONE else [f"-n{WORKERS}", "--dist=worksteal"]
    command = [sys.executable, "-m", "pytest", *beside, f"--junitxml={report}", *chosen]
    status = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    status = 0 if status == NO_TESTS and chosen else status
    return read(name, report, status, time.monotonic() - started)


def once_more(result: Result) -> Result:
    """The result with its few failed browser tests asked again, one at a time. More than a few are no
    chance, and nothing but a browser depends on what else the machine does."""
    failures = result.failures
    if not 0 < len(failures) <= MOST_ALONE or any(IN_BROWSER not in name for name in failures):
        return result
    again = run(ALONE, None, list(failures))
    if again.status or again.passed != len(failures):
        return result
    return replace(result, status=0, failed=0, failures=(), passed_alone=failures)


UNWANTED = {
    "DATABASE_URL",
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "SOTAY_MEDIA",
    "SOTAY_DEMO",
    "SOTAY_DEMO_PASSWORD",
    "TZ",
    "PYTHONDONTWRITEBYTECODE",
}
"""Tests must not depend on how the shell they were started from is set up."""


def read(name: str, report: Path, status: int, seconds: float) -> Result:
    if not report.exists():
        return Result(name, status or 1, seconds)
    cases = list(ET.parse(report).iter("testcase"))
    failed = [case for case in cases if case.find("failure") is not None or case.find("error") is not None]
    skipped = [case for case in cases if case.find("skipped") is not None]
    names = tuple(f"{case.get('classname')}.{case.get('name')}" for case in skipped)
    failures = tuple(
        f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name')}" for case in failed
    )
    return Result(name, status, seconds, len(cases), len(failed), names, failures)


def postgresql() -> str | None:
    """The address of a server we can make databases on. A named one that does not answer is an error."""
    if named := os.environ.get("TEST_DATABASE_URL"):
        if fault := unusable(named):
            sys.exit(f"TEST_DATABASE_URL cannot be used: {fault}")
        return named
    return next((url for url in LOCAL if not unusable(url)), None)


def unusable(url: str) -> str:
    try:
        with psycopg.connect(url, connect_timeout=2) as connection:
            row = connection.execute(
                "SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
            if connection.info.server_version < OLDEST_POSTGRES:
                return "PostgreSQL 15 or newer is needed"
    except psycopg.Error as wrong:
        return str(wrong).strip().splitlines()[0]
    return "" if row and row[0] else "the user may not make databases"


def tell(results: list[Result], not_run: list[str], *, strict: bool) -> int:
    print("--- summary ---")
    for result in results:
        print(f"{result.name}: {counted([result])}")
        for name in result.skipped:
            print(f"  skipped: {name}")
        for name in result.passed_alone:
            print(f"  FAILED BESIDE OTHERS, PASSED ALONE, to be repaired: {name}")
    for what in not_run:
        print(f"NOT RUN: {what}")
    failed = any(result.status for result in results)
    incomplete = bool(not_run) or any(result.skipped for result in results)
    if strict and incomplete:
        print("FAILED: something was not run, and everything must run here")
    print(f"===== {counted(results)} =====")
    return int(failed or (strict and incomplete))


def counted(results: list[Result]) -> str:
    """As pytest closes its own runs: '120 passed, 1 skipped in 42.00s'."""
    numbers = {
        "failed": sum(result.failed for result in results),
        "passed": sum(result.passed for result in results),
        "skipped": sum(len(result.skipped) for result in results),
    }
    told = ", ".join(f"{number} {what}" for what, number in numbers.items() if number or what == "passed")
    return f"{told} in {sum(result.seconds for result in results):.2f}s"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
