"""What a child process of the tests does: it takes too much of one thing, or nothing wrong."""

from __future__ import annotations

import os
import sys
import time


def main(arguments: list[str]) -> int:
    match arguments[0]:
        case "echo":
            sys.stdout.write(sys.stdin.read() + "|".join(arguments[1:]))
        case "code":
            return int(arguments[1])
        case "time":
            while True:
                pass
        case "memory":
            return len(bytes(4 * 1024**3))
        case "talk":
            while True:
                sys.stdout.write("a" * 1_000_000)
        case "sleep":
            time.sleep(60)
        case "signal":
            os.abort()
        case "error":
            raise RuntimeError(arguments[0])
    return 0
