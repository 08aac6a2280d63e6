"""Which version this is. pyproject.toml says the same (tests/operations/test_upgrading.py)."""

VERSION = "0.2.0"
