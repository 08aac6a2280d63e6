from django.apps import AppConfig, apps


class StaffConfig(AppConfig):
    name = "staff"
    verbose_name = "Pages for staff"  # not said

    def ready(self) -> None:
        if apps.is_installed("allauth.account"):  # the studio's preview has no sign-in
            from staff.signing_in.trail import listen

            listen()
