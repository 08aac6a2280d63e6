"""No key of anybody lies in the repository, and so none in the image, which is made of a part of it."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.deploying.dockerfile import files_of_the_image

BASE = Path(__file__).resolve().parent.parent
KEYS = {
    "a SendGrid key": r"SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{32,64}",
    "an AWS key": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "a private key": r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s*[A-Za-z0-9+/=\s]{40,}",
    "a token of a code host": r"\b(?:gh[pousr]_[A-Za-z0-9]{30,}|glpat-[A-Za-z0-9_-]{20,})",
    "a chat token": r"\bxox[abprs]-[A-Za-z0-9-]{10,}",
    "a Google key": r"\bAIza[0-9A-Za-z_-]{35}\b",
    "a Stripe key": r"\b[sr]k_live_[0-9A-Za-z]{20,}",
    "an OpenAI or Anthropic key": r"\bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{32,}",
    "a key of this program": r"\"field_encryption_keys\": \"[A-Za-z0-9_-]{43}=",
    "a password in an address": r"\b(?:postgres(?:ql)?|smtps?)://[^\s:/@\"'{}<>]+:(?!(?i:password)|secret|…)[^\s:/@\"'{}<>]{8,}@(?!127\.0\.0\.1|localhost|[\w.-]+\.example\b)",
}
ANY = re.compile("|".join(f"(?P<k{number}>{pattern})" for number, pattern in enumerate(KEYS.values())))
NOT_OURS = {".git", ".venv", ".audit", "var", "var-demo", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", "node_modules"}  # fmt: skip
PICTURES = {".png", ".jpg", ".jpeg", ".gif", ".webp", ".mo", ".woff2", ".pyc", ".docx"}
MADE_UP = {
    "AKIAIOSFODNN7EXAMPLE",
    "AKIDEXAMPLE",
    "smtps://a%40b:p%3A%2F%25%C3%A9@",
}  # those of Amazon's documentation, and one of a test


def files() -> list[Path]:
    found = []
    for folder, folders, names in os.walk(BASE):
        folders[:] = [name for name in folders if name not in NOT_OURS]
        found += [Path(folder) / name for name in names if Path(name).suffix.lower() not in PICTURES]
    return found


def keys_in(text: str) -> list[str]:
    names = list(KEYS)
    return [names[int(one.lastgroup[1:])] for one in ANY.finditer(text) if one.lastgroup and one[0] not in MADE_UP]


def test_no_file_holds_anything_that_looks_like_a_key():
    looked_at = files()
    found = {
        str(path.relative_to(BASE)): keys for path in looked_at if (keys := keys_in(path.read_text(errors="replace")))
    }
    assert found == {}
    assert len(looked_at) > 1200


def test_no_file_of_the_image_is_named_like_one():
    named = re.compile(r"(^|/)(\.env|keys\.json|id_(rsa|ed25519)|.*\.(pem|key|p12|pfx|sqlite3|dump|eml))$")
    assert [path for path in files_of_the_image() if named.search(path)] == []


@pytest.mark.parametrize(
    "text",
    [
        "SG." + "a1" * 11 + "." + "b2" * 21, "AKIA" + "Q7" * 8, "-----BEGIN EC PRIVATE KEY-----\n" + "MHc" * 20, "ghp_" + "a1" * 18,
        "postgresql://aftervisit:" + "correct-horse" + "@db.clinic.org/x", '"field_encryption_keys": "' + "k" * 43 + '="',
    ],
)  # fmt: skip
def test_each_of_them_would_be_noticed(text: str):
    assert len(keys_in(f"before {text} after")) == 1
