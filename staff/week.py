"""The week: the same three decisions as the Monday email."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.reporting.attention import look_around
from campaigns.reporting.weekly import decisions_of_the_week, left_last_week
from clinic.models import ClinicProfile
from clinic.told_settings import still_here
from staff.desk import desk_page, may_open, show
from staff.permissions import May
from staff.wording import counted


@desk_page(May.SEE_TODAY)
@require_safe
def week(request: HttpRequest) -> HttpResponse:
    now, clinic = timezone.now(), ClinicProfile.current()
    readers = still_here(clinic)[1]
    context = {
        "now": now,
        "decisions": [
            {"text": one.text, "url": one.page if may_open(request.user, one.page) else None}
            for one in decisions_of_the_week(look_around(now))
        ],
        "left": counted(left_last_week(now.astimezone(clinic.zone)), "email", "emails"),
        "readers": counted(len(readers), "person gets", "people get") if readers else "",
    }
    return show(request, "week", context)
