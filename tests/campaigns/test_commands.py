"""Every command of ours: one JSON document with the agreed keys, and for bad input one sentence and nothing half-written."""

import json
from base64 import b64encode
from datetime import UTC, datetime
from io import BytesIO, StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command, load_command_class
from django.core.management.base import CommandError
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from PIL import Image

from campaigns.models import Enrolment, Message, Series, WayOut
from clinic.models import AuditEntry, ClinicProfile, Installation, Picture
from content.lesson_text import parse_lesson
from content.models import Lesson, Review
from content.toml_section import LessonFault
from patients.keys import KeyRing
from patients.models import Consent, Patient

pytestmark = pytest.mark.django_db
ENROL = {
    "series": "fibromyalgia",
    "email": "ana@example.org",
    "given_name": "Ana",
    "time_zone": "America/New_York",
    "consent": "signed form",
}


@pytest.fixture(autouse=True)
def monday(now):
    with time_machine.travel(now, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def _signals_as_they_were():
    import signal

    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def answer(*words, **options) -> dict:
    """With --json the output is one document and nothing else."""
    out = StringIO()
    call_command(*words, **options, as_json=True, stdout=out)
    return json.loads(out.getvalue())


def said(*words, **options) -> str:
    out = StringIO()
    call_command(*words, **options, stdout=out)
    return out.getvalue()


def refusal(*words, **options) -> str:
    """The sentence of a clear no; exit status 1."""
    with pytest.raises(CommandError) as refused:
        call_command(*words, **options, stdout=StringIO())
    assert refused.value.returncode == 1
    sentence = str(refused.value)
    assert sentence.endswith(".") and "\n" not in sentence and 20 < len(sentence) < 600
    return sentence


def rows() -> int:
    kinds = (Series, Enrolment, Message, Patient, Consent, Review, AuditEntry)
    return sum(kind.objects.count() for kind in kinds)


# ---- keys exactly as agreed


def test_load_library(clinic):
    assert answer("load_library") == {"series": [{"slug": "fibromyalgia", "lessons": 8, "changed": 16}]}, (
        "in English and Spanish"
    )
    assert answer("load_library")["series"][0]["changed"] == 0


def test_export_series(series, tmp_path):
    done = answer("export_series", "fibromyalgia", str(tmp_path / "out"))
    assert done["lessons"] == 8 and (tmp_path / "out" / "series.toml").exists()


def test_approve(series):
    done = answer("approve", "fibromyalgia", reviewer="Ada", credential="MD")
    assert done.items() >= {"series": "fibromyalgia", "approved": 8}.items()
    assert {review.how for review in Review.objects.all()} == {"command line"}


def test_enrol(signed_series):
    done = answer("enrol", **ENROL, visit_date="2026-10-09", visit_id="V1", birth_date="1970-01-02")
    assert set(done) >= {"enrolment", "outcome", "why"} and done["outcome"] == "enrolled"
    assert done["enrolment"] == str(Enrolment.objects.get().id)
    again = answer("enrol", **ENROL, visit_id="V1")
    assert again["outcome"] == "already" and again["why"] and "pin" not in again


def test_enrol_without_consent_asks_the_patient(signed_series):
    done = answer("enrol", **{**ENROL, "consent": ""})
    assert done["outcome"] == "enrolled" and "confirms" in done["why"]
    assert not Consent.objects.exists() and Message.objects.get().kind == "welcome"


def test_enrol_takes_consent_with_and_without_the_way_it_was_given(signed_series):
    arguments = ["--series", "fibromyalgia", "--email", "ana@example.org", "--given-name", "Ana", "--consent"]
    call_command("enrol", *arguments, stdout=StringIO())
    assert Consent.objects.get().how == "yes" and not Message.objects.filter(kind="welcome").exists()


def test_a_skipped_enrolment_names_no_enrolment(signed_series, now):
    from patients.models import Suppression

    Suppression.objects.suppress("ana@example.org", Suppression.Reason.STAFF, now)
    assert answer("enrol", **ENROL) == {"enrolment": None, "outcome": "skipped", "why": answer("enrol", **ENROL)["why"]}


def test_import_patients(signed_series, tmp_path):
    file = tmp_path / "visits.csv"
    file.write_text("email,given_name,consent\nana@example.org,Ana,yes\nno address,Bo,yes\n")
    tried = answer("import_patients", str(file), series="fibromyalgia", dry_run=True)
    assert tried["enrolled"] == 1 and not Patient.objects.exists()
    done = answer("import_patients", str(file), series="fibromyalgia")
    assert set(done) >= {"rows", "enrolled"} and done["enrolled"] == 1
    assert done["rows"][0] == {"row": 2, "outcome": "enrolled", "why": "", "pending": False}
    assert done["rows"][1]["outcome"] == "error" and done["rows"][1]["row"] == 3 and done["rows"][1]["why"]


def test_import_patients_asks_whether_a_file_of_one_long_line_is_a_csv(signed_series, tmp_path):
    (tmp_path / "article.txt").write_text("word " * 20_000)
    with pytest.raises(CommandError, match=r"is this a CSV file\?$"):
        call_command("import_patients", str(tmp_path / "article.txt"), series="fibromyalgia")


def test_import_patients_with_a_mapping(signed_series, tmp_path):
    (tmp_path / "visits.csv").write_text("E-Mail,First,Consent\nana@example.org,Ana,yes\n")
    (tmp_path / "mapping.json").write_text('{"E-Mail": "email", "First": "given_name", "Consent": "consent"}')
    done = answer(
        "import_patients", str(tmp_path / "visits.csv"), series="fibromyalgia", mapping=tmp_path / "mapping.json"
    )
    assert done["enrolled"] == 1


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (None, "can't be read: No such file or directory."),
        (b"{\n'a'", "isn't JSON (line 2)"),
        (b"\xff\xfe", "isn't JSON (not text, or nested too deeply)"),
        (b"[" * 100_000, "isn't JSON (not text, or nested too deeply)"),
        (b"[]", "must be one JSON object"),
    ],
    ids=["missing", "not JSON", "binary", "deep", "a list"],
)
def test_a_mapping_that_cant_be_read_is_refused_in_words(signed_series, tmp_path, written, said):
    (tmp_path / "visits.csv").write_text("E-Mail\nana@example.org\n")
    if written is not None:
        (tmp_path / "mapping.json").write_bytes(written)
    told = refusal(
        "import_patients", str(tmp_path / "visits.csv"), series="fibromyalgia", mapping=tmp_path / "mapping.json"
    )
    assert said in told and "Errno" not in told and "codec" not in told


def test_import_article(clinic, tmp_path):
    file = tmp_path / "article.md"
    file.write_text(
        "# Sore backs\n\n## What it is\n\n" + "A sore back is common and gets better in weeks. " * 12 + "\n"
    )
    tried = answer("import_article", str(file), dry_run=True)
    assert not Series.objects.exists() and tried["series"]
    done = answer("import_article", str(file))
    assert (
        set(done) >= {"title", "author", "sections", "dropped", "lessons", "series"} and done["title"] == "Sore backs"
    )
    assert set(done["sections"][0]) >= {"level", "title", "paragraphs", "bullets", "words", "flags", "in_lessons"}
    assert set(done["lessons"][0]) >= {"position", "title", "words", "minutes", "grade"}
    assert all(set(one) >= {"line", "text", "why"} for one in done["dropped"])
    assert Series.objects.get().slug == done["series"] and Series.objects.get().state == Series.State.DRAFT
    assert "already" in refusal("import_article", str(file)) and Series.objects.count() == 1


def test_an_imported_article_brings_its_pictures_and_asks_for_what_they_show(clinic, tmp_path):
    picture = BytesIO()
    Image.new("RGB", (90, 60), "teal").save(picture, "PNG")
    data = b64encode(picture.getvalue()).decode()
    file = tmp_path / "knees.html"
    file.write_text(
        f"<h1>Knees</h1><p>A knee bends.</p><img src='data:image/png;base64,{data}'><p>And straightens.</p>"
    )
    done = answer("import_article", str(file))
    (shown,) = done["pictures"]
    kept = Picture.objects.get()
    assert (shown["name"], shown["alt"], kept.alt) == (kept.name, "", "")
    source = Lesson.objects.get().latest("en").source
    assert f"\n![](media/{kept.name})\n" in source
    with pytest.raises(LessonFault, match="say what the picture shows"):
        parse_lesson(source.replace("draft = true\n", ""), "lesson")


def test_simulate_says_when_each_email_would_leave_and_writes_nothing(series):
    before = rows()
    done = answer("simulate", "fibromyalgia", enrolled="2026-10-28T15:00:00Z", time_zone="america/new_york")
    assert rows() == before
    assert all(set(one) == {"position", "lesson", "due_utc", "due_local"} for one in done["messages"])
    assert done["messages"][0] == {
        "position": 1, "lesson": "fibromyalgia/01-what-it-is", "due_utc": "2026-10-29T13:00:00+00:00", "due_local": "2026-10-29T09:00:00-04:00",
    }  # fmt: skip
    assert done["messages"][1]["due_local"] == "2026-11-02T09:00:00-05:00", (
        "nine o'clock after the change of the clocks"
    )


def test_what_simulate_says_is_what_happens(live, enrol, run):
    from campaigns.reporting.reports import next_due

    enrol()
    told = answer("simulate", "fibromyalgia", enrolled="2026-10-12T15:00:00Z", time_zone="America/New_York")["messages"]
    left = []
    while moment := next_due():
        run(moment)
        left.append(moment.isoformat())
    assert left == [one["due_utc"] for one in told]


def test_send_due(signed_series, monday, lesson_day):
    answer("enrol", **ENROL)
    monday.move_to(lesson_day)
    done = answer("send_due")
    assert done.items() >= {"planned": 1, "attempts": 1, "accepted": 1, "uncertain": 0, "rejected": 0}.items()
    assert answer("send_due")["attempts"] == 0


def test_status(signed_series, monday, lesson_day):
    empty = answer("status")
    assert set(empty) >= {"messages", "states", "enrolments", "unaccounted", "held", "next_due", "installation"}
    assert empty["next_due"] is None and empty["installation"].items() >= {"live": False, "paused": False}.items()
    answer("enrol", **ENROL)
    assert answer("status")["next_due"] == "2026-10-13T13:00:00+00:00"
    monday.move_to(lesson_day)
    answer("send_due")
    done = answer("status", each=True)
    message = Message.objects.get()
    assert (done["messages"], done["states"], done["enrolments"], done["unaccounted"]) == (
        1,
        {"accepted": 1},
        {"active": 1},
        0,
    )
    assert done["each"] == [{"id": str(message.id), "state": "accepted", "due": message.due_at.isoformat()}]
    Message.objects.update(state="held", settled_at=lesson_day, reason="No proof.")
    assert answer("status")["held"] == [
        {"message": str(message.id), "since": lesson_day.isoformat(), "why": "No proof."}
    ]


def test_what_is_due_next_counts_the_messages_that_wait_for_the_window_too(signed_series, enrol, run):
    enrol()
    run(datetime(2026, 10, 13, 22, tzinfo=UTC))  # planned in the evening
    assert answer("status")["next_due"] == "2026-10-14T13:00:00+00:00"


def test_what_is_unaccounted_for_is_counted_from_the_rows(signed_series, enrol, run, lesson_day):
    enrolment = enrol().enrolment
    rows = Enrolment.objects.filter(pk=enrolment.pk)
    assert answer("status")["unaccounted"] == 0
    rows.update(next_due_at=None)
    assert answer("status")["unaccounted"] == 1, "active, with nothing under way, no due time and no reason to wait"
    for accounted in ({"waits_for": "review"}, {"state": "paused"}, {"state": "ended"}, {"state": "finished"}):
        rows.update(**{"waits_for": "", "state": "active", **accounted})
        assert answer("status")["unaccounted"] == 0, accounted
    rows.update(waits_for="", state="active", next_due_at=lesson_day)
    run(lesson_day)
    Enrolment.objects.update(next_due_at=None)
    assert answer("status")["unaccounted"] == 1, "a message that has left is no message under way"
    for state in ("planned", "sending"):
        Message.objects.update(state=state)
        assert answer("status")["unaccounted"] == 0, state


def test_status_shows_no_name_and_no_address(signed_series, monday, lesson_day):
    answer("enrol", **ENROL)
    monday.move_to(lesson_day)
    answer("send_due")
    told = json.dumps(answer("status", each=True)) + said("status", each=True)
    assert "ana@" not in told and "Ana" not in told and "fibro" not in told


@pytest.mark.parametrize("form", ["html", "text", "eml", "headers"])
def test_render(series, form):
    done = answer("render", "fibromyalgia/01-what-it-is", format=form)
    assert done[form]
    if form == "headers":
        assert (
            done["headers"].items()
            >= {
                "Subject": "Your first lesson from Learning Desk",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            }.items()
        )
    else:
        assert "Rosa" in done[form]


def test_render_makes_exactly_what_the_send_makes(signed_series, monday, lesson_day, home, now):
    from email import message_from_bytes
    from email.policy import default

    answer("enrol", **{**ENROL, "given_name": "Rosa"})
    monday.move_to(lesson_day)
    answer("send_due")
    sent = message_from_bytes(next((home / "inbox").glob("*.eml")).read_bytes(), policy=default)
    shown = answer("render", "fibromyalgia/01-what-it-is", format="text")["text"]

    def words(text: str) -> str:
        lines = [
            line
            for line in text.replace("\r\n", "\n").split("\n")
            if "://" not in line and "Your next lesson" not in line and "you said yes" not in line.lower()
        ]
        return "\n".join(lines)

    assert words(sent.get_body(("plain",)).get_content()).strip() == words(shown).strip()
    assert sent["Subject"] == answer("render", "fibromyalgia/01-what-it-is", format="headers")["headers"]["Subject"]


def test_lint(series):
    done = answer("lint", "fibromyalgia")
    assert {one["code"] for one in done["findings"]} == {"unreviewed", "source"}, (
        "signatures, and two sources to complete"
    )
    assert all(set(one) == {"severity", "code", "where", "message", "hint"} for one in done["findings"])
    assert answer("lint")["findings"] == done["findings"]
    answer("approve", "fibromyalgia", reviewer="Ada", credential="MD")
    found = {(one["severity"], one["code"]) for one in answer("lint")["findings"]}
    assert found == {("note", "unreviewed"), ("note", "source")}, (
        "the Spanish lacks its signatures, two sources lack a year"
    )


def test_lint_of_a_series_signed_in_both_languages(signed_in_spanish):
    assert {(one["severity"], one["code"]) for one in answer("lint")["findings"]} == {("note", "source")}


def test_clinic_show_and_set(clinic):
    done = answer(
        "clinic", "set", "mail_name=Other Desk", "window=08:30-12:00", "weekdays=mon,wed", "holidays=2026-12-25"
    )
    assert (
        done["clinic"].items()
        >= {"mail_name": "Other Desk", "window": "08:30-12:00", "weekdays": "mon,wed", "holidays": "2026-12-25"}.items()
    )
    assert answer("clinic", "show") == done


def test_pause_and_resume(clinic, now):
    assert answer("pause") == {"paused": True} and Installation.current().paused
    assert answer("status")["installation"]["paused"]
    WayOut.named("sendgrid").stop(now, "401")
    assert answer("resume").items() >= {"paused": False}.items() and not Installation.current().paused
    assert WayOut.named("sendgrid").shut(now) == "", "a provider that was mended is tried again"
    assert list(AuditEntry.objects.filter(action__startswith="installation").values_list("action", flat=True)) == [
        "installation.pause",
        "installation.resume",
    ]


def test_go_live(signed_series, provider, home):
    assert "--yes" in refusal("go_live") and not Installation.current().live_mark
    done = answer("go_live", yes=True)
    assert done["live"] and done["would_leave"] == 0 and (home / "live.json").exists()
    mark = Installation.current().live_mark
    assert "live here already: nothing was changed" in said("go_live") and Installation.current().live_mark == mark


def test_go_live_shows_what_would_leave_and_who_practised(signed_series, provider, enrol, run, lesson_day, monday):
    enrolment = enrol().enrolment
    run(lesson_day)
    enrol("bo@example.org", "Bo")
    monday.move_to(lesson_day)
    told = said("go_live", yes=True)
    assert "1 emails would leave" in told and str(enrolment.id) in told and "ana" not in told.lower()


@pytest.mark.parametrize("name", ["load_library", "approve", "enrol", "status", "send_due", "lint", "clinic", "pause"])
def test_without_json_people_read_sentences(signed_series, name):
    words = {"approve": ["fibromyalgia"], "clinic": ["show"]}.get(name, [])
    options = {"approve": {"reviewer": "A", "credential": "MD"}, "enrol": ENROL}.get(name, {})
    told = said(name, *words, **options)
    assert told.strip() and not told.lstrip().startswith("{")


# ---- bad input


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"series": "nosuch"}, "fibromyalgia"),
        ({"email": "not an address"}, "address"),
        ({"email": "a@b@c.example"}, "@"),
        ({"email": "ana@example.org\nBcc: x@example.org"}, "address"),
        ({"visit_date": "1900-01-01"}, "visit date"),
        ({"visit_date": "2026-10-13"}, "future"),
        ({"visit_date": "9999-12-31"}, "future"),
        ({"visit_date": "yesterday"}, "2026-03-14"),
        ({"visit_date": "2026-02-30"}, "visit date"),
        ({"birth_date": "12.12.1970"}, "birth date"),
        ({"birth_date": "2027-01-01"}, "birth date"),
        ({"time_zone": "Mars/Base"}, "time zone"),
        ({"time_zone": "EST5PDT"}, "time zone"),
        ({"language": "klingon"}, "language"),
        ({"given_name": "x" * 500}, "given name"),
        ({"visit_id": "v" * 500}, "visit id"),
    ],
)
def test_enrol_refuses_what_cant_be_right_and_writes_nothing(signed_series, wrong, word):
    before = rows()
    assert word in refusal("enrol", **{**ENROL, **wrong})
    assert rows() == before


@pytest.mark.parametrize(
    ("enrolled", "zone"),
    [("yesterday", "UTC"), ("2026-10-12", "UTC"), ("2026-10-12T15:00:00", "UTC"), ("2026-10-12T15:00:00Z", "Mars/Base"),
     ("0001-01-01T00:00:00Z", "America/New_York"), ("9999-12-31T23:59:59Z", "Pacific/Apia")],
)  # fmt: skip
def test_simulate_refuses_what_is_no_moment_or_zone(series, enrolled, zone):
    refusal("simulate", "fibromyalgia", enrolled=enrolled, time_zone=zone)


def test_simulate_for_a_clinic_that_is_never_open_says_so(series):
    ClinicProfile.objects.update(weekdays=[])
    assert "weekdays" in refusal("simulate", "fibromyalgia", enrolled="2026-10-12T15:00:00Z", time_zone="UTC")


@pytest.mark.parametrize(
    ("words", "options"),
    [
        (["simulate", "nosuch"], {"enrolled": "2026-10-12T15:00:00Z", "time_zone": "UTC"}),
        (["approve", "nosuch"], {"reviewer": "A", "credential": "MD"}),
        (["approve", "fibromyalgia"], {"reviewer": "  ", "credential": "MD"}),
        (["approve", "fibromyalgia"], {"reviewer": "A", "credential": "MD", "language": "xx"}),
        (["approve", "fibromyalgia"], {"reviewer": "A" * 500, "credential": "MD"}),
        (["approve", "fibromyalgia"], {"reviewer": "A\nB", "credential": "MD"}),
        (["lint", "nosuch"], {}),
        (["render", "nosuch"], {"format": "html"}),
        (["render", "fibromyalgia/01-what-it-is"], {"format": "html", "persona": "nosuch"}),
        (["render", "fibromyalgia/01-what-it-is"], {"format": "html", "language": "xx"}),
        (["export_series", "nosuch", "/tmp/never"], {}),
        (["load_library", "/nosuch/folder"], {}),
        (["import_patients", "/nosuch/file.csv"], {"series": "fibromyalgia"}),
        (["import_patients", "/tmp"], {"series": "fibromyalgia"}),
        (["import_patients", __file__], {"series": "nosuch"}),
        (["import_patients", __file__], {"series": "fibromyalgia"}),
        (["import_patients", __file__], {"series": "fibromyalgia", "mapping": Path("/nosuch")}),
        (["import_patients", __file__], {"series": "fibromyalgia", "mapping": Path(__file__)}),
        (["import_article", "/nosuch/file.md"], {}),
        (["import_article", "/tmp"], {}),
        (["clinic", "set", "colour=red"], {}),
        (["clinic", "set", "window"], {}),
        (["clinic", "set"], {}),
        (["go_live"], {"yes": True}),
    ],
)
def test_bad_input_is_one_sentence_and_writes_nothing(series, words, options):
    before = rows()
    refusal(*words, **options)
    assert rows() == before


def test_an_article_with_a_series_name_that_cant_be_one_is_refused(clinic, tmp_path):
    (tmp_path / "a.md").write_text("# A title\n\n## Part\n\n" + "Words that say something useful. " * 20)
    assert "letters" in refusal("import_article", str(tmp_path / "a.md"), series="../Etc")
    refusal("import_article", str(tmp_path / "a.md"), series="fine", language="klingon")
    assert not Series.objects.exists()


def test_one_wrong_setting_among_several_changes_none(clinic):
    refusal("clinic", "set", "mail_name=Other Desk", "window=17:00-09:00")
    assert ClinicProfile.current().mail_name == "Learning Desk"
    assert not AuditEntry.objects.filter(action="clinic.set").exists()


# ---- a home or database that isn't ours to use

EVERY_ONE = ["load_library", "status", "send_due", "lint", "pause", "resume"]


@pytest.mark.parametrize("name", EVERY_ONE)
def test_a_database_from_a_newer_version_is_refused(series, name):
    MigrationRecorder(connection).record_applied("campaigns", "9999_from_the_future")
    assert "newer version" in refusal(name) and "9999_from_the_future" in refusal(name)


def test_an_unknown_app_in_the_database_is_nobodys_business(series):
    MigrationRecorder(connection).record_applied("someone_elses", "9999_theirs")
    answer("status")


@pytest.mark.parametrize("name", EVERY_ONE)
def test_a_database_that_isnt_migrated_is_refused(series, name):
    last = MigrationRecorder(connection).migration_qs.filter(app="campaigns").order_by("-name").first()
    last.delete()
    assert "isn't prepared" in refusal(name)


@pytest.mark.parametrize("name", EVERY_ONE)
def test_a_wrong_key_is_refused_before_it_seals_anything(series, settings, name):
    answer("status")
    held = Installation.current().key_ids
    assert held == [KeyRing.from_settings().current.id]
    settings.FIELD_ENCRYPTION_KEYS = (b"2" * 32,)
    assert held[0] in refusal(name) and Installation.current().key_ids == held
    refusal("enrol", **ENROL)
    assert not Patient.objects.exists()


def test_a_new_key_beside_the_old_one_is_noted_and_both_are_needed_from_then_on(series, settings):
    answer("enrol", **ENROL)
    old = settings.FIELD_ENCRYPTION_KEYS
    settings.FIELD_ENCRYPTION_KEYS = (b"2" * 32, *old)
    answer("status")
    assert len(Installation.current().key_ids) == 2
    settings.FIELD_ENCRYPTION_KEYS = old
    assert "sealed with key" in refusal("status")


@pytest.mark.parametrize("name", ["status", "send_due", "enrol"])
def test_a_fault_of_the_database_is_one_sentence(signed_series, monkeypatch, name):
    def full(*_, **__):
        raise DatabaseError("disk I/O error\nDETAIL: secret@example.org")

    for place in (
        "campaigns.management.commands.status.status",
        "scheduler.management.commands.send_due.send_paced",
        "campaigns.management.commands.enrol.enrol",
    ):
        monkeypatch.setattr(place, full)
    told = refusal(name, **(ENROL if name == "enrol" else {}))
    assert "disk I/O error" in told and "secret" not in told


OURS = ["approve", "clinic", "enrol", "export_series", "go_live", "import_article", "import_patients", "lint", "load_library", "pause", "render",
        "resume", "send_due", "simulate", "status", "timer"]  # fmt: skip


@pytest.mark.parametrize("name", OURS)
def test_every_command_takes_json_and_says_what_it_does(name):
    from django.core.management import get_commands

    command = load_command_class(get_commands()[name], name)
    parser = command.create_parser("manage.py", name)
    assert "--json" in parser.format_help() and len(command.help) > 20
