"""Who may do what on the desk: one table, read by the pages, the navigation and the buttons alike.

A page names what it needs (`desk_page` in staff/desk.py); a page that names nothing is for admins only.
"""

from __future__ import annotations

from enum import StrEnum, auto

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User

from clinic.models import Person

Role = Person.Role


class May(StrEnum):
    """What a role can be allowed; beside each, what that means."""

    SEE_TODAY = auto()  # see what needs a person today
    SEE_TEACHING = auto()  # read series, articles, lessons and their preview
    WRITE = auto()  # bring articles and write lessons
    TRANSLATE = auto()  # write translations
    SEND_TESTS = auto()  # send tests to the clinic’s own addresses
    SEE_REVIEWS = auto()  # see reviews
    SIGN = auto()  # sign lessons
    WITHDRAW = auto()  # withdraw a signature
    SEE_PATIENTS = auto()  # see who patients are and what they received
    SEE_READERS = auto()  # see who received a lesson, by their ids
    HELP_PATIENTS = auto()  # enrol patients and help them
    ERASE_PATIENTS = auto()  # erase patients, and hold records from being erased
    SEE_ACTIVITY = auto()  # see what became of every email
    DECIDE = auto()  # decide on emails in doubt
    SEE_PLANS = auto()  # see newsletters
    SEE_CALENDAR = auto()  # see what will leave and when
    PLAN = auto()  # plan series and newsletters
    SEE_CONTACTS = auto()  # see who reads newsletters without being a patient
    KEEP_CONTACTS = auto()  # bring, stop and erase contacts
    SEE_REPORTS = auto()  # see reports
    PAUSE = auto()  # pause all sending
    RESUME = auto()  # start sending again
    SEE_SETTINGS = auto()  # see the clinic’s settings
    SET_UP = auto()  # change the clinic’s settings
    SEE_PEOPLE = auto()  # see who works here and who did what
    MANAGE_PEOPLE = auto()  # invite people and change their roles


TABLE: dict[May, frozenset[Person.Role]] = {
    May.SEE_TODAY: frozenset(Role),
    May.SEE_TEACHING: frozenset(Role),
    May.WRITE: frozenset({Role.MARKETING, Role.REVIEWER, Role.ADMIN}),
    May.TRANSLATE: frozenset({Role.MARKETING, Role.REVIEWER, Role.TRANSLATOR, Role.ADMIN}),
    May.SEND_TESTS: frozenset({Role.MARKETING, Role.REVIEWER, Role.TRANSLATOR, Role.ADMIN}),
    May.SEE_REVIEWS: frozenset({Role.MARKETING, Role.REVIEWER, Role.TRANSLATOR, Role.ADMIN, Role.AUDITOR}),
    May.SIGN: frozenset({Role.REVIEWER, Role.TRANSLATOR, Role.ADMIN}),  # what is signed needs the credential besides
    May.WITHDRAW: frozenset({Role.REVIEWER, Role.TRANSLATOR, Role.ADMIN}),
    May.SEE_PATIENTS: frozenset({Role.FRONT_DESK, Role.ADMIN, Role.AUDITOR}),
    May.SEE_READERS: frozenset({Role.FRONT_DESK, Role.REVIEWER, Role.TRANSLATOR, Role.ADMIN, Role.AUDITOR}),
    May.HELP_PATIENTS: frozenset({Role.FRONT_DESK, Role.ADMIN}),
    May.ERASE_PATIENTS: frozenset({Role.ADMIN}),
    May.SEE_ACTIVITY: frozenset({Role.FRONT_DESK, Role.MARKETING, Role.ADMIN, Role.AUDITOR}),
    May.DECIDE: frozenset({Role.FRONT_DESK, Role.ADMIN}),
    May.SEE_PLANS: frozenset({Role.MARKETING, Role.REVIEWER, Role.ADMIN, Role.AUDITOR}),
    May.SEE_CALENDAR: frozenset({Role.FRONT_DESK, Role.MARKETING, Role.REVIEWER, Role.ADMIN, Role.AUDITOR}),
    May.PLAN: frozenset({Role.MARKETING, Role.ADMIN}),
    May.SEE_CONTACTS: frozenset({Role.MARKETING, Role.ADMIN, Role.AUDITOR}),
    May.KEEP_CONTACTS: frozenset({Role.MARKETING, Role.ADMIN}),
    May.SEE_REPORTS: frozenset({Role.MARKETING, Role.ADMIN, Role.AUDITOR}),
    May.PAUSE: frozenset({Role.FRONT_DESK, Role.MARKETING, Role.REVIEWER, Role.ADMIN}),
    May.RESUME: frozenset({Role.MARKETING, Role.ADMIN}),
    May.SEE_SETTINGS: frozenset({Role.ADMIN, Role.AUDITOR}),
    May.SET_UP: frozenset({Role.ADMIN}),
    May.SEE_PEOPLE: frozenset({Role.ADMIN, Role.AUDITOR}),
    May.MANAGE_PEOPLE: frozenset({Role.ADMIN}),
}


def role_of(user: AbstractBaseUser | AnonymousUser) -> Person.Role | None:
    """The role this user has here. A superuser without one is an admin; None: nobody has given a role yet."""
    if not isinstance(user, User) or not user.is_active:
        return None
    person: Person | None = getattr(user, "person", None)
    if person is not None:
        return Person.Role(person.role)
    return Role.ADMIN if user.is_superuser else None


def may(user: AbstractBaseUser | AnonymousUser, what: May | None) -> bool:
    """None, of a page that names nothing: admins only. A superuser who has a role besides, as in a clinic of one, stays an admin."""
    role = role_of(user)
    if role is None:
        return False
    return is_superuser(user) or (role == Role.ADMIN if what is None else role in TABLE[what])


def is_superuser(user: AbstractBaseUser | AnonymousUser) -> bool:
    return isinstance(user, User) and user.is_superuser


def all_of(user: AbstractBaseUser | AnonymousUser) -> dict[str, bool]:
    """For templates: `desk.may.see_patients`."""
    return {what.name.lower(): may(user, what) for what in May}
