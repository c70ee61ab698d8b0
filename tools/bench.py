"""Measure what a reader and an operator wait for, on the demo ward.

    bench.py [--repeats N] [--limit N] [--keep] [--json]

Pages are found, not listed: each demo account starts at Today and follows every link, one or two pages of
each kind. A page's time is the server's (request in, response out, no network), and its queries are counted
once apart from the timing. Import is `sotay import-roster` of 1,800 invented members into an empty database;
papers are the demo's own minutes rendered as PDF and DOCX.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
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
MEMBERS, CELLS = 1800, 60
AVOID = re.compile(r"/(logout|static|healthz)\b|\.(pdf|docx|xlsx)$|[?&]lang=")


@dataclass(frozen=True)
class Page:
    account: str
    name: str
    url: str
    median_ms: float
    p95_ms: float
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
    parser.add_argument("--keep", action="store_true", help="use the demo ward of the last run")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    args = parser.parse_args()

    if not args.keep:
        shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(parents=True, exist_ok=True)
    environment("demo")
    started = time.perf_counter()
    if not args.keep or not (PLACE / "demo.sqlite3").exists():
        sotay("demo")
    told: dict[str, Any] = {"demo_seconds": round(time.perf_counter() - started, 2)}

    import django

    django.setup()
    pages = [page for account in accounts() for page in measure(account, args.repeats, args.limit)]
    told |= {"pages": [asdict(page) for page in pages], "papers": papers(), "import": roster()}
    print(json.dumps(told, ensure_ascii=False) if args.json else as_text(pages, told))
    return 0


def environment(name: str) -> None:
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "sotay.config.settings",
        "SOTAY_DEMO": "1",
        "DATABASE_URL": f"sqlite:///{PLACE / name}.sqlite3",
        "SOTAY_MEDIA": str(PLACE / f"{name}-media"),
    }


def sotay(*args: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-m", "sotay.config.cli", *args], capture_output=True, text=True, check=False
    )
    if ran.returncode:
        sys.exit(ran.stderr.strip())
    return ran.stdout


def accounts() -> Iterator[str]:
    from sotay.config.commands.demo import ACCOUNTS

    yield from ACCOUNTS


def measure(account: str, repeats: int, limit: int) -> Iterator[Page]:
    client = logged_in(account)
    for name, url in pages_of(client, limit):
        queries = count_queries(client, url)
        times = sorted(timed(lambda: client.get(url)) * 1000 for _ in range(repeats))  # noqa: B023 - called at once
        yield Page(account, name, url, round(statistics.median(times), 1), round(p95(times), 1), queries)


def logged_in(account: str) -> Any:
    from django.test import Client

    from sotay.accounts.models import Account

    client = Client(SERVER_NAME="localhost")
    client.force_login(Account.objects.get(username=account), backend="sotay.accounts.backends.NameOrCard")
    return client


def pages_of(client: Any, limit: int) -> Iterator[tuple[str, str]]:
    """Name and address of pages within reach, at most two of each name."""
    from django.urls import Resolver404, resolve

    seen, waiting, held = {"/"}, deque(["/"]), Counter[str]()
    while waiting and sum(held.values()) < limit:
        url = waiting.popleft()
        try:
            name = resolve(urlsplit(url).path).view_name
        except Resolver404:
            continue
        if held[name] >= OF_A_KIND:
            continue
        answer = client.get(url)
        if answer.status_code in {301, 302}:
            links = [answer["Location"]]
        elif answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):  # noqa: PLR2004
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
    slow = sorted(pages, key=lambda page: page.p95_ms, reverse=True)
    width = max((len(page.name) for page in pages), default=4)
    lines = [f"{'account':<11} {'page':<{width}} {'median':>9} {'p95':>9} queries"]
    lines += [
        f"{page.account:<11} {page.name:<{width}} {page.median_ms:>6.1f} ms {page.p95_ms:>6.1f} ms "
        f"{page.queries:>7}{'' if page.on_aim else '  <-- over the aim'}"
        for page in slow
    ]
    over = sum(not page.on_aim for page in pages)
    lines += [
        "",
        f"{len(pages)} pages, {over} over the aim of {AIM_MS:.0f} ms at p95 and {AIM_QUERIES} queries",
        f"demo ward made in {told['demo_seconds']} s",
        f"import of {MEMBERS:,} members: {told['import']}",
        f"papers: {told['papers']}",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
