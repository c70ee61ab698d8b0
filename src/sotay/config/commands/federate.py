"""`sotay federate`: databases of provinces and the centre, joined by PostgreSQL's logical replication."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from sotay.config.commands.base import Commands, Stop, command, need_database, start_django


def add_to(commands: Commands) -> None:
    parser = command(
        commands,
        "federate",
        run,
        "Join the databases of provinces and the centre by PostgreSQL's logical replication. Provinces send "
        "sums, units and what was passed up; the centre sends settings, guidance and answers. What was said "
        "in a meeting never leaves its province. Every part can be run again. See docs/federation.md.",
    )
    parts = parser.add_subparsers(title="parts", dest="part", metavar="PART", required=True)

    centre = _part(parts, "centre", "make this database the centre, or link a province to it")
    centre.add_argument("--add", nargs="+", metavar=("NAME", "URL"), help="link this province")
    centre.add_argument(
        "--title", default="Trung ương", help="what the centre is called (default: %(default)s)"
    )
    centre.add_argument("--code", default="TW", help="its code among units (default: %(default)s)")

    province = _part(parts, "province", "make this database a province's, or link it to the centre")
    province.add_argument("--name", help="what the centre calls this province, such as hn")
    province.add_argument(
        "--place", type=int, metavar="NUMBER", help="its number below the centre (default: of its code)"
    )
    province.add_argument("--centre", metavar="URL", help="take in from the centre at this address")
    for each in (centre, province):
        each.add_argument(
            "--for",
            dest="reader",
            default="",
            metavar="USER",
            help="the user the other side comes with: may read what is published, nothing else",
        )

    status = parts.add_parser(
        "status",
        help="say how every link is",
        description="Say how every link is. Exits with 1 when one is broken.",
    )
    status.add_argument("--as", dest="admin", default="", metavar="URL", help=_AS)
    again = _part(parts, "resync", "take everything in anew from NAME: after a restore on either side")
    again.add_argument("name", metavar="NAME")
    again.add_argument("--url", default="", help="its address, when it has changed or is not known any more")
    gone = _part(parts, "remove", "end the link to NAME; for this database's own name, stand alone again")
    gone.add_argument("name", metavar="NAME")
    parts.add_parser(
        "retry",
        help="take in again what arrived and could not be",
        description="Take in again what arrived and could not be.",
    )
    parts.add_parser(
        "exchange",
        help="send and take in now, as the clock does",
        description="Send and take in now, as the clock does.",
    )


_AS = (
    "a superuser of this database, where the one of DATABASE_URL is none: postgres://USER:PASSWORD@HOST/NAME"
)


def _part(parts: Commands, name: str, about: str) -> argparse.ArgumentParser:
    parser = parts.add_parser(name, help=about, description=f"{about[0].upper()}{about[1:]}.")
    parser.add_argument("--as", dest="admin", default="", metavar="URL", help=_AS)
    return parser


def run(args: argparse.Namespace) -> int:
    start_django()

    from sotay.federation.postgres import Trouble, must_be_postgresql

    try:
        must_be_postgresql()
        need_database()
        return PARTS[args.part](args)
    except Trouble as trouble:
        raise Stop(str(trouble)) from None


def centre(args: argparse.Namespace) -> int:
    from sotay.federation import setting_up

    if args.add:
        if len(args.add) > 2:  # noqa: PLR2004 - a name and an address
            raise Stop("--add takes a name and an address")
        name, url = [*args.add, ""][:2]
        setting_up.add_province(name=name, url=url, reader=args.reader, admin=args.admin, say=print)
    else:
        setting_up.make_centre(title=args.title, code=args.code, admin=args.admin, say=print)
    return 0


def province(args: argparse.Namespace) -> int:
    from sotay.federation import setting_up

    if not (args.name or args.centre):
        raise Stop("give --name to make this database a province's, --centre URL to link it to the centre")
    if args.name:
        setting_up.make_province(
            name=args.name, place=args.place, reader=args.reader, admin=args.admin, say=print
        )
    if args.centre:
        setting_up.join_centre(url=args.centre, admin=args.admin, say=print)
    return 0


def resync(args: argparse.Namespace) -> int:
    from sotay.federation import setting_up

    setting_up.resync(name=args.name, url=args.url, admin=args.admin, say=print)
    return 0


def remove(args: argparse.Namespace) -> int:
    from sotay.federation import setting_up

    setting_up.remove(name=args.name, admin=args.admin, say=print)
    return 0


def retry(args: argparse.Namespace) -> int:
    from sotay.federation import jobs

    print(f"{jobs.try_again()} are tried again")
    return exchange(args)


def exchange(args: argparse.Namespace) -> int:
    from django.utils import timezone

    from sotay.federation import jobs
    from sotay.federation.queries import OutOfStep

    try:
        print(f"{jobs.exchange(timezone.now())} done")
    except OutOfStep as broken:
        raise Stop(str(broken)) from None
    return 0


def status(args: argparse.Namespace) -> int:
    import sys

    from sotay.federation import looking

    report = looking.look(args.admin)
    for line in report.lines:
        print(line)
    sys.stdout.flush()
    for fault in report.faults:
        print(f"sotay federate: FAIL {fault}", file=sys.stderr)
    return 1 if report.faults else 0


PARTS: dict[str, Callable[[argparse.Namespace], int]] = {
    "centre": centre,
    "province": province,
    "status": status,
    "resync": resync,
    "remove": remove,
    "retry": retry,
    "exchange": exchange,
}
