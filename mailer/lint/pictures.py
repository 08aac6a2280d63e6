"""Pictures that should travel in the email and don't, or travel unseen."""

import re
from collections.abc import Iterator

from mailer.compiled import CompiledEmail
from mailer.finding import Finding

CID = re.compile(r"""["'(]cid:([^"')\s]+)""", re.IGNORECASE)


def picture_findings(email: CompiledEmail) -> Iterator[Finding]:
    shown = set(CID.findall("".join(part for part in email.html if isinstance(part, str))))
    carried = {image.content_id for image in email.images}
    for missing in sorted(shown - carried):
        yield Finding("error", "picture", "html", f"The picture {missing} isn't in the email.", "Carry it, or link it.")
    for unseen in sorted(carried - shown):
        yield Finding(
            "warning", "picture", "html", f"The picture {unseen} travels unseen.", "Show it, or leave it out."
        )
