"""The button that checks the door of the provider's events."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from campaigns.events.live_check import check
from staff.desk import desk_page, record
from staff.permissions import May
from staff.provider.page import page
from staff.provider.told_later import DOORS, what_to_enter


@desk_page(change=May.SET_UP)
@require_POST
def check_events(request: HttpRequest) -> HttpResponse:
    entered = what_to_enter()
    if entered is None or not entered["can_check"]:
        return page(request, checked=[], check_refused=_("There is nothing to check before the key is set."))
    found = check(settings.TRANSPORT, reverse(DOORS[settings.TRANSPORT]), timezone.now())
    record(request, "provider.check", "", passed=sum(one.passed for one in found), of=len(found))
    return page(request, checked=found)
