"""Our DICOM JSON against pydicom's, over every clean file of its wheel."""

import json
import zlib
from typing import Any

import pytest
from unit.deid.objects import cleaned, ct, encoded, outcome, read, wheel_files

from bildstrom.deid.engine import Clean


def without_bulk(content: dict[str, Any]) -> dict[str, Any]:
    """pydicom's form of what we write: bulk data referred to, no empty values, names without empty groups."""
    return {
        tag: {"vr": element["vr"], "Value": values} if (values := _values(element)) else _empty(element)
        for tag, element in content.items()
    }


def _empty(element: dict[str, Any]) -> dict[str, Any]:
    return {"vr": element["vr"], "BulkDataURI": ""} if element.get("InlineBinary") else {"vr": element["vr"]}


def _values(element: dict[str, Any]) -> list[Any]:
    values = element.get("Value", [])
    if element["vr"] == "SQ":
        return [without_bulk(item) for item in values]
    if element["vr"] == "PN":
        return [{kind: group for kind, group in name.items() if group} for name in values]
    trimmed = [value.rstrip(" ") if isinstance(value, str) else value for value in values]  # padding, PS3.5 6.2
    return [None if value == "" else value for value in trimmed]


@pytest.mark.filterwarnings("ignore::UserWarning:pydicom")
def test_the_json_is_what_pydicom_makes_of_the_clean_file() -> None:
    compared = 0
    for path in wheel_files():
        result = outcome(path.read_bytes())
        if not isinstance(result, Clean):
            continue
        ours = json.loads(zlib.decompress(result.metadata))
        theirs = without_bulk(read(result.data).to_json_dict(suppress_invalid_tags=True))
        assert ours == theirs, path.name
        compared += 1
    assert compared > 50


def test_text_is_decoded_by_its_character_set() -> None:
    dataset = ct(SpecificCharacterSet="ISO_IR 192", Manufacturer="Röntgen 工業")
    metadata = json.loads(zlib.decompress(cleaned(encoded(dataset)).metadata))
    assert metadata["00080070"] == {"vr": "LO", "Value": ["Röntgen 工業"]}
    assert metadata["00200032"] == {"vr": "DS", "Value": [-1.5, 0.0, 2.25]}
    assert metadata["7FE00010"] == {"vr": "OW", "BulkDataURI": ""}
    assert list(metadata) == sorted(metadata)
