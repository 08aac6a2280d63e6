from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from clinic import people
from clinic.console import ConsoleCommand
from clinic.models import AuditEntry, Person
from clinic.refusal import Refusal


class Command(ConsoleCommand):
    help = "List, add or change the people who work here. A password is shown once, when it is made."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=("list", "add", "change"))
        parser.add_argument("name", nargs="?", default="", help="add: the person's name; change: their sign-in")
        parser.add_argument("--role", choices=Person.Role.values)
        parser.add_argument("--credential", help="MD, RN, PharmD: stands beside the name in every email they sign for")
        parser.add_argument("--email", help="for reminders of reviews that run out")
        parser.add_argument("--new-password", action="store_true")
        parser.add_argument(
            "--leaves", dest="active", action="store_false", default=None, help="can't sign in any more"
        )
        parser.add_argument("--comes-back", dest="active", action="store_true", default=None)

    def run(self, verb: str, name: str, **given: Any) -> dict[str, Any]:
        if verb == "list":
            return self.listed()
        if not name:
            raise Refusal("Name somebody: `people add 'Esi Osei' --role reviewer --credential MD`.")
        if verb == "add":
            added = people.add(
                name, given["role"] or "", credential=given["credential"] or "", email=given["email"] or ""
            )
            person, password = added.person, added.password
        else:
            wanted = ("role", "credential", "email", "new_password", "active")
            person, password = people.change(name, **{one: given[one] for one in wanted})
        AuditEntry.objects.record(f"people.{verb}", actor="command line", now=timezone.now(), subject=person.user_id)
        self.say(
            self.line(person.user), *([f"Password: {password}   (shown once: pass it on now)"] if password else [])
        )
        return {"sign_in": person.user.username, "role": person.role} | ({"password": password} if password else {})

    def listed(self) -> dict[str, Any]:
        users = list(User.objects.select_related("person").order_by("username"))
        self.say(*([self.line(user) for user in users] or ["Nobody yet: `people add` adds the first."]))
        return {"people": [self.told(user) for user in users]}

    def told(self, user: User) -> dict[str, Any]:
        person: Person | None = getattr(user, "person", None)
        return {
            "sign_in": user.username, "name": user.get_full_name(), "role": person.role if person else "",
            "credential": person.credential if person else "", "email": user.email, "active": user.is_active,
            "practice": bool(person and person.practice),
        }  # fmt: skip

    def line(self, user: User) -> str:
        told = self.told(user)
        notes = [told["credential"], told["email"], "for practice" * told["practice"], "left" * (not user.is_active)]
        role = told["role"] or ("admin of the installation" if user.is_superuser else "no role yet")
        return f"{user.username:24} {user.get_full_name():28} {role:12} {', '.join(filter(None, notes))}".rstrip()
