"""The button that checks the door of inbound mail."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from campaigns.inbound.door import is_open, secret_of_the_door
from staff.desk import desk_page, record
from staff.permissions import May
from staff.provider.inbound_check import check
from staff.provider.page import page


@desk_page(change=May.SET_UP)
@require_POST
def check_inbound(request: HttpRequest) -> HttpResponse:
    if not is_open():
        return page(request, inbound_refused=_("Answers by email are off: name a host for them first."))
    found = check(reverse("api:inbound", args=[secret_of_the_door()]), timezone.now())
    record(request, "provider.check-inbound", "", passed=sum(one.passed for one in found), of=len(found))
    return page(request, inbound_checked=found)
