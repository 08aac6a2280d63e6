"""What goes into each email: the lesson's words, the clinic's details and look, the layout's words. Patients come later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal
from urllib.parse import urlsplit

from babel.dates import format_date
from django.conf import settings

from campaigns.emails.answering import ANSWER_FIELD
from campaigns.emails.mailed_pictures import MailedPictures, mailed_pictures
from campaigns.models import Message, Series, Step
from campaigns.phone_hours import phone_hours
from clinic.look import full_look
from clinic.models import ClinicProfile
from content.cover_notes import cover_note
from content.lesson_text import LessonText, lesson_context
from content.markdown import rich
from content.models import Review, Revision
from content.newsletter_text import NewsletterText
from content.words import direction, layout_words
from mailer.compiling import EmailSource

Kind = Literal["text", "url"]
LINK_ONLY = ("ready", "news_ready")  # templates that carry none of the words: a link leads to them
LINKS: dict[str, Kind] = {"read_url": "url", "sources_url": "url", "settings_url": "url", "stop_url": "url"}
LESSON_FIELDS: dict[str, Kind] = {
    **LINKS,
    **{f"answer_{number}_url": "url" for number in (1, 2, 3)},
    "greeting": "text",
    "given_name": "text",
    "next_date": "text",
    "asked_on": "text",
    "asked": "text",
}
WELCOME_FIELDS: dict[str, Kind] = {"confirm_url": "url", "stop_url": "url"}
ASKED = ("welcome_subject", "welcome_preheader", "welcome_opening", "welcome_ignore")
ASKED_AGAIN = ("reminder_subject", "reminder_preheader", "reminder_opening", "reminder_ignore")
SIGN_UP_FIELDS: dict[str, Kind] = {"confirm_url": "url", "stop_url": "url"}
STOPPED_FIELDS: dict[str, Kind] = {"undo_url": "url", "stop_url": "url"}
NEWSLETTER_FIELDS: dict[str, Kind] = {"read_url": "url", "stop_url": "url", "given_name": "text"}


@dataclass(frozen=True)
class Words:
    """The words an email carries, who signed them (None: nobody yet), and where they stand in their series."""

    text: LessonText
    language: str
    review: Review | None
    position: int
    count: int
    next_title: str | None = None  # of the lesson after this one; None on the last, and while it has no text to send
    private_words: tuple[str, ...] = ()
    cover: str = ""  # language of the note above a text that the patient may not read

    @classmethod
    def of(
        cls, step: Step, revision: Revision, review: Review | None, next_title: str | None = None, cover: str = ""
    ) -> Words:
        taught = step.series
        return cls(
            revision.text, revision.language, review, step.position, taught.steps.count(), next_title,
            tuple(taught.private_words), cover,
        )  # fmt: skip

    def in_language(self, language: str) -> Words:
        """For emails that carry none of the lesson's words."""
        return replace(self, language=language)

    @property
    def place(self) -> dict[str, Any]:
        return {"position": self.position, "count": self.count, "next_title": self.next_title}


def lesson_source(words: Words, clinic: ClinicProfile, pictures: MailedPictures | None = None) -> EmailSource:
    """The lesson itself, for a provider that may carry it. `pictures` when they aren't to be looked up in the rows."""
    language, text = words.language, words.text
    pictures = pictures or mailed_pictures(clinic, text)
    return envelope(
        "lesson", clinic, language, text.subject, text.preheader, LESSON_FIELDS, words.private_words, pictures,
        lesson=lesson_context(text, layout_words(language), pictures.figures),
        series=words.place,
        checked=checked(words.review, language),
        cover=cover_context(words.cover, clinic.phone),
    )  # fmt: skip


def link_source(words: Words, clinic: ClinicProfile) -> EmailSource:
    """A neutral "your lesson is ready", for a provider that may not see health information."""
    own, told = layout_words(words.language)["email"], {**words.place, "mail_name": clinic.mail_name}
    subject, preheader = own["ready_subject"] % told, own["ready_preheader"] % told
    return envelope(
        "ready", clinic, words.language, subject, preheader, LINKS, words.private_words, mailed_pictures(clinic),
        series=words.place,
        cover=cover_context(words.cover, clinic.phone),
    )  # fmt: skip


def welcome_source(
    language: str, clinic: ClinicProfile, private_words: Iterable[str], *, reminder: bool = False
) -> EmailSource:
    """The address confirmation: it names no condition and no series. `reminder`: it was asked before, and isn't asked again."""
    own, told = layout_words(language)["email"], {"mail_name": clinic.mail_name}
    subject, preheader, opening, ignore = (own[name] for name in (ASKED_AGAIN if reminder else ASKED))
    return envelope(
        "welcome", clinic, language, subject % told, preheader % told, WELCOME_FIELDS, private_words, mailed_pictures(clinic),
        opening=opening, ignore=ignore,
    )  # fmt: skip


def newsletter_source(
    letter: NewsletterText,
    language: str,
    clinic: ClinicProfile,
    private_words: Iterable[str] = (),
    cover: str = "",
    pictures: MailedPictures | None = None,
    *,
    counted: bool = False,
) -> EmailSource:
    """A newsletter: no lesson, no series, but the same ways to stop. `cover`: language of the note above it.

    `pictures` when they aren't to be looked up in the rows. `counted`: it says that opens and clicks are.
    """
    pictures = pictures or mailed_pictures(clinic, letter)
    body = rich(letter.body, layout_words(language)["lesson"], pictures.figures)
    source = envelope(
        "newsletter", clinic, language, letter.subject, letter.preheader, NEWSLETTER_FIELDS, private_words, pictures,
        title=letter.title, body={"html": body.html, "text": body.text}, cover=news_cover(cover, clinic.phone), counted=counted,
    )  # fmt: skip
    return as_news(source)


def news_link_source(language: str, clinic: ClinicProfile) -> EmailSource:
    """A neutral "we have news for you", for a provider that may not see health information."""
    own, told = layout_words(language)["email"], {"mail_name": clinic.mail_name}
    subject, preheader = own["news_ready_subject"] % told, own["news_ready_preheader"] % told
    fields = {name: kind for name, kind in NEWSLETTER_FIELDS.items() if name != "given_name"}
    return as_news(envelope("news_ready", clinic, language, subject, preheader, fields, (), mailed_pictures(clinic)))


def sign_up_source(language: str, clinic: ClinicProfile, private_words: Iterable[str] = ()) -> EmailSource:
    """Asks somebody who signed up for newsletters. Without the name typed there: nobody knows yet who typed it."""
    own, told = layout_words(language)["email"], {"mail_name": clinic.mail_name}
    subject, preheader = own["signup_subject"] % told, own["signup_preheader"] % told
    pictures = mailed_pictures(clinic)
    return as_news(envelope("signup", clinic, language, subject, preheader, SIGN_UP_FIELDS, private_words, pictures))


def stopped_source(language: str, clinic: ClinicProfile, private_words: Iterable[str] = ()) -> EmailSource:
    """After a STOP by email: it worked, for whom, and the undo."""
    own, told = layout_words(language)["email"], {"mail_name": clinic.mail_name}
    subject, preheader = own["stopped_subject"] % told, own["stopped_preheader"] % told
    return envelope(
        "stopped", clinic, language, subject, preheader, STOPPED_FIELDS, private_words, mailed_pictures(clinic)
    )


def as_news(source: EmailSource) -> EmailSource:
    """Newsletters are a list of their own (RFC 2919), so that a mail program's filters keep lessons apart."""
    return replace(source, headers={**source.headers, "List-Id": f"<news.{source.public_host}>"})


def template_source(template: str, words: Words, letter: NewsletterText, clinic: ClinicProfile) -> EmailSource:
    """Any template, with all that our own get to work with: for its author to look at."""
    lesson, news = lesson_source(words, clinic), newsletter_source(letter, words.language, clinic)
    fields = {**lesson.fields, **WELCOME_FIELDS, **NEWSLETTER_FIELDS}
    return replace(lesson, template=template, context={**news.context, **lesson.context}, fields=fields)


def envelope(
    template: str,
    clinic: ClinicProfile,
    language: str,
    subject: str,
    preheader: str,
    fields: Mapping[str, Kind],
    private_words: Iterable[str],
    pictures: MailedPictures,
    **more: Any,
) -> EmailSource:
    """What every email of ours carries (RFC 8058 one-click, RFC 2919 List-Id, RFC 3834 Auto-Submitted)."""
    site = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    return EmailSource(
        template=template,
        context={
            "words": layout_words(language),
            "clinic": clinic_context(clinic, language) | {"logo": pictures.logo},
            **more,
        },
        subject=subject.replace("{mail_name}", clinic.mail_name),
        preheader=preheader.replace("{mail_name}", clinic.mail_name),
        language=language,
        direction=direction(language),
        sender_name=clinic.mail_name,
        sender_address=clinic.sender,
        reply_to=f"reply@{clinic.inbound}" if clinic.inbound else clinic.reply_to,
        reply_field=ANSWER_FIELD if clinic.inbound else "",
        headers={
            "List-Unsubscribe": "<{stop_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "List-Id": f"<lessons.{site}>",
            "Auto-Submitted": "auto-generated",
        },
        fields={**fields, ANSWER_FIELD: "text"} if clinic.inbound else fields,
        private_words=tuple(private_words),
        public_host=site,
        images=pictures.images,
    )


def clinic_context(clinic: ClinicProfile, language: str) -> dict[str, Any]:
    names = ("mail_name", "name", "postal_address", "phone", "emergency", "crisis")
    told = {name: getattr(clinic, name) for name in names}
    return told | {"hours": phone_hours(clinic.hours, language), "look": full_look(clinic.look)}


def cover_context(language: str, phone: str) -> dict[str, str] | None:
    """The note above a text that isn't in the patient's language; None where there is none."""
    note = cover_note(language) if language else None
    return {"text": note.text.format(phone=phone), "lang": note.language, "dir": note.direction} if note else None


def news_cover(language: str, phone: str) -> dict[str, str] | None:
    """The same above a newsletter; None where nobody has written that note."""
    note = cover_note(language) if language else None
    if note is None or not note.news:
        return None
    return {"text": note.news.format(phone=phone), "lang": note.language, "dir": note.direction}


def place(step: Step, next_title: str | None) -> dict[str, Any]:
    return {"position": step.position, "count": step.series.steps.count(), "next_title": next_title}


def title_after(step: Step, language: str, now: datetime, *, practising: bool) -> str | None:
    """The title of the next lesson, from the text that may go out: never from a draft nobody signed.

    While practising, a draft of this language comes before a signed text of another: a translation being written is
    looked at whole.
    """
    following = step.announces()
    if following is None:
        return None
    tried = [[language], [step.series.language]] if practising else [[language, step.series.language]]
    texts = (following.lesson.text_to_send(languages, now, practising=practising) for languages in tried)
    return next((text.revision.title for text in texts if text), None)


def checked(review: Review | None, language: str) -> dict[str, str] | None:
    if review is None:
        return None
    return {
        "by": review.reviewer,
        "credential": review.credential,
        "on": format_date(review.signed_on, "long", locale=language.replace("-", "_")),
        "until": format_date(review.expires_on, "long", locale=language.replace("-", "_")),
    }


def source_of(
    kind: str, words: Words | None, language: str, series: Series, clinic: ClinicProfile, *, link_only: bool
) -> EmailSource:
    if words is None:
        return welcome_source(language, clinic, series.private_words, reminder=kind == Message.Kind.REMINDER)
    return link_source(words, clinic) if link_only else lesson_source(words, clinic)
