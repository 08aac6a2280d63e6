"""SendGrid's suppression lists, by its official package.

From twilio/sendgrid-oai (tsg_suppressions_v3.json): each list in pages by `limit` and `offset`, newest first. `blocks` is left out:
those addresses were refused for passing reasons, and SendGrid goes on mailing them.
"""

import json
from collections.abc import Iterator
from typing import Any

import urllib3
from sendgrid.sendgrid import SendGridAPIClient

from mailer.events.base import Happened
from mailer.suppression_lists.base import Listed, ListsUnreadable
from mailer.transports.pooled_client import Answer, NotConnected, PooledClient, pool_for

PAGE = 200  # rows; an answer stays well under what pooled_client reads
LISTS = {
    "bounces": Happened.HARD_BOUNCE,
    "invalid_emails": Happened.DROPPED,
    "spam_reports": Happened.COMPLAINT,
    "unsubscribes": Happened.UNSUBSCRIBED,
}


class SendGridLists:
    def __init__(self, api_key: str, *, host: str) -> None:
        """Raises ValueError for a host that can't work."""
        self._pool = pool_for(host)
        self._api = SendGridAPIClient(api_key, host=host.rstrip("/"))
        self._api.client = PooledClient(
            self._pool, host=self._api.host, version=3, request_headers=self._api.client.request_headers
        )

    def listed(self) -> Iterator[Listed]:
        for name, happened in LISTS.items():
            for row in self._rows(getattr(self._api.client.suppression, name), name):
                if isinstance(address := row.get("email"), str):
                    yield Listed(address, happened)
        for row in self._rows(self._api.client.asm.suppressions, "group unsubscribes"):
            if isinstance(address := row.get("email"), str):
                yield Listed(address, Happened.GROUP_UNSUBSCRIBED)

    def close(self) -> None:
        self._pool.close()

    def _rows(self, resource: Any, name: str) -> Iterator[dict[str, Any]]:
        offset = 0
        while True:
            page = self._page(resource, name, offset)
            yield from (row for row in page if isinstance(row, dict))
            if len(page) < PAGE:
                return
            offset += PAGE

    def _page(self, resource: Any, name: str, offset: int) -> list[Any]:
        try:
            answer: Answer = resource.get(query_params={"limit": PAGE, "offset": offset})
            rows = json.loads(answer.body) if answer.status == 200 else None
        except (NotConnected, urllib3.exceptions.HTTPError, OSError, ValueError) as failure:
            raise ListsUnreadable(f"SendGrid's list of {name} can't be read ({type(failure).__name__}).") from None
        if not isinstance(rows, list):
            raise ListsUnreadable(
                f"SendGrid's list of {name} can't be read (it answered {answer.status}): check the key's rights."
            )
        return rows
