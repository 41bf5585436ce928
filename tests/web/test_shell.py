"""What every page carries: policy, scripts, navigation."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

from django.conf import settings
from django.test import Client

TEMPLATES = sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html"))


def test_the_policy_is_strict_and_its_nonce_never_repeats(client):
    first, second = client.get("/")["Content-Security-Policy"], client.get("/")["Content-Security-Policy"]
    assert "unsafe" not in first
    assert first != second


def test_every_script_carries_the_nonce(client):
    response = client.get("/")
    nonce = re.search(r"'nonce-([^']+)'", response["Content-Security-Policy"])[1]
    scripts = re.findall(r'<script[^>]*>|<link rel="modulepreload"[^>]*>', response.content.decode())
    assert len(scripts) >= 2
    assert all(f'nonce="{nonce}"' in script for script in scripts)


def test_htmx_keeps_no_pages_and_runs_no_strings(client):
    content = re.search(r'name="htmx-config" content="([^"]+)"', client.get("/").content.decode())[1]
    config = json.loads(html.unescape(content))
    assert (config["historyCacheSize"], config["allowEval"], config["selfRequestsOnly"]) == (0, False, True)
    assert {"code": "422", "swap": True} in config["responseHandling"]


def test_the_navigation_marks_where_one_is(client):
    assert '<a href="/" aria-current="page">' in client.get("/").content.decode()


def test_no_template_needs_what_the_policy_forbids():
    forbidden = re.compile(r"\sstyle\s*=|\son\w+\s*=|hx-on|javascript:|<style")
    assert TEMPLATES
    assert [str(path) for path in TEMPLATES if forbidden.search(path.read_text(encoding="utf-8"))] == []


def test_public_pages_need_nobody(member):
    assert Client().get("/hall/").content == b"hall"


def test_no_template_has_a_long_line():
    lines = ((path, line) for path in TEMPLATES for line in path.read_text(encoding="utf-8").splitlines())
    assert [(path.name, line) for path, line in lines if len(line) > 140] == []
