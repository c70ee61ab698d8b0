"""Room for the Python frames of deep calls, so that CPython does not ask the system for memory at every one.

CPython 3.11 keeps the frames of running functions in chunks of 16 KB, takes the next chunk from the system
when one is full and gives it back as soon as the last frame leaves it. Django's middleware, templates and
query compiler stack two to four chunks; a loop that happens to run at the end of one asks the system for
memory and returns it at every call: a quarter of the time of a page, and different after every change
(`push_chunk` and `_PyThreadState_PopFrame` in Python/pystate.c).

This module goes away once every supported Python keeps an empty chunk for the next call:
`tests/test_stack_memory.py` then passes with `in_one_chunk` taken out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

SLOTS = 70_000  # of 8 bytes: a frame so large gets a chunk of 1 MB, and leaves 470 KB of it to those it calls


def in_one_chunk(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """`call(*args, **kwargs)`, with all the frames below it in one chunk of memory.

    Only what is written to costs memory, so the large frame itself costs none.
    """
    return call(*args, **kwargs)


in_one_chunk.__code__ = in_one_chunk.__code__.replace(co_stacksize=SLOTS)
