from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "staff"
    verbose_name = "Pages for staff"  # not said

    def ready(self) -> None:
        from staff.signing_in.trail import listen

        listen()
