"""`benchmark compile`: our whole compile of a lesson (Jinja, validation, armour, mrml, inlined styles, slots, lint) against Jinja and mjml2html."""

from __future__ import annotations

import jinja2
import mjml

from campaigns.emails.kept_emails import templates
from mailer.compiling import EmailSource, compile_with_findings
from mailer.merge import Tokens
from mailer.mjml.armour import armour
from mailer.template_errors import rendered
from operations.benchmarks.made_anew import context_of
from operations.benchmarks.measuring import Rates, medians, ratio, taking_turns
from operations.benchmarks.one_email import source

SIZE, ROUNDS = 200, 5


def benchmark(size: int) -> tuple[dict[str, float], dict[str, float]]:
    of, environment = source(), templates()
    name, context = f"{of.template}.mjml.j2", context_of(of, Tokens(of.fields))
    page = armour(rendered(environment, name, context))
    each = range(max(1, size // ROUNDS))
    rates: Rates = taking_turns(
        {
            "ours": lambda _: sum(whole(of, environment) for _ in each),
            "jinja_and_mjml2html": lambda _: sum(bare(rendered(environment, name, context)) for _ in each),
            "mjml2html": lambda _: sum(bare(page) for _ in each),
        },
        ROUNDS,
    )
    return {**medians(rates), "mjml_characters": float(len(page))}, {
        "to_mjml2html": ratio(rates, "ours", "mjml2html"),
        "to_jinja_and_mjml2html": ratio(rates, "ours", "jinja_and_mjml2html"),
    }


def whole(of: EmailSource, environment: jinja2.Environment) -> bool:
    email, _ = compile_with_findings(of, environment)
    return bool(email.html and email.text)


def bare(page: str) -> bool:
    return bool(mjml.mjml2html(page, fonts={}))
