from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from clinic.api_tokens import DAYS, make, revoke
from clinic.console import ConsoleCommand
from clinic.models import ApiToken
from clinic.refusal import Refusal


class Command(ConsoleCommand):
    help = (
        "List, add or revoke the tokens with which other systems call the API. A token is shown once, when it is made."
    )

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=("list", "add", "revoke"))
        parser.add_argument("name", nargs="?", default="", help="add: the system's name; revoke: how the token begins")
        parser.add_argument("--scopes", default="", help=f"with commas between: {', '.join(ApiToken.Scope.values)}")
        parser.add_argument("--days", type=int, default=DAYS, help="how long it holds; a year if left out")

    def run(self, verb: str, name: str, scopes: str, days: int, **_: Any) -> dict[str, Any]:
        if verb == "list":
            return self.listed()
        if not name:
            raise Refusal("Name the system: `api_token add north-ehr --scopes enrol,status`.")
        return self.added(name, scopes, days) if verb == "add" else self.revoked(name)

    def added(self, name: str, scopes: str, days: int, **_: Any) -> dict[str, Any]:
        wanted = [one.strip() for one in scopes.split(",") if one.strip()]
        made = make(name, wanted, days=days, now=timezone.now(), by="command line")
        self.say(self.line(made.token), f"Token: {made.secret}   (shown once: pass it on now)")
        return {**self.told(made.token), "token": made.secret}

    def revoked(self, begins: str) -> dict[str, Any]:
        found = list(ApiToken.objects.filter(shown=begins))
        if len(found) != 1:
            raise Refusal(
                "No token begins so: copy it from `api_token list`, or revoke it on the desk, under Settings."
            )
        revoke(found[0], timezone.now(), by="command line")
        found[0].refresh_from_db()
        self.say(self.line(found[0]))
        return self.told(found[0])

    def listed(self) -> dict[str, Any]:
        tokens = list(ApiToken.objects.newest_first())
        self.say(*([self.line(one) for one in tokens] or ["No token yet: `api_token add` makes the first."]))
        return {"tokens": [self.told(one) for one in tokens]}

    def told(self, token: ApiToken) -> dict[str, Any]:
        return {
            "begins": token.shown, "name": token.name, "scopes": token.scopes, "made": token.made_at.isoformat(),
            "expires": token.expires_at.isoformat(), "last_used": token.last_used_on and token.last_used_on.isoformat(),
            "revoked": token.revoked_at and token.revoked_at.isoformat(),
        }  # fmt: skip

    def line(self, token: ApiToken) -> str:
        held = "holds" if token.is_valid(timezone.now()) else "revoked" if token.revoked_at else "expired"
        until = f"until {token.expires_at:%Y-%m-%d}"
        return f"{token.shown:10} {token.name:24} {held:8} {until}  {', '.join(token.scopes)}"
