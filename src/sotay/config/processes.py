"""Processes of ours: one does not outlive the one that started it, and how one ended is said in words."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def end_with_starter(starter: int | None = None) -> None:
    """From now on the kernel kills this process as soon as the one that started it is gone, however it went.

    `starter` is that process when it could have gone before this was called. Does nothing where the kernel
    is not Linux. The signal follows the starter's thread: start such a process from one that stays.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if starter is not None and os.getppid() != starter:
        os.kill(os.getpid(), signal.SIGKILL)


def how_it_ended(status: int | None) -> str:
    """'was killed by SIGKILL', 'ended with status 1'."""
    if status is not None and status < 0:
        return f"was killed by {signal.Signals(-status).name}"
    return f"ended with status {status}"
