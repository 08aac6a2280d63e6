"""Values as people and mischief write them."""

from hypothesis import strategies as st

AWKWARD = [
    "", "O'Brien", "Zoë", "स्वास्थ्य", "محمد عَلي", "ปานิศา", "李小龙", "Nguyễn", "👩‍⚕️ Ana", "a\u00a0b", '"Bobby"', "a\\b",
    "<b>&amp;</b>", "-x-", "-name-", "[unsubscribe]", "%name%", "{given_name}", "{{ field.read_url }}", "zq7abc0000007qz",
    "=?utf-8?q?x?=", ".", "..", ".\r\n", " x ", "a  b", "\tx", "Fr\u0301ed", "x" * 75, "x" * 76, "x" * 300, "é" * 60, "=", "==\t",
    "\u202eevil\u2066", "a\x07b", "From me", "--=_boundary", "\ufeffx", "\u2028x", "a;b,c", "[00000000000]",
]  # fmt: skip
ANYTHING = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
values = st.sampled_from(AWKWARD) | ANYTHING
"""Any text, line ends and controls included."""
names = values.map(lambda value: value.replace("\r", " ").replace("\n", " ").replace("\0", ""))
"""Any text that may stand in a header."""
