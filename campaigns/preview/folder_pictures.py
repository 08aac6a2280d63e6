"""Pictures of a folder's lessons and newsletters: carried in the email, since no address serves them."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

from campaigns.emails.mailed_pictures import MailedPictures, cid_address, content_id
from clinic.picture_files import read_clean
from clinic.refusal import Refusal
from content.figures import FOLDER, ShownPicture, ShowsPictures
from mailer.finding import EmailError
from mailer.inline_images import inline_image


def pictures_of(folder: Path, text: ShowsPictures) -> MailedPictures:
    """Those the text shows, from media/ beside it. Raises EmailError for one that is missing or not as its name says."""
    figures, images = {}, []
    for name in sorted({figure.name for figure in text.figures}):
        path = folder / FOLDER / name
        try:
            if path.is_symlink() or not path.is_file():
                raise Refusal(f"{FOLDER}{name} isn't there.")
            picture = read_clean(name, path.read_bytes())
        except (Refusal, OSError) as fault:
            raise EmailError.one("picture", f"{folder.name}/{FOLDER}{name}", str(fault)) from None
        figures[name] = ShownPicture.within(cid_address(name), picture.width, picture.height)
        images.append(inline_image(content_id(name), name, picture.media_type, b64encode(picture.content).decode()))
    return MailedPictures(figures, None, tuple(images))
