"""Header names that a compiled email can't set."""

import re

MADE_ELSEWHERE = """
    from to reply-to subject date message-id mime-version content-type content-transfer-encoding
    cc bcc sender return-path received dkim-signature x-sg-id x-sg-eid
"""
"""Those we write ourselves, and those SendGrid doesn't let through (twilio/sendgrid-oai, tsg_mail_v3)."""
FORBIDDEN = frozenset(MADE_ELSEWHERE.split())
HEADER_NAME = re.compile(r"[!-9;-~]+")  # RFC 5322 §3.6.8


def may_be_set(name: str) -> bool:
    return name.lower() not in FORBIDDEN and HEADER_NAME.fullmatch(name) is not None
