"""Everything that is read from the environment is explained, and nothing else is."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OF_DJANGO = {"DJANGO_SETTINGS_MODULE"}
OF_THE_DEMO = {"DEMO_PASSWORD"}


def names_in(path: Path) -> set[str]:
    """The names that a file asks `env` or `os.environ` for."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            asked, first = ast.unparse(node.func.value), node.args[0]
        elif isinstance(node, ast.Subscript):
            asked, first = ast.unparse(node.value), node.slice
        else:
            continue
        if asked in {"env", "os.environ"} and isinstance(first, ast.Constant) and str(first.value).isupper():
            found.add(str(first.value))
    return found


READ = set().union(*map(names_in, (ROOT / "config").glob("*.py"))) - OF_DJANGO


def test_the_document_explains_every_one():
    text = (ROOT / "docs" / "deploying.md").read_text()
    assert {name for name in READ if not re.search(rf"`{name}[`=]", text)} == set()


def test_the_example_names_every_one_and_no_other():
    text = (ROOT / ".env.example").read_text()
    assert set(re.findall(r"^(?:# )?([A-Z_]+)=", text, re.MULTILINE)) == READ | OF_THE_DEMO
