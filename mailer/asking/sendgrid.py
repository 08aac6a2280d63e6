"""Is SendGrid there, does it know the key, and what may the key do?

From SendGrid's API reference, "Retrieve a list of scopes for which this user has access" (GET /v3/scopes), which any key may ask.
"""

import json

import urllib3
from sendgrid.sendgrid import SendGridAPIClient

from mailer.asking.base import Standing, Told
from mailer.transports.pooled_client import Answer, NotConnected, PooledClient, pool_for

NEEDED = "mail.send"
LISTS = "suppression.read"
# What a key that leaked should not be able to do. Full access has them all.
TOO_MUCH = ("api_keys.create", "api_keys.update", "teammates.create", "user.password.update", "billing.update")
RESTRICT = "Make a key with Restricted Access: Mail Send, and Suppressions (read)."


def ask_sendgrid(api_key: str, *, host: str) -> Told:
    """Raises ValueError for a host that can't work."""
    pool = pool_for(host)
    try:
        api = SendGridAPIClient(api_key, host=host.rstrip("/"))
        client = PooledClient(pool, host=api.host, version=3, request_headers=api.client.request_headers)
        answer: Answer = client.scopes.get()
    except (NotConnected, urllib3.exceptions.HTTPError, OSError) as failure:
        return Told(
            Standing.AWAY,
            f"SendGrid can't be reached ({type(failure).__name__}).",
            "Check this machine's way out to the internet.",
        )
    finally:
        pool.close()
    if answer.status in (401, 403):
        return Told(Standing.NO, f"SendGrid doesn't accept SENDGRID_API_KEY ({answer.status}).", RESTRICT)
    scopes = scopes_in(answer)
    if scopes is None:
        return Told(
            Standing.AWAY, f"SendGrid answered {answer.status}, and not with the key's scopes.", "Ask again in a while."
        )
    return judged(scopes)


def scopes_in(answer: Answer) -> set[str] | None:
    try:
        found = json.loads(answer.body)["scopes"] if answer.status == 200 else None
    except (ValueError, KeyError, TypeError):
        return None
    return {one for one in found if isinstance(one, str)} if isinstance(found, list) else None


def judged(scopes: set[str]) -> Told:
    if NEEDED not in scopes:
        return Told(Standing.NO, "SendGrid knows the key, and the key may not send (mail.send is missing).", RESTRICT)
    if wide := [one for one in TOO_MUCH if one in scopes]:
        says = f"The key may send, and much else ({', '.join(wide)}): whoever finds it owns the account."
        return Told(Standing.LOOK, says, RESTRICT)
    lists = (
        ""
        if LISTS in scopes
        else f" It may not read the lists of dead addresses ({LISTS}), so repair_suppressions can't."
    )
    return Told(Standing.FINE, f"SendGrid knows the key, and it may send.{lists}")
