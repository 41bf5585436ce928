"""The database and everything else that Tandem writes is readable by its own user alone."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.conf import settings


@pytest.mark.processes
def test_a_database_made_by_hand_is_private_where_its_folder_is_not(tmp_path):
    data = tmp_path / "data"
    data.mkdir(mode=0o755)
    data.chmod(0o755)
    environment = {**os.environ, "DATA_DIR": str(data), "DATABASE_URL": f"sqlite:///{data / 'tandem.sqlite3'}"}
    command = [sys.executable, "manage.py", "migrate", "-v0"]
    subprocess.run(command, env=environment, cwd=settings.BASE_DIR, check=True, umask=0o022)
    made = {path.name: oct(path.stat().st_mode & 0o077) for path in data.iterdir()}
    assert "tandem.sqlite3" in made
    assert {name: mode for name, mode in made.items() if mode != "0o0"} == {}
