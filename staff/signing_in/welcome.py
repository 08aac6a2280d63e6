"""Where a one-time link leads: choose a password. It signs nobody in by itself, so a second factor is still asked for."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from clinic import invitations
from clinic.form_fields import refuse_unknown
from clinic.models import AuditEntry
from clinic.refusal import Refusal
from staff.desk_form import DeskForm


class NewPassword(DeskForm):
    password = forms.CharField(
        label=gettext_lazy("Your password"), strip=False, error_messages={"required": gettext_lazy("Type a password.")}
    )

    def __init__(self, user: User, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    refuse_unknown(request, NewPassword.base_fields)
    now = timezone.now()
    try:
        user = invitations.invited(token, now)
        form = NewPassword(user, request.POST if request.method == "POST" else None)
        if form.is_valid():
            invitations.accept(token, form.cleaned_data["password"], now=now)
            AuditEntry.objects.record("people.password", actor=str(user.pk), now=now, subject=user.pk)
            messages.info(request, _("Your password is set. Sign in as {name}.").format(name=user.get_username()))
            return redirect("account_login")
    except Refusal as refusal:
        return render(request, "account/link_gone.html", {"why": str(refusal)}, status=410)
    return render(request, "account/welcome.html", {"form": form, "who": user})
