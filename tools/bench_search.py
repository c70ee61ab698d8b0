"""What the search costs with 1,000, 10,000 and 100,000 papers: `bench.py --only search`.

The index is filled with invented papers of about 600 letters, and asked as four people: a secretary of a
cell, an office above ninety cells, a province's office, and the secretary by a number. A time is the mean
over the words of the median of each; half of all papers hold most of them. `ratio` compares with the
smallest size in the same run.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

SIZES = (1_000, 10_000, 100_000)
IDS = UUID("018f3c5e-7a44-7c11-9a55-3f0f5e5d7e88")
CELLS, COMMUNES = 90, 10
WORDS = ("chi bộ", "nghị quyết", '"trật tự đô thị"', "tháng 12", "giữ gìn", "xoáy nước")
REPEATS, BATCH, RARE = 15, 2000, 0.001


def measure() -> dict[str, Any]:
    """Median milliseconds by person and size, and ratios to the smallest size."""
    from sotay.kernel import search
    from sotay.search.models import SearchEntry

    SearchEntry.objects.all().delete()
    search.SOURCES._items[:] = [source()]
    told: dict[str, Any] = {}
    made = 0
    for size in SIZES:
        fill(made, size)
        made = size
        for name, actor in people().items():
            told.setdefault(name, {})[size] = round(median(actor, name), 2)
    for times in told.values():
        times["ratio"] = round(times[SIZES[-1]] / times[SIZES[0]], 2)
    return told


def source() -> Any:
    from sotay.kernel.search import Source

    return Source("bench", {"paper": "Papers"}, lambda _ids: (), lambda _actor, ids: set(ids))


def fill(made: int, size: int) -> None:
    from django.db import connection

    from sotay.search import actions
    from sotay.search.models import SearchEntry

    bench = source()
    rows = []
    for record in papers(made, size):
        cell, above = record.units[0], uuid5(IDS, f"commune {int(record.number.split('-')[0]) % COMMUNES}")
        path = {cell: [cell, above, uuid5(IDS, "province")]}
        rows.append(actions._entry(bench, record, path))
        if len(rows) == BATCH:
            SearchEntry.objects.bulk_create(rows)
            rows.clear()
    SearchEntry.objects.bulk_create(rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def papers(since: int, until: int) -> Iterator[Any]:
    from sotay.kernel.search import SearchRecord

    chance = random.Random(since)
    vocabulary = [f"tiếng{number}" for number in range(3000)]
    for number in range(since, until):
        said = chance.choices(vocabulary, k=80)
        said += chance.choices(["chi bộ", "trật tự đô thị", "giữ gìn", "đảng viên"], k=3)
        if chance.random() < RARE:
            said.append("xoáy nước")
        chance.shuffle(said)
        commune = number % COMMUNES
        cell = uuid5(IDS, f"cell {commune} {number // COMMUNES % CELLS}")
        kind = "Nghị quyết" if number % 2 else "Biên bản"
        yield SearchRecord(
            id=uuid5(IDS, str(number)),
            kind="paper",
            title=f"{kind} sinh hoạt tháng {number % 12 + 1}",
            number=f"{number}-NQ/CB",
            url="/",
            day=date(2020, 1, 1) + timedelta(days=number % 2500),
            text=" ".join(said),
            units=(cell,),
        )


def people() -> dict[str, Any]:
    from sotay.kernel.actor import Actor, Grant, Role

    def of(role: Role, unit: str) -> Actor:
        return Actor(None, None, "bench", (Grant(role, uuid5(IDS, unit), "000001"),))

    member = of(Role.SECRETARY, "cell 1 1")
    return {
        "member": member,
        "ward office": of(Role.WARD_OFFICE, "commune 1"),
        "province office": of(Role.PROVINCE_OFFICE, "province"),
        "member, a number": member,
    }


def median(actor: Any, name: str) -> float:
    from sotay.search import rules
    from sotay.search.queries import find

    words = ("11-NQ/CB",) if "number" in name else WORDS
    times = []
    for typed in words:
        query = rules.read(typed)
        find(actor, query, language="vi")
        of_word = []
        for _each in range(REPEATS):
            started = time.perf_counter()
            find(actor, query, language="vi")
            of_word.append((time.perf_counter() - started) * 1000)
        times.append(statistics.median(of_word))
    return statistics.mean(times)
