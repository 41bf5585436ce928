"""The examples of the documents: every fenced and every indented block of code."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCED = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"(?:\A|\n\n)((?:(?: {4}.*)?\n)* {4}.*\n)")


@dataclass(frozen=True)
class Block:
    """One example, and where it stands."""

    path: Path
    language: str
    text: str

    @property
    def name(self) -> str:
        return f"{self.path.relative_to(ROOT)}: {self.text.strip().splitlines()[0].strip()[:60]}"

    @property
    def commands(self) -> list[str]:
        """Its lines as a shell reads them, without remarks."""
        lines = [re.sub(r"(^|\s+)# .*$", "", line).strip() for line in self.text.splitlines()]
        return [line for line in lines if line]


def blocks_of(path: Path) -> list[Block]:
    text = path.read_text(encoding="utf-8")
    fenced = [Block(path, language, textwrap.dedent(code)) for _, language, code in FENCED.findall(text)]
    indented = [Block(path, "", textwrap.dedent(code)) for code in INDENTED.findall(FENCED.sub("", text))]
    return [*fenced, *indented]


BLOCKS = [block for path in DOCUMENTS for block in blocks_of(path)]
