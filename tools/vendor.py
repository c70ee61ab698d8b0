"""Fetch the front-end files and fonts we ship from their npm packages. Run by `make vendor`.

The only step of the house that needs Node, and only for its `npm pack`, which downloads a package
without installing it or running anything in it. The files are committed, so nobody else needs this.

    vendor.py            fetch everything, write the files and their hashes
    vendor.py --check    compare the files on disk with the hashes of the manifests; needs no network

Each folder has a manifest. Fonts come packed for the web (woff2) and are unpacked to TrueType, which the
papers' printer reads. Which characters they have is written beside them (`coverage.json`), so that the
application needs no reader of fonts.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).resolve().parents[1] / "src" / "sotay"
FONTS = SOURCE / "papers" / "fonts"
FOLDERS = (SOURCE / "kernel" / "static" / "sotay" / "vendor", FONTS)
MANIFEST = "manifest.toml"
COVERAGE = "coverage.json"
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
    if given.check:
        return max(check(folder, packages_of(folder)) for folder in FOLDERS)
    for folder in FOLDERS:
        packages = packages_of(folder)
        for package in packages:
            keep(folder, package) if package.get("by_hand") else fetch(folder, package)
        (folder / MANIFEST).write_text(render(folder, packages), encoding="utf-8")
    (FONTS / COVERAGE).write_text(coverage(FONTS), encoding="utf-8")
    return 0


def packages_of(folder: Path) -> list[dict[str, Any]]:
    packages: list[dict[str, Any]] = tomllib.loads((folder / MANIFEST).read_text(encoding="utf-8"))["package"]
    return packages


def check(folder: Path, packages: list[dict[str, Any]]) -> int:
    wrong = [
        file["to"]
        for package in packages
        for file in package["file"]
        if not (folder / file["to"]).exists() or digest((folder / file["to"]).read_bytes()) != file["sha256"]
    ]
    for name in wrong:
        print(f"{folder.name}/{name} is not what the manifest says")
    return 1 if wrong else 0


def keep(folder: Path, package: dict[str, Any]) -> None:
    """Note the hashes of files that somebody put there."""
    for file in package["file"]:
        file["sha256"] = digest((folder / file["to"]).read_bytes())


def fetch(folder: Path, package: dict[str, Any]) -> None:
    """Write a package's files and note their hashes in `package`."""
    spec = f"{package['name']}@{package['version']}"
    with tempfile.TemporaryDirectory() as packed, tarfile.open(pack(spec, Path(packed))) as archive:
        for file in package["file"]:
            is_sprite = file["to"] == SPRITE
            content = sprite(archive, package["icons"]) if is_sprite else take(archive, file["from"])
            if file["to"].endswith(".ttf"):
                content = unpacked(content)
            target = folder / file["to"]
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


def unpacked(font: bytes) -> bytes:
    """A font for the web as TrueType, the same bytes every time."""
    from fontTools.ttLib import TTFont

    read, made = TTFont(io.BytesIO(font), recalcTimestamp=False), io.BytesIO()
    read.flavor = None
    read.save(made)
    return made.getvalue()


def coverage(folder: Path) -> str:
    """The characters each family has, as ranges from the first to the last, in the order of the manifest."""
    from fontTools.ttLib import TTFont

    known: dict[str, set[int]] = {}
    for file in (file["to"] for package in packages_of(folder) for file in package["file"]):
        if file.endswith(".ttf"):
            font = TTFont(folder / file)
            own = known.setdefault(str(font["name"].getDebugName(1)), set())
            own |= {code for code in font.getBestCmap() if code >= ord(" ")}
    written = {family: ranges(codes) for family, codes in known.items()}
    return json.dumps(written, separators=(",", ":")).replace("],[", "],\n[") + "\n"


def ranges(codes: set[int]) -> list[list[int]]:
    found: list[list[int]] = []
    for code in sorted(codes):
        if found and found[-1][1] == code - 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return found


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def render(folder: Path, packages: list[dict[str, Any]]) -> str:
    """The manifest as TOML, with its opening comment kept."""
    written = (folder / MANIFEST).read_text(encoding="utf-8").splitlines()
    lines = [line for line in written if line.startswith("#")]
    for package in packages:
        lines += [
            "",
            "[[package]]",
            *(f'{key} = "{package[key]}"' for key in ("name", "version", "licence", "home")),
        ]
        if package.get("by_hand"):
            lines.append("by_hand = true")
        if icons := package.get("icons"):
            lines += ["icons = [", *(f'  "{icon}",' for icon in sorted(icons)), "]"]
        for file in package["file"]:
            lines += ["[[package.file]]", *(f'{key} = "{value}"' for key, value in file.items())]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
