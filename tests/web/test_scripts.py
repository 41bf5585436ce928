"""Modules become few files, in which each runs once and keeps its names to itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from dashboard.web import assets, scripts

MODULES = {
    "shell": 'import { ring } from "tandem/bells";\nring();\n',
    "bells": "export const ring = () => {};\n",
    "page": 'import { ring as loud } from "tandem/bells";\nimport { step } from "tandem/steps";\n'
    'loud(step);\naddEventListener("click", () => import("tandem/later"));\n',
    "steps": "// How far.\nexport const step = 1; // minute\n",
    "later": 'import { step } from "tandem/steps";\nexport function go() {\n  return step;\n}\n',
}


def test_what_no_other_imports_is_a_file():
    assert scripts.names(MODULES) == ["later", "page", "shell"]


def test_a_file_has_its_modules_each_after_what_it_needs():
    assert scripts.joined(MODULES, "shell") == (
        "const $bells = (() => {\nconst ring = () => {};\nreturn { ring };\n})();\n"
        "const $shell = (() => {\nconst { ring } = $bells;\nring();\nreturn {  };\n})();\n"
        "export { $bells };\n"
    )


def test_what_the_shell_has_is_taken_from_there():
    text = scripts.joined(MODULES, "page")
    assert text.startswith('import { $bells } from "tandem/shell";\n')
    assert "const { ring: loud } = $bells;" in text
    assert "const $bells" not in text


def test_what_comes_later_takes_from_the_file_that_fetches_it():
    text = scripts.joined(MODULES, "later")
    assert text.startswith('import { $steps } from "tandem/page";\n')
    assert text.endswith("})();\nexport const { go } = $later;\n")


def test_comments_stay_behind():
    assert "minute" not in scripts.joined(MODULES, "page")


def test_what_looks_like_a_comment_in_a_text_stays():
    for line in ('const a = "x // y";\n', "const b = `x // y`;\n"):
        assert line in scripts.joined({"shell": line}, "shell")


def test_what_cannot_be_joined_is_refused_with_words():
    for text, why in (
        ("export default 1;\n", "not a way"),
        ("export let a = 1;\n", "not a way"),
        ('import all from "tandem/bells";\n', "not a way"),
        ('import { a } from "tandem/nowhere";\n', "not there"),
        ("const a = `one\ntwo`;\n", "backticks"),
    ):
        with pytest.raises(ValueError, match=why):
            scripts.joined({"shell": text, "bells": ""}, "shell")


def test_a_circle_is_refused():
    circle = {"shell": "", "page": 'import "tandem/a";\n', "a": 'import "tandem/b";\n', "b": 'import "tandem/a";\n'}
    with pytest.raises(ValueError, match="a → b → a"):
        scripts.joined(circle, "page")


def test_one_file_fetches_another_later():
    with pytest.raises(ValueError, match="page and twin"):
        scripts.joined({**MODULES, "twin": MODULES["page"]}, "later")


def test_every_module_of_ours_runs_in_one_file_of_a_page():
    modules = assets.modules()
    joined = "".join(scripts.joined(modules, name) for name in scripts.names(modules))
    assert all(f"const {scripts._variable(name)} = " in joined for name in modules)


def test_a_sheet_brings_what_it_imports_once():
    page, a = '@import "a.css";\n@import "b.css";\nx {}\n', '@import "b.css";\na {}\n'
    assert assets.sheet({"page.css": page, "a.css": a, "b.css": "b {}\n"}, "page.css") == "b {}\na {}\nx {}\n"


def test_a_sheet_loses_its_comments():
    source = '/* why */\n  a { content: "/* no */"; }\n'
    assert assets.sheet({"a.css": source}, "a.css") == 'a { content: "/* no */"; }\n'


def test_with_debug_a_file_is_found_as_it_is_now():
    assert "--ground" in Path(finders.find("css/shell.css")).read_text()
    assert finders.find("icons/favicon.svg").endswith("static/icons/favicon.svg")
