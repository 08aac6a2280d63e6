"""The people who work here: added by an admin, with a role, a credential where they sign, and a password that is shown once."""

from __future__ import annotations

import re
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models, transaction
from django.utils.translation import gettext as _

from clinic.models import Person
from clinic.refusal import Refusal

SIGN = (Person.Role.REVIEWER, Person.Role.TRANSLATOR)


@dataclass(frozen=True)
class Added:
    """`password` is kept nowhere: whoever made it passes it on, once."""

    person: Person
    password: str


def add(
    name: str, role: str, *, credential: str = "", email: str = "", practice: bool = False, invited: bool = False
) -> Added:
    """A new person with a sign-in made from the name ("Esi Osei" → esi.osei). Raises Refusal.

    `invited`: they choose a password themselves by a link (clinic/invitations.py), so none is made.
    """
    name = " ".join(name.split())
    check(name=name, role=role, credential=credential, email=email)
    sign_in = sign_in_of(name)
    if User.objects.filter(username=sign_in).exists():
        raise Refusal(
            _("There is somebody with the sign-in {name} already: add a second name or an initial.").format(
                name=sign_in
            )
        )
    given, space, family = name.partition(" ")
    password = "" if invited else new_password()
    with transaction.atomic():
        user = User.objects.create_user(
            sign_in,
            email=email,
            password=password or None,
            first_name=given[:150],
            last_name=family[:150],
            is_staff=True,
        )
        return Added(Person.objects.create(user=user, role=role, credential=credential, practice=practice), password)


def change(sign_in: str, **changes: Any) -> tuple[Person, str]:
    """Change role, credential, email or active, or give a new password (new_password=True). The person, and that password once.

    Somebody who has no role yet, such as the first admin, is given one. Raises Refusal.
    """
    user = User.objects.filter(username=sign_in).first()
    if user is None:
        known = ", ".join(User.objects.order_by("username").values_list("username", flat=True)) or "none yet"
        raise Refusal(f"Nobody signs in as {sign_in!r}. The sign-ins here: {known}.")
    before = Person.objects.filter(user=user).first()
    role = changes.get("role") or (before.role if before else "")
    credential = before.credential if before else ""
    if changes.get("credential") is not None:
        credential = changes["credential"]
    email = user.email if changes.get("email") is None else changes["email"]
    check(name=user.get_full_name() or sign_in, role=role, credential=credential, email=email)
    stays = changes.get("active") is not False and (role == Person.Role.ADMIN or user.is_superuser)
    password = new_password() if changes.get("new_password") else ""
    with transaction.atomic():
        if not stays:
            refuse_for_last_admin(user)
        person = Person.objects.update_or_create(user=user, defaults={"role": role, "credential": credential})[0]
        user.email = email
        if changes.get("active") is not None:
            user.is_active = changes["active"]
        if password:
            user.set_password(password)
        user.save()
    return person, password


def set_active(user: User, active: bool) -> None:
    """Close or open a sign-in. Raises Refusal for the last admin."""
    with transaction.atomic():
        if not active:
            refuse_for_last_admin(user)
        user.is_active = active
        user.save(update_fields=["is_active"])


def refuse_for_last_admin(user: User) -> None:
    """Inside a transaction: two admins who close each other out at the same moment are looked at one after the other."""
    if [one.pk for one in admins().select_for_update(of=("self",), no_key=True)] == [user.pk]:
        name = user.get_full_name() or user.get_username()
        raise Refusal(_("{name} is the last admin here: make somebody else an admin first.").format(name=name))


def admins() -> models.QuerySet[User]:
    """Who can invite and change people: admins by role, and the installation's own superusers whatever their role."""
    return User.objects.filter(models.Q(person__role=Person.Role.ADMIN) | models.Q(is_superuser=True), is_active=True)


def check(*, name: str, role: str, credential: str, email: str) -> None:
    if not name or len(name) > 120 or not sign_in_of(name):
        raise Refusal(
            _("{name} can't be a person's name here: write given and family name in 1 to 120 letters.").format(
                name=repr(name)
            )
        )
    if role not in Person.Role.values:
        raise Refusal(f"There is no role {role!r}: choose one of {', '.join(Person.Role.values)}.")
    if len(credential) > 60:
        raise Refusal(_("The credential is longer than 60 characters: write it short, such as MD or RN."))
    if role in SIGN and not credential.strip():
        raise Refusal(
            _("A {role} signs with a credential: add --credential, such as MD, RN or certified translator.").format(
                role=Person.Role(role).label.lower()
            )
        )
    try:
        if email:
            validate_email(email)
    except ValidationError:
        raise Refusal(
            _("{address} isn't a whole address: write it as name@clinic.example.").format(address=repr(email))
        ) from None


def sign_in_of(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).lower()
    return ".".join(re.findall(r"\w+", "".join(one for one in plain if not unicodedata.combining(one))))[:150]


def new_password() -> str:
    """64 bits, in four groups that can be read aloud."""
    return "-".join(secrets.token_hex(2) for _ in range(4))
