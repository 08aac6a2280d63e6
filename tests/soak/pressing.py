"""What patients press on the pages behind their emails: an answer, "call me back", and "send me a fresh link" once a link is too old."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from tests.killing.story import Story

LINKS_LAST = 3  # days here: no soak is as long as a link's real life
Post = Callable[[str, dict[str, str]], int]


@dataclass
class Pressing:
    """Keeps what was pressed and answered with a yes. `post`: a path and its fields; the status."""

    story: Story
    post: Post
    chance: Random
    answers: dict[str, str] = field(default_factory=dict)
    called: set[str] = field(default_factory=set)
    fresh: int = 0
    faults: list[str] = field(default_factory=list)

    def press(self, count: int) -> None:
        for one in self.story.do("lessons_sent", count=count):
            token, claimed = one["token"], datetime.fromisoformat(one["claimed"])
            if self.story.clock.now() - claimed >= timedelta(days=LINKS_LAST):
                self.ask_for_a_fresh_link(one["message"], token)
            elif self.chance.random() < 0.7:
                self.answer(token)
            elif self.says_yes(f"/l/{token}/call-back/", {"about": "Which of the two?"}):
                self.called.add(token)

    def answer(self, token: str) -> None:
        choice = self.chance.choice("12")
        if self.says_yes(f"/l/{token}/answer/{choice}/", {}):
            self.answers[token] = choice

    def ask_for_a_fresh_link(self, message: str, token: str) -> None:
        """A copy may leave from now on, one for each press."""
        self.story.truth.asked_again.append(message)
        self.fresh += self.says_yes(f"/l/{token}/fresh/", {})

    def says_yes(self, path: str, fields: dict[str, str]) -> bool:
        if (status := self.post(path, fields)) == 200:
            return True
        self.faults.append(f"{status} at a press on {path.split('/', 3)[3]}")
        return False

    def forgotten(self) -> list[str]:
        """Sentences: what was pressed, and isn't kept."""
        tokens = sorted({*self.answers, *self.called})
        kept = self.story.do("said_by_patients", tokens=tokens)
        wrong = [token for token, choice in self.answers.items() if str(kept[token]["answer"]) != choice]
        unheard = [token for token in self.called if not kept[token]["called"]]
        return [
            *([f"{len(wrong)} of {len(self.answers)} answers are lost"] if wrong else []),
            *([f"{len(unheard)} of {len(self.called)} call-backs are lost"] if unheard else []),
        ]
