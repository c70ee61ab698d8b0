"""Measure what a reader and an operator wait for, on the demo ward.

    bench.py [--fresh] [--repeats N] [--limit N] [--no-phones] [--only PART] [--size SIZES] [--json]

Pages are found, not listed: each demo account starts at Today and follows every link, and of two pages of a
kind the slower one is measured. Secretaries of cells whose meeting is being prepared, open, closed, signed
and reported are asked for all five steps of it. A page's time is the server's (request in, response out, no
network); `cpu` is what of it this program worked, which other work on the machine does not change much, and
`ratio` compares that with the log-in page's in the same run. Queries are counted apart from the timing.
Import is `sotay import-roster` of 1,800 invented members into an empty database, papers are the demo's own
minutes as PDF and DOCX, and a second start is what `make run` does when everything is there. `phones.py` has
sixty phones in a hall: a meeting on SQLite, and how many at once on PostgreSQL where a server answers; it
takes two minutes, and --no-phones leaves it out. --only size and --only boards are `bench_size.py`: boards
and reports at 311 cells and at the size of the country, with loading and room or without; --only figures is
`bench_figures.py`: what keeping and proving figures costs; --only papers is `bench_papers.py`: papers a
second by kind and format; --only search is `bench_search.py`: the search at 1,000, 10,000 and 100,000 papers.

The demo ward is made once and kept in var/bench; every run measures a copy of it. A slow page is marked and
is no failure; a page that fails is, and leaves with 1.
"""

from __future__ import annotations

import argparse
import importlib
import json
import math
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

ROOT = Path(__file__).resolve().parents[1]
PLACE = ROOT / "var" / "bench"
AIM_MS, AIM_QUERIES = 50.0, 20
OF_A_KIND = 2
WARM_UP = 2
MEMBERS, CELLS = 1800, 60
AVOID = re.compile(r"/(logout|static|healthz)\b|\.(pdf|docx|xlsx)$|[?&]lang=")
STEPS = ("prepare", "start", "conduct", "close", "after")


@dataclass(frozen=True)
class Page:
    account: str
    name: str
    url: str
    median_ms: float
    p95_ms: float
    cpu_ms: float
    ratio: float
    queries: int

    @property
    def on_aim(self) -> bool:
        return self.p95_ms < AIM_MS and self.queries < AIM_QUERIES


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repeats", type=int, default=20, help="times each page is asked for")
    parser.add_argument("--limit", type=int, default=60, help="most pages for each account")
    parser.add_argument("--fresh", action="store_true", help="make the demo ward again, and time it")
    parser.add_argument("--no-phones", action="store_true", help="leave the hall full of phones out")
    parser.add_argument(
        "--only",
        metavar="PART",
        help=f"one part, which is not in the others: {', '.join(PARTS)}; or some of "
        f"{', '.join(EVENING)} with commas between",
    )
    parser.add_argument(
        "--size",
        default="",
        metavar="SIZES",
        help="of --only size and boards: beside 311 cells this, such as cells=12000,members=60000,months=12, "
        "and not the country",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    args = parser.parse_args()
    if args.only and set(args.only.split(",")) <= EVENING:
        return an_evening(set(args.only.split(",")))
    if args.only and args.only not in PARTS:
        parser.error(f"--only takes {', '.join(PARTS)}, or some of {', '.join(EVENING)}")
    if args.only:
        return part(args.only, args.size, as_json=args.json)

    told: dict[str, Any] = {"demo_seconds": demo_ward(fresh=args.fresh)}
    told["start_seconds"] = second_start()
    use_copy()

    import django

    django.setup()
    faults: list[str] = []
    pages = list(measure_all(args.repeats, args.limit, faults))
    told |= {"pages": [asdict(page) for page in pages], "papers": papers(), "import": roster()}
    told |= {"faults": faults, "halls": [] if args.no_phones else halls(faults)}
    print(json.dumps(told, ensure_ascii=False) if args.json else as_text(pages, told))
    return int(bool(faults))


ON_THE_DEMO_WARD = {"figures": "bench_figures", "papers": "bench_papers", "search": "bench_search"}
PARTS = ("size", "boards", *ON_THE_DEMO_WARD)
EVENING = {"log", "lane", "evening"}


def an_evening(parts: set[str]) -> int:
    """One JSON object: what an act, a check-in, a question and an evening cost (`bench_evening.py`)."""
    import bench_evening
    from suite import postgresql

    told = bench_evening.measure(parts, postgresql())
    print(json.dumps(told))
    return int(any("failed" in each for each in told.values()))


def part(name: str, size: str, *, as_json: bool) -> int:
    """A part of its own: installations of two sizes, or what figures cost on a copy of the demo ward."""
    if name in ON_THE_DEMO_WARD:
        return what_it_costs(ON_THE_DEMO_WARD[name], as_json=as_json)
    import bench_size

    told = bench_size.measure(size or bench_size.COUNTRY, boards_only=name == "boards")
    print(json.dumps(told, ensure_ascii=False) if as_json else bench_size.as_text(told))
    return int("skipped" in told)


def what_it_costs(module: str, *, as_json: bool) -> int:
    """A part that is measured on a copy of the demo ward."""
    demo_ward(fresh=False)
    use_copy()
    import django

    django.setup()
    bench = importlib.import_module(module)
    told = bench.measure()
    words = json.dumps(told, ensure_ascii=False)
    print(words if as_json or not hasattr(bench, "as_text") else bench.as_text(told))
    return 0


def demo_ward(*, fresh: bool) -> float | None:
    """The demo ward in var/bench; how long it took when it was made now."""
    if fresh:
        shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(parents=True, exist_ok=True)
    environment("demo")
    known = (PLACE / "demo.sqlite3").exists()
    seconds = timed(lambda: sotay("demo"))
    return None if known else round(seconds, 2)


def second_start() -> float:
    """Seconds from `make run`'s two commands to the first answer, the demo ward being there."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    started = time.perf_counter()
    sotay("demo")
    server = subprocess.Popen([*COMMAND, "serve", "--port", str(port)], stdout=subprocess.DEVNULL)
    try:
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
                return round(time.perf_counter() - started, 2)
            except OSError:
                if server.poll() is not None:
                    sys.exit("the server went away")
                time.sleep(0.02)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)


def use_copy() -> None:
    """Measure a copy: what the bench opens and reads leaves the kept ward as it was."""
    environment("copy")
    for old in PLACE.glob("copy.*"):
        old.unlink()
    shutil.copy(PLACE / "demo.sqlite3", PLACE / "copy.sqlite3")
    os.environ["SOTAY_MEDIA"] = str(PLACE / "demo-media")


def environment(name: str) -> None:
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "sotay.config.settings",
        "SOTAY_DEMO": "1",
        "DATABASE_URL": f"sqlite:///{PLACE / name}.sqlite3",
        "SOTAY_MEDIA": str(PLACE / f"{name}-media"),
    }


COMMAND = [sys.executable, "-m", "sotay.config.cli"]


def sotay(*args: str) -> str:
    ran = subprocess.run([*COMMAND, *args], capture_output=True, text=True, check=False)
    if ran.returncode:
        sys.exit(ran.stderr.strip())
    return ran.stdout


def measure_all(repeats: int, limit: int, faults: list[str]) -> Iterator[Page]:
    from sotay.config.commands.demo import ACCOUNTS

    before = Yardstick(repeats)
    for account in ACCOUNTS:
        yield from measure(account, ["/"], repeats, limit, faults, before)
    for account, seeds in secretaries():
        yield from measure(account, seeds, repeats, len(seeds), faults, before)


class Yardstick:
    """The log-in page, asked for again beside every other page, so that both meet the same machine."""

    def __init__(self, repeats: int) -> None:
        from django.test import Client
        from django.urls import reverse

        self.client, self.url = Client(SERVER_NAME="localhost"), reverse("account_login")
        for _once in range(WARM_UP):
            self.client.get(self.url)
        self.times = [self.ask() for _once in range(repeats)]

    def ask(self) -> float:
        return timed_both(lambda: self.client.get(self.url))[1]

    def median(self) -> float:
        self.times = [*self.times[1:], self.ask()]
        return statistics.median(self.times)


def secretaries() -> Iterator[tuple[str, list[str]]]:
    """For each stage, somebody who conducts a meeting in it, and the addresses of its steps."""
    from django.urls import reverse

    from sotay.accounts.actions import open_demo_account
    from sotay.accounts.models import Account
    from sotay.meetings.models import Meeting

    open_one()
    for stage in ("preparing", "open", "closed", "signed", "reported"):
        meeting = Meeting.objects.filter(stage=stage).exclude(chair=None).order_by("-planned_at").first()
        if meeting is None or meeting.chair is None:
            continue
        account = Account.objects.filter(member=meeting.chair).first() or open_demo_account(
            username=stage, hashed="!", member=meeting.chair
        )
        urls = [reverse("meetings:step", kwargs={"pk": meeting.pk, "step": step}) for step in STEPS]
        yield account.username, [*urls, reverse("meetings:read_back", kwargs={"pk": meeting.pk})]


def open_one() -> None:
    """The coming meeting of the demo secretary's cell, opened and half held by the demo's own story."""
    from django.utils import timezone, translation

    from sotay.demo.ward import HOME, last_month
    from sotay.demo.year import Evening
    from sotay.meetings.models import Meeting
    from sotay.units.models import Unit

    month = last_month(timezone.localdate()).plus(1)
    with translation.override("vi"):
        Evening(Unit.objects.get(name=HOME), month, Meeting.Stage.OPEN).play()


def measure(
    account: str, seeds: list[str], repeats: int, limit: int, faults: list[str], login: Yardstick
) -> Iterator[Page]:
    client = logged_in(account)
    for name, url in slowest_of_a_kind(client, pages_of(client, account, seeds, limit, faults)):
        queries = count_queries(client, url)
        asked = sorted(timed_both(lambda: client.get(url)) for _once in range(repeats))  # noqa: B023 - called at once
        times, cpu = [wall for wall, _cpu in asked], statistics.median(cpu for _wall, cpu in asked)
        median = statistics.median(times)
        ratio = round(cpu / login.median(), 1)
        yield Page(account, name, url, round(median, 1), round(p95(times), 1), round(cpu, 1), ratio, queries)


def logged_in(account: str) -> Any:
    from django.test import Client

    from sotay.accounts.models import Account

    client = Client(SERVER_NAME="localhost", raise_request_exception=False)
    client.force_login(Account.objects.get(username=account), backend="sotay.accounts.backends.NameOrCard")
    return client


def slowest_of_a_kind(client: Any, pages: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    found: dict[str, list[str]] = {}
    for name, url in pages:
        found.setdefault(name, []).append(url)
    for name, urls in found.items():
        yield name, max(urls, key=lambda url: timed(lambda: client.get(url)))


def pages_of(
    client: Any, account: str, seeds: list[str], limit: int, faults: list[str]
) -> Iterator[tuple[str, str]]:
    """Name and address of pages within reach, at most two of each name. Pages that fail go to `faults`."""
    seen, waiting, held = set(seeds), deque(seeds), Counter[str]()
    while waiting and sum(held.values()) < limit:
        url = waiting.popleft()
        name = name_of(url)
        if not name or held[name] >= OF_A_KIND:
            continue
        answer = client.get(url)
        if answer.status_code in {301, 302}:
            links = [answer["Location"]]
        elif answer.status_code >= 400:  # noqa: PLR2004 - a link that was offered has to open
            faults.append(f"{account} {url}: {answer.status_code}")
            continue
        elif answer["Content-Type"].startswith("text/html"):
            held[name] += 1
            yield name, url
            links = re.findall(r'<a\b[^>]*?\bhref="([^"#]+)', answer.content.decode())
        else:
            continue
        for link in links:
            found = urljoin(url, link.replace("&amp;", "&"))
            if found.startswith("/") and not AVOID.search(found) and found not in seen:
                seen.add(found)
                waiting.append(found)


def name_of(url: str) -> str:
    """The view, and of a meeting's step which and how far it is ("meetings:step close open"); '' for none."""
    from django.urls import Resolver404, resolve

    from sotay.meetings.models import Meeting

    try:
        match = resolve(urlsplit(url).path)
    except Resolver404:
        return ""
    if match.view_name != "meetings:step":
        return match.view_name
    stage = Meeting.objects.values_list("stage", flat=True).get(pk=match.kwargs["pk"])
    return f"{match.view_name} {match.kwargs['step']} {stage}"


def count_queries(client: Any, url: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    return len(queries)


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def timed_both(work: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds on the clock, and of this process's own work."""
    cpu = time.process_time()
    wall = timed(work) * 1000
    return wall, (time.process_time() - cpu) * 1000


def p95(ordered: list[float]) -> float:
    return ordered[math.ceil(len(ordered) * 0.95) - 1]


def papers() -> dict[str, float]:
    """Papers a second, each kind of file from the same papers in the same run."""
    from sotay.papers.models import IssuedPaper
    from sotay.papers.queries import layout_of, shown
    from sotay.papers.renderers.pdf import render_pdf
    from sotay.papers.renderers.word import render_docx

    some = [(shown(paper), layout_of(paper)) for paper in IssuedPaper.objects.order_by("id")[:40]]
    if not some:
        return {}
    return {
        f"{name}_per_second": round(len(some) / timed(lambda: [render(*one) for one in some]), 1)  # noqa: B023 - as above
        for name, render in (("pdf", render_pdf), ("docx", render_docx))
    }


def roster() -> dict[str, float]:
    """Seconds of importing MEMBERS members into an empty database, the program's own start included."""
    workbook = PLACE / "roster.xlsx"
    write_roster(workbook)
    environment("import")
    (PLACE / "import.sqlite3").unlink(missing_ok=True)
    sotay("manage", "migrate", "-v0")
    arguments = [
        "import-roster",
        str(workbook),
        "--unit",
        "99.001",
        "--create-unit",
        "Phường Thử",
        "--create-cells",
    ]
    started = time.perf_counter()
    told = json.loads(sotay(*arguments, "--json"))
    first = time.perf_counter() - started
    again = timed(lambda: sotay(*arguments, "--json"))
    return {"seconds": round(first, 2), "again_seconds": round(again, 2), "added": told["added"]}


def halls(faults: list[str]) -> list[dict[str, Any]]:
    """A meeting of sixty phones on SQLite, and meetings at once on PostgreSQL when a server answers."""
    from suite import postgresql

    runs = [[]]
    if server := postgresql():
        runs.append(["--climb", "--database", server])
    found = []
    for arguments in runs:
        script = [sys.executable, str(ROOT / "tools" / "phones.py"), "--json", *arguments]
        ran = subprocess.run(script, capture_output=True, text=True, check=False)
        if ran.stdout.startswith("{"):
            found.append(json.loads(ran.stdout))
        if ran.returncode:
            faults.append(f"phones.py: {ran.stderr.strip()[-300:] or ran.stdout[-300:]}")
    return found


def write_roster(target: Path) -> None:
    import xlsxwriter

    families = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương"]
    givens = ["An", "Bình", "Chi", "Dũng", "Đức", "Giang", "Hạnh", "Khôi", "Lan", "Minh"]
    givens += ["Nga", "Oanh", "Phúc", "Quỳnh", "Sơn", "Thảo", "Uyên", "Vinh", "Xuân", "Yến"]
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet("Danh sách")
    sheet.write_row(0, 0, ["DANH SÁCH ĐẢNG VIÊN"])
    header = ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Ngày vào Đảng", "Ngày chính thức"]
    sheet.write_row(2, 0, [*header, "Số thẻ đảng viên", "Chi bộ", "Loại hình chi bộ", "Điện thoại"])
    for number in range(MEMBERS):
        name = f"{families[number % 12]} {'Thị' if number % 2 else 'Văn'} {givens[number // 12 % 20]}"
        day = f"{number % 28 + 1:02d}/{number % 12 + 1:02d}"
        years = [1950 + number % 45, 1975 + number % 45, 1976 + number % 45]
        sex = "Nữ" if number % 2 else "Nam"
        row = [number + 1, name, f"{day}/{years[0]}", sex, f"{day}/{years[1]}", f"{day}/{years[2]}"]
        cell = f"Chi bộ tổ dân phố {number % CELLS + 1}"
        sheet.write_row(3 + number, 0, [*row, f"{50000000 + number}", cell, "Tổ dân phố", f"09{number:08d}"])
    book.close()


def as_text(pages: list[Page], told: dict[str, Any]) -> str:
    import phones

    slow = sorted(pages, key=lambda page: page.p95_ms, reverse=True)
    width = max((len(page.name) for page in pages), default=4)
    lines = [f"{'account':<11} {'page':<{width}} {'median':>9} {'p95':>9} {'cpu':>9} ratio queries"]
    lines += [
        f"{page.account:<11} {page.name:<{width}} {page.median_ms:>6.1f} ms {page.p95_ms:>6.1f} ms "
        f"{page.cpu_ms:>6.1f} ms {page.ratio:>5.1f} {page.queries:>7}"
        f"{'' if page.on_aim else '  <-- over the aim'}"
        for page in slow
    ]
    over = sum(not page.on_aim for page in pages)
    share = sum(page.cpu_ms for page in pages) / sum(page.median_ms for page in pages) if pages else 0
    made = f"made in {told['demo_seconds']} s" if told["demo_seconds"] else "kept from an earlier run"
    lines += [
        "",
        f"{len(pages)} pages, {over} over the aim of {AIM_MS:.0f} ms at p95 and {AIM_QUERIES} queries",
        f"the program worked {share:.0%} of the time measured, and else waited for the disk or for its turn",
        f"demo ward: {made}; second start: {told['start_seconds']} s",
        f"import of {MEMBERS:,} members: {told['import']}",
        f"papers: {told['papers']}",
        *(f"\n{phones.as_text(hall)}" for hall in told["halls"]),
        *(f"FAILED: {fault}" for fault in told["faults"]),
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
