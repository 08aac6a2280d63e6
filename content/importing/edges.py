"""Page furniture among blocks that have been read: the rules of `furniture`, each block taken as one line."""

from content.importing import furniture
from content.importing.blocks import Block, Bullet, Dropped, Heading, Paragraph


def clear_edges(blocks: list[Block]) -> tuple[list[Block], str]:
    """The blocks, furniture at their edges as `Dropped`, and the author it named."""
    places = [place for place, block in enumerate(blocks) if isinstance(block, Heading | Paragraph | Bullet)]
    lines = [" ".join(_text(blocks[place]).split()) for place in places]
    page = furniture.clear("\n".join(lines))
    cleared = list(blocks)
    for drop in page.dropped:
        place = places[drop.line - 1]
        cleared[place] = Dropped(blocks[place].line, _text(blocks[place]), drop.why)
    return cleared, page.author


def _text(block: Block) -> str:
    return block.text
