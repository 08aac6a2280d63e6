"""Where the pages about contacts are."""

from __future__ import annotations

from django.urls import path

from staff.contacts.contact_page import contact, erase, stop_contact
from staff.contacts.contacts_page import contacts
from staff.contacts.import_page import import_contacts

urls = [
    path("contacts/", contacts, name="contacts"),
    path("contacts/import/", import_contacts, name="import_contacts"),
    path("contacts/<uuid:contact>/", contact, name="contact"),
    path("contacts/<uuid:contact>/stop/", stop_contact, name="stop_contact"),
    path("contacts/<uuid:contact>/erase/", erase, name="erase_contact"),
]
