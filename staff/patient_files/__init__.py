"""Patients from a file of the practice system: brought, looked at, tried, and read with a report."""
