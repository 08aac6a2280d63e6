"""What the email templates are given, as the callers give it; and the words file."""

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

from content.lesson_text import lesson_context, parse_lesson
from content.markdown import rich
from mailer.compiling import EmailSource

ROOT = Path(__file__).parents[2]
EMAILS = ROOT / "templates/email"
WORDS: dict[str, dict[str, str]] = tomllib.loads((ROOT / "templates/words/en.toml").read_text())
LOOK = {
    "accent": "#0A5452", "accent_dark": "#8CD5C8", "on_accent": "#FFFFFF", "on_accent_dark": "#0B2422", "tint": "#E4F0EC", "tint_dark": "#1B302D",
}  # fmt: skip
CLINIC: dict[str, Any] = {
    "mail_name": "Willow Street Clinic", "name": "Willow Street Care", "postal_address": "40 Willow Street, Milltown, OH 44000",
    "phone": "(555) 555-0140", "emergency": "911", "crisis": "988", "hours": "Monday to Friday, 8 am to 5 pm.", "look": LOOK, "logo": None,
}  # fmt: skip
CHECKED = {"by": "Lena Ortiz", "credential": "MD", "on": "September 14, 2026", "until": "September 2027"}
LESSON = """+++
title = "Rest before you need to"
goal = "You can plan a rest."
subject = "Lesson 5 of 8 is ready"
preheader = "A short read after your visit, about 2 minutes."
key_points = [
  "**Do a bit, rest, then do a bit more.** This is called pacing. It is for good days as well as bad days.",
  "**Rest early.** Stop while you still feel OK. Don't wait until the pain makes you stop.",
]
known = "A steady day helps some people do more of what they like."
unknown = "We don't know which plan will help you most."
sources = ["A guide, 2021."]

[action]
title = "Try this for 7 days"
steps = ["**Pick one job** you do most days.", "**Time it once.**"]

[when_to_call]
emergency = "If you have chest pain or trouble breathing."
crisis = "If you think about hurting yourself, or you feel you can't go on."
clinic = "If your pain is new or much worse."

[question]
ask = "It is morning, and you feel good. What is the best plan for today?"

[[question.answers]]
text = "Catch up on all the jobs I missed"
right = false
why = "It makes sense to want to catch up."

[[question.answers]]
text = "Do a bit, rest, then do a bit more"
right = true
why = "You save some strength."

[[question.answers]]
text = "Stay in bed to save my strength"
right = false
why = "It makes sense to save strength."
+++

On a good day, you may try to do it all. Then you may lose the next few days.

## How to plan

A list for one day:

- Early: the dishes
- Late: a short walk

| Sign | What to do |
|---|---|
| You feel worn out | Sit for 5 minutes |

::: how-we-do-it-here planning
Ask for our **day sheet** at the desk.
:::
"""
SERIES = {"position": 5, "count": 8, "next_title": "Questions about your medicines"}
NEWS = rich(
    "Our door is closed.\n\n## Where to come in\n\nUse [the map](https://learn.clinic.example/map).", WORDS["lesson"]
)
URLS = (
    "read_url",
    "sources_url",
    "settings_url",
    "stop_url",
    "confirm_url",
    "undo_url",
    "answer_1_url",
    "answer_2_url",
    "answer_3_url",
)
FIELDS: dict[str, Any] = {**dict.fromkeys(URLS, "url"), **dict.fromkeys(("greeting", "next_date", "asked"), "text")}
SHARED: dict[str, Any] = {"words": WORDS, "clinic": CLINIC}
CONTEXTS: dict[str, dict[str, Any]] = {
    "lesson": {
        **SHARED,
        "lesson": lesson_context(parse_lesson(LESSON, "05-rest.md"), WORDS),
        "series": SERIES,
        "checked": CHECKED,
    },
    "welcome": {**SHARED, "opening": WORDS["email"]["welcome_opening"], "ignore": WORDS["email"]["welcome_ignore"]},
    "signup": SHARED,
    "stopped": SHARED,
    "ready": {**SHARED, "series": SERIES},
    "newsletter": {**SHARED, "title": "A new way in", "body": {"html": NEWS.html, "text": NEWS.text}},
}


def source(template: str, **changes: Any) -> EmailSource:
    """An email's source; `changes` are fields of EmailSource, or keys of its context."""
    fields = {name: changes.pop(name) for name in list(changes) if name in EmailSource.__dataclass_fields__}
    whole = EmailSource(
        template=template,
        context={**CONTEXTS[template], **changes},
        subject="Lesson 5 of 8 is ready",
        preheader="A short read after your visit, about 2 minutes.",
        language="en",
        direction="ltr",
        sender_name=CLINIC["mail_name"],
        sender_address="care@clinic.example",
        reply_to="care@clinic.example",
        headers={"List-Unsubscribe": "<{stop_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
        fields=FIELDS,
        public_host="learn.clinic.example",
    )
    return replace(whole, **fields)
