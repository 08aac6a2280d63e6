"""What the web server itself writes down."""

from gunicorn.config import Config

from config.web_log import WebLog

TOKEN, VALUE = "a-token-that-opens-a-page", "a value of somebody"


def test_a_request_that_breaks_the_server_leaves_no_address_in_its_log(capfd):
    log = WebLog(Config())
    try:
        raise RuntimeError(VALUE)
    except RuntimeError:
        log.exception("Error handling request %s", f"/l/{TOKEN}/")
    written = capfd.readouterr().err
    assert "RuntimeError" in written
    assert TOKEN not in written and VALUE not in written
