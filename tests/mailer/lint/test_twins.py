from tests.mailer.small_emails import TEXT

HEADING = '<h1 style="font-size:24px;line-height:32px">How to <b>plan</b>: a day’s list</h1>'
LINK = '<p>See <a href="https://a.example/map">our map</a></p>'


def test_a_heading_that_the_text_part_lacks_is_found(found):
    assert found(HEADING) == [("warning", "text-part", "html")]
    assert found(HEADING, text=f"{TEXT}\nHow to plan:\na day’s list\n----") == []


def test_a_link_that_the_text_part_lacks_is_found(found):
    assert found(LINK) == [("warning", "text-part", "html")]
    assert found(LINK, text=f"{TEXT}\nOur map: https://a.example/map") == []


def test_a_number_counts_however_it_is_written(found):
    call = '<p>Or <a href="tel:5555550140">call (555) 555-0140</a></p>'
    assert found(call) == [("warning", "text-part", "html")]
    assert found(call, text=f"{TEXT}\nCall (555) 555-0140.") == []


def test_a_merge_field_counts_as_a_link(found):
    assert found(text=TEXT.replace("Read it: {{ field.read_url }}", "")) == [("warning", "text-part", "html")]
