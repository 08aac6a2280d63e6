"""Where MJML's elements, words and comments may stand (elements.toml), and what mrml can't render at all."""

from mailer.mjml.attributes import Fault
from mailer.mjml.elements import ELEMENTS, did_you_mean
from mailer.mjml.pieces import Piece

ONCE = {"mjml", "mj-head", "mj-body"}
NOT_RENDERED = {"mj-html-attributes", "mj-selector", "mj-html-attribute"}
NO_COMMENTS = {"mj-attributes", "mj-carousel"}
"""Measured: elsewhere between elements, and in HTML, mrml takes comments."""
ODD = {"<![": "CDATA", "<?": "An XML declaration"}


def place_fault(piece: Piece, around: str) -> Fault | None:
    """A start tag in the wrong place; `around` is the MJML element it stands in, nothing at the top."""
    tag, element = piece.text, ELEMENTS.get(piece.text)
    holder = ELEMENTS.get(around)
    if tag in NOT_RENDERED:
        hint = "Write the attributes in HTML: mj-raw and mj-text keep them."
        return Fault(piece.at, f"mrml can't render <{tag}>.", hint)
    if element is None and (tag.lower().startswith("mj-") or not holder):
        hint = did_you_mean(tag, ELEMENTS)
        return Fault(piece.at, f"<{tag}> isn't a tag that our MJML renderer knows.", hint or _first(around))
    if holder and holder.content != "elements":
        return _in_content(piece, around)
    if element is None:
        hint = "Put HTML into mj-text, or into mj-raw when it is a table row or a whole block."
        return Fault(piece.at, f"<{tag}> stands in <{around}>, which takes MJML only.", hint)
    if around == "mj-attributes" and element.has_defaults:
        return _unread_default(piece)
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


def words_fault(piece: Piece, around: str) -> Fault | None:
    """Words where no words may stand. mrml stops at some and lets others fall out of the layout."""
    at = piece.at + len(piece.text) - len(piece.text.lstrip())
    holder = ELEMENTS.get(around)
    if not piece.text.strip() or (holder and holder.content in ("html", "text")):
        return None
    says = f"<{around}>, which takes no words" if around else "front of or behind <mjml>"
    return Fault(at, f"`{piece.text.strip().splitlines()[0][:40]}` stands in {says}.", "Put words into mj-text.")


def comment_fault(piece: Piece, around: str) -> Fault | None:
    holder = ELEMENTS.get(around)
    if piece.kind == "condition":
        if holder and holder.conditions:
            return None
        hint = "Put it inside mj-raw or mj-text."
        return Fault(piece.at, f"mrml can't read a conditional comment in <{around or 'mjml'}>.", hint)
    if (
        holder is None or holder.content in ("elements", "html") or around == "mj-preview"
    ) and around not in NO_COMMENTS:
        return None
    return Fault(piece.at, f"mrml can't read a comment in <{around}>.", "Put it in front of the tag.")


def odd_fault(piece: Piece) -> Fault:
    what = next((name for sign, name in ODD.items() if piece.text.startswith(sign)), "A doctype")
    hint = "Write < as &lt; and & as &amp; instead." if what == "CDATA" else "Leave it out: MJML writes its own."
    return Fault(piece.at, f"{what} can't be read by mrml.", hint)


def _in_content(piece: Piece, around: str) -> Fault | None:
    takes = {"html": "HTML", "text": "plain words", "nothing": "nothing"}[ELEMENTS[around].content]
    if takes == "HTML" and piece.text not in ELEMENTS:
        return None
    hint = "Write < as &lt;." if takes == "plain words" else f"Close <{around}> before it."
    return Fault(piece.at, f"<{piece.text}> stands in <{around}>, which takes {takes}.", hint)


def _unread_default(piece: Piece) -> Fault | None:
    if piece.text != "mj-body":
        return None
    hint = "Write the attributes on <mj-body> itself."
    return Fault(piece.at, "mrml takes no notice of <mj-body> in <mj-attributes>.", hint, "warning")


def _first(around: str) -> str:
    return "" if around else "An email starts with <mjml>."
