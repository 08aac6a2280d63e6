"""Where MJML's elements, words and comments may stand (elements.toml), and what mrml can't render at all."""

from mailer.mjml.attributes import Fault
from mailer.mjml.elements import ELEMENTS, Element, did_you_mean
from mailer.mjml.pieces import Piece

ONCE = {"mjml", "mj-head", "mj-body"}
NOT_RENDERED = {"mj-html-attributes", "mj-selector", "mj-html-attribute"}
NO_COMMENTS = {"mj-attributes", "mj-carousel", "mj-accordion-element"}
"""Measured: elsewhere between elements, and in HTML, mrml takes comments."""
ODD = {"<![": "CDATA", "<?": "An XML declaration"}


def place_fault(piece: Piece, holder: Element | None) -> Fault | None:
    """A start tag in the wrong place; `holder` is the MJML element it stands in, None at the top."""
    tag, element = piece.text, ELEMENTS.get(piece.text)
    if holder and holder.content == "anything":
        return None
    if tag in NOT_RENDERED:
        hint = "Write the attributes in HTML: mj-raw and mj-text keep them."
        return Fault(piece.at, f"mrml can't render <{tag}>.", hint)
    if element is None and (tag.lower().startswith("mj-") or not holder):
        hint = did_you_mean(tag, ELEMENTS) or ("" if holder else "An email starts with <mjml>.")
        return Fault(piece.at, f"<{tag}> isn't a tag that our MJML renderer knows.", hint)
    if holder and holder.content != "elements":
        return _in_content(piece, holder)
    if element and holder and holder.name == "mj-attributes" and element.has_defaults:
        return _unread_default(piece)
    return _between_elements(piece, holder)


def _between_elements(piece: Piece, holder: Element | None) -> Fault | None:
    tag, element = piece.text, ELEMENTS.get(piece.text)
    around = holder.name if holder else ""
    if element is None:
        hint = "Put HTML into mj-text, or into mj-raw when it is a table row or a whole block."
        return Fault(piece.at, f"<{tag}> stands in <{around}>, which takes MJML only.", hint)
    if around in element.inside or (not around and not element.inside):
        return None
    places = " or ".join(f"<{place}>" for place in sorted(element.inside))
    says = f"<{tag}> stands in <{around}>" if around else f"<{tag}> stands outside <mjml>"
    return Fault(piece.at, f"{says}; it belongs {f'in {places}' if places else 'around everything'}.")


def rendering_fault(piece: Piece) -> Fault | None:
    if piece.text != "mj-carousel":
        return None
    hint = "Most programs show its first picture only: use mj-image."
    return Fault(piece.at, "<mj-carousel> comes out otherwise than MJML describes it.", hint, "warning")


def words_fault(piece: Piece, holder: Element | None) -> Fault | None:
    """Words where no words may stand. mrml stops at some and lets others fall out of the layout."""
    at = piece.at + len(piece.text) - len(piece.text.lstrip())
    if not piece.text.strip() or (holder and holder.content in ("html", "text", "anything")):
        return None
    says = f"<{holder.name}>, which takes no words" if holder else "front of or behind <mjml>"
    return Fault(at, f"`{piece.text.strip().splitlines()[0][:40]}` stands in {says}.", "Put words into mj-text.")


def comment_fault(piece: Piece, holder: Element | None) -> Fault | None:
    if holder and holder.content == "anything":
        return None
    if piece.kind == "condition":
        if holder and holder.conditions and holder.content == "html":
            return None
        hint = "Put it inside mj-raw or mj-text."
        where = f"in <{holder.name}>" if holder else "outside <mjml>"
        return Fault(piece.at, f"mrml can't read a conditional comment {where}.", hint)
    if holder is None or (holder.content in ("elements", "html") and holder.name not in NO_COMMENTS):
        return None
    return Fault(piece.at, f"mrml can't read a comment in <{holder.name}>.", "Put it in front of the tag.")


def odd_fault(piece: Piece) -> Fault:
    what = next((name for sign, name in ODD.items() if piece.text.startswith(sign)), "A doctype")
    hint = "Write < as &lt; and & as &amp; instead." if what == "CDATA" else "Leave it out: MJML writes its own."
    return Fault(piece.at, f"{what} can't be read by mrml.", hint)


def _in_content(piece: Piece, holder: Element) -> Fault | None:
    if holder.content == "html" and piece.text not in ELEMENTS:
        return None
    takes = {"html": "HTML", "text": "plain words"}.get(holder.content, "nothing")
    hint = "Write < as &lt;." if takes == "plain words" else f"Close <{holder.name}> before it."
    return Fault(piece.at, f"<{piece.text}> stands in <{holder.name}>, which takes {takes}.", hint)


def _unread_default(piece: Piece) -> Fault | None:
    if piece.text != "mj-body":
        return None
    hint = "Write the attributes on <mj-body> itself."
    return Fault(piece.at, "mrml takes no notice of <mj-body> in <mj-attributes>.", hint, "warning")
