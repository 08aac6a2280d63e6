"""What templates/staff/confirm.html and templates/staff/patient/form.html are given: a question, and what follows from a yes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BoundField, Form
from django.urls import reverse

from patients.models import Patient

Context = dict[str, Any]
Consequence = tuple[int, str]


def question(
    one: Patient,
    title: str,
    tab: str,
    action_url: str,
    rows: Iterable[Consequence],
    button: str,
    back: str,
    **more: Any,
) -> Context:
    """`more`: danger, warning, refused, and others of the template."""
    return {
        "title": title, "tab_title": tab, "nav": "patients", "why": None, "danger": False,
        "consequences_of": [{"number": number, "text": text} for number, text in rows],
        "button_label": button, "action_url": action_url, "back_label": back, "back_url": page_of(one), **more,
    }  # fmt: skip


def page_of(one: Patient) -> str:
    return reverse("staff:patient", args=[one.pk])


def field(bound: BoundField, kind: str = "text", **how: Any) -> Context:
    """`kind`: a macro of templates/staff/fields.html; `how`: what it takes."""
    return {"bound": bound, "kind": kind, "how": how}


def add_refusal(form: Form, problem: Exception, name: str | None = None) -> None:
    """What the domain refused stands in the form, where it can be mended."""
    if isinstance(problem, ValidationError):
        form.add_error(name, ValidationError(problem.messages))
    else:
        form.add_error(name, str(problem))
