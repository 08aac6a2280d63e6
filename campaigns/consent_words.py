"""What is read aloud at the desk before someone is enrolled, and the version of it that a consent records."""

CONSENT_WORDING = "2026-11"  # change it with the words, and keep the old words here beside their version

CONSENT_WORDS = "We’d like to send you short lessons by email. Email isn’t fully private. You can stop at any time. Is that all right?"
