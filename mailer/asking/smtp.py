"""Does the mail server greet us, encrypt and let us in? A session as for a send, ended before any message."""

import time

from mailer.asking.base import Standing, Told
from mailer.transports.base import Verdict
from mailer.transports.smtp import trust_for
from mailer.transports.smtp_replies import Halted
from mailer.transports.smtp_session import Patience, Session
from mailer.transports.smtp_url import Tls, relay_from

PATIENCE = Patience(connect=10, reply=15, batch=30, answer=15)


def ask_smtp(url: str) -> Told:
    """Raises ValueError for a URL that can't work, never with a password in it."""
    relay = relay_from(url)
    session = Session(relay, PATIENCE, time.monotonic() + PATIENCE.batch)
    try:
        session.open(trust_for(relay))
    except Halted as halted:
        away = halted.verdict is Verdict.REFUSED
        return Told(
            Standing.AWAY if away else Standing.NO, halted.reason, "Check SMTP_URL, or ask who runs the mail server."
        )
    session.leave()
    login = "with our login" if relay.user else "without a login"
    if relay.tls is Tls.OFF:
        return Told(
            Standing.LOOK,
            f"The mail server lets us in {login}, unencrypted.",
            "Leave tls=off out, unless it is this machine.",
        )
    return Told(Standing.FINE, f"The mail server lets us in {login}, over TLS ({relay.tls}).")
