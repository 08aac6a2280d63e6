"""The form in which two spellings of the same thing are equal. Stored nowhere: only its blind index is."""

from typing import NewType

ComparisonForm = NewType("ComparisonForm", str)
