"""Putting the agreement with the provider on record. It is added, never changed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clinic.agreements import record_agreement
from clinic.refusal import Refusal
from staff.desk import desk_page, who
from staff.permissions import May
from staff.provider.agreement_form import AgreementForm
from staff.provider.page import page
from staff.wording import local_date


@desk_page(change=May.SET_UP, fields=AgreementForm.base_fields)
@require_POST
def add_agreement(request: HttpRequest) -> HttpResponse:
    form, now = AgreementForm(request.POST), timezone.now()
    if form.is_valid():
        said = form.cleaned_data
        try:
            record_agreement(
                said["party"], said["signed_on"], said["note"], now, today=local_date(now), by=who(request)
            )
            messages.info(request, _("On record. It stays there for good."))
            return redirect("staff:provider")
        except Refusal as refusal:
            form.add_error("signed_on", str(refusal))
    return page(request, form)
