"""The words of a newsletter, in each language, with the email beside them. It saves as you type; without scripts a button does."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.emails.kept_emails import templates
from campaigns.models import Edition, Newsletter, Series
from campaigns.newsletters.editions import LONGEST, WORDS, leave_out, lesson_as_text, write
from campaigns.newsletters.pictures import to_mend
from campaigns.opens.switch import wished
from campaigns.preview.made import Preview, make
from campaigns.preview.personas import PERSONAS
from campaigns.sending.its_email import news_source
from clinic.models import ClinicProfile
from clinic.refusal import Refusal
from content.newsletter_text import NewsletterText
from mailer.finding import EmailError
from patients.languages import clean_language
from staff.choices import languages
from staff.desk import desk_page, show, who
from staff.frames import email_frame, fault_frame, framed
from staff.newsletters.picture_lines import newest_pictures, picture_line
from staff.newsletters.place import frame, newsletter_of
from staff.permissions import May
from staff.studio.scheme import in_scheme
from staff.tabs import address
from staff.wording import clock_time, language_name

CHANGED = gettext_noop(
    "Somebody else has changed these words since you opened them. Yours are still here: copy what you need, then load the page again."
)


@desk_page(May.SEE_PLANS, change=May.PLAN, fields=(*WORDS, "seen", "lesson", "add", "picture", "drop"))
@require_http_methods(["GET", "HEAD", "POST"])
def write_newsletter(request: HttpRequest, newsletter: UUID) -> HttpResponse:
    """POST saves; `add` takes a lesson in, `picture` a picture, `drop` removes this language. A script asks for JSON."""
    row = newsletter_of(newsletter)
    edition = edition_of(row, request.GET.get("language", ""))
    if request.method != "POST":
        return page(request, row, edition, said(edition))
    typed = {name: request.POST.get(name, "") for name in WORDS}
    try:
        saved = save(request, row, edition, typed)
    except Refusal as refusal:
        if request.headers.get("Accept") == "application/json":  # not said
            return JsonResponse({"refused": str(refusal)}, status=409)
        return page(request, row, edition, typed, refused=str(refusal))
    if request.headers.get("Accept") == "application/json":  # not said
        return JsonResponse({"saved": saved_line(saved), "seen": saved.content_hash, "to_mend": to_mend(saved.text)})
    here = reverse("staff:newsletter_write", args=[row.pk])
    language = "" if "drop" in request.POST else saved.language
    return redirect(address(here, language=language if language != row.language else ""))


def save(request: HttpRequest, row: Newsletter, edition: Edition, typed: dict[str, str]) -> Edition:
    """Raises Refusal, with nothing changed."""
    now, by = timezone.now(), who(request)
    if edition.pk and not edition._state.adding and request.POST.get("seen", "") != edition.content_hash:
        raise Refusal(_(CHANGED))
    if "drop" in request.POST:
        leave_out(row, edition.language)
        messages.info(request, _("Without {language} now.").format(language=language_name(edition.language)))
        return edition
    if chosen := request.POST.get("lesson", "") if "add" in request.POST else "":
        typed["body"] = f"{typed['body'].rstrip()}\n\n{lesson_text(chosen, edition.language)}".lstrip("\n")
    if chosen := request.POST.get("picture", ""):
        typed["body"] = f"{typed['body'].rstrip()}\n\n{picture_line(chosen)}\n".lstrip("\n")
    return write(row, edition.language, typed, now, by=by)


def lesson_text(chosen: str, language: str) -> str:
    """`chosen`: series/lesson. Its signed words in this language, else in its own; Refusal when nobody has signed them."""
    slug, _slash, lesson = chosen.partition("/")
    step = Series.objects.named(slug).way().filter(lesson__slug=lesson).first()
    text = step.lesson.text_to_send([language, step.lesson.language], timezone.now(), practising=True) if step else None
    if text is None:
        raise Refusal(_("This lesson has no text to take in yet."))
    return lesson_as_text(text.revision)


def edition_of(row: Newsletter, language: str) -> Edition:
    """The edition in this language; a new one, not stored yet, when there is none."""
    language = clean_language(language) if language else row.language
    found = row.editions.filter(language=language).first()
    return found or Edition(newsletter=row, language=language, changed_at=timezone.now())


def said(edition: Edition) -> dict[str, str]:
    return {name: getattr(edition, name) for name in WORDS}


def page(
    request: HttpRequest, row: Newsletter, edition: Edition, words: dict[str, str], *, refused: str = ""
) -> HttpResponse:
    here = reverse("staff:newsletter_write", args=[row.pk])
    query = {"language": edition.language} if edition.language != row.language else {}
    context = {
        **frame(request, row, "write"),
        "words": words,
        "longest": LONGEST,
        "language": edition.language,
        "is_new": edition._state.adding,
        "is_own": edition.language == row.language,
        "seen": "" if edition._state.adding else edition.content_hash,
        "saved": "" if edition._state.adding else saved_line(edition),
        "save_url": address(here, **query),
        "frame_url": address(reverse("staff:newsletter_frame", args=[row.pk]), **query),
        "languages": language_links(row, edition, here),
        "more_languages": [one for one in languages(ClinicProfile.current().languages) if one[0] not in spoken(row)],
        "lessons": lessons(),
        "pictures": newest_pictures(),
        "to_mend": to_mend(NewsletterText(**words, source="")),
        "refused": refused,
    }
    return show(request, "newsletters/write", context)


def saved_line(edition: Edition) -> str:
    return _("Saved {time}").format(time=clock_time(edition.changed_at))


def spoken(row: Newsletter) -> set[str]:
    return {one.language for one in row.editions.all()}


def language_links(row: Newsletter, edition: Edition, here: str) -> list[dict[str, Any]]:
    tags = sorted({*spoken(row), edition.language}, key=lambda tag: (tag != row.language, tag))
    return [
        {"label": language_name(tag), "current": tag == edition.language,
         "url": address(here, language=tag if tag != row.language else "")}
        for tag in tags
    ]  # fmt: skip


def lessons() -> list[tuple[str, str]]:
    """Every lesson of every series that has words: what a newsletter can take in."""
    found = []
    for series in Series.objects.exclude(state=Series.State.DRAFT):
        for step in series.way():
            newest = step.lesson.latest(step.lesson.language)
            if newest:
                found.append((f"{series.slug}/{step.lesson.slug}", f"{series.title}: {step.position}. {newest.title}"))
    return found


@desk_page(May.SEE_PLANS)
@require_safe
@email_frame
def newsletter_frame(request: HttpRequest, newsletter: UUID) -> HttpResponse:
    """The email as its readers get it."""
    row = newsletter_of(newsletter)
    edition = edition_of(row, request.GET.get("language", ""))
    try:
        made = email_of(edition)
    except EmailError as fault:
        return fault_frame(fault)
    return framed(in_scheme(made.filled().html, request.GET.get("scheme", "light")), made.email.images)


def email_of(edition: Edition) -> Preview:
    """Raises EmailError when there is nothing to show yet."""
    source = news_source(edition, "", ClinicProfile.current(), link_only=False, counted=wished())
    return make(source, templates(), PERSONAS["default"], timezone.now())
