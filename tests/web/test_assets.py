"""Static files: modules find one another under hashed names, a page preloads what it needs, all pages share a sheet."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.templatetags.static import static

from dashboard.web.shell import assets

pytestmark = pytest.mark.usefixtures("_static_files")

NAMED = re.compile(r'(?:\bfrom |\bimport\()"([^"]+\.js)"')
HASHED = r"\.[0-9a-f]{12}\.js"


def collected(name):
    return Path(settings.STATIC_ROOT) / static(f"js/{name}.js").removeprefix(settings.STATIC_URL)


def test_modules_name_one_another_by_files_that_are_there():
    names = [path.stem for path in (assets.SOURCES / "js").glob("*.js")]
    found = {name: NAMED.findall(collected(name).read_text()) for name in names}
    assert len(found["calendar"]) == 6
    for name, imported in found.items():
        for other in imported:
            assert re.fullmatch(rf"\./[\w-]+{HASHED}", other), name
            assert (collected(name).parent / other).exists(), name


def test_what_is_fetched_later_imports_one_more_at_most():
    for path in (assets.SOURCES / "js").glob("*.js"):
        there = {path.stem, *assets.imports_of(path.stem)}
        for name in re.findall(r'\bimport\("\./([\w-]+)\.js"\)', path.read_text()):
            fetched = set(assets.imports_of(name)) - there
            assert not any(fetched & set(assets.imports_of(one)) for one in fetched), name


def test_a_page_preloads_what_its_module_imports():
    context = Context({"request": SimpleNamespace(csp_nonce="a-nonce")})
    text = Template('{% module "settings" %}').render(context)
    preloaded = re.findall(
        r'<link rel="modulepreload" href="/static/js/([\w-]+)\.[0-9a-f]{12}\.js" nonce="a-nonce">', text
    )
    assert preloaded == ["editors", "finder", "staging"]
    assert re.search(rf'<script type="module" src="/static/js/settings{HASHED}" nonce="a-nonce"></script>$', text)


def test_imports_of_imports_are_preloaded_first():
    found = assets.imports_of("calendar")
    assert set(found) == {"calendar-keys", "calendar-move", "calendar-select", "calendar-clock", "calendar-actions"}
    assert found.index("calendar-clock") < found.index("calendar-keys")


def test_what_every_page_has_is_one_sheet():
    sheet = Path(finders.find(assets.SHELL_SHEET)).read_text()
    assert sheet == assets.shell_sheet()
    assert all(part in sheet for part in ("@layer tokens", "@layer layout", "@layer components", ".icon-home"))


def test_what_every_page_has_is_small():
    assert len(gzip.compress(assets.shell_sheet().encode())) < 11 * 1024
    assert len(gzip.compress(collected("shell").read_bytes())) < 4 * 1024
