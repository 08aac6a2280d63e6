"""Make an email once: templates, MJML, inlined styles, slots, lint. What comes out can be sent to anyone."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import css_inline
import jinja2

from mailer.compiled import CompiledEmail, Direction, InlineImage, Parts
from mailer.finding import EmailError as EmailError
from mailer.finding import Finding
from mailer.lint import ORDER, lint
from mailer.marking import marked_everywhere
from mailer.merge import Tokens
from mailer.mjml.rendering import html_and_findings
from mailer.mjml.template_lines import said_of_templates
from mailer.template_errors import rendered

FieldKind = Literal["text", "url"]

NOWHERE: Mapping[str, str] = {}
NO_WEIGHTS: Mapping[str, int] = {}
INLINER = css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)
# mrml's own reset works from <style>; inlining it would add about 80 bytes to every table cell.
MRML_RESET = '<style type="text/css">\n#outlook'
MRML_RESET_LEFT_ALONE = '<style type="text/css" data-css-inline="ignore">\n#outlook'


@dataclass(frozen=True)
class EmailSource:
    """What one email is made from.

    `template` "lesson" means lesson.mjml.j2 and lesson.txt.j2. Every text in `context`, `subject`, `preheader` and
    `headers` may carry `{field}` for a name listed in `fields`. `private_words` must not show before the email is
    opened. Images may come from `public_host` only, or be among `images`, which travel in the email. `reply_field` is
    the one of `fields` that stands before the @ of `reply_to` in each email; empty: answers to all go to `reply_to`.
    """

    template: str
    context: Mapping[str, Any]
    subject: str
    preheader: str
    language: str
    direction: Direction
    sender_name: str
    sender_address: str
    reply_to: str
    headers: Mapping[str, str]
    fields: Mapping[str, FieldKind]
    private_words: tuple[str, ...] = ()
    public_host: str = ""
    images: tuple[InlineImage, ...] = ()
    reply_field: str = ""


def environment(folder: Path) -> jinja2.Environment:
    """Templates from one folder: escaping in .mjml.j2, none in .txt.j2, and an unknown name is an error."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=lambda name: name is None or not name.endswith(".txt.j2"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def compile_email(source: EmailSource, templates: jinja2.Environment) -> CompiledEmail:
    """Compile, or raise EmailError with every finding; the same source always gives the same email."""
    email, findings = compile_with_findings(source, templates)
    if any(finding.severity == "error" for finding in findings):
        raise EmailError(findings)
    return email


def compile_with_findings(
    source: EmailSource,
    templates: jinja2.Environment,
    *,
    written_in: Mapping[str, str] = NOWHERE,
    weights: Mapping[str, int] = NO_WEIGHTS,
) -> tuple[CompiledEmail, list[Finding]]:
    """The email and all that lint and MJML have to say, for pages that show both. An email with errors must not be sent.

    `written_in`: the texts whose words the email carries, by the name a finding gives them ("series/01-lesson.md");
    the templates are known. `weights`: the bytes of its images, by address. Neither changes the email.
    Raises EmailError when there is no email to show: a broken template, faulty MJML, a misspelt merge field.
    """
    tokens = Tokens(source.fields, absent_from=_all_words(source))
    context = _template_context(source, tokens)
    html, faults = _html(source, templates, context)
    email = CompiledEmail.of(
        template=source.template,
        language=source.language,
        direction=source.direction,
        sender_name=source.sender_name,
        sender_address=source.sender_address,
        reply_to=source.reply_to,
        subject=tokens.cut(context["subject"], "header"),
        html=tokens.cut(html, "html"),
        text=tokens.cut(rendered(templates, f"{source.template}.txt.j2", context), "text"),
        headers=_headers(source, tokens),
        url_fields=tuple(sorted(name for name, kind in source.fields.items() if kind == "url")),
        images=source.images,
        reply_field=source.reply_field,
    )
    found = lint(
        email,
        preheader=source.preheader,
        private_words=source.private_words,
        public_host=source.public_host,
        weights=weights,
        sources=lambda: {**written_in, **template_texts(templates)},
    )
    return email, sorted([*faults, *found], key=lambda finding: ORDER[finding.severity])


def template_texts(templates: jinja2.Environment) -> Mapping[str, str]:
    """What the MJML templates say, by file name."""
    names = templates.list_templates(filter_func=lambda name: name.endswith(".mjml.j2"))
    loader = templates.loader
    return {name: loader.get_source(templates, name)[0] for name in names} if loader else {}


def _all_words(source: EmailSource) -> str:
    try:
        return json.dumps([dict(source.context), source.subject, source.preheader, dict(source.headers)])
    except (TypeError, ValueError) as error:
        message = f"The context holds what JSON can't: {error}."
        raise EmailError.one("context", source.template, message, "Pass text, numbers, lists and dicts.") from None


def _template_context(source: EmailSource, tokens: Tokens) -> dict[str, Any]:
    words = {**source.context, "subject": source.subject, "preheader": source.preheader}
    facts = {"field": tokens, "language": source.language, "direction": source.direction}
    return {**marked_everywhere(words, tokens), **facts}


def _html(source: EmailSource, templates: jinja2.Environment, context: Mapping[str, Any]) -> tuple[str, list[Finding]]:
    name = f"{source.template}.mjml.j2"
    mjml = rendered(templates, name, context)
    try:
        html, found = html_and_findings(mjml, name=name, templates=_folder(templates))
    except EmailError as error:
        raise EmailError(said_of_templates(error.findings, name, mjml, templates, context)) from None
    html = INLINER.inline(html.replace(MRML_RESET, MRML_RESET_LEFT_ALONE, 1))
    return html, said_of_templates(found, name, mjml, templates, context)


def _folder(templates: jinja2.Environment) -> Path | None:
    loader = templates.loader
    return Path(loader.searchpath[0]) if isinstance(loader, jinja2.FileSystemLoader) else None


def _headers(source: EmailSource, tokens: Tokens) -> tuple[tuple[str, Parts], ...]:
    marked = marked_everywhere(dict(source.headers), tokens)
    return tuple((name, tokens.cut(value, "header")) for name, value in marked.items())
