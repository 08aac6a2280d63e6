"""Doors: staff pages under /staff/, pages for patients at the root."""

from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="staff:today")),
    path("staff/sign-in/", include("allauth.account.urls")),
    path("staff/", include("staff.urls")),
    path("", include("portal.urls")),
]
