"""What is uploaded becomes a picture that may be mailed, or is refused in plain words."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from clinic.picture_files import name_for, read_clean
from clinic.pictures import MOST_BYTES, CleanPicture, cleaned
from clinic.refusal import Refusal
from tests.clinic.drawings import chunk, drawing, encoded, noise, photo, png_that_claims

SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
TWO = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue")]
GPS, ORIENTATION, COMMENT = 0x8825, 0x0112, 0x9286
JPEG = encoded(photo(), "JPEG")


def opened(picture: CleanPicture) -> Image.Image:
    image = Image.open(BytesIO(picture.content))
    image.load()
    return image


@pytest.mark.parametrize(
    ("upload", "why"),
    [
        (b"", "empty"),
        (b"Dear all, here is the picture", "isn't a picture we know"),
        (b"%PDF-1.7 ", "isn't a picture we know"),
        (encoded(Image.new("RGB", (40, 40)), "TIFF"), "isn't a picture we know"),
        (encoded(Image.new("RGB", (40, 40)), "BMP"), "isn't a picture we know"),
        (SVG, "SVG drawing"),
        (b"\xef\xbb\xbf\n<SVG width='9'>", "SVG drawing"),
        (JPEG[: len(JPEG) // 2], "cut short"),
        (drawing()[:60], "cut short"),
        (b"\x89PNG\r\n\x1a\n", "cut short"),
        (b"GIF89a" + bytes(20), "damaged"),
        (png_that_claims(8_000, 8_000), "64 million pixels"),
        (png_that_claims(100_000, 1_000), "far more pixels"),
        (png_that_claims(2**31 - 1, 2**31 - 1), "far more pixels"),
        (png_that_claims(6_000, 6_000), "cut short"),
        (encoded(Image.new("RGB", (1, 1)), "PNG"), "1 by 1 pixels, too small"),
        (encoded(Image.new("RGB", (900, 2)), "PNG"), "too small"),
        (encoded(TWO[0], "GIF", save_all=True, append_images=TWO[1:]), "moves"),
        (encoded(TWO[0], "WEBP", save_all=True, append_images=TWO[1:]), "moves"),
        (encoded(TWO[0], "PNG", save_all=True, append_images=TWO[1:]), "moves"),
        (JPEG + bytes(10_000_001), "10 MB is the most"),
        (encoded(noise(1200, 1200, "RGBA"), "PNG"), "200 KB is the most"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_cant_be_mailed_is_refused_with_what_to_do(upload, why):
    with pytest.raises(Refusal) as refused:
        cleaned(upload)
    assert why in str(refused.value) and ": " in str(refused.value)


@pytest.mark.parametrize(
    ("format", "mode"),
    [
        *((format, mode) for format in ("PNG", "GIF", "WEBP") for mode in ("1", "L", "P", "RGB")),
        ("JPEG", "L"),
        ("JPEG", "RGB"),
    ],
)
def test_every_kind_we_read_becomes_png_or_jpeg_by_its_content(format, mode):
    made = cleaned(encoded(photo(64, 48).convert(mode), format))
    assert opened(made).format == {"png": "PNG", "jpg": "JPEG"}[made.kind]
    assert (made.width, made.height) == opened(made).size == (64, 48)


def test_a_photo_becomes_jpeg_and_a_drawing_png():
    assert cleaned(JPEG).kind == "jpg" == cleaned(encoded(photo(), "PNG")).kind
    assert cleaned(encoded(Image.new("RGB", (200, 200), "teal"), "JPEG")).kind == "png"
    see_through = cleaned(drawing())
    assert see_through.kind == "png" and opened(see_through).getpixel((100, 5))[3] == 0


def test_it_is_at_most_1200_wide_and_never_made_larger():
    assert (cleaned(encoded(photo(2400, 600), "JPEG"))).width == 1200
    assert cleaned(encoded(photo(300, 900), "JPEG")).height == 900


def test_a_heavy_picture_becomes_narrower_until_it_is_light():
    made = cleaned(encoded(noise(1200, 500), "PNG"))
    assert made.width < 1200 and len(made.content) <= MOST_BYTES


def test_a_heavy_drawing_gets_fewer_colours_and_stays_see_through():
    soft = photo(900, 700, noise=60).convert("RGBA")
    soft.putpixel((0, 0), (0, 0, 0, 0))
    made = cleaned(encoded(soft, "PNG"))
    assert made.kind == "png" and len(made.content) <= MOST_BYTES
    assert opened(made).convert("RGBA").getpixel((0, 0))[3] == 0


def test_where_a_photo_was_taken_and_all_else_it_told_is_gone():
    told = Image.Exif()
    told[COMMENT], told[GPS] = b"taken at home", {1: "N", 2: (41.0, 52.0, 0.0)}
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    upload = encoded(photo(), "JPEG", exif=told, comment=b"Ana, ward 3", icc_profile=profile, xmp=b"<x>secret</x>")
    assert b"secret" in upload and b"Ana" in upload and Image.open(BytesIO(upload)).getexif()
    made = cleaned(upload)
    assert not opened(made).getexif() and not {"icc_profile", "comment", "exif", "xmp"} & set(opened(made).info)
    assert not any(word in made.content for word in (b"secret", b"Ana", b"Exif", b"ICC"))


def test_a_png_loses_its_texts_and_what_hides_behind_its_end():
    upload = drawing()[:-12] + chunk(b"tEXt", b"Author\0Ana") + drawing()[-12:] + b"PK\x03\x04hidden"
    made = cleaned(upload)
    assert b"Ana" not in made.content and b"hidden" not in made.content and opened(made).info == {}


def test_a_photo_held_upright_stands_upright():
    sideways, turned = photo(200, 100), Image.Exif()
    turned[ORIENTATION] = 6
    made = cleaned(encoded(sideways, "JPEG", exif=turned))
    assert (made.width, made.height) == (100, 200)
    assert opened(made).getpixel((95, 5))[0] < 60  # what was at the start edge is now at the top


def test_print_colours_become_screen_colours():
    made = cleaned(encoded(Image.new("CMYK", (40, 40), (0, 255, 255, 0)), "JPEG"))
    red, green, blue = opened(made).convert("RGB").getpixel((20, 20))
    assert red > 200 and green < 60 and blue < 60


def test_sixteen_bits_of_grey_become_eight():
    made = cleaned(encoded(Image.new("I;16", (40, 40), 40_000), "PNG"))
    assert opened(made).getpixel((20, 20)) == 40_000 // 257


def test_a_see_through_format_without_anything_to_see_through_is_a_photo():
    assert cleaned(encoded(photo().convert("RGBA"), "PNG")).kind == "jpg"


def test_its_colour_profile_is_applied_before_it_goes():
    linear = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()  # of other channels: left as it is
    assert opened(cleaned(encoded(photo(), "PNG", icc_profile=linear))).size == (400, 300)
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    flat = Image.new("RGB", (40, 40), (180, 90, 45))
    shown = opened(cleaned(encoded(flat, "PNG", icc_profile=srgb))).convert("RGB").getpixel((3, 3))
    assert all(abs(one - other) <= 2 for one, other in zip(shown, (180, 90, 45), strict=True))


def test_the_same_upload_always_gives_the_same_bytes():
    assert cleaned(JPEG) == cleaned(JPEG)


@pytest.mark.parametrize(
    "upload", [JPEG, drawing(), encoded(photo().convert("L"), "JPEG")], ids=["jpeg", "png", "grey"]
)
def test_what_we_made_is_what_a_folder_may_hold(upload):
    made = cleaned(upload)
    assert read_clean(name_for("Über den Schlaf.JPG", made), made.content) == made


def test_a_name_is_made_of_plain_words_and_the_hash():
    made = cleaned(drawing())
    assert name_for("../../My Logo (2)", made) == f"my-logo-2-{made.sha256[:12]}.png"
    assert name_for("睡眠", made) == f"picture-{made.sha256[:12]}.png"


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("logo.png", drawing(), "isn't named like"),
        ("../logo-0123456789ab.png", drawing(), "isn't named like"),
        ("logo-0123456789ab.svg", SVG, "isn't named like"),
        ("logo-0123456789ab.png", drawing(), "was changed after"),
        ("logo-0123456789ab.png", JPEG, "can't be read as a PNG"),
        ("logo-0123456789ab.jpg", drawing(), "can't be read as a JPG"),
        ("logo-0123456789ab.png", drawing()[:50], "can't be read"),
        ("logo-0123456789ab.png", png_that_claims(9_000, 9_000), "81 million pixels"),
        ("logo-0123456789ab.jpg", bytes(MOST_BYTES + 1), "200 KB is the most"),
    ],
)
def test_a_file_of_a_folder_must_be_what_its_name_says(name, content, why):
    with pytest.raises(Refusal, match=why):
        read_clean(name, content)


@pytest.mark.parametrize(
    "content",
    [
        encoded(photo(64, 48), "JPEG", comment=b"Ana"),
        encoded(photo(64, 48), "JPEG") + b"more",
        b"\xff\xd8\xff\xe0\x00\x12JFXX\x00\x10 preview! " + encoded(photo(64, 48), "JPEG")[2:],
        encoded(photo(64, 48), "JPEG", xmp=b"<x>Ana</x>", progressive=True),
        drawing()[:-12] + chunk(b"tEXt", b"Author\0Ana") + drawing()[-12:],
        drawing() + b"more",
        encoded(Image.new("RGB", (1300, 40)), "PNG"),
    ],
)
def test_a_file_of_a_folder_holds_the_picture_and_nothing_else(content):
    kind = "png" if content.startswith(b"\x89PNG") else "jpg"
    name = name_for("x", CleanPicture(content, kind, 1, 1))
    with pytest.raises(Refusal, match="holds more than the picture|pixels wide"):
        read_clean(name, content)


@given(st.sampled_from([drawing(30, 20), encoded(photo(30, 20), "JPEG"), encoded(photo(30, 20), "WEBP")]), st.data())
@settings(deadline=None, max_examples=150)
@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's remarks on broken EXIF
def test_whatever_is_broken_in_it_the_answer_is_a_picture_or_a_refusal(upload, data):
    at = data.draw(st.integers(0, len(upload) - 1))
    changed = upload[:at] + data.draw(st.binary(max_size=6)) + upload[at + data.draw(st.integers(0, 6)) :]
    try:
        made = cleaned(changed)
    except Refusal:
        return
    assert read_clean(name_for("x", made), made.content) == made
