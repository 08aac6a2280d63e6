import pytest

from tests.mailer.small_emails import TEXT

OURS = "https://learn.clinic.example/x.png"


@pytest.mark.parametrize("alt", ["walk.png", "IMG_0042.JPG", "image 3", "DSC0099"])
def test_a_file_name_tells_nobody_what_a_picture_shows(says, alt):
    assert len(says("alt", f'<img src="cid:x" alt="{alt}" width="9">')) == 1


def test_a_picture_that_is_a_link_says_where_to(says):
    assert len(says("alt", '<a href="https://a.example/"><img src="cid:x" alt="" width="9"></a>')) == 1
    assert says("alt", '<a href="https://a.example/"><img src="cid:x" alt="" width="9"> The map</a>') == []


@pytest.mark.parametrize("alt", ["", "A person who walks by a river", "Image 3 of 4: the second stretch"])
def test_a_description_or_an_empty_alt_is_fine(says, alt):
    assert says("alt", f'<img src="cid:x" alt="{alt}" width="9">') == []


@pytest.mark.parametrize("width", ['width="601"', "", 'width="auto"', 'style="width:300px"'])
def test_a_width_that_outlook_cannot_use_is_found(says, width):
    assert len(says("image-width", f'<img src="cid:x" alt="" {width}>')) == 1


@pytest.mark.parametrize("width", ['width="600"', 'width="100%"', 'width="40px"'])
def test_a_width_that_fits_is_fine(says, width):
    assert says("image-width", f'<img src="cid:x" alt="" {width}>') == []


def test_heavy_pictures_are_found_alone_and_together(found):
    html = "".join(f'<img src="https://learn.clinic.example/{n}.png" alt="" width="9">' for n in range(4))
    weights = {f"https://learn.clinic.example/{n}.png": 199_000 for n in range(4)}
    host = {"public_host": "learn.clinic.example", "text": TEXT}
    assert found(html, weights=weights, **host) == [("warning", "image-weight", "html")]
    assert found(html, weights=weights | {"https://learn.clinic.example/0.png": 1_000}, **host) == []
    heavy = {"https://learn.clinic.example/0.png": 200_001}
    assert found(html, weights=heavy, **host) == [("warning", "image-weight", "html")]
