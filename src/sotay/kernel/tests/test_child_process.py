"""A child process that reads a stranger's file: what it takes too much of ends it, and nothing else."""

from __future__ import annotations

import resource
import time
from io import BytesIO

import pytest

from sotay.kernel import child_process
from sotay.kernel.child_process import Exhausted, Limits

GREEDY = "sotay.kernel.tests.greedy"
LIMITS = Limits(seconds=1, output=1_000_000)


def test_a_child_gets_its_file_and_arguments_and_answers():
    answer = child_process.run(GREEDY, "echo", "một", "hai", file=BytesIO(b"0: "), limits=LIMITS)
    assert answer == child_process.Answer(0, "0: một|hai".encode())


def test_a_file_that_was_read_before_is_read_from_its_beginning():
    file = BytesIO(b"abc")
    file.read()
    assert child_process.run(GREEDY, "echo", file=file, limits=LIMITS).output == b"abc"


def test_the_code_of_a_module_comes_back():
    assert child_process.run(GREEDY, "code", "12", limits=LIMITS).code == 12


@pytest.mark.parametrize("what", ["time", "memory", "talk", "sleep", "signal", "error"])
def test_a_greedy_child_is_ended(what, monkeypatch):
    monkeypatch.setattr(child_process, "_GRACE", 2)
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime, time.monotonic()
    with pytest.raises(Exhausted):
        child_process.run(GREEDY, what, limits=LIMITS)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 2
    assert time.monotonic() - begun < 10


def test_a_child_that_is_gone_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    child_process.run(GREEDY, "echo", file=BytesIO(b"abc"), limits=LIMITS)
    assert list(tmp_path.iterdir()) == []


def test_a_child_knows_nothing_of_our_environment(monkeypatch):
    """Neither SECRET_KEY nor the database's address."""
    monkeypatch.setenv("SECRET_KEY", "k" * 50)
    code = "sotay.kernel.tests.environment"
    assert b"kkk" not in child_process.run(code, limits=LIMITS).output
