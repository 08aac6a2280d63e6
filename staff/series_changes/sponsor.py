"""A sponsor's authorization: recorded once, with its party, date and note, and by whom."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from campaigns.models import Enrolment, Series
from campaigns.series.changing_rules import authorize
from staff.desk import desk_page, show, who
from staff.desk_form import DeskForm
from staff.permissions import May
from staff.wording import counted, local_date


class AuthorizationForm(DeskForm):
    party = forms.CharField(label=gettext_lazy("Agreed with"), max_length=200)
    agreed_on = forms.DateField(label=gettext_lazy("Agreed on"))
    note = forms.CharField(label=gettext_lazy("Note"), required=False, max_length=500, widget=forms.Textarea)

    def clean_agreed_on(self) -> object:
        if (day := self.cleaned_data["agreed_on"]) > local_date(timezone.now()):
            raise forms.ValidationError(_("The date {day} lies in the future: check the year.").format(day=day))
        return day


@desk_page(May.PLAN, change=May.PLAN, fields=AuthorizationForm.base_fields)
@require_http_methods(["GET", "HEAD", "POST"])
def authorization(request: HttpRequest, slug: str) -> HttpResponse:
    series = get_object_or_404(Series.objects.select_related("authorization"), slug=slug)
    if not series.sponsor:
        return redirect("staff:series", slug)
    form = AuthorizationForm(request.POST if request.method == "POST" else None, initial={"party": series.sponsor})
    waiting = Enrolment.objects.filter(series=series).count_under_way()
    if request.method == "POST" and form.is_valid():
        authorize(series, **form.cleaned_data, now=timezone.now(), by=who(request))
        said = _("Recorded. Lessons leave on their days for {patients}.")
        messages.info(request, said.format(patients=counted(waiting, "patient", "patients")))
        return redirect("staff:series", slug)
    context = {
        "series": {"slug": slug, "title": series.title, "sponsor": series.sponsor}, "form": form, "waiting": waiting,
        "recorded": list(series.authorizations.all()[:10]), "waits": series.waits_for_authorization,
    }  # fmt: skip
    return show(request, "series_changes/authorization", context)
