"""What the web server itself writes down."""

from gunicorn.config import Config

from config.web_log import WebLog


def test_a_request_that_breaks_the_server_leaves_no_address_in_its_log(capfd):
    log = WebLog(Config())
    try:
        raise RuntimeError("a value of somebody")
    except RuntimeError:
        log.exception("Error handling request %s", "/l/a-token-that-opens-a-page/")
    written = capfd.readouterr().err
    assert "RuntimeError" in written
    assert "a-token-that-opens-a-page" not in written and "a value of somebody" not in written
