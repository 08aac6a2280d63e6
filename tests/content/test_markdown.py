import pytest

from content.markdown import RichText, rich, rich_inline, split_opening

WORDS = {"how_we_do_it_here": "How we do it here", "ask_us_how_we_do_it": "Ask us how we do it here."}


def text(markdown: str) -> str:
    return rich(markdown, WORDS).text


def html(markdown: str) -> str:
    return rich(markdown, WORDS).html


@pytest.mark.parametrize(
    "typed", ["<b>x</b>", "{{ 7 * 7 }}", "{% if a < 3 %}", "<mj-text>x</mj-text>", "{given_name}", "a < b & c"]
)
def test_what_looks_like_code_is_shown_as_typed(typed: str) -> None:
    escaped = typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert rich(typed, WORDS) == RichText(f"<p>{escaped}</p>", typed)
    assert rich_inline(typed) == RichText(escaped, typed)


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "ftp://x.example/f", "vbscript:x", "file:///etc/passwd"]
)
def test_an_unsafe_address_never_becomes_a_link(address: str) -> None:
    assert "<a" not in html(f"[go]({address})")
    assert "href" not in html(f"<{address}>")


def test_web_mail_and_phone_links_stay_and_the_text_spells_them_once() -> None:
    assert html("[us](https://a.example/?b=1&c=2)") == '<p><a href="https://a.example/?b=1&amp;c=2">us</a></p>'
    assert text("[us](https://a.example)") == "us (https://a.example)"
    assert text("<https://a.example>") == "https://a.example"
    assert text("[call (555) 555-0140](tel:+15555550140)") == "call (555) 555-0140"
    assert text("[call us](tel:+15555550140)") == "call us (+15555550140)"
    assert text("[write](mailto:a@b.example)") == "write (a@b.example)"


def test_merge_tokens_pass_in_text_and_in_addresses() -> None:
    both = rich("Hello zq7MergeXnameXzq7, [read](zq7MergeXurlXzq7).", WORDS)
    assert '<a href="zq7MergeXurlXzq7">read</a>' in both.html
    assert both.text == "Hello zq7MergeXnameXzq7, read (zq7MergeXurlXzq7)."


def test_the_title_stays_the_only_h1_and_headings_are_underlined() -> None:
    assert html("# Sleep **well**") == "<h2>Sleep <strong>well</strong></h2>"
    assert text("## Sleep **well**") == "Sleep well\n----------"


def test_long_items_hang_under_their_mark() -> None:
    long = "word " * 20
    lines = text(f"3. {long}\n4. b").split("\n")
    assert lines[0].startswith("3. word") and lines[1].startswith("   word") and lines[2] == "4. b"
    assert max(map(len, lines)) <= 72


def test_nested_lists_quotes_and_hard_breaks_read_in_order() -> None:
    assert text("- a\n  - b\n- c") == "- a\n  - b\n- c"
    assert text("- a\n\n- b") == "- a\n\n- b"
    assert text("> a\n>\n> b") == "  a\n\n  b"
    assert text("a  \nb\nc") == "a\nb c"


def test_an_address_is_never_broken_over_two_lines() -> None:
    address = "https://a.example/" + "long-" * 30
    assert address in text(f"See [this]({address}) now").replace("(", "").replace(")", "").split()


def test_tables_become_one_line_a_row() -> None:
    table = "| Sign | What to do |\n|---|---|\n| Fever | **Call** us |\n"
    assert text(table) == "Sign: What to do\n- Fever: Call us"
    assert '<th scope="col">Sign</th>' in html(table)
    assert text("|A|B|C|\n|-|-|-|\n|a|b|c|") == "- a: B b; C c"


def test_a_picture_becomes_its_description() -> None:
    assert rich("![a <cup>](https://x.example/y.png)", WORDS) == RichText("<p>a &lt;cup&gt;</p>", "a <cup>")


def test_a_filled_own_part_gets_its_heading() -> None:
    both = rich("::: how-we-do-it-here blocks\nWe use **ultrasound**.\n:::", WORDS)
    assert both.html == "<h3>How we do it here</h3>\n<p>We use <strong>ultrasound</strong>.</p>"
    assert both.text == "How we do it here\n-----------------\n\nWe use ultrasound."


def test_an_empty_own_part_becomes_one_sentence() -> None:
    both = rich("a\n\n::: how-we-do-it-here blocks\n:::\n\nb", WORDS)
    assert both == RichText(
        "<p>a</p>\n<p>Ask us how we do it here.</p>\n<p>b</p>", "a\n\nAsk us how we do it here.\n\nb"
    )


def test_words_in_other_letters_are_kept() -> None:
    assert rich_inline("**स्वास्थ्य** שָׁלוֹם café").text == "स्वास्थ्य שָׁלוֹם café"


def test_the_opening_is_the_first_paragraph() -> None:
    assert split_opening("\na\nb\n\nc\n") == ("a\nb", "c")
    assert split_opening("a\n## b") == ("a", "## b")
    assert split_opening("a") == ("a", "")
    assert split_opening("## b\n\na")[0] == split_opening("")[0] == ""
