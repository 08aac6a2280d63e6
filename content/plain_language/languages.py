"""Which languages the meter has rules for. A tag counts by its first part: "es-MX" reads as Spanish."""


def base_of(language: str) -> str:
    return language.replace("_", "-").split("-")[0].lower()
