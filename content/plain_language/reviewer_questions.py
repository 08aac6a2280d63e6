"""The items of PEMAT-P and the CDC index that no program can judge: questions for the person who signs."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from content.lesson_text import LessonText
from content.plain_language.check import Check

_ALWAYS = (
    (
        "PEMAT 2",
        gettext_noop("Does every part serve the goal?"),
        gettext_noop("What leads away from it can go."),
        "body",
    ),
    (
        "CDC 2",
        gettext_noop("Does the first paragraph say the main message?"),
        gettext_noop("Many readers stop there."),
        "body",
    ),
    (
        "PEMAT 7",
        gettext_noop("Can the reader act without doing sums?"),
        gettext_noop("Work the numbers out for them."),
        "body",
    ),
    (
        "PEMAT 10",
        gettext_noop("Does one thought lead to the next?"),
        gettext_noop("Read the headings alone: they should tell the story."),
        "body",
    ),
    (
        "PEMAT 15",
        gettext_noop("Is there a picture wherever one would say it better?"),
        gettext_noop("A drawing can replace a paragraph."),
        "body",
    ),
    (
        "PEMAT 23",
        gettext_noop("Is there something to fill in, tick or take along, where it helps?"),
        gettext_noop("A list or diary makes acting easier."),
        "action",
    ),
    (
        "CDC 13",
        gettext_noop("Does it say why the action matters to the reader?"),
        gettext_noop("People act on reasons."),
        "action",
    ),
    (
        "CDC 18",
        gettext_noop("Does it say what may happen, and how bad it could be?"),
        gettext_noop("A risk without its nature only frightens."),
        "known",
    ),
    (
        "CDC 19",
        gettext_noop("Does it weigh what helps against what may harm?"),
        gettext_noop("Both belong in the same place."),
        "known",
    ),
    (
        "claims",
        gettext_noop("Is each claim true, and no stronger than its source?"),
        gettext_noop("Your signature stands for it."),
        "sources",
    ),
    (
        "safety",
        gettext_noop("Is the action safe for every patient who gets this?"),
        gettext_noop("Think of falls, pregnancy, heart and other medicines."),
        "action",
    ),
    (
        "red flags",
        gettext_noop("Are the reasons to call right and complete?"),
        gettext_noop("They stand in every email."),
        "when_to_call",
    ),
    (
        "answer key",
        gettext_noop("Is the right answer right, and are the others kindly explained?"),
        gettext_noop("The page says it to the patient."),
        "question",
    ),
)
_WITH_PICTURES = (
    (
        "PEMAT 16",
        gettext_noop("Do the pictures help, and not distract?"),
        gettext_noop("A picture that only adorns can go."),
        "body",
    ),
    (
        "PEMAT 18",
        gettext_noop("Are the pictures clear and uncluttered?"),
        gettext_noop("Look at them on a phone."),
        "body",
    ),
)


def reviewer_questions(text: LessonText) -> Iterator[Check]:
    for code, asks, why, field in (*_ALWAYS, *(_WITH_PICTURES if text.figures else ())):
        yield Check(code, _(asks), None, _(why), field)
