"""What machines write is told by its headers, in every customary form; what people write isn't taken for it."""

from __future__ import annotations

import pytest

from campaigns.inbound.phrases import phrases
from mailer.inbound.mime import read_mail
from tests.mailer.inbound.emails import raw


@pytest.mark.parametrize(
    "said",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "Auto-Generated; owner-token=x"},
        {"Precedence": "BULK"},
        {"Precedence": "auto_reply"},
        {"X_Autoreply": "yes"},
        {"X_Auto_Response_Suppress": "All"},
        {"List_Id": "<news.example.org>"},
        {"Return_Path": "<>"},
        {"Content_Type": "multipart/report; report-type=delivery-status; boundary=x"},
        {"From": "MAILER-DAEMON@example.org"},
        {"From": "No Reply <no-reply@example.org>"},
        {"Subject": "Automatic reply: Lesson 2"},
        {"Subject": "OUT OF OFFICE"},
        {"Subject": "Respuesta automática: Lección 2"},
        {"Subject": "Fuera de la oficina"},
        {"Subject": "=?utf-8?q?Respuesta_autom=C3=A1tica=3A_x?="},
    ],
    ids=range(16),
)
def test_a_machines_email_is_known_as_one(said):
    assert read_mail(raw(**said), away=phrases().away).automatic


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"Auto_Submitted": "no"},
        {"Precedence": "normal"},
        {"Return_Path": "<ana@example.org>"},
        {"Subject": "I am out of office hours now, can you call?"},
        {"From": "Nora Replyson <nora@example.org>"},
    ],
    ids=range(6),
)
def test_a_persons_email_is_a_persons(said):
    assert not read_mail(raw(**said), away=phrases().away, return_path="ana@example.org").automatic
