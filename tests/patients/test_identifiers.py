import uuid

from patients.identifiers import new_id


def test_an_id_is_a_standard_uuid_of_version_7() -> None:
    identifier = new_id()
    assert type(identifier) is uuid.UUID
    assert identifier.version == 7


def test_ids_sort_in_the_order_they_were_made() -> None:
    made = [new_id() for _ in range(1000)]
    assert sorted(made) == made
    assert len(set(made)) == 1000
