"""Do the migrations say what the models say? Run as a step of its own, in a home of its own."""

import tests.surroundings  # noqa: F401 - first: it sets the home

if __name__ == "__main__":
    import os

    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    from django.core.management import execute_from_command_line

    execute_from_command_line(["manage.py", "makemigrations", "--check", "--dry-run"])
