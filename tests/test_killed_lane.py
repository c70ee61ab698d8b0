"""A hall checks in by the lane while its server or its database is killed: what was answered is there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from clusters import DURABLE, Cluster, folder

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = ROOT / "tests" / "killed_lane.py"
ROUNDS = int(os.environ.get("KILL_ROUNDS", "30"))
SEED = int(os.environ.get("KILL_SEED", "1"))


def _environment(folder: Path, url: str) -> dict[str, str]:
    outer = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return {
        **outer,
        "DATABASE_URL": url,
        "SECRET_KEY": "k" * 40,
        "SOTAY_DEMO": "1",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        "SOTAY_MEDIA": str(folder / "media"),
    }


def _started(folder: Path, url: str, **asked) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(PROGRAM), json.dumps({"seed": SEED, **asked})],
        env=_environment(folder, url),
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _migrated(folder: Path, url: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "sotay.config.cli", "manage", "migrate", "-v0"],
        env=_environment(folder, url),
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr


def _nothing_was_lost(seen: dict[str, int], rounds: int) -> None:
    assert seen["rounds"] == rounds
    assert seen["lost"] == seen["doubled"] == 0, seen
    assert seen["cut"], "nobody was cut off: the test shows nothing"
    assert seen["answered"], "nobody was answered: the test shows nothing"


def test_a_check_in_that_was_answered_outlives_the_server(tmp_path):
    url = f"sqlite:///{tmp_path / 'hall.sqlite3'}"
    _migrated(tmp_path, url)
    told, errors = _started(tmp_path, url, rounds=ROUNDS).communicate(timeout=600 + 10 * ROUNDS)
    assert told, errors[-3000:]
    _nothing_was_lost(json.loads(told.splitlines()[-1]), ROUNDS)


def test_a_check_in_that_was_answered_outlives_the_database(tmp_path):
    rounds = max(3, ROUNDS // 6)
    with folder() as place:
        cluster = Cluster(place, "hall").make()
        try:
            _nothing_was_lost(_while_it_dies(cluster, tmp_path, rounds), rounds)
        finally:
            cluster.end()


def _while_it_dies(cluster: Cluster, place: Path, rounds: int) -> dict[str, int]:
    url = f"{cluster.url()}?options={quote(DURABLE)}"
    _migrated(place, url)
    program = _started(place, url, rounds=rounds, database=True)
    assert program.stdout is not None
    assert program.stdin is not None
    try:
        for line in program.stdout:
            if line.startswith("{"):
                return json.loads(line)
            {"kill": cluster.kill, "start": cluster.start}[line.strip()]()
            program.stdin.write("done\n")
            program.stdin.flush()
        raise AssertionError(program.communicate()[1][-3000:])
    finally:
        program.kill()
