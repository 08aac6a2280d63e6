"""Amazon SES's account-level suppression list.

From AWS's pages: SES API v2 Reference, "ListSuppressedDestinations" (reasons BOUNCE and COMPLAINT; pages by NextToken).
"""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import quote

import urllib3

from mailer.events.base import Happened
from mailer.suppression_lists.base import Listed, ListsUnreadable
from mailer.transports.pooled_client import NotConnected, exchange, pool_for
from mailer.transports.ses_signing import Signer

PATH = "/v2/email/suppression/addresses"
PAGE = 200  # rows; an answer stays well under what pooled_client reads
REASONS = {"BOUNCE": Happened.HARD_BOUNCE, "COMPLAINT": Happened.COMPLAINT}


class SesLists:
    def __init__(
        self, access_key_id: str, secret_access_key: str, *, region: str, session_token: str = "", host: str = "",
        clock: Callable[[], datetime],
    ) -> None:  # fmt: skip
        """Raises ValueError for settings that can't work. `clock`: a signature holds for five minutes around it."""
        self._signer = Signer(access_key_id, secret_access_key, session_token, region, host)
        self._pool = pool_for(self._signer.host)
        self._clock = clock

    def listed(self) -> Iterator[Listed]:
        token = ""
        while True:
            page = self._page(token)
            for row in page.get("SuppressedDestinationSummaries") or []:
                if isinstance(row, dict) and isinstance(address := row.get("EmailAddress"), str):
                    yield Listed(address, REASONS.get(str(row.get("Reason")), Happened.DROPPED))
            token = page.get("NextToken") or ""
            if not isinstance(token, str) or not token:
                return

    def close(self) -> None:
        self._pool.close()

    def _page(self, token: str) -> dict[str, Any]:
        path = f"{PATH}?" + (f"NextToken={quote(token, safe='')}&" if token else "") + f"PageSize={PAGE}"
        try:
            answer = exchange(self._pool, "GET", path, headers=self._signer.headers("GET", path, b"", self._clock()))
            told = json.loads(answer.body) if answer.status == 200 else None
        except (NotConnected, urllib3.exceptions.HTTPError, OSError, ValueError) as failure:
            raise ListsUnreadable(f"Amazon SES's suppression list can't be read ({type(failure).__name__}).") from None
        if not isinstance(told, dict):
            raise ListsUnreadable(
                f"Amazon SES's suppression list can't be read (it answered {answer.status}): check the key's rights."
            )
        return told
