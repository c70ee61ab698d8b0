"""`sotay run-due` and the worker are killed at random for days: every message goes out, and once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

from sotay.notify.tests.servers import gateway

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = ROOT / "tests" / "killed_month.py"
CELLS, MEMBERS = 3, 4


def test_each_message_goes_out_once_however_often_processes_are_killed(blank):
    seed = int(os.environ.get("KILL_SEED", "1"))
    place = blank
    assert place.run("manage", "migrate", "-v0").returncode == 0
    with gateway() as texts:
        env = place.env(
            EMAIL_URL=f"file://{place.folder}/mail",
            SOTAY_TEXT_URL=f"{texts.url}/send",
            SECRET_KEY="k" * 40,
            PYTHONPATH=f"{ROOT / 'src'}:{ROOT}",
        )
        ran = subprocess.run(
            [sys.executable, PROGRAM, json.dumps({"seed": seed})],
            env=env,
            cwd=place.folder,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
    assert ran.returncode == 0, ran.stderr[-3000:]
    told = json.loads(ran.stdout)
    assert told["killed"] > 10, "nothing was killed: the test shows nothing"

    # Everybody is invited but who invites; reminded of the meeting three times and of their task twice; the
    # end of the probation is two ladder steps away when the days begin (15, 7).
    codes = Counter(code for _pk, code, *_ in told["notices"])
    assert codes == {
        "meeting.invited": CELLS * (MEMBERS - 1),
        "meeting.soon": CELLS * MEMBERS * 3,
        "task.soon": CELLS * 2,
        "member.full_status": CELLS * 2 * 2,
    }
    by_person = Counter((member, matter) for _pk, _code, member, _data, matter in told["notices"] if matter)
    assert set(by_person.values()) == {1}

    # Each notice once on each channel, and each message once where it arrived.
    assert len(told["deliveries"]) == 2 * len(told["notices"])
    assert {status for _notice, _channel, status, *_ in told["deliveries"]} == {"sent"}
    sent = {channel: set() for channel in ("email", "text")}
    for _notice, channel, _status, message, _attempts in told["deliveries"]:
        sent[channel].add(message)
    assert {file.stem for file in (place.folder / "mail").glob("*.eml")} == sent["email"]
    assert {each["id"] for each in texts.texts} == sent["text"]
