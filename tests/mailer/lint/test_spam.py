import pytest


@pytest.mark.parametrize(
    "subject",
    ["Act now, it is free", "You have won", "YOUR LESSON IS READY", "A NEW LESSON, READY", "Hello! It is here!"],
)
def test_a_subject_like_advertising_is_found(found, subject):
    assert ("warning", "spam", "subject") in found(subject=subject)


@pytest.mark.parametrize(
    "subject", ["Feel free to rest", "Lesson 1 of 8 is ready!", "An offer of help", "A note from ACME", "PIN"]
)
def test_one_such_word_is_fine(found, subject):
    assert found(subject=subject) == []


def test_the_text_of_an_email_is_asked_too(found):
    assert ("warning", "spam", "html") in found("<p style='font-size:16px'>Congratulations, you have won cash</p>")
