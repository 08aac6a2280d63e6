"""Everything that would embarrass us, looked for in a compiled email before anyone gets it."""

from collections.abc import Callable, Iterator, Mapping

from mailer.compiled import CompiledEmail
from mailer.finding import Finding as Finding
from mailer.lint.client_support import client_findings
from mailer.lint.contrast import contrast_findings
from mailer.lint.html import html_findings
from mailer.lint.images import image_findings
from mailer.lint.leftovers import leftover_findings
from mailer.lint.legibility import legibility_findings
from mailer.lint.link_texts import link_text_findings
from mailer.lint.page import page_of
from mailer.lint.pictures import picture_findings
from mailer.lint.privacy import address_findings, privacy_findings
from mailer.lint.short_hex import short_hex_findings
from mailer.lint.size import size_findings
from mailer.lint.sources import located
from mailer.lint.spam import spam_findings
from mailer.lint.spotted import Spotted
from mailer.lint.structure import structure_findings
from mailer.lint.twins import twin_findings
from mailer.lint.unsubscribe import unsubscribe_findings
from mailer.lint.visible import visible_text
from mailer.lint.words import subject_findings, text_findings

ORDER = {"error": 0, "warning": 1, "note": 2}
NO_SOURCES: Mapping[str, str] = {}


def lint(
    email: CompiledEmail,
    *,
    preheader: str,
    private_words: tuple[str, ...] = (),
    public_host: str = "",
    weights: Mapping[str, int] | None = None,
    sources: Callable[[], Mapping[str, str]] = lambda: NO_SOURCES,
) -> list[Finding]:
    """All findings, errors first. `public_host` is the only host images may come from.

    `weights`: the bytes of images by their address. `sources`: the texts that `where` may name, by name; asked for
    only when there is something to say about the HTML.
    """
    found = [
        *privacy_findings(email, preheader, private_words),
        *subject_findings(email, preheader),
        *spam_findings(email, preheader, visible_text(email)),
        *text_findings(email),
        *unsubscribe_findings(email),
        *picture_findings(email),
        *size_findings(email),
        *located(_of_the_html(email, preheader, private_words, public_host.lower(), weights or {}), sources),
    ]
    return sorted(dict.fromkeys(found), key=lambda finding: ORDER[finding.severity])


def _of_the_html(
    email: CompiledEmail, preheader: str, private_words: tuple[str, ...], public_host: str, weights: Mapping[str, int]
) -> Iterator[Spotted]:
    page = page_of(email)
    yield from leftover_findings(email, preheader)
    yield from html_findings(email, public_host)
    yield from address_findings(email, public_host, private_words, page)
    yield from structure_findings(page, email.language)
    yield from link_text_findings(page, public_host)
    yield from twin_findings(email, page)
    yield from image_findings(page, weights)
    yield from contrast_findings(page)
    yield from legibility_findings(page)
    yield from short_hex_findings(page)
    yield from client_findings(page)
