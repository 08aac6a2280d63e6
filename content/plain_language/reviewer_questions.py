"""The items of PEMAT-P and the CDC index that no program can judge: questions for the person who signs."""

from collections.abc import Iterator

from content.lesson_text import LessonText
from content.plain_language.check import Check

_ALWAYS = (
    ("PEMAT 2", "Does every part serve the goal?", "What leads away from it can go.", "body"),
    ("CDC 2", "Does the first paragraph say the main message?", "Many readers stop there.", "body"),
    ("PEMAT 7", "Can the reader act without doing sums?", "Work the numbers out for them.", "body"),
    ("PEMAT 10", "Does one thought lead to the next?", "Read the headings alone: they should tell the story.", "body"),
    ("PEMAT 15", "Is there a picture wherever one would say it better?", "A drawing can replace a paragraph.", "body"),
    (
        "PEMAT 23",
        "Is there something to fill in, tick or take along, where it helps?",
        "A list or diary makes acting easier.",
        "action",
    ),
    ("CDC 13", "Does it say why the action matters to the reader?", "People act on reasons.", "action"),
    (
        "CDC 18",
        "Does it say what may happen, and how bad it could be?",
        "A risk without its nature only frightens.",
        "known",
    ),
    ("CDC 19", "Does it weigh what helps against what may harm?", "Both belong in the same place.", "known"),
    ("claims", "Is each claim true, and no stronger than its source?", "Your signature stands for it.", "sources"),
    (
        "safety",
        "Is the action safe for every patient who gets this?",
        "Think of falls, pregnancy, heart and other medicines.",
        "action",
    ),
    ("red flags", "Are the reasons to call right and complete?", "They stand in every email.", "when_to_call"),
    (
        "answer key",
        "Is the right answer right, and are the others kindly explained?",
        "The page says it to the patient.",
        "question",
    ),
)
_WITH_PICTURES = (
    ("PEMAT 16", "Do the pictures help, and not distract?", "A picture that only adorns can go.", "body"),
    ("PEMAT 18", "Are the pictures clear and uncluttered?", "Look at them on a phone.", "body"),
)


def reviewer_questions(text: LessonText) -> Iterator[Check]:
    for code, asks, why, field in (*_ALWAYS, *(_WITH_PICTURES if text.figures else ())):
        yield Check(code, asks, None, why, field)
