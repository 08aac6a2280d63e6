"""An email made once for a revision and language: its words in place, holes where patients differ."""

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from typing import Any, Literal, Self

Context = Literal["html", "text", "header"]
Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True)
class Slot:
    """A hole for one merge field; `context` says how its value is escaped."""

    field: str
    context: Context


Parts = tuple[str | Slot, ...]


@dataclass(frozen=True)
class InlineImage:
    """A picture that travels in the email: `src="cid:…"` shows it (RFC 2392). `content` is base64 on one line."""

    content_id: str
    name: str
    media_type: str
    content: str


@dataclass(frozen=True)
class CompiledEmail:
    """Everything about an email but the patient. Empty `html`: it is plain text alone. Made by `CompiledEmail.of`; equal content has an equal hash."""

    hash: str
    template: str
    language: str
    direction: Direction
    sender_name: str
    sender_address: str
    reply_to: str
    subject: Parts
    html: Parts
    text: Parts
    headers: tuple[tuple[str, Parts], ...]
    boundary: str
    url_fields: tuple[str, ...] = ()
    images: tuple[InlineImage, ...] = ()
    reply_field: str = ""
    """The merge field that stands before the @ of `reply_to`, so that an answer says which email it is about; empty: none does."""

    def __hash__(self) -> int:
        return hash(self.hash)

    @classmethod
    def of(cls, **content: Any) -> Self:
        """Name the content by its SHA-256 and choose its boundary. `content` is every field but hash and boundary."""
        draft = cls(hash="", boundary="", **content)
        digest = hashlib.sha256(draft.to_json().encode()).hexdigest()
        return cls(hash=digest, boundary=_boundary(digest, draft), **content)

    def words_only(self) -> Self:
        """The same email as plain text alone: no HTML, and no pictures."""
        content = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in ("hash", "boundary")}
        return self.of(**content | {"html": (), "images": ()})

    @cached_property
    def fields(self) -> frozenset[str]:
        """The merge fields a patient's values must hold."""
        return frozenset(part.field for parts in self.all_parts for part in parts if isinstance(part, Slot))

    @property
    def all_parts(self) -> tuple[Parts, ...]:
        return self.subject, self.html, self.text, *(parts for _, parts in self.headers), self.reply_parts

    @property
    def reply_parts(self) -> Parts:
        """Where answers go. Empty when nobody said."""
        if not self.reply_field:
            return (self.reply_to,) if self.reply_to else ()
        return Slot(self.reply_field, "header"), f"@{self.reply_to.rpartition('@')[2]}"

    def to_json(self) -> str:
        """Canonical JSON: sorted keys, no spaces. `from_json` gives the same email back."""
        content = asdict(self)
        if not self.images:  # an email without any keeps the hash it had before emails could have some
            del content["images"]
        if not self.reply_field:
            del content["reply_field"]
        return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, stored: str) -> Self:
        content = json.loads(stored)
        content.update({name: _parts(content[name]) for name in ("subject", "html", "text")})
        content["headers"] = tuple((name, _parts(parts)) for name, parts in content["headers"])
        content["url_fields"] = tuple(content.get("url_fields", ()))
        content["images"] = tuple(InlineImage(**image) for image in content.get("images", ()))
        return cls(**content)


def _parts(stored: list[str | dict[str, str]]) -> Parts:
    return tuple(p if isinstance(p, str) else Slot(p["field"], _context(p["context"])) for p in stored)


def _context(name: str) -> Context:
    match name:
        case "html" | "text" | "header":
            return name
    raise ValueError(f"Not a context of a merge field: {name}")


def _boundary(digest: str, email: CompiledEmail) -> str:
    """A MIME boundary (RFC 2046 §5.1.1) found in no part.

    Drawn from the content, so compiling twice gives the same bytes. No value can hold it either: bodies are
    quoted-printable, where "=" is never followed by "_".
    """
    literals = "".join(part for parts in email.all_parts for part in parts if isinstance(part, str))
    candidates = (f"=_{hashlib.sha256(f'{digest}{n}'.encode()).hexdigest()[:32]}" for n in range(1_000))
    return next(candidate for candidate in candidates if candidate not in literals)
