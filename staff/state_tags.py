"""The states as tags show them: icon, word, colour. The words are fixed (look/staff.md), and looked up in the language of the page."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

STATES: dict[str, tuple[str, str | Promise, str]] = {
    "draft": ("page", gettext_lazy("Draft"), "calm"),
    "in_review": ("pen", gettext_lazy("In review"), "info"),
    "approved": ("check", gettext_lazy("Approved"), "ok"),
    "expiring": ("clock", gettext_lazy("Expiring"), "warn"),
    "withdrawn": ("stop", gettext_lazy("Withdrawn"), "bad"),
    "active": ("play", gettext_lazy("Active"), "ok"),
    "paused": ("pause", gettext_lazy("Paused"), "warn"),
    "ended": ("stop", gettext_lazy("Ended"), "calm"),
    "finished": ("check", gettext_lazy("Finished"), "calm"),
    "archived": ("tray", gettext_lazy("Archived"), "calm"),
    "planned": ("calendar", gettext_lazy("Planned"), "calm"),
    "sending": ("send", pgettext_lazy("state", "Sending"), "info"),
    "accepted": ("check", gettext_lazy("Accepted"), "info"),
    "delivered": ("checks", gettext_lazy("Delivered"), "ok"),
    "uncertain": ("help", gettext_lazy("Uncertain"), "hold"),
    "held": ("hand", gettext_lazy("Held"), "hold"),
    "bounced": ("reply", gettext_lazy("Bounced"), "bad"),
    "rejected": ("stop", gettext_lazy("Rejected"), "bad"),
    "dropped": ("cross", gettext_lazy("Dropped"), "bad"),
    "suppressed": ("stop", gettext_lazy("Suppressed"), "calm"),
    "cancelled": ("cross", gettext_lazy("Cancelled"), "calm"),
    "put_off": ("clock", gettext_lazy("Put off"), "calm"),
    "spam": ("warning", gettext_lazy("Spam"), "bad"),
    "unsubscribed": ("leave", gettext_lazy("Unsubscribed"), "calm"),
    "kept": ("check", pgettext_lazy("claim", "Kept"), "ok"),
    "softened": ("waves", pgettext_lazy("claim", "Softened"), "warn"),
    "claim_dropped": ("cross", pgettext_lazy("claim", "Dropped"), "calm"),
    "added": ("plus", pgettext_lazy("claim", "Added"), "info"),
    "open": ("help", gettext_lazy("Not yet decided"), "hold"),
    "error": ("stop", gettext_lazy("Error"), "bad"),
    "warning": ("warning", gettext_lazy("Warning"), "warn"),
    "note": ("info", gettext_lazy("Note"), "info"),
    "practising": ("hand", gettext_lazy("Practising"), "hold"),
    "live": ("live", gettext_lazy("Live"), "ok"),
    "waiting": ("clock", gettext_lazy("Waiting"), "calm"),
}
