"""What mrml would corrupt goes in as numeric references, which it leaves alone, and comes out as characters again.

mrml writes attribute values, and the title it copies into aria-label, with Rust's debug escapes: quotes, backslashes, line ends,
no-break spaces and every combining mark come out as `\\u{94d}` (measured with mjml-python 1.4.2).
"""

import re

START_TAG = re.compile(r"""<[A-Za-z](?:"[^"]*"|'[^']*'|[^'"<>])*>""")
QUOTED = re.compile(r""""[^"]*"|'[^']*'""")
TITLE = re.compile(r"(<mj-title\b[^>]*>)(.*?)(?=</mj-title>)", re.DOTALL)
LINE_ENDS = re.compile(r"[ \t\r\n]*[\t\r\n][ \t\r\n]*")
# Between elements of these mrml stops at blanks that don't begin with a line end: at a blank behind a tag, and at CRLF.
STRICT = "head|attributes|social|navbar|accordion|accordion-element|carousel"
BLANKS_BEFORE = re.compile(rf"(?<=>)[ \t\r]\s*(?=<mj-|</mj-(?:{STRICT})\s*>)")
BLANKS_BEHIND = re.compile(
    rf"(</mj-[\w-]+\s*>|<mj-(?:{STRICT}|all|class|font|breakpoint)(?:\s[^<>]*)?>)[ \t\r]\s*(?=<)"
)
REFERENCE = re.compile(r"&#(\d{3,7});")
FIRST_PRINTABLE_BEYOND_ASCII = 0xA0  # below it HTML reads &#150; as windows-1252


def armour(source: str) -> str:
    """Write what mrml would corrupt as references. The result is ASCII."""
    source = START_TAG.sub(lambda tag: QUOTED.sub(lambda value: _armoured_value(value[0]), tag[0]), source)
    source = TITLE.sub(lambda m: m[1] + _armoured(m[2]), source)
    source = BLANKS_BEHIND.sub(r"\1", BLANKS_BEFORE.sub("", source))
    return source.encode("ascii", "xmlcharrefreplace").decode()


def unarmour(html: str) -> str:
    """Back to characters; references below U+00A0 stay, since they are markup or windows-1252."""
    return REFERENCE.sub(lambda m: m[0] if int(m[1]) < FIRST_PRINTABLE_BEYOND_ASCII else chr(int(m[1])), html)


def _armoured_value(quoted: str) -> str:
    return quoted[0] + _armoured(quoted[1:-1]) + quoted[-1]


def _armoured(value: str) -> str:
    return LINE_ENDS.sub(" ", value).replace("\\", "&#92;").replace('"', "&quot;")
