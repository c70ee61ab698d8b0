"""A child process of the tests that tells its environment."""

from __future__ import annotations

import os
import sys


def main(_arguments: list[str]) -> int:
    sys.stdout.write(repr(dict(os.environ)))
    return 0
