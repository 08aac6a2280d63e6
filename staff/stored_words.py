"""Sentences that are kept in English with a record or made far below the desk, as a page says them in its own language.

What is stored stays as it was written: it is evidence. A sentence that is always the same is looked up whole; one with places (a number, a
provider's code) is recognized by its form. What isn't known here is shown as it stands.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop

from staff.kept_words import said_again

ALWAYS_THE_SAME = (
    gettext_noop("The patient was erased."),
    gettext_noop("The contact was erased."),
    gettext_noop("The stored name and address can't be opened: check the keys."),
    gettext_noop("The enrolment ended."),
    gettext_noop("ONLY_TO doesn't list this address."),
    gettext_noop("No consent to newsletters at a confirmed address."),
    gettext_noop("Today's number of emails to this mailbox provider is reached."),
    gettext_noop("No day is open for sending where this patient lives."),
    gettext_noop("Waits for the clinic's sending hours."),
    gettext_noop("Another lesson went to this address today: this one follows on the next day."),
    gettext_noop("It waits for a reviewer's approval."),
    gettext_noop("Its text may not be sent any more."),
    gettext_noop("An earlier attempt had left after all."),
    gettext_noop("No proof that it arrived, and none that it didn't."),
    gettext_noop("The program ended while this was on its way."),
    gettext_noop("Started again from the beginning."),
    gettext_noop("The patient stopped the lessons."),
    gettext_noop("Staff stopped the lessons."),
    gettext_noop("Staff stopped all emails."),
    gettext_noop("Had these lessons while practising only."),
    gettext_noop("The address was changed."),
    gettext_noop("The sign-up was taken back."),
    gettext_noop("The reader stopped the newsletters."),
    gettext_noop("The newsletter was stopped."),
    gettext_noop("The mailbox refused it for now."),
    gettext_noop("The mailbox refused it for good."),
    gettext_noop("The provider took it, then didn't send it."),
    gettext_noop("The address bounced."),
    gettext_noop("The address bounced three times in a row."),
    gettext_noop("The provider doesn't send to this address."),
    gettext_noop("The patient marked an email as spam."),
    gettext_noop("The patient unsubscribed at the provider."),
    gettext_noop("The provider didn't send a lesson: see why, then go on."),
    gettext_noop("SendGrid asks us to wait."),
    gettext_noop("SendGrid doesn't know this API key. Set SENDGRID_API_KEY."),
    gettext_noop("SendGrid doesn't let this key or sender send. Check the key's rights and the verified sender."),
    gettext_noop("SendGrid's address isn't right. Check SENDGRID_HOST."),
    gettext_noop("Amazon SES asks us to wait."),
    gettext_noop("No provider is configured: set AFTERVISIT_TRANSPORT and its key."),
    gettext_noop("PUBLIC_URL is an address only this machine can open: set the one patients can reach."),
)
WITH_PLACES = (
    gettext_noop("This lesson is for patients who read {languages}."),
    gettext_noop("{due} emails are due at once, and the brake is set to {most}."),
    gettext_noop("{due} emails are due at once; the busiest day so far had {busiest}."),
    gettext_noop("The mailbox refused it for now ({code})."),
    gettext_noop("The mailbox refused it for good ({code})."),
    gettext_noop("The provider took it, then didn't send it ({code})."),
    gettext_noop("Our own client failed: {failure}."),
    gettext_noop("SendGrid answered {status}, which proves nothing."),
    gettext_noop("Amazon SES answered {status}, which proves nothing."),
    gettext_noop("SendGrid can't be reached ({failure}). Nothing left."),
    gettext_noop("SendGrid's answer didn't come ({failure}); it may have left or not."),
    gettext_noop("Amazon SES can't be reached ({failure}). Nothing left."),
    gettext_noop("Amazon SES's answer didn't come ({failure}); it may have left or not."),
    gettext_noop("The mail server can't be reached or fell silent ({failure}). Nothing left."),
    gettext_noop("The mail server's answer to a message didn't come ({failure}); that one may have left or not."),
    gettext_noop("The mail server asks us to come back later ({reply})."),
    gettext_noop("The clinic's details aren't complete: set {names} with `clinic set`."),
    gettext_noop("The clinic's details are made up for practising: set your own {names} with `clinic set`."),
    gettext_noop("The brake is on: {reason} Run resume if that is right."),
    gettext_noop("The record system can't be reached ({failure})."),
    gettext_noop("The record system's answer didn't come, or is too large ({failure})."),
    gettext_noop("The record system answered {status}: ask its people which searches the client may do."),
    gettext_noop("The record system answered {status}."),
    gettext_noop("{way} refused us ({reason}): mend it, then run resume."),
    gettext_noop("Nothing leaves by {way} before {moment} ({reason})."),
)


def stored(text: str) -> str:
    """In the language that is active; as it stands where no translation is known."""
    return said_again(text, WITH_PLACES)
