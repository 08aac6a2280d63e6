"""An article file, damaged at random: bytes changed, cut out, doubled, and hostile pieces put in. The seed decides all."""

from __future__ import annotations

import zipfile
from io import BytesIO
from random import Random

from tests.content.importing.word_files import packed

PIECES = [
    b"{{ x }}", b"{% include 'x' %}", b"**", b"](javascript:alert(1))", b"\xff\xfe", b"\0", b"\r", b"|", b"- ", b"1. ", b"# ",
    "́".encode(), "\u200b\u00ad".encode(), "‮".encode(), b"<b>", b"</p>", b"<ul><li>", b"<table><tr><td>", b"<!--", b"<script>",
    b"<img src=x>", b"<img src='data:image/png;base64,AAAA' alt='a b'>", b"<a href='http://10.0.0.1/'>", b"<div hidden>", b"<sup>1</sup>",
    b"<br><br>", b"<pre>", b"<svg>", b"&nbsp;", b"&#0;", b"&#x1d;", b"<w:p>", b"</w:r>", b"<w:del>", b"<w:t>x</w:t>", b"<w:tab/>",
    b"<!DOCTYPE x [<!ENTITY y 'z'>]>", b"---\n", b"```\n", b"[^1]", b"[a]: b\n", b"&y;", b"<w:br w:type='page'/>", b"<w:cr/>",
]  # fmt: skip


def mutated(name: str, data: bytes, random: Random) -> bytes:
    """`data` of a file called `name` with one to eight changes. Half of the Word files are changed inside a part."""
    if name.endswith(".docx") and random.random() < 0.75:
        return _inside(data, random)
    for _ in range(random.randint(1, 8)):
        data = _changed(data, random)
    return data


def _inside(data: bytes, random: Random) -> bytes:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    name = "word/document.xml" if random.random() < 0.7 else random.choice(sorted(parts))
    content = bytes(parts[name]) if isinstance(parts[name], bytes) else b""
    for _ in range(random.randint(1, 4)):
        content = _tags_changed(content, random) if random.random() < 0.7 else _changed(content, random)
    return packed(parts | {name: content})


def _tags_changed(content: bytes, random: Random) -> bytes:
    """An XML part that stays well-formed more often: one whole element is doubled, moved or taken out."""
    starts = [
        place for place in range(len(content)) if content.startswith((b"<w:r>", b"<w:p>", b"<w:t", b"<w:tbl>"), place)
    ]
    if not starts:
        return content
    start = random.choice(starts)
    tag = content[start + 1 : start + 6].split(b">")[0].split(b" ")[0]
    end = content.find(b"</" + tag + b">", start) + len(tag) + 3
    element, place = content[start:end], random.choice(starts)
    choice = random.randrange(4)
    if choice == 0:
        return content[:start] + content[end:]
    if choice == 1:
        return content[:place] + element + content[place:]
    wrapper = random.choice(
        [b"w:del", b"w:ins", b"w:moveTo", b"w:smartTag", b"w:hyperlink", b"mc:AlternateContent", b"w:sdt"]
    )
    return content[:start] + b"<" + wrapper + b">" + element + b"</" + wrapper + b">" + content[end:]


def _changed(data: bytes, random: Random) -> bytes:
    place = random.randrange(len(data) + 1)
    end = min(len(data), place + random.choice([1, 3, 20, 400]))
    choice = random.randrange(5)
    if choice == 0:
        return data[:place] + bytes([random.randrange(256)]) + data[place + 1 :]
    if choice == 1:
        return data[:place] + data[end:]
    if choice == 2:
        return data[:end] + data[place:end] * random.choice([1, 2, 50]) + data[end:]
    return data[:place] + random.choice(PIECES) * random.choice([1, 1, 1, 30]) + data[place:]
