"""Contacts on the desk: how many there are, one of them, and those brought from another tool."""
