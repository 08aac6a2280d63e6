"""The sections of a text: what stands between two headings."""

from content.plain_language.counts import words_in
from content.plain_language.prose import prose_of


def longest_section(markdown: str) -> int:
    """Words of the longest stretch without a heading; pictures and a clinic's own part marks are no words."""
    longest = here = 0
    prose = prose_of(markdown)
    for block in prose.blocks:
        here = 0 if block.kind == "heading" else here + len(words_in(prose.of(block)))
        longest = max(longest, here)
    return longest
