"""Write docs/hooks.md from the code: every hook, what is registered in it, and which apps do.

hooks.py          write the page
hooks.py --check  fail when the page is not the one that would be written
"""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "sotay"
PAGE = ROOT / "docs" / "hooks.md"
HEAD = """# Hooks

A floor below never imports one above. Where it has to ask one, it makes a hook (`kernel/hooks.py`) and goes
through what was registered; the app above registers in `AppConfig.ready`. There is no other kind of extension
point. This page is made from the code by `make hooks`.

```python
# schedules/apps.py
def ready(self) -> None:
    from sotay.meetings.preparation.drafting import AGREED_TIMES
    from sotay.schedules.queries import approved_time

    AGREED_TIMES.register(approved_time)
```

| hook | in | what is registered | by |
|---|---|---|---|
"""


def page() -> str:
    made: dict[str, tuple[str, str, str]] = {}
    registered: dict[str, set[str]] = defaultdict(set)
    for file in sorted(SOURCE.rglob("*.py")):
        if "tests" in file.parts:
            continue
        place = file.relative_to(SOURCE)
        module = ".".join(("sotay", *place.with_suffix("").parts)).removesuffix(".__init__")
        tree = ast.parse(file.read_text(encoding="utf-8"))
        imported = imports(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and is_hook(node.value):
                name, about = (ast.literal_eval(argument) for argument in node.value.args)
                made[f"{module}.{node.target.id}"] = (name, str(place), about)
            elif isinstance(node, ast.Attribute) and node.attr == "register":
                first, dot, rest = ast.unparse(node.value).partition(".")
                registered[imported.get(first, f"{module}.{first}") + dot + rest].add(place.parts[0])
    lines = [
        f"| `{hook.rpartition('.')[2]}` ({name}) | `{where}` | {about} "
        f"| {', '.join(sorted(registered[hook])) or 'nobody yet'} |"
        for hook, (name, where, about) in sorted(made.items(), key=lambda item: item[1])
    ]
    return HEAD + "\n".join(lines) + "\n"


def imports(tree: ast.Module) -> dict[str, str]:
    """What each imported name stands for, wherever in the file it is imported: several hooks share a name."""
    return {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def is_hook(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Call) and ast.unparse(value.func) == "Hook"


def main(arguments: list[str]) -> int:
    if "--check" not in arguments:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == page():
        return 0
    print("docs/hooks.md is not what the code says: make hooks", file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
