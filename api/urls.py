"""The addresses that providers call. A call with a slash at its end is the same call: a redirected POST would be lost."""

from django.urls import re_path

from api.events_sendgrid import events_sendgrid
from api.events_ses import events_ses
from api.inbound import inbound

app_name = "api"
urlpatterns = [
    re_path(r"^events/sendgrid/?\Z", events_sendgrid, name="events_sendgrid"),
    re_path(r"^events/ses/?\Z", events_ses, name="events_ses"),
    re_path(r"^inbound/(?P<secret>[0-9a-f]{48})/?\Z", inbound, name="inbound"),
]
