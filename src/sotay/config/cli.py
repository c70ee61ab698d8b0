"""The `sotay` command: what an operator needs, in words of the job; `sotay manage` for the rest."""

from __future__ import annotations

import os
import sys


def main(argv: list[str] | None = None) -> int:
    args = sys.argv[1:] if argv is None else argv
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sotay.config.settings")
    from django.core.management import execute_from_command_line

    if args[:1] == ["manage"]:
        execute_from_command_line(["sotay manage", *args[1:]])
        return 0
    return 2


if __name__ == "__main__":
    raise SystemExit(main())
