"""Reading a file from a stranger in a process of its own, with limits. Pure: no Django.

A few kilobytes can ask a reader for terabytes or for years. So what parses them runs in a child of ours that
may take only so much processor time, memory and output; when it takes more, only the child ends. It gets the
file as its standard input and answers on its standard output, which is a file without a name.

    found = child_process.run("sotay.library.reading", "pdf", file=upload, limits=Limits(seconds=2))

runs the module's `main(arguments)` in the child and answers what it printed. The child has the limits before
it imports the module.
"""

from __future__ import annotations

import importlib
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from typing import BinaryIO

MB = 1024 * 1024
_GRACE = 8
"""Seconds a child may take by the clock beyond its processor time: others may keep the processors busy."""
_ENDED = 70
"""How a child says that it was ended for want of memory; its module's own codes are smaller."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds of processor time, and bytes."""

    seconds: int
    memory: int = 512 * MB
    output: int = 8 * MB


@dataclass(frozen=True, slots=True)
class Answer:
    """What a child printed, and the code it ended with: 0, or what its module means by another."""

    code: int
    output: bytes


class Exhausted(Exception):  # noqa: N818 - says what happened to the child
    """The child took more time, memory or output than it may, or broke down."""


def run(module: str, *arguments: str, limits: Limits, file: BinaryIO | None = None) -> Answer:
    """Run `module.main(arguments)` in a child with `file` as its input. Raises Exhausted."""
    given = [str(limits.seconds), str(limits.memory), str(limits.output), module, *arguments]
    paths = os.pathsep.join(filter(None, sys.path))
    with tempfile.TemporaryFile() as copy, tempfile.TemporaryFile() as output:
        if file is not None:
            file.seek(0)
            shutil.copyfileobj(file, copy)
            copy.seek(0)
        try:
            code = subprocess.run(  # noqa: S603 - our own module and arguments we chose
                [sys.executable, "-m", "sotay.kernel.child_process", *given],
                stdin=copy,
                stdout=output,
                stderr=subprocess.DEVNULL,
                timeout=limits.seconds + _GRACE,
                check=False,
                env={"PYTHONPATH": paths, "PATH": os.environ.get("PATH", "")},
            ).returncode
        except subprocess.TimeoutExpired:
            raise Exhausted from None
        if code < 0 or code >= _ENDED or code == 1:  # by a signal; by us; by an error nobody expected
            raise Exhausted
        output.seek(0)
        return Answer(code, output.read())


def main(arguments: list[str]) -> int:
    """In the child."""
    seconds, memory, output = map(int, arguments[:3])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (output, output))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        code: int = importlib.import_module(arguments[3]).main(arguments[4:])
        sys.stdout.flush()
    except MemoryError:
        os._exit(_ENDED)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
