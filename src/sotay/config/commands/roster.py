"""`sotay import-roster`: a ward's roster workbook into the tree."""

from __future__ import annotations

import argparse
from pathlib import Path

from sotay.config.commands.base import Commands, Stop, command, need_database, start_django


def add_to(commands: Commands) -> None:
    parser = command(
        commands,
        "import-roster",
        run,
        "Import members from an Excel or ODS workbook. Good rows go in even when others are refused; each "
        "refused row is listed with its reason. Importing the same file again changes nothing.",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="the workbook: .xlsx, .xls or .ods")
    parser.add_argument("--unit", required=True, metavar="CODE", help="code of the ward, commune or cell")
    parser.add_argument(
        "--create-unit", metavar="NAME", help="make the ward with this name when the code is unknown"
    )
    parser.add_argument(
        "--create-cells", action="store_true", help="make cells the workbook names and the ward lacks"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would happen, and change nothing")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of text")


def run(args: argparse.Namespace) -> int:
    if not args.file.is_file():
        raise Stop(f"no such file: {args.file}")
    start_django()
    need_database(fill_blank=True)

    from sotay.kernel.refusal import Refusal
    from sotay.members.roster import command as roster

    try:
        status: int = roster.run(
            args.file,
            args.unit,
            create_unit=args.create_unit,
            create_cells=args.create_cells,
            dry_run=args.dry_run,
            json=args.json,
        )
    except Refusal as refusal:
        raise Stop(str(refusal)) from None
    return status
