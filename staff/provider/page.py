"""The provider's page: which way emails take, the agreement behind it, and what the provider tells us."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from campaigns.sending.way import way_now
from clinic.agreements import agreement_lacking
from clinic.models import Agreement, ClinicProfile
from staff.desk import desk_page, show
from staff.permissions import May, may
from staff.provider.agreement_form import AgreementForm
from staff.provider.brought import what_to_enter_for_answers
from staff.provider.told_later import SILENT, what_to_enter
from staff.review_words import names_of
from staff.stored_words import stored
from staff.wording import dated, day_and_time

NAMES = {
    "inbox": gettext_lazy("The local inbox: nothing leaves this machine"),
    "sendgrid": "SendGrid",
    "ses": "Amazon SES",  # not said
    "smtp": "SMTP",
}
MOST_SHOWN = 20  # agreements on record, the newest first


@desk_page(May.SEE_SETTINGS)
@require_safe
def provider(request: HttpRequest) -> HttpResponse:
    return page(request)


def page(request: HttpRequest, form: AgreementForm | None = None, **said: Any) -> HttpResponse:
    """`said`: what a test or a check has just found: tested, checked, or refused with the part it stands at."""
    context = {
        "transport": transport(),
        "addresses": ClinicProfile.current().test_addresses,
        "agreements": on_record(),
        "carries": settings.PROVIDER_CARRIES_PHI,
        "lacking": agreement_lacking(),
        "form": form or AgreementForm(),
        "events": what_to_enter(),
        "answers": what_to_enter_for_answers(may_see_secret=may(request.user, May.SET_UP)),
        "silent": SILENT.get(settings.TRANSPORT, ""),
        **said,
    }
    return show(request, "provider/page", context, said=("agreement",))


def transport() -> list[dict[str, str]]:
    way = way_now(timezone.now())
    now = _("The local inbox, while this installation practises") if way.practising else _("Real people")
    return [
        {"name": _("Provider"), "text": str(NAMES.get(settings.TRANSPORT, settings.TRANSPORT))},
        {"name": _("Emails go to"), "text": stored(way.why) if way.transport is None else now},
        {"name": _("Health information"), "text": carried()},
    ]


def carried() -> str:
    """What the settings say of health information, and what follows for every lesson."""
    if settings.PROVIDER_CARRIES_PHI:
        return _("PROVIDER_CARRIES_PHI is set: lessons go through the provider whole.")
    return _("PROVIDER_CARRIES_PHI isn’t set: emails through a provider carry a link, and none of the lesson’s words.")


def on_record() -> list[dict[str, str]]:
    rows = list(Agreement.objects.order_by("-pk")[:MOST_SHOWN])
    names = names_of(row.recorded_by for row in rows)
    return [
        {
            "party": row.party, "signed": dated(row.signed_on), "note": row.note,
            "recorded": f"{names.get(row.recorded_by, row.recorded_by)}, {day_and_time(row.recorded_at)}",
        }
        for row in rows
    ]  # fmt: skip
