"""One person who works here: role, credential and address, and what an admin can do for them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clinic import people as domain
from clinic.refusal import Refusal
from staff.desk import desk_page, record, show
from staff.people.acts import offered
from staff.people.forms import AboutPerson
from staff.people.rows import everybody, line
from staff.permissions import May


@desk_page(May.SEE_PEOPLE, change=May.MANAGE_PEOPLE, fields=AboutPerson.base_fields)
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, person: int) -> HttpResponse:
    now = timezone.now()
    user = get_object_or_404(everybody(now), pk=person)
    about = line(user, now)
    known = {"role": about["role_value"], "credential": about["credential"], "email": about["email"]}
    form = AboutPerson(request.POST if request.method == "POST" else None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            changed = domain.change(user.get_username(), **form.cleaned_data)[0]
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            record(request, "people.change", user.pk, role=changed.role)
            role = changed.get_role_display().lower()
            messages.info(request, _("{name} is {role} here.").format(name=about["name"], role=role))
            return redirect("staff:person", user.pk)
    return show(request, "people/person", {"about": about, "form": form, "acts": offered(user)})
