"""Which way out the settings name, made once, and refused at the start when it can't work."""

from __future__ import annotations

import pytest

from campaigns.sending.transports import by_settings, check_transport
from campaigns.sending.way import configured
from clinic.refusal import Refusal


@pytest.fixture
def _ses(settings):
    settings.TRANSPORT, settings.SES_REGION = "ses", "us-east-1"
    settings.AWS_ACCESS_KEY_ID, settings.AWS_SECRET_ACCESS_KEY = (
        "AKIDEXAMPLEEXAMPLE",
        "secret/with+signs0123456789012345678901",
    )


@pytest.mark.usefixtures("_ses")
@pytest.mark.parametrize("name", ["ses", "smtp", "sendgrid"])
def test_each_transport_is_made_once_and_knows_what_was_declared_of_it(settings, name):
    settings.TRANSPORT, settings.SMTP_URL, settings.SENDGRID_API_KEY = name, "smtp://127.0.0.1:2525", "SG.x"
    settings.PROVIDER_CARRIES_PHI = True
    check_transport()
    one = configured()
    assert one is by_settings(name) and one.name == name and one.reaches_people and one.carries_health_information
    settings.PROVIDER_CARRIES_PHI = False
    assert not configured().carries_health_information


@pytest.mark.parametrize("url", ["smtp://", "http://127.0.0.1", "smtp://user:secret@mail.example.org?tls=off"])
def test_an_smtp_url_that_cannot_work_is_refused_without_its_password(settings, url):
    settings.TRANSPORT, settings.SMTP_URL = "smtp", url
    with pytest.raises(Refusal, match="smtp can't be used as it is set") as refused:
        check_transport()
    assert "secret" not in str(refused.value)


def test_the_inbox_needs_no_settings(settings):
    settings.TRANSPORT = "inbox"
    check_transport()
