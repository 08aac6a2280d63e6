"""What every page of the desk shares: who may come in, the clinic's time zone, and the frame around the page."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import wraps
from typing import Any, NamedTuple, overload
from urllib.parse import urlsplit

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.contrib.auth.views import redirect_to_login
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.reporting.attention import Attention, look_around
from campaigns.sending.way import way_now
from clinic.form_fields import refuse_unknown
from clinic.models import AuditEntry, ClinicProfile, Installation, Person
from staff.errors import forbidden
from staff.needs import mine, needs
from staff.notes import Note, notes
from staff.permissions import May, all_of, may, role_of
from staff.places import ENTRIES, SETTINGS, parts_of, tabs
from staff.review_waiting import number_waiting
from staff.signing_in.kept_form import keep
from staff.speaking import other_languages

View = Callable[..., HttpResponse]


class Needs(NamedTuple):
    """What a role must be allowed to open a page, and to post to it."""

    see: May | None
    change: May | None


@overload
def desk_page(see: View) -> View: ...
@overload
def desk_page(
    see: May | None = None, *, change: May | None = None, fields: Collection[str] = ()
) -> Callable[[View], View]: ...
def desk_page(
    see: May | View | None = None, *, change: May | None = None, fields: Collection[str] = ()
) -> View | Callable[[View], View]:
    """For signed-in staff whose role may: `see` to open the page, `change` for everything it posts.

    A page that doesn't say what it needs is for admins only. Pages are in the clinic's time zone, and kept by no cache.
    `fields`: all that may be posted, as names or patterns (clinic/form_fields.py); a form's own are its `base_fields`.
    """
    if see is not None and not isinstance(see, May):
        return desk_page()(see)

    def declared(view: View) -> View:
        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return signed_out(request)
            if not may(request.user, see if request.method in ("GET", "HEAD") else change):
                return forbidden(request)
            refuse_unknown(request, fields)
            clinic = ClinicProfile.current()
            if lacks_second_factor(request.user, clinic):
                messages.info(request, _("Your clinic asks for a second factor: set one up, then go on."))
                return redirect("mfa_index")
            with timezone.override(clinic.zone):
                response = view(request, *args, **kwargs)
            response["Cache-Control"] = "no-store"
            return response

        page.needs = Needs(see, change)  # type: ignore[attr-defined]
        return page

    return declared


def signed_out(request: HttpRequest) -> HttpResponse:
    """To the sign-in page, and then on. A script hears it in words, since it keeps what was typed on its page."""
    if "application/json" in request.headers.get("Accept", ""):  # not said
        refused = _("Not saved: you were signed out. Sign in in another tab; what you typed stays here.")
        return JsonResponse({"refused": refused}, status=401)
    if request.method == "POST":
        return redirect_to_login(reverse("staff:kept_form") if keep(request) else request.get_full_path())
    return redirect_to_login(request.get_full_path())


def lacks_second_factor(user: AbstractBaseUser | AnonymousUser, clinic: ClinicProfile) -> bool:
    return isinstance(user, User) and role_of(user) in clinic.second_factor and not is_mfa_enabled(user)


def may_open(user: AbstractBaseUser | AnonymousUser, url: str) -> bool:
    """Whether a link to this page of the desk leads this person anywhere."""
    needs_of = getattr(resolve(urlsplit(url).path).func, "needs", None)
    return needs_of is None or may(user, needs_of.see)


def show(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    said: tuple[str, ...] = (),
    found: Attention | None = None,
) -> HttpResponse:
    """Draw templates/staff/`template`.html. `said`: what the page itself says, so that no note repeats it.

    `found`: what needs a person, where the page has looked around already.
    """
    frame = {"desk": desk(request, said, found), "messages": get_messages(request)}
    return render(request, f"staff/{template}.html", {**frame, **context}, using="jinja2")


def desk(request: HttpRequest, said: tuple[str, ...], found: Attention | None = None) -> dict[str, Any]:
    now = timezone.now()
    clinic, installation, way = ClinicProfile.current(), Installation.current(), way_now(now)
    attention, allowed = found or look_around(now), all_of(request.user)
    counts = {
        "requests": sum(one.count for one in attention.requests if one.owner in ("", who(request))),
        "pending": attention.pending if allowed["help_patients"] else 0,
        "held": attention.doubtful.get("held", 0) if allowed["decide"] else 0,
    }
    here = request.resolver_match.url_name if request.resolver_match else ""
    return {
        "clinic_name": clinic.name,
        "mail_name": clinic.mail_name,
        "live": not way.practising,
        "paused": installation.paused,
        "needs": len(
            mine(request.user, [one for one in needs(attention, now) if may_open(request.user, one["action_url"])])
        ),
        "requests": counts["requests"],
        "reviews": number_waiting(member(request.user), now),
        "held": counts["held"],
        "tabs": tabs(here or "", allowed, counts, live=not way.practising),
        "entries": ENTRIES,
        "settings": parts_of(SETTINGS, allowed, live=not way.practising),
        "person": person(request.user),
        "notes": [open_to(request.user, one) for one in notes(installation, way, now, said)],
        "may": allowed,
        "languages": other_languages(),
    }


def person(user: AbstractBaseUser | AnonymousUser) -> dict[str, str]:
    assert isinstance(user, User)
    name = user.get_full_name() or user.username
    initials = "".join(word[0] for word in name.split()[:2]).upper()
    role = role_of(user)
    return {"name": name, "initials": initials, "role": str(role.label) if role else _("No role yet")}


def open_to(user: AbstractBaseUser | AnonymousUser, note: Note) -> Note:
    """A note keeps its button only where it leads this person on."""
    url = note["action_url"]
    return note if url is None or may_open(user, url) else {**note, "action_url": None, "action_label": None}


def member(user: AbstractBaseUser | AnonymousUser) -> Person | None:
    """What this user does here; looked up once a request. None for somebody nobody has given a role."""
    return getattr(user, "person", None)


def user_of(request: HttpRequest) -> User:
    """Who is signed in: on a page of the desk it is always somebody."""
    assert isinstance(request.user, User)
    return request.user


def who(request: HttpRequest) -> str:
    """The actor of an audit entry: the user's id."""
    return str(request.user.pk)


def record_read(request: HttpRequest, patients: Iterable[object]) -> None:
    """Note whose names a page shows; nothing where it shows nobody's."""
    if ids := sorted({str(one) for one in patients}):
        alone = ids[0] if len(ids) == 1 else ""
        record(request, "patient.read" if alone else "patients.read", alone, **({} if alone else {"patients": ids}))


def record(request: HttpRequest, action: str, subject: object, **detail: Any) -> None:
    """Note who looked or did what. Ids and counts only."""
    AuditEntry.objects.record(action, actor=who(request), now=timezone.now(), subject=subject, **detail)
