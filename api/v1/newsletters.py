"""Newsletters for another system: to list them with their figures, and to write drafts. Approving, planning and sending stay with people."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Path, Router, Schema, Status

from api.problems import Refused
from api.v1 import paging
from api.v1.door import JSON, Token, caller
from api.v1.drafts import Draft, Rewritten
from campaigns.models import Approval, Edition, Newsletter, Tally
from campaigns.newsletters.editions import WORDS, write
from campaigns.newsletters.finishing import Figures
from campaigns.newsletters.writing import new_newsletter
from campaigns.rows import locked
from clinic.console import sentence
from clinic.models import ApiToken, AuditEntry
from clinic.refusal import Refusal
from patients.languages import clean_language

Scope = ApiToken.Scope
LARGEST = 256 * 1024  # of a draft's words, however they are escaped
router = Router(tags=["Newsletters"])
Language = Annotated[str, Path(max_length=35)]


class OneNewsletter(Schema):
    """`people`: whom its rules chose; `emails` by state; `left_out`: why others get none. All are 0 or empty before it begins."""

    newsletter: UUID
    name: str
    state: Newsletter.State
    language: str
    created_at: datetime
    begins_at: datetime | None
    began_at: datetime | None
    ended_at: datetime | None
    people: int
    emails: dict[str, int]
    left_out: dict[str, int]
    yours: bool


class NewsletterList(Schema):
    newsletters: list[OneNewsletter]
    next: str | None


class EditionWords(Schema):
    """`version` changes with every word. `approved`: a reviewer has said yes to these very words. `lacking`: what must be written before it can leave."""

    language: str
    title: str
    subject: str
    preheader: str
    body: str
    version: str
    approved: bool
    lacking: list[str]


class WholeNewsletter(OneNewsletter):
    editions: list[EditionWords]


@router.get(
    "/newsletters", url_name="api_newsletters", auth=Token(Scope.NEWSLETTERS), response=NewsletterList,
    summary="Newsletters and their figures", operation_id="newsletters",
)  # fmt: skip
def newsletters(request: HttpRequest, cursor: paging.Cursor = "", limit: paging.Limit = paging.USUAL) -> NewsletterList:
    """Scope: newsletters. The newest first."""
    token, rows = caller(request), Newsletter.objects.order_by("-id")
    if after := paging.read(cursor, [UUID]):
        rows = rows.filter(pk__lt=after[0])
    shown, following = paging.page(list(rows[: limit + 1]), limit, lambda one: [one.pk])
    states = Tally.objects.of_each([one.pk for one in shown])
    return NewsletterList(
        newsletters=[OneNewsletter(**told(one, states.get(one.pk, {}), token)) for one in shown], next=following
    )


@router.post(
    "/newsletters", url_name="api_newsletters", auth=Token(Scope.NEWSLETTERS, kinds=JSON, most=LARGEST), response={201: WholeNewsletter},
    summary="Write a draft", operation_id="draft_newsletter",
)  # fmt: skip
def draft(request: HttpRequest, draft: Draft) -> Status[WholeNewsletter]:
    """Scope: newsletters. In the clinic's first language. It goes nowhere before people on the desk have approved and planned it."""
    token, now = caller(request), timezone.now()
    try:
        with transaction.atomic():
            made = new_newsletter(draft.name, now, by=token.actor)
            words = draft.model_dump(include=set(WORDS))
            write(made, made.language, words | {"title": draft.title or made.name}, now, by=token.actor)
    except Refusal as refusal:
        raise Refused(422, str(refusal)) from None
    return Status(201, whole(made, token))


@router.get(
    "/newsletters/{uuid:newsletter}", url_name="api_newsletter", auth=Token(Scope.NEWSLETTERS), response=WholeNewsletter,
    summary="One newsletter with its words", operation_id="newsletter",
)  # fmt: skip
def one_newsletter(request: HttpRequest, newsletter: UUID) -> WholeNewsletter:
    """Scope: newsletters."""
    return whole(found(newsletter), caller(request))


@router.put(
    "/newsletters/{uuid:newsletter}/editions/{language}", url_name="api_edition",
    auth=Token(Scope.NEWSLETTERS, kinds=JSON, most=LARGEST), response=WholeNewsletter, summary="Rewrite a draft",
    operation_id="rewrite_newsletter",
)  # fmt: skip
def rewrite(request: HttpRequest, newsletter: UUID, language: Language, words: Rewritten) -> WholeNewsletter:
    """Scope: newsletters. Only while it is a draft, and only one this system wrote. A language it hasn't yet is added."""
    token, now = caller(request), timezone.now()
    try:
        language = clean_language(language)
        with transaction.atomic():  # locked: nobody plans it or writes between the look and the words
            row = found(newsletter, locked(Newsletter.objects.all()))
            check_draft(row, language, words.version, token)
            write(row, language, words.model_dump(include=set(WORDS)), now, by=token.actor)
            AuditEntry.objects.record("newsletter.write", actor=token.actor, now=now, subject=row.pk, language=language)
    except (Refusal, ValidationError) as refusal:
        raise Refused(422, sentence(refusal)) from None
    return whole(row, token)


def check_draft(row: Newsletter, language: str, version: str, token: ApiToken) -> None:
    """Raises Refused for one that this system may not write over."""
    if not is_of(token, row):
        raise Refused(409, "People wrote this newsletter: they change it on the desk.")
    if row.state != Newsletter.State.DRAFT:
        raise Refused(409, "It is no draft any more: people change it on the desk.")
    before = row.editions.filter(language=language).first()
    if before and version and version != before.content_hash:
        raise Refused(409, "Somebody has changed these words since: read them again.")


def found(newsletter: UUID, rows: QuerySet[Newsletter] | None = None) -> Newsletter:
    row = (Newsletter.objects.all() if rows is None else rows).filter(pk=newsletter).first()
    if row is None:
        raise Http404
    return row


def is_of(token: ApiToken, row: Newsletter) -> bool:
    """By the system, whichever of its tokens made it: an actor is the source, a blank, and how the token begins."""
    return row.created_by.rpartition(" ")[0] == token.source


def told(row: Newsletter, states: dict[str, int], token: ApiToken) -> dict[str, Any]:
    figures = Figures(row.people, states, row.left_out)
    return {
        "newsletter": row.pk, "name": row.name, "state": Newsletter.State(row.state), "language": row.language, "created_at": row.created_at,
        "begins_at": row.begins_at, "began_at": row.began_at, "ended_at": row.ended_at, "people": figures.people,
        "emails": figures.states, "left_out": figures.left_out, "yours": is_of(token, row),
    }  # fmt: skip


def whole(row: Newsletter, token: ApiToken) -> WholeNewsletter:
    editions = [as_words(one) for one in row.editions.all()]
    return WholeNewsletter(**told(row, Tally.objects.of(row.pk), token), editions=editions)


def as_words(one: Edition) -> EditionWords:
    said = {name: getattr(one, name) for name in WORDS}
    approved = Approval.objects.of(one).exists()
    return EditionWords(
        language=one.language, **said, version=one.content_hash, approved=approved, lacking=one.lacking
    )  # fmt: skip
