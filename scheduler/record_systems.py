"""What the clock asks of record systems. Each part runs beside the sending, so that a slow server delays no lesson."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.utils import timezone

from campaigns.models import RecordFeed
from campaigns.record_systems.fhir_server.cannot_ask import CannotAsk
from campaigns.record_systems.fhir_server.polling import Busy, poll
from campaigns.record_systems.fhir_server.searching import Searching
from campaigns.record_systems.fhir_server.server import server_of_settings
from campaigns.record_systems.here import why_not_here
from campaigns.record_systems.hl7_folder.taking_in import Folder

log = logging.getLogger("aftervisit.record_systems")
SECONDS = 60  # between two looks whether a server is due, and into the folder
GoOn = Callable[[], bool]


class RecordSystems:
    """Those that are set: kept between two looks for the token, and for the files that were still being written."""

    def __init__(self) -> None:
        server = server_of_settings()
        self.searching = Searching(server, timezone.now) if server else None
        self.folder = Folder(settings.HL7_FOLDER) if settings.HL7_FOLDER else None

    def ask_server(self, go_on: GoOn) -> None:
        """One round, if it is time. Does nothing where no server is set, and in a copy that isn't live."""
        if self.searching is None or why_not_here():
            return
        now = timezone.now()
        if not RecordFeed.objects.named(self.searching.server.base, now).is_due(now):
            return
        try:
            rows = sum(1 for _ in poll(self.searching, go_on=go_on))
            log.info("the record system told %d rows", rows)
        except CannotAsk as problem:
            log.warning("the record system couldn't be asked: %s", problem)
        except Busy:
            log.info("another program is asking the record system")

    def look_into_folder(self, go_on: GoOn) -> None:
        if self.folder is not None and not why_not_here():
            self.folder.look(timezone.now, go_on)
