"""Alice at the directory: its pages load the lists that names come from."""

from tests.directory.conftest import alices, many

__all__ = ["alices", "many"]
