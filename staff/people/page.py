"""People: who works here, inviting somebody, and the rules for signing in."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from campaigns.emails.sign_in_links import link_of, mail_invitation
from clinic import people as domain
from clinic.invitations import DAYS, invite
from clinic.models import ClinicProfile
from clinic.profile_settings import change
from clinic.refusal import Refusal
from staff.desk import desk_page, record, show, who
from staff.people.forms import InvitePerson, SignInRules
from staff.people.rows import everybody, line
from staff.permissions import May


@desk_page(May.SEE_PEOPLE, change=May.MANAGE_PEOPLE, fields=InvitePerson.base_fields)
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return page(request, InvitePerson(initial={"role": "front desk"}), rules_now())
    form = InvitePerson(request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                added = domain.add(**form.cleaned_data, invited=True)
                record(request, "people.invite", added.person.user_id, role=added.person.role)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return link_page(request, added.person.user)
    return page(request, form, rules_now())


@desk_page(change=May.MANAGE_PEOPLE, fields=SignInRules.base_fields)
@require_POST
def sign_in_rules(request: HttpRequest) -> HttpResponse:
    form = SignInRules(request.POST)
    if not form.is_valid():
        return page(request, InvitePerson(initial={"role": "front desk"}), form)
    roles = ",".join(form.cleaned_data["second_factor"]) or "none"
    written = {"idle_minutes": str(form.cleaned_data["idle_minutes"]), "second_factor": roles}
    change(ClinicProfile.current(), written)
    record(request, "clinic.set", "", settings=sorted(written))
    messages.info(request, _("The rules for signing in are saved: they hold from the next click on."))
    return redirect("staff:people")


def rules_now() -> SignInRules:
    clinic = ClinicProfile.current()
    return SignInRules(initial={"idle_minutes": clinic.idle_minutes, "second_factor": clinic.second_factor})


def page(request: HttpRequest, form: InvitePerson, rules: SignInRules) -> HttpResponse:
    now = timezone.now()
    rows = [line(user, now) for user in everybody(now)]
    return show(request, "people/people", {"rows": rows, "form": form, "rules": rules})


def link_page(request: HttpRequest, user: User) -> HttpResponse:
    """The one time the link is shown; the same link goes to their address, if one is known."""
    now = timezone.now()
    token = invite(user, now=now, by=who(request))
    context = {
        "link": link_of(token), "name": user.get_full_name() or user.get_username(), "sign_in": user.get_username(),
        "days": DAYS, "email": user.email, "mailed": mail_invitation(user, token, now),
    }  # fmt: skip
    return show(request, "people/link", context)
