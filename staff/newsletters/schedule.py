"""When it leaves: choose, see what follows in numbers, then a yes. The same page moves a planned one."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from campaigns.models import Enrolment, Newsletter
from campaigns.newsletters.approving import unapproved
from campaigns.newsletters.audience import Rules, chosen, count
from campaigns.newsletters.editions import editable
from campaigns.newsletters.reminding import DAYS_BEFORE
from campaigns.newsletters.repeating import Rule
from campaigns.newsletters.scheduling import LAST_MOMENT, due_for, schedule
from clinic.models import ClinicProfile
from clinic.refusal import Refusal
from staff.desk import desk_page, show, who
from staff.desk_form import DeskForm
from staff.newsletters.audience_page import in_another_language
from staff.newsletters.place import frame, newsletter_of
from staff.newsletters.repeats import choices, in_words
from staff.permissions import May
from staff.wording import clock_time, place, weekday_and_day
from staff.written_dates import WrittenDateField, as_typed

WHERE = [("readers", gettext_lazy("Where each reader lives")), ("clinic", gettext_lazy("The clinic’s time for all"))]


class ScheduleForm(DeskForm):
    send_on = WrittenDateField(label=gettext_lazy("Day"))
    send_at = forms.TimeField(
        label=gettext_lazy("Time"),
        error_messages={
            "required": gettext_lazy("Type a time, such as 10:00."),
            "invalid": gettext_lazy("Write the time as 10:00."),
        },
    )
    where = forms.ChoiceField(label=gettext_lazy("Whose time"), choices=WHERE)
    untranslated = forms.ChoiceField(
        label=gettext_lazy("No text in their language"), choices=Enrolment.Untranslated, required=False
    )
    nth = forms.ChoiceField(label=gettext_lazy("Comes again on"), required=False, choices=lambda: choices()["nth"])
    weekday = forms.ChoiceField(label=gettext_lazy("Weekday"), required=False, choices=lambda: choices()["weekday"])
    months = forms.ChoiceField(label=gettext_lazy("How often"), required=False, choices=lambda: choices()["months"])

    def rule(self) -> Rule | None:
        said = self.cleaned_data
        kept = (
            {"nth": said["nth"], "weekday": said["weekday"] or "0", "months": said["months"] or "1"}
            if said["nth"]
            else {}
        )
        return Rule.read(kept)


def initial(row: Newsletter) -> dict[str, Any]:
    rule = Rule.read(row.repeats)
    return {
        "send_on": as_typed(row.send_on or local_tomorrow()),
        "send_at": (row.send_at or time(10)).isoformat("minutes"),
        "where": "readers" if row.where_readers_live else "clinic",
        "untranslated": row.untranslated,
        **({name: str(value) for name, value in rule.as_json().items()} if rule else {"nth": ""}),
    }


def local_tomorrow() -> date:
    return timezone.localtime(timezone.now(), ClinicProfile.current().zone).date() + timedelta(days=1)


@desk_page(May.PLAN, change=May.PLAN, fields=(*ScheduleForm.base_fields, "sure"))
@require_http_methods(["GET", "HEAD", "POST"])
def schedule_newsletter(request: HttpRequest, newsletter: UUID) -> HttpResponse:
    """The first POST shows what follows; with `sure` it is planned."""
    row, refused = newsletter_of(newsletter), ""
    form = ScheduleForm(request.POST) if request.method == "POST" else ScheduleForm(initial=initial(row))
    follows: list[dict[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        try:
            wish(row, form)
            if "sure" in request.POST:
                plan(row, request)
                messages.info(request, _("Planned."))
                return redirect("staff:newsletter_write", row.pk)
            follows = consequences(row)
        except Refusal as refusal:
            refused = str(refusal)
    found = count(row, ClinicProfile.current().zone)
    context = {
        **frame(request, row, ""),
        "form": form,
        "follows": follows,
        "emails": found.gets_it,
        "others_language": in_another_language(row, found),
        "clinic_place": place(ClinicProfile.current().time_zone),
        "refused": refused,
    }
    return show(request, "newsletters/schedule", context)


def wish(row: Newsletter, form: ScheduleForm) -> None:
    """Fill in what was chosen, without storing it. Raises Refusal."""
    said, rule = form.cleaned_data, form.rule()
    row.send_on, row.send_at = said["send_on"], said["send_at"]
    row.where_readers_live = said["where"] == "readers"
    row.untranslated = said["untranslated"] or row.untranslated
    row.repeats = rule.as_json() if rule else {}


def plan(row: Newsletter, request: HttpRequest) -> None:
    """Raises Refusal."""
    assert row.send_on and row.send_at
    kept = editable(row)
    kept.where_readers_live, kept.untranslated, kept.repeats = row.where_readers_live, row.untranslated, row.repeats
    kept.save(update_fields=["where_readers_live", "untranslated", "repeats"])
    schedule(kept, row.send_on, row.send_at, timezone.now(), by=who(request))


def consequences(row: Newsletter) -> list[dict[str, Any]]:
    zone = ClinicProfile.current().zone
    found = count(row, zone)
    people = chosen(Rules.read(row.audience), zone).order_by()
    moments = [due_for(row, name, zone) for name in people.values_list("time_zone", flat=True).distinct()]
    first = min(moments, default=due_for(row, zone.key, zone))
    last = max(moments, default=first)
    rows = [
        {"number": f"{found.gets_it:,}", "text": leaves(found.gets_it, first, last)},
        {"number": f"{found.left_out.total():,}", "text": ngettext(
            "person whom the rules choose doesn’t get it, each for a reason.",
            "people whom the rules choose don’t get it, each for a reason.",
            found.left_out.total(),
        )},
        {"number": clock_time(first - LAST_MOMENT), "text": _(
            "on {day} is your last moment to take all of them back."
        ).format(day=weekday_and_day(timezone.localtime(first).date()))},
    ]  # fmt: skip
    if unapproved(row, practising=False):
        rows.insert(1, {"number": "0", "text": without_approval(first - DAYS_BEFORE)})
    if rule := Rule.read(row.repeats):
        assert row.send_on is not None
        next_day = weekday_and_day(rule.next_after(row.send_on))
        text = _("draft of the next issue is made afterwards, for {day} ({rule}).")
        rows.append({"number": "1", "text": text.format(day=next_day, rule=in_words(rule))})
    return rows


def without_approval(reminded: datetime) -> str:
    """What follows the number 0. `reminded`: when the reviewers are mailed."""
    if reminded <= timezone.now():
        return _("leave for real people without approval. Reviewers see it now.")
    day = weekday_and_day(timezone.localtime(reminded).date())
    return _("leave for real people without approval. Reviewers see it now and are reminded on {day}.").format(day=day)


def leaves(emails: int, first: datetime, last: datetime) -> str:
    """What follows their number: when they leave, in the clinic's time."""
    if first == last:
        said = ngettext(
            "email leaves on {day} at {time}, {place} time.", "emails leave on {day} at {time}, {place} time.", emails
        )
    else:
        said = ngettext(
            "email leaves from {day}, {time}, to {last_day}, {last_time}, {place} time.",
            "emails leave from {day}, {time}, to {last_day}, {last_time}, {place} time.",
            emails,
        )
    return said.format(
        day=weekday_and_day(timezone.localtime(first).date()), time=clock_time(first),
        last_day=weekday_and_day(timezone.localtime(last).date()), last_time=clock_time(last),
        place=place(ClinicProfile.current().time_zone),
    )  # fmt: skip
