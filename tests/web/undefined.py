"""An undefined template variable fails the test that rendered it.

Django logs such a variable at debug level and prints nothing in its place, so a typing error would pass unseen.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

PACKAGES = ("django/", "account/email/", "mfa/", "allauth/")  # other people's templates


class UndefinedVariableWarning(UserWarning):
    """A template of ours used a variable that its view did not give."""


class _Undefined(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        """Warn of the variable (a warning is an error in the tests) and keep the record out of the log."""
        if str(record.msg).startswith("Exception while resolving variable"):
            name = str(record.args[1]) if isinstance(record.args, tuple) else ""
            if name != "unknown" and not name.startswith(PACKAGES):
                warnings.warn(record.getMessage(), UndefinedVariableWarning, stacklevel=2)
            return False
        return record.levelno > logging.DEBUG


@contextmanager
def install() -> Iterator[None]:
    """Watch all templates while the context lasts."""
    logger, watch = logging.getLogger("django.template"), _Undefined()
    level = logger.level
    logger.setLevel(logging.DEBUG)
    logger.addFilter(watch)
    try:
        yield
    finally:
        logger.removeFilter(watch)
        logger.setLevel(level)
