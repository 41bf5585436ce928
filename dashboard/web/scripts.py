"""The files of scripts that browsers load, joined from modules: sources stay one a topic, a page asks for few.

A module that no other imports is a file, with all that it imports: the shell, the module that a page names, and what is
fetched later by `import("tandem/calendar-drag")`. What the shell has, and what the file has that fetches this one, is
not in it a second time: it is imported from there. So every module runs once in a page, and `tandem/…` in the browser
names a file (`tags.import_map`).

Each module becomes a function that returns what it exports, so that its names are its own. There may be
`import { one, other as another } from "tandem/name"`, `import "tandem/name"`, and `export` before a function, a const
or a class, each at the beginning of its line; no circles; and no text over several lines in backticks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

IMPORT = re.compile(r'^import (?:\{([^}]*)\} from )?"tandem/([\w/-]+)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|class) (\w+))", re.MULTILINE)
LATER = re.compile(r'\bimport\("tandem/([\w/-]+)"\)')
LEFT_OVER = re.compile(r"^(?:import|export)\b(?!\().*", re.MULTILINE)
COMMENT = re.compile(r"^\s*//.*\n|[ \t]+// .*$", re.MULTILINE)
QUOTED = re.compile(r'"(?:\\.|[^"\\\n])*"')
SHELL = "shell"

Modules = Mapping[str, str]  # name → text


def names(modules: Modules) -> list[str]:
    """Return the modules that are files: those that no other imports."""
    parts = {part for name in modules for part in _imports(modules, name)}
    return sorted(set(modules) - parts)


def joined(modules: Modules, name: str) -> str:
    """Return the file of a module. Raises ValueError for what cannot be joined."""
    elsewhere = {part: owner for owner in reversed(_before(modules, name)) for part in _parts(modules, owner)}
    mine = [part for part in _parts(modules, name) if part not in elsewhere]
    needed = {part: elsewhere[part] for one in mine for part in _imports(modules, one) if part in elsewhere}
    lines = [f'import {{ {_variable(part)} }} from "tandem/{owner}";\n' for part, owner in needed.items()]
    lines += [_function(modules, part) for part in mine]
    if given := [part for part in mine if part in _wanted_of(modules, name)]:
        lines += [f"export {{ {', '.join(_variable(part) for part in given)} }};\n"]
    if own := EXPORT.findall(modules[name]):
        lines += [f"export const {{ {', '.join(own)} }} = {_variable(name)};\n"]
    return "".join(lines)


def _imports(modules: Modules, name: str) -> tuple[str, ...]:
    found = _imported(modules[name])
    if missing := set(found) - set(modules):
        raise ValueError(f"{name}.js imports {', '.join(sorted(missing))}, which is not there")
    return found


# Both are asked thousands of times for the same few texts.
@lru_cache(maxsize=1024)
def _imported(text: str) -> tuple[str, ...]:
    return tuple(part for _names, part in IMPORT.findall(text))


@lru_cache(maxsize=1024)
def _fetched_later(text: str) -> tuple[str, ...]:
    return tuple(LATER.findall(text))


def _parts(modules: Modules, name: str) -> list[str]:
    """Return a module and all that it imports, each after what it needs, as browsers run them."""

    def of(one: str, path: tuple[str, ...]) -> Iterator[str]:
        if one in path:
            raise ValueError(f"modules import one another in a circle: {' → '.join((*path, one))}")
        for part in _imports(modules, one):
            yield from of(part, (*path, one))
        yield one

    return list(dict.fromkeys(of(name, ())))


def _before(modules: Modules, name: str) -> list[str]:
    """Return the files that are there when this one comes, the shell first."""
    if name == SHELL:
        return []
    files = [one for one in names(modules) if one != name]
    askers = [one for one in files if any(name in _fetched_later(modules[part]) for part in _parts(modules, one))]
    if len(askers) > 1:
        raise ValueError(f"{name}.js is fetched later by {' and '.join(askers)}; let one of them do it")
    before = [one for asker in askers for one in [*_before(modules, asker), asker]]
    return before if SHELL in before or SHELL not in modules else [SHELL, *before]


def _wanted_of(modules: Modules, name: str) -> set[str]:
    """Return what the modules import that come in files after this one."""
    later = [one for one in names(modules) if name in _before(modules, one)]
    return {part for owner in later for one in _parts(modules, owner) for part in _imports(modules, one)}


def _variable(name: str) -> str:
    return "$" + re.sub(r"\W", "_", name)


def _function(modules: Modules, name: str) -> str:
    """Return a module as a function that runs at once."""

    def taken(found: re.Match[str]) -> str:
        wanted = (found[1] or "").replace(" as ", ": ").strip()
        return f"const {{ {wanted} }} = {_variable(found[2])};\n" if wanted else ""

    text = IMPORT.sub(taken, modules[name])
    exported = EXPORT.findall(text)
    text = _bare(EXPORT.sub("", text))
    if wrong := LEFT_OVER.search(text):
        raise ValueError(f"{name}.js: {wrong[0]!r} is not a way to import or export here (dashboard/web/scripts.py)")
    if any(QUOTED.sub("", line).count("`") % 2 for line in text.splitlines()):
        raise ValueError(f"{name}.js has a text over several lines in backticks; its indentation would get lost")
    return f"const {_variable(name)} = (() => {{\n{text}return {{ {', '.join(exported)} }};\n}})();\n"


def _bare(text: str) -> str:
    """Return a text without comments and indentation. What looks like a comment within quotes stays."""

    def unless_quoted(found: re.Match[str]) -> str:
        before = text[text.rfind("\n", 0, found.start()) + 1 : found.start()]
        return found[0] if any(before.count(quote) % 2 for quote in "\"'`") else ""

    return re.sub(r"\n\s+", "\n", COMMENT.sub(unless_quoted, text.rstrip() + "\n")).lstrip()
