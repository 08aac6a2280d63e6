"""When it leaves: choose, see what follows in numbers, then a yes. The same page moves a planned one."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
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
from staff.written_dates import WrittenDateField

WHERE = [("readers", "Where each reader lives"), ("clinic", "The clinic’s time for all")]


class ScheduleForm(DeskForm):
    send_on = WrittenDateField(label="Day")
    send_at = forms.TimeField(
        label="Time", error_messages={"required": "Type a time, such as 10:00.", "invalid": "Write the time as 10:00."}
    )
    where = forms.ChoiceField(label="Whose time", choices=WHERE)
    untranslated = forms.ChoiceField(label="No text in their language", choices=Enrolment.Untranslated, required=False)
    nth = forms.ChoiceField(label="Comes again on", required=False, choices=lambda: choices()["nth"])
    weekday = forms.ChoiceField(label="Weekday", required=False, choices=lambda: choices()["weekday"])
    months = forms.ChoiceField(label="How often", required=False, choices=lambda: choices()["months"])

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
        "send_on": (row.send_on or local_tomorrow()).isoformat(),
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
                messages.info(request, "Planned.")
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
        {"number": f"{found.gets_it:,}", "text": f"{'email leaves' if found.gets_it == 1 else 'emails leave'} {span(first, last)}."},
        {"number": f"{found.left_out.total():,}", "text": f"{'person whom the rules choose doesn’t' if found.left_out.total() == 1 else 'people whom the rules choose don’t'} get it, each for a reason."},
        {"number": clock_time(first - LAST_MOMENT),
         "text": f"on {weekday_and_day(timezone.localtime(first).date())} is your last moment to take all of them back."},
    ]  # fmt: skip
    if unapproved(row, practising=False):
        asked = first - DAYS_BEFORE
        reminded = (
            f" and are reminded on {weekday_and_day(timezone.localtime(asked).date())}"
            if asked > timezone.now()
            else ""
        )
        rows.insert(
            1, {"number": "0", "text": f"leave for real people without approval. Reviewers see it now{reminded}."}
        )
    if rule := Rule.read(row.repeats):
        assert row.send_on is not None
        next_day = weekday_and_day(rule.next_after(row.send_on))
        rows.append(
            {"number": "1", "text": f"draft of the next issue is made afterwards, for {next_day} ({in_words(rule)})."}
        )
    return rows


def span(first: Any, last: Any) -> str:
    """When the emails leave, in the clinic's time."""
    day = weekday_and_day(timezone.localtime(first).date())
    where = f"{place(ClinicProfile.current().time_zone)} time"
    if first == last:
        return f"on {day} at {clock_time(first)}, {where}"
    return f"from {day}, {clock_time(first)}, to {weekday_and_day(timezone.localtime(last).date())}, {clock_time(last)}, {where}"
