"""Why somebody of an audience doesn't get a newsletter, as the desk says it, and what would change that."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from campaigns.newsletters.audience import LeftOut

SAID = {
    LeftOut.NEVER_AGREED: gettext_lazy("Never agreed to newsletters"),
    LeftOut.UNSUBSCRIBED: gettext_lazy("Unsubscribed from newsletters"),
    LeftOut.SUPPRESSED: gettext_lazy("Address must not be mailed"),
    LeftOut.UNCONFIRMED: gettext_lazy("Address not confirmed"),
    LeftOut.SAME_ADDRESS: gettext_lazy("Same address twice"),
    LeftOut.NO_TEXT: gettext_lazy("No text in their language"),
}
MEND = {
    LeftOut.NEVER_AGREED: gettext_lazy(
        "Nobody has written down a yes. Ask at the next call or visit; what they say stands on their page."
    ),
    LeftOut.UNSUBSCRIBED: gettext_lazy("They said no, and that stands until they say yes themselves."),
    LeftOut.SUPPRESSED: gettext_lazy(
        "The address bounced, or its owner wants no emails. Their page says which. Ask whether there is another address."
    ),
    LeftOut.UNCONFIRMED: gettext_lazy(
        "Nobody has shown yet that the address is theirs. Read it to them at the next call or visit, and mend it on their page."
    ),
    LeftOut.SAME_ADDRESS: gettext_lazy(
        "Somebody else of this audience has the same address and gets the one email. Nothing is wrong if they share it."
    ),
    LeftOut.NO_TEXT: gettext_lazy(
        "Write the newsletter in their language, or choose when you schedule it that they get it as it is."
    ),
}
