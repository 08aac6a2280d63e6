"""The named fault points. Each is reached by replacing one function of the product in the child, from outside.

A point that its function left (renamed, moved) fails loudly: a suite that kills nobody proves nothing.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.killing.jobs import Doom

Patch = Callable[[Callable[[], None]], None]
POINTS: dict[str, Patch] = {}
jump_by: list[Callable[[timedelta], None]] = []  # how this child sets its clock


def point(put: Patch) -> Patch:
    """`put(visit)` patches the product so that `visit` is called when this point is reached."""
    POINTS[put.__name__] = put
    return put


def await_doom(doom: Doom, folder: Path) -> None:
    visits = 0

    def visit() -> None:
        nonlocal visits
        visits += 1
        if visits != doom.nth:
            return
        if doom.how == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        elif doom.how == "jump":
            jump_by[0](timedelta(days=doom.days))
        else:
            wait_for(folder)

    POINTS[doom.point](visit)


def wait_for(folder: Path) -> None:
    (folder / "waits").touch()
    while not (folder / "goes on").exists():
        time.sleep(0.002)


def replaced(place: str, make: Callable[[Any], Any]) -> None:
    """Put `make(real)` in the place of a module's or a class's attribute, such as "package.module.Class.method"."""
    owner_name, name = place.rsplit(".", 1)
    owner = found(owner_name)
    setattr(owner, name, make(vars(owner)[name]))


def found(name: str) -> Any:
    try:
        return import_module(name)
    except ModuleNotFoundError:
        owner, last = name.rsplit(".", 1)
        return getattr(found(owner), last)


def before(place: str) -> Patch:
    def put(visit: Callable[[], None]) -> None:
        def around(real: Any) -> Any:
            def called(*given: Any, **named: Any) -> Any:
                visit()
                return real(*given, **named)

            return called

        replaced(place, around)

    return put


def after(place: str, *, when: Callable[[Any, tuple[Any, ...]], bool] = lambda answer, given: True) -> Patch:
    def put(visit: Callable[[], None]) -> None:
        def around(real: Any) -> Any:
            def called(*given: Any, **named: Any) -> Any:
                answer = real(*given, **named)
                if when(answer, given):
                    visit()
                return answer

            return called

        replaced(place, around)

    return put


def either(*puts: Patch) -> Patch:
    """The same step in a run by itself, and where the clock and the workers share it."""

    def put(visit: Callable[[], None]) -> None:
        for one in puts:
            one(visit)

    return put


POINTS |= {
    # planning
    "before_plan": either(before("campaigns.sending.run.plan_due"), before("campaigns.sending.by_workers.plan_due")),
    "inside_plan_transaction": after(
        "campaigns.sending.planning.update_each", when=lambda _, given: "position" in given[1]
    ),
    "after_plan": either(after("campaigns.sending.run.plan_due"), after("campaigns.sending.by_workers.plan_due")),
    # claiming
    "before_claim": before("campaigns.sending.run.claim_next"),
    "before_claim_transaction": after("campaigns.sending.claiming.email_of"),
    "after_attempt_row": before("campaigns.sending.claiming.recipient"),
    "inside_claim_transaction": after("campaigns.sending.claiming.write_claim"),
    "after_claim": after("campaigns.sending.run.claim_next", when=lambda looked, given: looked.claim is not None),
    # the mark in the home
    "before_live_mark": before("clinic.live_mark.write"),
    "mid_live_mark": before("os.fsync"),
    # the hand-over
    "before_first_byte": before("mailer.transports.sendgrid.SendGridTransport._post"),
    "after_request_before_answer": before("mailer.transports.pooled_client._Fresh.getresponse"),
    "after_answer_before_settle": after("mailer.transports.sendgrid.SendGridTransport.hand_over"),
    # settling
    "inside_settle_transaction": after("campaigns.sending.settling.close"),
    "after_settle": after("campaigns.sending.run.settle"),
    # what the dead left, and what nobody can prove
    "inside_bury": after("campaigns.sending.leases.leave"),
    "after_bury": either(after("campaigns.sending.run.bury"), after("campaigns.sending.by_workers.bury")),
    # a person's word: written to the row, and not yet to the trail
    "inside_decision": before("clinic.models.audit.AuditTrail.record"),
    # the timer, between two ticks
    "after_tick": after("scheduler.timer.Ticker.send"),
    # events, in the web process
    "before_event_transaction": before("campaigns.events.applying.of_this_installation"),
    "inside_event_transaction": after("campaigns.events.applying.bear_consequences"),
    "after_event_commit_before_answer": after("api.events_sendgrid.apply_events"),
}


@point
def mid_socket_write(visit: Callable[[], None]) -> None:
    """Half of the request's body is in the provider's hands."""

    def around(real: Any) -> Any:
        def send(self: Any, data: Any) -> None:
            body = bytes(data)
            if body.startswith(b"POST "):  # the request line and the headers
                return real(self, data)
            real(self, body[: len(body) // 2])
            visit()
            return real(self, body[len(body) // 2 :])

        return send

    from mailer.transports.pooled_client import _FreshHTTP

    _FreshHTTP.send = around(_FreshHTTP.send)


@point
def inside_hold(visit: Callable[[], None]) -> None:
    """The rows are held, the tally is moved, nothing is committed."""

    def around(real: Any) -> Any:
        def moved(self: Any, moves: Any, **named: Any) -> None:
            told = list(moves)
            real(self, told, **named)
            if any(after == "held" for *_, after in told):
                visit()

        return moved

    replaced("campaigns.models.tally.Tallies.moved", around)
