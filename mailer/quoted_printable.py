"""Quoted-printable (RFC 2045 §6.7) in pieces: any two encoded pieces may be joined, and lines stay within 76.

No line starts with a dot, so nothing needs dot-stuffing on the way (RFC 5321 §4.5.2).
"""

import re

LONGEST = 75  # characters, and a soft break's "="
SOFT_BREAK = b"=\r\n"
AS_ITSELF = {code: chr(code) for code in range(32, 127) if chr(code) != "="} | {9: "\t"}
ENCODED = tuple(AS_ITSELF.get(code, f"={code:02X}") for code in range(256))
# A value that needs nothing: most names, but few addresses, since those hold "=" or run long.
SIMPLE = re.compile(r"[!-\-/-<>-~][ -<>-~]{0,74}")


def encoded_value(value: str) -> bytes:
    """One value on lines of its own, ending in a soft break; a line end in it stays a character of the value."""
    if SIMPLE.fullmatch(value):
        return value.encode() + SOFT_BREAK
    return _packed(value.encode()) + SOFT_BREAK if value else b""


def encoded_literal(text: str, *, last: bool) -> bytes:
    """Template text; its line ends become CRLF. All but the `last` piece of a body end where a line may start."""
    lines = re.split("\r\n|\r|\n", text)
    packed = b"\r\n".join(_packed(line.encode(), ends=n < len(lines) - 1 or last) for n, line in enumerate(lines))
    return packed if last or not lines[-1] else packed + SOFT_BREAK


def _packed(line: bytes, *, ends: bool = False) -> bytes:
    """Soft-broken lines of at most 75 characters. `ends`: a hard line end follows, so no blank may stand last."""
    units = [ENCODED[code] for code in line]
    if ends and units and units[-1] in " \t":
        units[-1] = f"={line[-1]:02X}"
    lines, length = [""], 0
    for unit in units:
        if length + len(unit) > LONGEST:
            lines.append("")
            length = 0
        unit = "=2E" if unit == "." and not length else unit
        lines[-1] += unit
        length += len(unit)
    return "=\r\n".join(lines).encode()
