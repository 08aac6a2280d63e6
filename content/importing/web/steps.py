"""A tree of elements in reading order, without recursion: where each element starts, its texts, where it ends."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree


@dataclass(frozen=True)
class Start:
    element: etree._Element


@dataclass(frozen=True)
class Text:
    text: str


@dataclass(frozen=True)
class End:
    element: etree._Element


def steps_of(root: etree._Element, is_left_out: Callable[[etree._Element], bool]) -> Iterator[Start | Text | End]:
    """Every step, but nothing of what `is_left_out` takes, nor of comments. It is asked once for each element."""
    path = [(root, iter(root))]
    yield Start(root)
    if root.text:
        yield Text(root.text)
    while path:
        element, children = path[-1]
        child = next(children, None)
        if child is None:
            path.pop()
            yield End(element)
            child = element if path else None
        elif isinstance(child.tag, str) and not is_left_out(child):
            path.append((child, iter(child)))
            yield Start(child)
            if child.text:
                yield Text(child.text)
            continue
        if child is not None and child.tail:
            yield Text(child.tail)
