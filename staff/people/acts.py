"""What an admin does for one person, each with its consequences first: a new link, sign out, take a factor away, close, open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from clinic import people as domain
from clinic.refusal import Refusal
from content.models import Review
from staff.desk import desk_page, record, show
from staff.people.page import link_page
from staff.people.rows import open_sign_ins, sign_out_everywhere
from staff.permissions import May


@dataclass(frozen=True)
class Act:
    title: str | Promise  # with {name}
    button: str | Promise
    text: str | Promise
    icon: str
    consequences: Callable[[User], list[tuple[int, str]]]
    do: Callable[[User], None]
    done: str | Promise
    fits: Callable[[User], bool]
    danger: bool = False


def take_factor_away(user: User) -> None:
    Authenticator.objects.filter(user=user).delete()
    sign_out_everywhere(user)


def reopen(user: User) -> None:
    domain.set_active(user, True)


def has_second_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user).exists()


def ends(user: User) -> tuple[int, str]:
    number = open_sign_ins(user)
    return number, ngettext("open sign-in ended, on every computer", "open sign-ins ended, on every computer", number)


def close(user: User) -> None:
    domain.set_active(user, False)
    sign_out_everywhere(user)


def kept(user: User) -> tuple[int, str]:
    number = Review.objects.filter(signer=str(user.pk)).count()
    return number, ngettext("signature of theirs stay as they are", "signatures of theirs stay as they are", number)


ACTS: dict[str, Act] = {
    "link": Act(
        gettext_lazy("Give {name} a new link?"), gettext_lazy("Make the link"), gettext_lazy("For a lost password: a one-time link, shown once."), "key",
        lambda user: [(1, _("link that works once, for seven days; links of before stop working")), (0, _("sign-ins ended: the password of now works until a new one is chosen"))],
        lambda user: None, "", lambda user: user.is_active,
    ),
    "sign-out": Act(
        gettext_lazy("Sign {name} out everywhere?"), gettext_lazy("Sign out everywhere"), gettext_lazy("A computer was left open, or lost."), "leave",
        lambda user: [ends(user), (0, _("passwords and second factors changed"))],
        sign_out_everywhere, gettext_lazy("{name} is signed out everywhere."), lambda user: user.is_active,
    ),
    "second-factor": Act(
        gettext_lazy("Take {name}’s second factor away?"), gettext_lazy("Take it away"), gettext_lazy("The phone is lost, and the recovery codes too."), "stop",
        lambda user: [(Authenticator.objects.filter(user=user).count(), _("ways to prove it is them are removed: app, passkeys and codes")), ends(user)],
        take_factor_away, gettext_lazy("{name} signs in with the password alone, until a new second factor is set up."), has_second_factor, danger=True,
    ),
    "close": Act(
        gettext_lazy("Close the sign-in of {name}?"), gettext_lazy("Close the sign-in"), gettext_lazy("Somebody leaves the clinic."), "stop",
        lambda user: [ends(user), kept(user)], close, gettext_lazy("{name} can’t sign in any more."), lambda user: user.is_active, danger=True,
    ),
    "open": Act(
        gettext_lazy("Open the sign-in of {name} again?"), gettext_lazy("Open it again"), gettext_lazy("Somebody is back."), "play",
        lambda user: [(1, _("person signs in again, with the role and password of before"))],
        reopen, gettext_lazy("{name} can sign in again."), lambda user: not user.is_active,
    ),
}  # fmt: skip


def offered(user: User) -> list[dict[str, Any]]:
    return [
        {
            "icon": act.icon,
            "title": act.button,
            "text": act.text,
            "url": reverse("staff:person_act", args=[user.pk, name]),
        }
        for name, act in ACTS.items()
        if act.fits(user)
    ]


@desk_page(May.MANAGE_PEOPLE, change=May.MANAGE_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def person_act(request: HttpRequest, person: int, act: str) -> HttpResponse:
    user = get_object_or_404(User.objects.filter(is_staff=True).select_related("person"), pk=person)
    chosen = ACTS.get(act)
    if chosen is None:
        raise Http404
    if not chosen.fits(user):
        return redirect("staff:person", user.pk)
    name, refused = user.get_full_name() or user.get_username(), ""
    if request.method == "POST":
        try:
            chosen.do(user)
        except Refusal as refusal:
            refused = str(refusal)
        else:
            record(request, f"people.{act}", user.pk)
            if act == "link":
                return link_page(request, user)
            messages.info(request, str(chosen.done).format(name=name))
            return redirect("staff:person", user.pk)
    return show(request, "confirm", asked(chosen, user, name, refused))


def asked(act: Act, user: User, name: str, refused: str) -> dict[str, Any]:
    back = reverse("staff:person", args=[user.pk])
    return {
        "title": str(act.title).format(name=name), "tab_title": act.button, "refused": refused, "nav": "people",
        "consequences_of": [{"number": number, "text": text} for number, text in act.consequences(user)],
        "why": None, "button_label": act.button, "danger": act.danger, "action_url": "", "back_url": back, "back_label": _("Leave it as it is"),
    }  # fmt: skip
