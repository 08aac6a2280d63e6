"""The same message as the standard library makes it, to compare ours with."""

from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP

from mailer.compiled import CompiledEmail
from mailer.filling import fill

UNFOLDED = SMTP.clone(
    max_line_length=998
)  # at 78 Python 3.11 writes long addresses as encoded words, which no header may hold


def built_by_python(
    email: CompiledEmail, values: Mapping[str, str], *, to: str, message_id: str, date: datetime
) -> EmailMessage:
    filled, message = fill(email, values), EmailMessage(policy=UNFOLDED)
    message["From"] = f"{email.sender_name} <{email.sender_address}>"
    message["Reply-To"], message["To"] = email.reply_to, to
    message["Subject"], message["Date"], message["Message-ID"] = filled.subject, date, message_id
    for name, value in filled.headers:
        message[name] = value
    message.set_content(filled.text.decode())
    message.add_alternative(filled.html.decode(), subtype="html")
    return message


def read_back(message: EmailMessage) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Headers but for Content-Type, and each part's type and words."""
    headers = {name: str(value) for name, value in message.items() if name != "Content-Type"}
    return headers, [(part.get_content_type(), words_of(part)) for part in message.iter_parts()]


def words_of(part: MIMEPart) -> str:
    return str(part.get_content()).replace("\r\n", "\n").rstrip("\n")
