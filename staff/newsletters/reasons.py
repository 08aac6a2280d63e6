"""Why somebody of an audience doesn't get a newsletter, as the desk says it, and what would change that."""

from __future__ import annotations

from campaigns.newsletters.audience import LeftOut

SAID = {
    LeftOut.NEVER_AGREED: "Never agreed to newsletters",
    LeftOut.UNSUBSCRIBED: "Unsubscribed from newsletters",
    LeftOut.SUPPRESSED: "Address must not be mailed",
    LeftOut.UNCONFIRMED: "Address not confirmed",
    LeftOut.SAME_ADDRESS: "Same address twice",
    LeftOut.NO_TEXT: "No text in their language",
}
MEND = {
    LeftOut.NEVER_AGREED: "Nobody has written down a yes. Ask at the next call or visit; what they say stands on their page.",
    LeftOut.UNSUBSCRIBED: "They said no, and that stands until they say yes themselves.",
    LeftOut.SUPPRESSED: "The address bounced, or its owner wants no emails. Their page says which. Ask whether there is another address.",
    LeftOut.UNCONFIRMED: "Nobody has shown yet that the address is theirs. Read it to them at the next call or visit, and mend it on their page.",
    LeftOut.SAME_ADDRESS: "Somebody else of this audience has the same address and gets the one email. Nothing is wrong if they share it.",
    LeftOut.NO_TEXT: "Write the newsletter in their language, or choose when you schedule it that they get it as it is.",
}
