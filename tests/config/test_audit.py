"""An audit fails for a known weakness alone, and never calls clean what nobody looked up."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pytest

from config import audit

CLEAN = {"name": "django", "version": "5.2", "vulns": []}
WEAK = {"name": "requests", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}]}
UNKNOWN = {"name": "tandem", "skip_reason": "not found"}


@pytest.fixture
def program(tmp_path):
    """Something that answers as pip-audit does, for each source; a number is for how many seconds it says nothing."""

    def make(**answers) -> str:
        code = (
            f"#!{sys.executable}\nimport sys, time\nanswers = {answers!r}\n"
            "said = answers[sys.argv[sys.argv.index('--vulnerability-service') + 1]]\n"
            "time.sleep(said) if isinstance(said, float) else sys.stdout.write(said)\nsys.exit(1)\n"
        )
        (path := tmp_path / "pip-audit").write_text(code)
        path.chmod(0o755)
        return str(path)

    return make


def of(*packages) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


def audited(program: str, seconds: float = 60) -> list[str]:
    return audit.audit(program, "requirements.txt", time.monotonic() + seconds)


def test_a_known_weakness_is_named(program, capsys):
    assert audited(program(pypi=of(CLEAN, WEAK))) == ["  requests 1.0: PYSEC-1"]
    assert "2 packages looked up" in capsys.readouterr().out


def test_what_nobody_knows_is_not_called_clean(program, capsys):
    assert audited(program(pypi=of(UNKNOWN, UNKNOWN), osv="")) == []
    assert "NOT AUDITED" in capsys.readouterr().out


def test_another_source_is_asked_where_the_first_knows_nothing(program, capsys):
    assert audited(program(pypi=of(UNKNOWN), osv=of(WEAK, UNKNOWN))) == ["  requests 1.0: PYSEC-1"]
    assert "1 packages looked up at osv, 1 more are unknown to it." in capsys.readouterr().out


def test_a_source_that_breaks_or_hangs_fails_nothing(program, capsys):
    assert audited(program(pypi="Traceback", osv=60.0), seconds=1) == []
    assert "NOT AUDITED" in capsys.readouterr().out


def test_ci_audits_both_locks():
    root = Path(audit.__file__).parents[1]
    assert "part make audit" in (root / ".ci" / "run").read_text()
    assert "-m config.audit requirements.txt tests/requirements.txt" in (root / "Makefile").read_text()
