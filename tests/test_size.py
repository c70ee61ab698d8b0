"""`sotay demo --size` and `sotay partitions` as an operator meets them, also when they are killed."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from installation import ON_POSTGRES, one_line_on_stderr

SIZES = ["demo", "--size", "cells=40,members=900,months=2", "--json"]
KILLED_AT = """
import os, signal, sys
from sotay.config import cli
from sotay.config.commands.base import start_django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sotay.config.settings")
start_django()
from sotay.demo.size import loading
write, seen = loading._write_commune, 0
def killed(*given):
    global seen
    for name, count in write(*given):
        seen += name == "members_member"
        if seen == int(sys.argv[1]):
            os.kill(os.getpid(), signal.SIGKILL)
        yield name, count
loading._write_commune = killed
cli.main(sys.argv[2:])
"""
TABLES = ("units_unit", "units_unitversion", "members_member", "members_cellmembership", "members_standing",
          "members_appointment", "figures_cellmonth")  # fmt: skip


def rows(place) -> dict[str, list[tuple[object, ...]]]:
    """What is there, without the moments of loading and the ids of accounts and sums."""
    found = {table: place.sql(f"SELECT id FROM {table} ORDER BY id") for table in TABLES}
    found["members_appointment"] = place.sql(
        "SELECT role, count(*) FROM members_appointment GROUP BY role ORDER BY 1"
    )
    for table in ("figures_unitmonth", "figures_unitday"):
        found[table] = place.sql(
            f"SELECT unit_id, month, sum(present), sum(base), sum(reported), sum(late) FROM {table} "
            "GROUP BY unit_id, month ORDER BY unit_id, month"
        )
    found["accounts"] = place.sql("SELECT username FROM accounts_account ORDER BY username")
    return found


@pytest.fixture
def bare(tmp_path_factory, migrated, server):
    """A place with tables and nothing else."""
    from installation import Place

    def make():
        folder = tmp_path_factory.mktemp("bare")
        return Place(folder, server(folder, migrated.database))

    return make


def test_a_run_that_is_killed_in_the_middle_of_a_commune_goes_on(bare):
    whole, killed = bare(), bare()
    told = json.loads(whole.run(*SIZES).stdout)
    assert (told["cells"], told["members"], told["communes_found"]) == (40, 900, 0)
    assert told["memory_mb"] > 0
    for at in (3, 5):
        ran = subprocess.run(
            [sys.executable, "-c", KILLED_AT, str(at), *SIZES],
            env=killed.env(),
            cwd=killed.folder,
            check=False,
            capture_output=True,
        )
        assert ran.returncode == -9, ran.stderr
    assert killed.sql("SELECT count(*) FROM demo_size WHERE what LIKE '0%'") == [(6,)], "two, then four"
    assert 0 < killed.sql("SELECT count(*) FROM members_member")[0][0] < 900
    assert killed.sql("SELECT count(*) FROM accounts_account") == [(0,)]
    ran = killed.run(*SIZES)
    assert "6 of 21 communes are there; going on with the others" in ran.stderr
    assert json.loads(ran.stdout)["communes_found"] == 6
    before = rows(killed)
    assert before == rows(whole)
    again = json.loads(killed.run(*SIZES).stdout)
    assert (again["communes_found"], again["rows"]) == (21, {})
    assert rows(killed) == before


def test_two_at_once_make_nothing_twice(bare):
    place, other = bare(), bare()
    command = [sys.executable, "-m", "sotay.config.cli", *SIZES]
    both = [
        subprocess.Popen(command, env=place.env(), cwd=place.folder, stdout=-1, stderr=-1) for _n in range(2)
    ]
    for run in both:
        said = run.communicate(timeout=120)[1]
        assert run.returncode == 0, said
    other.run(*SIZES)
    assert rows(place) == rows(other)


def test_what_cannot_be_made_is_one_line_and_fails(place):
    for said, asked in (
        ("a whole number", ["demo", "--size", "cells=lots"]),
        ("from 1 to 900,000 cells", ["demo", "--size", "cells=0"]),
        ("take from 30 to 1,000", ["demo", "--size", "cells=10,members=20"]),
        ("from 1 to 120 months", ["demo", "--size", "cells=10,months=0"]),
        ("from 1 to 120 months", ["demo", "--size", "cells=10,months=10000"]),
        ("ask for one of them", ["demo", "--size", "cells=10", "--case", "handbook"]),
        ("the database holds data already", SIZES),
        ("say how many months", ["partitions", "--keep", "many"]),
        ("write a month as 03/2024", ["partitions", "--bring-back", "13/2024"]),
    ):
        (ran,) = place.run_in_turn(list(asked))
        assert said in one_line_on_stderr(ran)
    assert place.sql("SELECT count(*) FROM units_unit") == [(0,)]


def test_forbidden_where_demos_are(place):
    assert "forbids demo data" in one_line_on_stderr(place.run(*SIZES, SOTAY_DEMO="0"))


if not ON_POSTGRES:

    def test_partitions_are_of_postgresql(place):
        (ran,) = place.run_in_turn(["partitions"])
        assert "only PostgreSQL has partitions" in one_line_on_stderr(ran)


if ON_POSTGRES:

    def test_months_put_away_are_in_a_backup_and_come_back_from_it(bare):
        place, other = bare(), bare()
        place.run(*SIZES)
        (month,) = place.sql("SELECT max(month) FROM figures_cellmonth")[0]
        old = f"2020{month[4:]}"
        place.sql(f"UPDATE figures_cellmonth SET month = '{old}' WHERE month < '{month}'")
        count = place.sql(f"SELECT count(*) FROM figures_cellmonth WHERE month = '{old}'")
        assert place.sql("SELECT count(*) FROM figures_cellmonth_default") == count
        ran = place.run("partitions", "--keep", "60", "--json")
        told = json.loads(ran.stdout)
        assert told["default"] == {}
        assert [part["month"] for part in told["months"] if not part["attached"]] == [old]
        away = f"figures_cellmonth_put_away_{old.replace('-', '_')}"
        assert place.sql(f"SELECT count(*) FROM {away}") == count
        assert place.sql(f"SELECT count(*) FROM figures_cellmonth WHERE month = '{old}'") == [(0,)]
        assert place.run("backup", "saved.tar.gz").returncode == 0
        ran = other.run("restore", str(place.folder / "saved.tar.gz"), "--force")
        assert ran.returncode == 0, ran.stderr
        assert rows(other) == rows(place)
        assert other.sql(f"SELECT count(*) FROM {away}") == count
        written = f"{old[5:]}/{old[:4]}"
        for brought in (place, other):
            assert brought.run("partitions", "--bring-back", written).returncode == 0
            assert brought.sql(f"SELECT count(*) FROM figures_cellmonth WHERE month = '{old}'") == count
        assert json.loads(other.run("partitions", "--json").stdout)["months"] is not None
        assert "put away" not in other.run("partitions").stdout
        assert other.run("run-due", "--quiet").returncode == 0
