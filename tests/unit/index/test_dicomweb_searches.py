"""Searches over the in-memory catalogue: what is found, and what of it is returned."""

import pytest
from unit.index.arrivals import STUDY, identity, produced, received
from unit.index.web import URL, Web, values

from bildstrom.index.dicomweb import search


async def test_a_study_is_found_with_what_the_standard_has_returned(web: Web) -> None:
    await web.stored(identity(1), b"one")
    await web.stored(identity(2), b"two")
    await web.happened(produced())

    assert await web.found("studies") == [
        {
            "00080020": {"vr": "DA", "Value": ["20240131"]},
            "00080030": {"vr": "TM", "Value": ["101500"]},
            "00080050": {"vr": "SH", "Value": ["A1"]},
            "00080056": {"vr": "CS", "Value": ["ONLINE"]},
            "00080061": {"vr": "CS", "Value": ["CT", "SEG"]},
            "00080090": {"vr": "PN"},  # nobody knows it
            "00081190": {"vr": "UR", "Value": [f"{URL}/studies/{STUDY}"]},
            "00100010": {"vr": "PN", "Value": [{"Alphabetic": "Subject^One"}]},
            "00100020": {"vr": "LO", "Value": ["P1"]},
            "00100030": {"vr": "DA"},
            "00100040": {"vr": "CS"},
            "0020000D": {"vr": "UI", "Value": [STUDY]},
            "00200010": {"vr": "SH"},
            "00201206": {"vr": "IS", "Value": [2]},
            "00201208": {"vr": "IS", "Value": [3]},
        }
    ]


async def test_a_series_is_found_with_its_number_of_instances(web: Web) -> None:
    await web.stored(identity(1), b"one")
    await web.stored(identity(2), b"two")

    assert await web.found(f"studies/{STUDY}/series") == [
        {
            "00080060": {"vr": "CS", "Value": ["CT"]},
            "0008103E": {"vr": "LO", "Value": ["Thorax"]},
            "00081190": {"vr": "UR", "Value": [f"{URL}/studies/{STUDY}/series/{STUDY}.1"]},
            "0020000D": {"vr": "UI", "Value": [STUDY]},
            "0020000E": {"vr": "UI", "Value": [f"{STUDY}.1"]},
            "00200011": {"vr": "IS", "Value": [2]},
            "00201209": {"vr": "IS", "Value": [2]},
        }
    ]


async def test_an_instance_is_found_in_its_series(web: Web) -> None:
    await web.stored(identity(7), b"one")

    url = f"studies/{STUDY}/series/{STUDY}.1/instances"
    assert await web.found(url) == [
        {
            "00080016": {"vr": "UI", "Value": ["1.2.840.10008.5.1.4.1.1.2"]},
            "00080018": {"vr": "UI", "Value": [f"{STUDY}.1.7"]},
            "00080056": {"vr": "CS", "Value": ["ONLINE"]},
            "00081190": {"vr": "UR", "Value": [f"{URL}/{url}/{STUDY}.1.7"]},
            "0020000D": {"vr": "UI", "Value": [STUDY]},
            "0020000E": {"vr": "UI", "Value": [f"{STUDY}.1"]},
            "00200013": {"vr": "IS", "Value": [7]},
            "00280010": {"vr": "US", "Value": [512]},
            "00280011": {"vr": "US", "Value": [512]},
        }
    ]


async def test_a_search_across_studies_returns_their_attributes_too(web: Web) -> None:
    await web.stored(identity(1), b"one")

    (series,) = await web.found("series")
    (instance,) = await web.found("instances")

    assert values([series, instance], "00100020") == ["P1", "P1"]
    assert values([instance], "0008103E") == ["Thorax"]


async def three_studies(web: Web) -> None:
    for number, (patient, day, modality) in enumerate(
        [("P1", "20240101", "CT"), ("P2", "20240201", "MR"), ("P1", "20250301", "CT")], start=1
    ):
        who = identity(study=f"2.25.{number}")
        await web.stored(
            who,
            b"x",
            at=number,
            x00100020=("LO", patient),
            x00080020=("DA", day),
            x00080060=("CS", modality),
            x00080050=("SH", f"A{number}"),
        )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["2.25.3", "2.25.2", "2.25.1"]),  # the last received first
        ("PatientID=P1", ["2.25.1", "2.25.3"]),
        ("00100020=P2", ["2.25.2"]),
        ("PatientID=P*", ["2.25.3", "2.25.2", "2.25.1"]),
        ("PatientID=P3", []),
        ("AccessionNumber=A2", ["2.25.2"]),
        ("StudyInstanceUID=2.25.3,2.25.1,2.25.9", ["2.25.3", "2.25.1"]),
        ("StudyDate=20240201", ["2.25.2"]),
        ("StudyDate=20240101-20240301", ["2.25.2", "2.25.1"]),
        ("StudyDate=20240102-", ["2.25.3", "2.25.2"]),
        ("ModalitiesInStudy=CT", ["2.25.1", "2.25.3"]),
        ("ModalitiesInStudy=CT&PatientID=P1&StudyDate=2025*", None),
        ("ModalitiesInStudy=CT&PatientID=P1&StudyDate=20250101-20251231", ["2.25.3"]),
        ("PatientID=P1&AccessionNumber=A2", []),
        ("limit=2", ["2.25.3", "2.25.2"]),
        ("limit=2&offset=2", ["2.25.1"]),
        ("limit=0", []),
        ("offset=3", []),
    ],
)
async def test_studies_are_found_by_what_they_are(web: Web, query: str, expected: list[str] | None) -> None:
    await three_studies(web)

    if expected is None:
        assert (await web.client.get(f"studies?{query}")).status_code == 400
    else:
        assert values(await web.found(f"studies?{query}"), "0020000D") == expected


async def test_series_and_instances_are_found_by_what_they_are(web: Web) -> None:
    await three_studies(web)

    assert values(await web.found("series?Modality=MR"), "0020000D") == ["2.25.2"]
    assert values(await web.found("instances?Modality=CT&InstanceNumber=1"), "0020000D") == ["2.25.3", "2.25.1"]
    assert await web.found("instances?SOPInstanceUID=2.25.1.1.9") == []


async def test_more_results_than_the_limit_are_said(web: Web) -> None:
    await three_studies(web)

    assert (await web.client.get("studies?limit=2")).headers["warning"].startswith("299 ")
    assert "warning" not in (await web.client.get("studies?limit=3")).headers


async def test_a_search_that_looks_at_too_much_ends_with_a_warning(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MAX_EXAMINED", 2)
    await three_studies(web)

    answer = await web.client.get("studies")

    assert values(answer.json(), "0020000D") == ["2.25.3", "2.25.2"]
    assert answer.headers["warning"].startswith("299 ")


async def test_included_fields_are_returned(web: Web) -> None:
    await web.stored(identity(1), b"one", x00180060=("DS", 120))

    path = f"studies/{STUDY}/instances"
    (plain,) = await web.found(path)
    (asked,) = await web.found(f"{path}?includefield=KVP")
    (every,) = await web.found(f"{path}?includefield=all")

    assert "00180060" not in plain
    assert asked.keys() - plain.keys() == {"00180060"}
    assert {"00180060", "00100020", "00080050"} <= every.keys()


async def test_what_an_object_says_of_its_study_does_not_replace_what_is_counted(web: Web) -> None:
    await web.stored(identity(1), b"one", x00201208=("IS", 700), x00080061=("CS", "XA"), x00201209=("IS", 70))

    (found,) = await web.found("instances?includefield=all")

    assert values([found], "00201208") + values([found], "00080061") + values([found], "00201209") == [1, "CT", 1]


async def test_what_is_received_and_not_indexed_is_not_found(web: Web) -> None:
    await web.happened(received())

    assert await web.found("studies") == []
    assert (await web.client.get(f"studies/{STUDY}")).status_code == 404
