"""One look into the folder: each file is read, taken in, and only then removed, since we keep no payload.

A kill between the two reads it again, and a visit starts a series at most once. A file of which anything failed is set aside for a
person; one with an arrival of today stays until tomorrow, when the visit counts as over. Names of files may be names of patients, so no log holds one.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from django.utils.translation import gettext_noop

from campaigns.intake.deciding import TODAY
from campaigns.intake.taking import take_all
from campaigns.models import RecordFeed
from campaigns.record_systems.accounting import note
from campaigns.record_systems.hl7_folder.files import Changed, TooLarge, content_of, lying_aside, remove, set_aside
from campaigns.record_systems.hl7_folder.looking import Ready, Stamp, look_into
from clinic.models import ClinicProfile
from patients.readers.hl7v2 import read_hl7
from patients.visits import Found, Problem

log = logging.getLogger("aftervisit.hl7_folder")
BY: Final = "hl7 folder"  # the actor in the trail
EVERY: Final = timedelta(minutes=1)
NO_FOLDER: Final = gettext_noop("The folder of AFTERVISIT_HL7_FOLDER isn't there, or isn't a folder.")
NO_RIGHT: Final = gettext_noop("The folder of AFTERVISIT_HL7_FOLDER can't be read and written: give this program both rights.")  # fmt: skip
NOT_REMOVED: Final = gettext_noop("A file was read and can't be removed from the folder of AFTERVISIT_HL7_FOLDER: give this program the right to.")  # fmt: skip
Clock = Callable[[], datetime]


class CannotLook(Exception):
    """The text is one sentence for the page Today."""


class Folder:
    """What must be remembered between two looks. A restart forgets it, and costs one more reading."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.fresh: dict[str, Stamp] = {}  # may still be written
        self.stuck: dict[Stamp, bool] = {}  # read, and can't be removed, or (True) set aside
        self.later: dict[Stamp, date] = {}  # held an arrival of that day

    def look(self, clock: Clock, go_on: Callable[[], bool] = lambda: True) -> int:
        """Take in all that is ready; how many files that was. What is wrong is noted for Today, never raised."""
        feed = RecordFeed.objects.named(RecordFeed.FOLDER, clock())
        try:
            read = self.looked_through(feed, clock, go_on)
        except CannotLook as problem:
            if feed.reason != str(problem):
                log.error("%s", problem)
            feed.failed(clock(), str(problem), EVERY)
            return 0
        feed.worked(clock(), EVERY)
        return read

    def looked_through(self, feed: RecordFeed, clock: Clock, go_on: Callable[[], bool]) -> int:
        self.make_sure_of_rights()
        try:
            lying = look_into(self.path, clock(), self.fresh)
        except OSError:
            raise CannotLook(NO_RIGHT) from None
        self.fresh, read = lying.fresh, 0
        self.stuck = {one.stamp: self.stuck[one.stamp] for one in lying.ready if one.stamp in self.stuck}
        self.later = {one.stamp: self.later[one.stamp] for one in lying.ready if one.stamp in self.later}
        try:
            for number, one in enumerate(lying.ready, 1):
                if not go_on():
                    break
                if one.stamp in self.stuck:
                    self.put_away(one, aside=self.stuck.pop(one.stamp))
                elif self.later.get(one.stamp) != today(clock()):
                    read += self.took_in(one, number, clock)
        finally:
            feed.lies(refused=lying_aside(self.path), unread=lying.unread)
        if self.stuck:
            raise CannotLook(NOT_REMOVED)
        return read

    def make_sure_of_rights(self) -> None:
        if not self.path.is_dir():
            raise CannotLook(NO_FOLDER)
        if not os.access(self.path, os.R_OK | os.W_OK | os.X_OK):
            raise CannotLook(NO_RIGHT)

    def took_in(self, one: Ready, number: int, clock: Clock) -> bool:
        """Whether it was read and is done with. `number`: its place in this look, for the log."""
        try:
            found = list(read_hl7([("file", content_of(one))]))
        except Changed:
            return False
        except TooLarge:
            found = [Found("file", 1, Problem("It is larger than any file of ours: send fewer messages at once."))]
        except OSError as problem:
            found = [Found("file", 1, Problem(f"It can't be opened ({problem.strerror})."))]
        now = clock()
        results = list(take_all(found, now, by=BY))
        errors = note(results, now, by=BY)
        for each in (each for each in found if isinstance(each.told, Problem)):
            log.warning("file %d of this look, message %d: %s", number, each.row, each.told.why)  # type: ignore[union-attr]
        if any(result.why == TODAY for result in results):
            self.later[one.stamp] = today(now)
            return False
        if errors:
            log.warning("file %d of this look was set aside: %d of %d rows failed", number, errors, len(results))
        return self.put_away(one, aside=bool(errors))

    def put_away(self, one: Ready, *, aside: bool) -> bool:
        try:
            (set_aside if aside else remove)(one)
        except Changed:  # somebody put another file under its name: that one is met at the next look
            return True
        except OSError:
            self.stuck[one.stamp] = aside
        return True


def today(now: datetime) -> date:
    return now.astimezone(ClinicProfile.current().zone).date()
