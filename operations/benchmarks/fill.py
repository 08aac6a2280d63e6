"""`benchmark fill`: one patient's email from a compiled one, against making it anew for each: Jinja and mjml2html, and EmailMessage."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP

from campaigns.emails.kept_emails import kept
from mailer.compiled import CompiledEmail
from mailer.filling import fill
from mailer.mime import message_id_for, mime
from operations.benchmarks.made_anew import MadeAnew
from operations.benchmarks.measuring import Rates, medians, ratio, taking_turns
from operations.benchmarks.one_email import people, source
from operations.benchmarks.population import START

SIZE, ROUNDS = 20_000, 5
PART = 40  # the slow ones make a fortieth of what ours makes


def benchmark(size: int) -> tuple[dict[str, float], dict[str, float]]:
    of = source()
    email, anew = kept(of, START).compiled, MadeAnew(of)
    everyone = list(people(email, max(PART, size // ROUNDS)))
    few = everyone[: len(everyone) // PART]
    rates: Rates = taking_turns(
        {
            "fill": lambda _: sum(len(fill(email, values).html) > 0 for values in everyone),
            "jinja_and_mjml2html": lambda _: sum(len(anew.email(values)) > 0 for values in few),
            "whole_mime": lambda _: sum(len(whole(email, values, START)) > 0 for values in everyone),
            "email_message": lambda _: sum(len(by_email_message(email, values, START)) > 0 for values in few),
        },
        ROUNDS,
    )
    figures = {**medians(rates), "html_bytes": float(len(fill(email, everyone[0]).html))}
    return figures, {
        "fill_to_jinja_and_mjml2html": ratio(rates, "fill", "jinja_and_mjml2html"),
        "whole_mime_to_email_message": ratio(rates, "whole_mime", "email_message"),
    }


def whole(email: CompiledEmail, values: dict[str, str], now: datetime) -> bytes:
    return mime(email, values, to="p@mail.example", message_id=message_id_for(email, "m"), date=now)


def by_email_message(email: CompiledEmail, values: dict[str, str], now: datetime) -> bytes:
    """The standard library's way, made for each patient from the filled parts."""
    filled = fill(email, values)
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = email.sender_address, "p@mail.example", filled.subject
    message["Message-ID"], message["Date"] = message_id_for(email, "m"), now
    for name, value in filled.headers:
        message[name] = value
    message.set_content(filled.text.decode())
    message.add_alternative(filled.html.decode(), subtype="html")
    return message.as_bytes()
