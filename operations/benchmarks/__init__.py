"""`benchmark NAME`: the product against a ceiling and against the obvious way, in one run, in a home of its own (docs/performance.md)."""

NAMES = {
    "send": "messages from due to accepted",
    "events": "events of a provider",
    "import": "rows of a file of visits",
    "tick": "enrolments of which none is due",
    "fill": "emails of one lesson",
    "compile": "compiles of one lesson",
    "cluster": "messages for 1, 2 and 4 workers on PostgreSQL",
    "smtp": "messages to a mail server",
    "pages": "patients (and --messages), for every page of the desk",
}
ON_POSTGRESQL = ("pages", "tick")
"""Those that can be measured on a PostgreSQL, too."""
