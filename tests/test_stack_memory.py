"""However deep a loop runs, its calls ask the system for no memory. How fast that is, no test says."""

from __future__ import annotations

import resource
from collections.abc import Callable

from sotay.config.stack_memory import in_one_chunk

DEEPEST, TIMES = 300, 40


def faults(depth: int) -> int:
    """Pages of memory that calling a function often, at that depth, had the system hand out."""
    if depth:
        return faults(depth - 1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(TIMES):
        called()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def called() -> None: ...


# More room than one depth adds, so that at one of them it meets the end of a piece.
called.__code__ = called.__code__.replace(co_stacksize=100)


def worst(ask: Callable[[int], int]) -> int:
    """Of all depths, so that one of them is at the end of a piece of 16 KB."""
    return max(ask(depth) for depth in range(DEEPEST))


def test_no_depth_is_a_bad_one():
    assert in_one_chunk(worst, faults) < TIMES


def test_what_goes_in_and_comes_out_is_the_call_s_own():
    assert in_one_chunk(sorted, [2, 3, 1], reverse=True) == [3, 2, 1]
