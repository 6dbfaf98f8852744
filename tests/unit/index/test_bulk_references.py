"""Addresses of bulk data: of what was only referred to when an instance was de-identified, at every depth."""

import json

from bildstrom.index.dicomweb.bulkdata import with_bulk_data, without_bulk_data

URL = "http://host/instances/1"


def text(dataset: object) -> bytes:
    return json.dumps(dataset, separators=(",", ":")).encode()


def test_pixels_are_addressed() -> None:
    dataset = {"00280010": {"vr": "US", "Value": [4]}, "7FE00010": {"vr": "OB", "BulkDataURI": ""}}

    assert json.loads(with_bulk_data(text(dataset), URL)) == dataset | {
        "7FE00010": {"vr": "OB", "BulkDataURI": f"{URL}/bulkdata/7FE00010"}
    }


def test_pixels_that_nothing_is_said_of_are_addressed() -> None:
    rows = {"00280010": {"vr": "US", "Value": [4]}}

    assert json.loads(with_bulk_data(text(rows), URL)) == rows | {
        "7FE00010": {"vr": "OW", "BulkDataURI": f"{URL}/bulkdata/7FE00010"}
    }
    assert with_bulk_data(text({"00100020": {"vr": "LO"}}), URL) == text({"00100020": {"vr": "LO"}})


def test_values_within_items_are_addressed_by_their_path() -> None:
    def waveforms(first: str, second: str) -> dict[str, object]:
        items = [{"54001010": {"vr": "OW", "BulkDataURI": uri}} for uri in (first, second)]
        return {"54000100": {"vr": "SQ", "Value": [{}, *items]}, "60003000": {"vr": "OW"}}

    base = f"{URL}/bulkdata/54000100"
    assert json.loads(with_bulk_data(text(waveforms("", "")), URL)) == waveforms(
        f"{base}/2/54001010", f"{base}/3/54001010"
    )


def test_pixels_of_an_item_are_not_taken_for_the_objects_own() -> None:
    def icon(uri: str) -> dict[str, object]:
        return {"00880200": {"vr": "SQ", "Value": [{"7FE00010": {"vr": "OW", "BulkDataURI": uri}}]}}

    expected = icon(f"{URL}/bulkdata/00880200/1/7FE00010")
    assert json.loads(with_bulk_data(text(icon("")), URL)) == expected


def test_text_that_looks_like_a_reference_stays() -> None:
    dataset = {"00104000": {"vr": "LT", "Value": ['"BulkDataURI":""']}, "7FE00010": {"vr": "OW", "BulkDataURI": ""}}

    assert json.loads(with_bulk_data(text(dataset), URL))["00104000"] == dataset["00104000"]


def test_a_search_answers_without_references() -> None:
    item = {"00080100": {"vr": "SH", "Value": ["A"]}, "00420011": {"vr": "OB", "BulkDataURI": ""}}
    dataset = {"00400275": {"vr": "SQ", "Value": [item]}, "7FE00010": {"vr": "OW", "BulkDataURI": ""}}

    assert without_bulk_data(text(dataset)) == {
        "00400275": {"vr": "SQ", "Value": [{"00080100": {"vr": "SH", "Value": ["A"]}}]}
    }
