"""`manage.py sandbox --port N`: runs the sandbox until Ctrl-C."""

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from dashboard.sandbox.seed.builder import SeedOptions
from dashboard.sandbox.server import serve


class Command(BaseCommand):
    """Run the sandbox."""

    help = _("Run a stand-in for Toggl Track and Toggl Focus over HTTP, until Ctrl-C.")
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options."""
        parser.add_argument("--port", type=int, default=8001, help=_("0 takes a free one"))
        parser.add_argument("--host", default="127.0.0.1", help=_("the address to listen on"))
        parser.add_argument("--no-pace", action="store_true", help=_("without the limit of one request a second"))
        parser.add_argument("--projects", type=int, default=25, help=_("how many projects there are"))
        parser.add_argument("--week-blocks", type=int, help=_("how many time blocks Alice has this week"))

    def handle(self, *_args: Any, **options: Any) -> None:
        """Serve until interrupted or terminated."""
        ended = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: ended.set())
        try:
            seed = SeedOptions(projects=options["projects"], week_blocks=options["week_blocks"])
            running = serve(options["port"], options["host"], pace=not options["no_pace"], options=seed)
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(_("Sandbox for Track and Focus: {url}").format(url=running.url))
        self.stdout.write(_("Its control address: {url}").format(url=f"{running.url}/_sandbox/requests"))
        self.stdout.flush()
        ended.wait()
        running.stop()
