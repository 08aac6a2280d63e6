"""MJML to HTML with mjml-python (mrml 6). It loads web fonts unless told not to, includes any path, and says little when it fails."""

import inspect
from pathlib import Path

import mjml as mrml

from mailer.finding import EmailError, Finding
from mailer.mjml.armour import armour, unarmour
from mailer.mjml.faults import explained
from mailer.mjml.includes import Includes
from mailer.mjml.page import Page, cleaned
from mailer.mjml.validating import findings


def check_package() -> None:
    """PyPI's `mjml` and `mjml-python` install the same import name; only the second one is ours."""
    function = getattr(mrml, "mjml2html", None)
    if function is None or "include_loader" not in str(inspect.signature(function)):
        raise ImportError("The package `mjml` stands in the way of `mjml-python`: pip uninstall mjml, then pip "
                          "install --force-reinstall mjml-python.")  # fmt: skip


check_package()


def to_html(source: str, *, name: str, templates: Path | None = None) -> str:
    """HTML for MJML. `name` is said in errors; mj-include reads below `templates` only. Raises EmailError."""
    return html_and_findings(source, name=name, templates=templates)[0]


def html_and_findings(source: str, *, name: str, templates: Path | None = None) -> tuple[str, list[Finding]]:
    """The HTML, and warnings that don't stand in its way. Raises EmailError with all findings when one is an error."""
    found = findings(source, name, templates)
    if any(finding.severity == "error" for finding in found):
        raise EmailError(found)
    return html_of(Page(name, cleaned(source)), Includes(templates)), found


def html_of(page: Page, includes: Includes) -> str:
    """What mrml makes of a page, or EmailError in its words."""
    try:
        html = mrml.mjml2html(armour(page.source), fonts={}, include_loader=lambda path: armour(includes.read(path)))
    except ValueError as error:
        raise explained(error, page, includes) from None
    except BaseException as panic:  # pyo3 keeps its PanicException out of Exception and out of reach
        if type(panic).__name__ != "PanicException":
            raise
        hint = "Take out what was written last, and tell us."
        raise EmailError.one("mjml", page.name, f"MJML: mrml broke down: {panic}.", hint) from None
    return unarmour(html)
