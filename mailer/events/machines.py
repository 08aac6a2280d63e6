"""What an open or a click says of itself: whether a machine fetched it, and which link it was. Nothing else of it is kept.

SendGrid marks opens by Apple's privacy proxy itself (`sg_machine_open` in its Event Webhook Reference). Scanners of mail gateways name themselves in their
user agent when they are honest; those that don't are told by their haste (campaigns/opens/judging.py).
"""

import re
from hashlib import sha256

# Not phones called Cubot. Nor the picture proxies of Gmail and Yahoo: they fetch when a person opens the email.
MACHINES = re.compile(
    r"(?<!cu)bot\b|crawl|spider|scan|preview|monitor|barracuda|proofpoint|mimecast|ironport|\bcisco|fortinet|sophos|symantec|trendmicro"
    r"|python|curl|wget|java/|go-http-client|okhttp|headless",
    re.IGNORECASE,
)
LONGEST_AGENT = 1_000


def calls_itself_a_machine(agent: str) -> bool:
    """An empty user agent says nothing. Only the first 1,000 characters are looked at."""
    return MACHINES.search(agent[:LONGEST_AGENT]) is not None


def link_mark(url: str) -> str:
    """16 characters that differ from link to link, or "" for none. The address itself may open a reader's own page, so it isn't kept."""
    return sha256(url.encode(errors="replace")).hexdigest()[:16] if url else ""
