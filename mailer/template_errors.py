"""Render a template; what goes wrong is said with the template's own file and line."""

import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2

from mailer.finding import EmailError

RAISED_IN_TEMPLATES = (jinja2.TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


def rendered(templates: jinja2.Environment, name: str, context: Mapping[str, Any]) -> str:
    """The text of one template, or EmailError."""
    try:
        return templates.get_template(name).render(context)
    except jinja2.TemplateNotFound as error:
        message = f"There is no template {error.name}."
        raise EmailError.one("template", name, message, "Add the file to the templates folder.") from None
    except jinja2.TemplateSyntaxError as error:
        where = f"{error.name or name}:{error.lineno}"
        raise EmailError.one("template", where, f"Template: {error.message}.") from None
    except EmailError:
        raise
    except RAISED_IN_TEMPLATES as error:
        raise EmailError.one("template", _where(error, name), f"Template: {error}.") from None


def _where(error: Exception, name: str) -> str:
    """Jinja rewrites tracebacks so that frames of templates carry the template's own line."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.endswith(".j2")]
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else name
