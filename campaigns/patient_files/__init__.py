"""Patients from files of a practice system: how a file is read, which rows count, and how far it has come."""
