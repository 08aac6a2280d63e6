"""Any colours a picture may come in become the ones every mail program shows: 8 bits, grey or sRGB, see-through or not."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageCms

SRGB = ImageCms.createProfile("sRGB")


def plain_colours(picture: Image.Image) -> Image.Image:
    """In mode L, RGB or RGBA. A colour profile is applied, so that it isn't missed when it goes."""
    if picture.mode.startswith("I"):  # 16-bit grey: Pillow would cut everything above 255 off as white
        return picture.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if picture.has_transparency_data:
        see_through = in_srgb(picture.convert("RGBA"), picture.info.get("icc_profile"))
        return see_through if has_transparency(see_through) else see_through.convert("RGB")
    if picture.mode in ("1", "L"):
        return picture.convert("L")
    plain = picture if picture.mode in ("RGB", "CMYK") else picture.convert("RGB")
    return in_srgb(plain, picture.info.get("icc_profile")).convert("RGB")


def in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """The same colours in sRGB; as it is when there is no profile, or one that can't be read or belongs to other channels."""
    if not profile:
        return picture
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        return ImageCms.profileToProfile(picture, source, SRGB, outputMode=mode) or picture
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture


def has_transparency(picture: Image.Image) -> bool:
    """Whether some pixel really is see-through."""
    if picture.mode != "RGBA":
        return False
    least, _ = picture.getchannel("A").getextrema()
    return isinstance(least, int | float) and least < 255
