"""Only reviewers sign, only words they saw and read, at most for a year, and never alone what they wrote."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from campaigns.reviewing.claims import claims_about
from campaigns.reviewing.signing import kind_for, latest_day
from clinic.models import AuditEntry, ClinicProfile, Person
from clinic.refusal import Refusal
from content.models import Review
from tests.campaigns.reviewing.conftest import edited, make_person, translated

pytestmark = pytest.mark.django_db
TRANSLATOR = Review.Kind.TRANSLATOR


def test_a_signature_says_who_with_what_credential_when_what_and_until_when(lesson, esi, accept_all, sign, now):
    accept_all(lesson, esi)
    review = sign(lesson, esi)
    assert (review.reviewer, review.credential, review.signer) == ("Esi Osei", "MD", str(esi.pk))
    assert (review.signed_at, review.expires_on) == (now, (now + timedelta(days=180)).date())
    assert review.statement.startswith("I have read this lesson") and not review.demo and not review.own_edit
    assert lesson.signed_text("en", now, practising=False).review == review


def test_the_trail_holds_ids_and_no_name(lesson, esi, accept_all, sign):
    accept_all(lesson, esi)
    review = sign(lesson, esi)
    entry = AuditEntry.objects.get(action="review.sign")
    assert (entry.actor, entry.subject) == (str(esi.pk), str(review.id))
    assert "Osei" not in str(entry.detail)


@pytest.mark.parametrize("role", [role for role in Person.Role.values if role != "reviewer"])
def test_no_other_role_signs_as_a_clinician(role, lesson, accept_all, sign):
    other = make_person("Max", role)
    accept_all(lesson, other)
    with pytest.raises(Refusal, match="Only a reviewer signs"):
        sign(lesson, other)
    assert not Review.objects.exists()


def test_somebody_without_a_role_signs_nothing_even_an_admin(lesson, sign):
    admin = User.objects.create_superuser("root", password="a-long-password")
    with pytest.raises(Refusal, match="Only a reviewer signs"):
        sign(lesson, admin)
    assert kind_for(admin) is None


def test_somebody_who_left_signs_nothing(lesson, esi, accept_all, sign):
    accept_all(lesson, esi)
    User.objects.update(is_active=False)
    esi.refresh_from_db()
    with pytest.raises(Refusal, match="Only a reviewer signs"):
        sign(lesson, esi)


def test_a_reviewer_without_a_credential_is_told_who_adds_it(lesson, accept_all, sign):
    bare = make_person("Bare", "reviewer", credential=" ")
    accept_all(lesson, bare)
    with pytest.raises(Refusal, match="An admin adds it"):
        sign(lesson, bare)


def test_a_hash_that_was_overtaken_is_refused(lesson, esi, accept_all, sign, now):
    accept_all(lesson, esi)
    seen = lesson.latest("en").content_hash
    edited(lesson, "long-term", "lifelong", now=now)
    with pytest.raises(Refusal, match="words have changed"):
        sign(lesson, esi, seen_hash=seen)
    assert not Review.objects.exists()


def test_every_claim_of_the_sheet_is_accepted_before(lesson, esi, sign):
    number = len(claims_about(lesson, "en"))
    assert number == 18
    with pytest.raises(Refusal, match="18 claims of the change sheet are left"):
        sign(lesson, esi)


def test_the_claims_of_one_reviewer_are_not_those_of_another(lesson, esi, accept_all, sign):
    accept_all(lesson, make_person("Ola", "reviewer"))
    with pytest.raises(Refusal, match="18 claims"):
        sign(lesson, esi)


def test_an_unticked_statement_is_not_a_signature(lesson, esi, accept_all, sign):
    accept_all(lesson, esi)
    with pytest.raises(Refusal, match="Tick the statement"):
        sign(lesson, esi, statement=False)


@pytest.mark.parametrize("days", [-1, 0, 366])
def test_it_holds_from_tomorrow_to_a_year_and_no_other_day(days, lesson, esi, accept_all, sign, now):
    accept_all(lesson, esi)
    with pytest.raises(Refusal, match="12 months at most"):
        sign(lesson, esi, again_by=(now + timedelta(days=days)).date())


@pytest.mark.parametrize("days", [1, 365])
def test_the_first_and_the_last_day_are_allowed(days, lesson, esi, accept_all, sign, now):
    accept_all(lesson, esi)
    assert sign(lesson, esi, again_by=(now + timedelta(days=days)).date()).expires_on <= latest_day(now)


def test_one_changed_word_voids_the_signature_and_the_signed_words_keep_going_out(lesson, esi, accept_all, sign, now):
    accept_all(lesson, esi)
    sign(lesson, esi)
    signed = lesson.latest("en")
    draft = edited(lesson, "long-term", "lifelong", now=now)
    going_out = lesson.signed_text("en", now, practising=False)
    assert draft.content_hash != signed.content_hash
    assert going_out.revision == signed


@pytest.mark.parametrize(("made_by", "written_by"), [("{me}", ()), ("other", ("{me}", "other"))], ids=["made", "typed"])
def test_nobody_signs_their_own_edit_alone(made_by, written_by, lesson, esi, accept_all, sign, now):
    me = str(esi.pk)
    edited(
        lesson, "long-term", "lifelong", now=now,
        by=made_by.format(me=me), written_by=tuple(one.format(me=me) for one in written_by),
    )  # fmt: skip
    accept_all(lesson, esi)
    with pytest.raises(Refusal, match="somebody else signs them"):
        sign(lesson, esi)


def test_an_edit_stays_ones_own_when_somebody_else_edits_after_it(lesson, esi, accept_all, sign, now):
    edited(lesson, "long-term", "lifelong", now=now, by=str(esi.pk))
    edited(lesson, "lifelong", "lasting", now=now, by="other")
    accept_all(lesson, esi)
    with pytest.raises(Refusal, match="somebody else signs them"):
        sign(lesson, esi)


def test_what_somebody_else_has_signed_since_is_no_longer_ones_own_edit(lesson, esi, accept_all, sign, now):
    edited(lesson, "long-term", "lifelong", now=now, by=str(esi.pk))
    ola = make_person("Ola", "reviewer")
    accept_all(lesson, ola)
    sign(lesson, ola)
    edited(lesson, "lifelong", "lasting", now=now, by="other")
    accept_all(lesson, esi)
    assert not sign(lesson, esi).own_edit


def test_where_the_clinic_allows_it_the_signature_says_that_it_is_on_ones_own_edit(lesson, esi, accept_all, sign, now):
    edited(lesson, "long-term", "lifelong", now=now, by=str(esi.pk))
    ClinicProfile.objects.update(own_edits_signed=True)
    accept_all(lesson, esi)
    assert sign(lesson, esi).own_edit


def test_the_drafts_saves_say_who_wrote_the_revision(lesson, esi, now):
    from content.drafts import draft_of, finish, save

    parts = draft_of(lesson, "en").parts
    first = save(lesson, "en", {**parts, "goal": "Say what it is."}, seen=0, now=now, by=str(esi.pk)).draft
    second = save(lesson, "en", {**first.parts, "goal": "Tell what it is."}, seen=1, now=now, by="77").draft
    made = finish(lesson, "en", seen=second.number, now=now, by="77")
    assert made.written_by == sorted([str(esi.pk), "77"])


def test_words_signed_before_are_signed_again_without_the_sheet(lesson, esi, accept_all, sign, now):
    accept_all(lesson, make_person("Ola", "reviewer"))
    sign(lesson, User.objects.get(username="ola"))
    assert sign(lesson, esi).signer == str(esi.pk)


def test_words_that_go_out_are_signed_again_while_a_newer_draft_waits(lesson, esi, accept_all, sign, now):
    accept_all(lesson, esi)
    seen = sign(lesson, esi).content_hash
    edited(lesson, "long-term", "lifelong", now=now)
    later = (now + timedelta(days=300)).date()
    assert sign(lesson, esi, seen_hash=seen, again_by=later).expires_on == later


def test_what_somebody_made_up_for_practice_signs_counts_for_the_local_inbox_only(lesson, accept_all, sign, now):
    robin = make_person("Robin", "reviewer", practice=True)
    accept_all(lesson, robin)
    assert sign(lesson, robin).demo
    assert lesson.signed_text("en", now, practising=True).review.signer == str(robin.pk)
    assert lesson.signed_text("en", now, practising=False) is None


def test_a_made_up_signature_spares_no_real_reviewer_the_sheet(lesson, esi, accept_all, sign):
    robin = make_person("Robin", "reviewer", practice=True)
    accept_all(lesson, robin)
    sign(lesson, robin)
    with pytest.raises(Refusal, match="18 claims"):
        sign(lesson, esi)


def test_a_translation_goes_out_once_a_translator_and_a_clinician_have_signed_it(
    lesson, esi, translator, accept_all, sign, now
):
    translated(lesson, now)
    sign(lesson, esi, "es")
    assert lesson.signed_text("es", now, practising=False) is None
    sign(lesson, translator, "es", kind=TRANSLATOR)
    assert lesson.signed_text("es", now, practising=False).review.signer == str(esi.pk)


def test_a_reviewer_is_no_translator_and_a_translator_no_reviewer(lesson, esi, translator, sign, now):
    translated(lesson, now)
    with pytest.raises(Refusal, match="Only a translator"):
        sign(lesson, esi, "es", kind=TRANSLATOR)
    with pytest.raises(Refusal, match="Only a reviewer"):
        sign(lesson, translator, "es")


def test_a_translator_signs_no_text_in_the_lessons_own_language(lesson, translator, sign):
    with pytest.raises(Refusal, match="a clinician signs it"):
        sign(lesson, translator, kind=TRANSLATOR)


def test_an_unfinished_text_cant_be_signed(lesson, esi, accept_all, sign, now):
    lesson.revise("en", '+++\ndraft = true\ntitle = "A start"\n+++\n\nOne line.\n', now=now, by="author")
    accept_all(lesson, esi)
    with pytest.raises(Refusal, match="isn't finished: it has no goal"):
        sign(lesson, esi)
