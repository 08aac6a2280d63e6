"""A part of a Word file without what isn't taught: deletions, hidden text, tables of contents, pictures from elsewhere.

Each goes to `dropped` with its words. What is left uses only elements that mammoth reads.
"""

import re
from collections.abc import Callable, Iterator

from django.utils.translation import gettext_noop
from lxml import etree
from mammoth.docx.dingbats import dingbats

from content.importing.blocks import Dropped
from content.importing.word.names import named
from content.importing.word.text import alt_of, text_of

Drop = Callable[[etree._Element, str], None]
_DELETED = "deleted by tracked changes"
_CONTENTS = re.compile(r"TOC(Heading|\d)", re.IGNORECASE)
_WRAPPERS = [
    named(f"w:{name}") for name in ("ins", "moveTo", "smartTag", "customXml", "fldSimple", "bdo", "dir", "sdtContent")
]
_BLIP = "/".join(map(named, ("a:graphic", "a:graphicData", "pic:pic", "pic:blipFill", "a:blip")))
_OFF = ("0", "false", "off")


def cleaned(root: etree._Element, may_show: Callable[[str], str]) -> list[Dropped]:
    """Change `root` in place and return what was taken out; a line is the number of a paragraph.

    `may_show` is asked with a picture's relationship id, and answers with the reason why it can't be shown, or "".
    """
    numbers = {paragraph: number for number, paragraph in enumerate(root.iter(named("w:p")), 1)}
    dropped: list[Dropped] = []

    def drop(element: etree._Element, why: str) -> None:
        paragraph = next((one for one in (element, *element.iterancestors()) if one in numbers), None)
        inside = next(element.iter(named("w:p")), None) if paragraph is None else None
        words = " ".join(text_of(element).split())
        where = paragraph if paragraph is not None else inside
        if words or why.startswith("a picture"):
            dropped.append(Dropped(numbers[where] if where is not None else 1, words, why))
        _remove(element)

    _choose_alternatives(root)
    _drop_deletions(root, drop)
    for run in list(root.iter(named("w:r"))):
        if _is_on(run.find(f"{named('w:rPr')}/{named('w:vanish')}")):
            drop(run, gettext_noop("hidden text in the Word file"))
    for control in list(root.iter(named("w:sdt"))):
        gallery = control.find(f".//{named('w:docPartGallery')}")
        if gallery is not None and gallery.get(named("w:val")) == "Table of Contents":
            drop(control, gettext_noop("the table of contents"))
    for paragraph in list(root.iter(named("w:p"))):
        style = paragraph.find(f"{named('w:pPr')}/{named('w:pStyle')}")
        if style is not None and _CONTENTS.fullmatch(style.get(named("w:val")) or ""):
            drop(paragraph, gettext_noop("the table of contents"))
    _drop_pictures(root, may_show, drop)
    for reading_aid in list(root.iter(named("w:rt"))):
        drop(reading_aid, gettext_noop("a reading aid above the line"))
    _plain_words(root)
    _unwrap(root)
    _free_text_boxes(root)
    return dropped


def _is_on(element: etree._Element | None) -> bool:
    return element is not None and (element.get(named("w:val")) or "").lower() not in _OFF


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _choose_alternatives(root: etree._Element) -> None:
    """Of the ways a program may show something, the one for older programs: mammoth reads that one."""
    for choice in list(root.iter(named("mc:AlternateContent"))):
        ways = [way for way in choice if way.tag == named("mc:Fallback")] or list(choice)[:1]
        _put_in_place_of(choice, [child for way in ways for child in way])


def _drop_deletions(root: etree._Element, drop: Drop) -> None:
    for mark in [*root.iter(named("w:rPr"))]:
        for name in ("w:del", "w:ins", "w:moveFrom", "w:moveTo"):  # the paragraph's end was changed, none of its words
            for found in mark.findall(named(name)):
                mark.remove(found)
    for row in list(root.iter(named("w:tr"))):
        properties = row.find(named("w:trPr"))
        if properties is not None and properties.find(named("w:del")) is not None:
            drop(row, _DELETED)
    for name in ("w:del", "w:moveFrom"):
        for found in list(root.iter(named(name))):
            drop(found, _DELETED)


def _drop_pictures(root: etree._Element, may_show: Callable[[str], str], drop: Drop) -> None:
    for name in ("wp:inline", "wp:anchor"):
        for place in list(root.iter(named(name))):
            blip = place.find(_BLIP)
            why = "" if blip is None else may_show(blip.get(named("r:embed")) or blip.get(named("r:link")) or "")
            if why or (blip is None and (alt_of(place) or next(place.iter(named("a:blip")), None) is not None)):
                drop(place, why or gettext_noop("a picture drawn in Word: add it on the Pictures page"))
    for place in list(root.iter(named("v:imagedata"))):
        if why := may_show(place.get(named("r:id")) or ""):
            drop(place, why)


def _plain_words(root: etree._Element) -> None:
    """Equations, symbols and breaks as text."""
    for equation in list(root.iter(named("m:oMath"))):
        run = etree.Element(named("w:r"))
        etree.SubElement(run, named("w:t")).text = text_of(equation)
        _put_in_place_of(equation, [run])
    for symbol in list(root.iter(named("w:sym"))):
        text = etree.Element(named("w:t"))
        text.text = _letter(symbol.get(named("w:font")) or "", symbol.get(named("w:char")) or "")
        _put_in_place_of(symbol, [text])
    for name in ("w:br", "w:cr"):
        for line_end in list(root.iter(named(name))):
            _put_in_place_of(line_end, [etree.Element(named("w:br"))])


def _letter(font: str, char: str) -> str:
    """The letter a font of symbols shows: µ and β are often written so. U+FFFD where the font isn't known."""
    if not re.fullmatch("[0-9A-Fa-f]{1,4}", char):
        return "\ufffd"
    code = dingbats.get((font, int(char, 16))) or dingbats.get((font, int(char[-2:], 16)))
    return chr(code) if code else "\ufffd"


def _unwrap(root: etree._Element) -> None:
    for control in list(root.iter(named("w:sdt"), named("w:ruby"))):
        kept = [part for part in control if part.tag in (named("w:sdtContent"), named("w:rubyBase"))]
        _put_in_place_of(control, [child for part in kept for child in part])
    for wrapper in list(root.iter(*_WRAPPERS)):
        _put_in_place_of(wrapper, list(wrapper))
    for equations in list(root.iter(named("m:oMathPara"))):
        _put_in_place_of(equations, list(equations))
    for run in list(root.iter(named("w:r"))):  # a ruby's base leaves runs within a run
        for inner in run.findall(named("w:r")):
            _put_in_place_of(inner, [child for child in inner if child.tag != named("w:rPr")])


def _free_text_boxes(root: etree._Element) -> None:
    """The paragraphs of a text box stand after the paragraph it is anchored in."""
    for box in list(root.iter(named("w:txbxContent")))[::-1]:
        anchor = next((one for one in box.iterancestors() if one.tag == named("w:p")), None)
        if anchor is not None:
            for paragraph in list(box)[::-1]:
                anchor.addnext(paragraph)
            _remove(box)


def _put_in_place_of(element: etree._Element, children: list[etree._Element]) -> None:
    """Siblings are added one by one: their places aren't counted, which would take long among many."""
    for child in reversed(children):
        element.addnext(child)
    _remove(element)


def paragraphs_of(roots: list[etree._Element]) -> Iterator[str]:
    """The words of each paragraph, those without words left out."""
    for root in roots:
        for paragraph in root.iter(named("w:p")):
            if words := " ".join(text_of(paragraph).split()):
                yield words
