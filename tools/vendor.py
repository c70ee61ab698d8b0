"""Fetch the front-end files we ship from their npm packages, as the manifest says. Run by `make vendor`.

The only step of the house that needs Node, and only for its `npm pack`, which downloads a package
without installing it or running anything in it. The files are committed, so nobody else needs this.

    vendor.py            fetch everything, write the files and their hashes
    vendor.py --check    compare the files on disk with the hashes of the manifest; needs no network
"""

from __future__ import annotations

import argparse
import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import Any

VENDOR = Path(__file__).resolve().parents[1] / "src" / "sotay" / "kernel" / "static" / "sotay" / "vendor"
MANIFEST = VENDOR / "manifest.toml"
SPRITE = "icons.svg"

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_MAP = re.compile(rb"\n//# sourceMappingURL=\S+\s*\Z")  # names a file we do not ship
_INSIDE = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="only compare files with the manifest")
    given = parser.parse_args()
    packages: list[dict[str, Any]] = tomllib.loads(MANIFEST.read_text(encoding="utf-8"))["package"]
    if given.check:
        return check(packages)
    for package in packages:
        fetch(package)
    MANIFEST.write_text(render(packages), encoding="utf-8")
    return 0


def check(packages: list[dict[str, Any]]) -> int:
    wrong = [
        file["to"]
        for package in packages
        for file in package["file"]
        if not (VENDOR / file["to"]).exists() or digest((VENDOR / file["to"]).read_bytes()) != file["sha256"]
    ]
    for name in wrong:
        print(f"vendor/{name} is not what the manifest says")
    return 1 if wrong else 0


def fetch(package: dict[str, Any]) -> None:
    """Write a package's files and note their hashes in `package`."""
    spec = f"{package['name']}@{package['version']}"
    with tempfile.TemporaryDirectory() as folder, tarfile.open(pack(spec, Path(folder))) as archive:
        for file in package["file"]:
            is_sprite = file["to"] == SPRITE
            content = sprite(archive, package["icons"]) if is_sprite else take(archive, file["from"])
            target = VENDOR / file["to"]
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            file["sha256"] = digest(content)
    print(f"{package['name']} {package['version']}: {len(package['file'])} files")


def pack(spec: str, folder: Path) -> Path:
    subprocess.run(["npm", "pack", "--silent", spec], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return next(folder.glob("*.tgz"))


def take(archive: tarfile.TarFile, name: str) -> bytes:
    found = archive.extractfile(f"package/{name}")
    if found is None:
        raise FileNotFoundError(name)
    return _MAP.sub(b"\n", found.read())


def sprite(archive: tarfile.TarFile, icons: list[str]) -> bytes:
    """One SVG whose symbols are the named icons, for `<use href="icons.svg#name">`."""
    symbols = []
    for icon in sorted(icons):
        drawing = _INSIDE.search(_COMMENT.sub("", take(archive, f"icons/{icon}.svg").decode()))
        assert drawing, icon
        strokes = " ".join(drawing[1].split())
        symbols.append(f'<symbol id="{icon}" viewBox="0 0 24 24">{strokes}</symbol>')
    return ('<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n").encode()


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def render(packages: list[dict[str, Any]]) -> str:
    """The manifest as TOML, with its opening comment kept."""
    lines = [line for line in MANIFEST.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    for package in packages:
        lines += [
            "",
            "[[package]]",
            *(f'{key} = "{package[key]}"' for key in ("name", "version", "licence", "home")),
        ]
        if icons := package.get("icons"):
            lines += ["icons = [", *(f'  "{icon}",' for icon in sorted(icons)), "]"]
        for file in package["file"]:
            lines += ["[[package.file]]", *(f'{key} = "{value}"' for key, value in file.items())]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
