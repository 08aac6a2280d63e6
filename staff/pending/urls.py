"""Where the pages about those who wait for a yes are."""

from __future__ import annotations

from django.urls import path

from staff.pending.acts import pending_no, pending_yes
from staff.pending.page import pending
from staff.pending.slip import slip

urls = [
    path("pending/", pending, name="pending"),
    path("pending/<uuid:pending>/yes/", pending_yes, name="pending_yes"),
    path("pending/<uuid:pending>/no/", pending_no, name="pending_no"),
    path("series/<slug:slug>/slip/", slip, name="slip"),
]
