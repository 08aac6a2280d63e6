"""Whether this copy may ask record systems by itself: only the one that sends to real people does.

Two copies that empty one folder would each lose what the other took, and a restored backup would fill up with patients nobody writes to.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from campaigns.keeping.key_check import lacking_keys
from clinic import live_mark
from clinic.models import Installation


def why_not_here() -> str:
    """One sentence; empty for the live copy."""
    installation = Installation.current()
    if not installation.live_mark:
        return _("This installation is practising: record systems are asked once it is live.")
    return why_not_into_this_copy(installation)


def why_not_into_this_copy(installation: Installation) -> str:
    """Why not even a person should take visits in here; empty for a live copy, and for one that always practised."""
    if lacking_keys(installation):  # a suppression made under the key it lacks wouldn't be seen
        return _("The keys were changed: start this program again, so that it reads them.")
    if not installation.live_mark:
        return ""
    home, found = Path(settings.HOME), live_mark.read(Path(settings.HOME))
    installation.refresh_from_db(fields=["hand_overs"])  # the mark first, then the row
    return live_mark.why_silent(found, home, installation.live_mark, installation.hand_overs)
