"""Whether a patient may be mailed: consent, a confirmed address, no suppression."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from patients.models import Consent, Identity, Patient, Suppression
from staff.wording import local_date, long_date


def may_be_mailed(one: Patient, identity: Identity | None) -> list[dict[str, Any]]:
    return [
        consent(one, Consent.Stream.LESSONS),
        address(one, identity),
        *private_mail(one),
        *suppression(identity),
        consent(one, Consent.Stream.NEWSLETTER),
    ]


def consent(one: Patient, stream: Consent.Stream) -> dict[str, Any]:
    newest = Consent.objects.filter(patient=one, stream=stream).order_by("-given_at").first()
    way = {"url": reverse(f"staff:consent_{stream}", args=[one.pk])} if one.erased_at is None else {}
    lessons = stream == Consent.Stream.LESSONS
    no, yes = (
        (_("Care emails: no"), _("Care emails: yes")) if lessons else (_("Newsletters: no"), _("Newsletters: yes"))
    )
    if newest is None:
        return {**tick(None, no, _("not asked")), **way, "label": _("Record a yes")}
    if newest.withdrawn_at:
        said = f"{_(newest.withdrawn_how).rstrip('.')}, {long_date(local_date(newest.withdrawn_at))}"
        return {**tick(False, no, said), **way, "label": _("Record a yes")}
    said = f"{_(newest.how)}, {long_date(local_date(newest.given_at))}"
    return {**tick(True, yes, said), **way, "label": _("Withdraw")}


def address(one: Patient, identity: Identity | None) -> dict[str, Any]:
    said = identity.email if identity else ""
    if one.address_confirmed_at is None:
        return tick(None, _("Address not confirmed yet"), said)
    return tick(True, _("Address confirmed on {day}").format(day=long_date(local_date(one.address_confirmed_at))), said)


def private_mail(one: Patient) -> list[dict[str, Any]]:
    if not one.private_mail:
        return []
    return [tick(None, _("Emails carry only a link"), _("someone else reads this mailbox"))]


def suppression(identity: Identity | None) -> list[dict[str, Any]]:
    rows = Suppression.objects.of(identity.email).order_by("only_news", "pk") if identity else ()
    return [
        tick(False, what_is_shut(one), f"{one.get_reason_display()}, {long_date(local_date(one.since))}")
        for one in rows
    ]


def what_is_shut(one: Suppression) -> str:
    return _("This address gets no newsletters") if one.only_news else _("This address must not be mailed")


def tick(yes: bool | None, title: str, text: str) -> dict[str, Any]:
    return {"yes": yes, "title": title, "text": text}
