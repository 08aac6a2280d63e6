import pytest

from content.plain_language.sources import sources_lack


@pytest.mark.parametrize(
    "source",
    [
        "Macfarlane GJ and others. Recommendations. Ann Rheum Dis 2017. doi 10.1136/annrheumdis-2016-209724",
        "Wolfe F and others. Criteria. Semin Arthritis Rheum 2016;46:319-329.",
        "NICE. Chronic pain. NG193, 2021. nice.org.uk/guidance/ng193",
        "Wang C and others. Tai chi. 2010. PMC3023168",
        "Soares and others. Cochrane Review 2014, CD007533.pub3",
    ],
    ids=["doi", "volume and page", "address", "PubMed Central", "Cochrane"],
)
def test_a_year_and_a_way_there_are_enough(source: str) -> None:
    assert list(sources_lack((source,))) == []


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("A leaflet. example.org/leaflet", ["Source 2 has no year."]),
        ("Somebody. A book. 2019", ["Source 2 has no address, doi or volume and page."]),
        ("Payer policy 201103HB", ["Source 2 has no year.", "Source 2 has no address, doi or volume and page."]),
    ],
    ids=["year", "way", "both"],
)
def test_what_a_source_lacks_is_said_with_its_number(source: str, said: list[str]) -> None:
    found = list(sources_lack(("Fine. 2020. example.org/fine", source)))
    assert [lack.said for lack in found] == said and {lack.name for lack in found} == {source}


def test_a_long_source_is_named_by_its_beginning() -> None:
    [lack] = sources_lack(("A very long title of a book that nobody will ever read to its end. example.org",))
    assert lack.name == "A very long title of a book that nobody will ever read to …"
