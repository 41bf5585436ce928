#!/usr/bin/env python
"""Django's command line for Tandem."""

import os
import sys


def main() -> None:
    """Run one management command."""
    os.umask(0o077)  # as the server's: nobody else reads a database that was made here
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415
        from django.core.management import execute_from_command_line  # noqa: PLC0415

        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
