"""Searches that somebody made up: refused with 400 or answered by a bounded page, never an error of ours."""

import asyncio
from functools import partial
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from fakes import FakeObjectStore
from hypothesis import given
from hypothesis import strategies as st
from unit.index.arrivals import after, dataset, deidentified, identity, produced, received
from unit.index.memory_rows import MemoryRows

from bildstrom.index.attributes import SERIES_TAGS, STUDY_TAGS
from bildstrom.index.catalogue import Catalogue
from bildstrom.index.dicomweb.app import dicomweb
from bildstrom.index.dicomweb.filters import Level
from bildstrom.index.dicomweb.query import LIMITS
from bildstrom.index.handler import handle

Parameters = list[tuple[str, str]]
URL = "http://localhost/projects/demo/"
STUDIES = 4
LEVELS = {"studies": Level.STUDY, "series": Level.SERIES, "instances": Level.INSTANCE}


async def answered(path: str, parameters: Parameters) -> httpx.Response:
    """The answer over four studies, one of them with a result."""
    store, objects = MemoryRows(), FakeObjectStore()
    project = partial(handle, store=store, objects=objects, now=lambda: after(60))
    for number in range(1, STUDIES + 1):
        who = identity(study=f"2.25.{number}")
        requested: dict[str, Any] = {"00401001": {"vr": "SH", "Value": [f"R{number}"]}, "00400007": {"vr": "LO"}}
        content = dataset(who, x00400275=("SQ", requested), x00080020=("DA", f"2024010{number}"))
        for event in (received(who, at=number), deidentified(who, at=number, content=content)):
            await project(event)
    await project(produced(study="2.25.1"))
    transport = httpx.ASGITransport(dicomweb(Catalogue(store), objects))
    async with httpx.AsyncClient(transport=transport, base_url=URL) as client:
        return await client.get(path, params=urlencode(parameters))


def studies_of(answer: httpx.Response) -> list[str]:
    return sorted(found["0020000D"]["Value"][0].removeprefix("2.25.") for found in answer.json())


REFUSED: dict[str, Parameters] = {
    "a negative limit": [("limit", "-1")],
    "a limit that is no whole number": [("limit", "1e9")],
    "a wildcard of 10 kB": [("PatientName", "*" * 10_240)],
    "an unknown attribute": [("PatientsShoeSize", "44")],
    "an unknown tag": [("00091001", "1")],
    "500 filters": [("PatientID", f"P{n}") for n in range(500)],
    "a sequence": [("RequestAttributesSequence", "1")],
    "an attribute of none": [("PatientID.RequestedProcedureID", "1")],
    "an unknown one in a sequence": [("RequestAttributesSequence.Nothing", "1")],
    "nothing in a sequence": [("RequestAttributesSequence.", "1")],
    "sequences without end": [(".".join(["00400275"] * 400), "1")],
    "a date that is none": [("StudyDate", "yesterday")],
    "a date of no calendar": [("StudyDate", "20240231")],
    "a wildcard among several": [("ModalitiesInStudy", "C*\\MR"), ("multiplevaluematching", "true")],
    "a range of three": [("StudyDate", "20240101-20240102-20240103")],
    "no name": [("", "1")],
    "an included field that is none": [("includefield", "all,Nothing")],
}


@pytest.mark.parametrize("parameters", REFUSED.values(), ids=REFUSED)
async def test_what_cannot_be_asked_is_refused(parameters: Parameters) -> None:
    answer = await answered("series", parameters)

    assert (answer.status_code, list(answer.json())) == (400, ["error"])


ANSWERED: dict[str, tuple[Parameters, list[str]]] = {
    "stars everywhere": ([("PatientName", "*"), ("PatientID", "*"), ("Modality", "*")], ["1", "1", "2", "3", "4"]),
    "CQL-like text": ([("PatientID", "P1'; DROP TABLE study; --")], []),
    "CQL in a wildcard": ([("PatientID", "*' ALLOW FILTERING --*")], []),
    "the largest limit": ([("limit", "999999999")], ["1", "1", "2", "3", "4"]),
    "no values": ([("PatientID", ""), ("StudyDate", "")], ["1", "1", "2", "3", "4"]),
    "one of two modalities, as OHIF asks": ([("ModalitiesInStudy", "SEG,MR"), ("Modality", "SEG")], ["1"]),
    "one of two, as others do": ([("ModalitiesInStudy", "SEG\\CT")], ["1", "1", "2", "3", "4"]),
    "each of two modalities": ([("ModalitiesInStudy", "CT\\SEG"), ("multiplevaluematching", "true")], ["1", "1"]),
    "each of two, one of which is none": ([("multiplevaluematching", "true"), ("ModalitiesInStudy", "CT\\MR")], []),
    "no referring physician": (
        [("ReferringPhysicianName", '""'), ("emptyvaluematching", "true")],
        ["1", "1", "2", "3", "4"],
    ),
    "a patient's id that is empty": ([("PatientID", '""'), ("emptyvaluematching", "true")], []),
    "quotation marks alone": ([("PatientID", '""')], []),
    "a character set": ([("charset", "utf-8")], ["1", "1", "2", "3", "4"]),
    "a range that runs backwards": ([("StudyDate", "20240104-20240101")], []),
    "an attribute in a sequence": ([("RequestAttributesSequence.RequestedProcedureID", "R3")], ["3"]),
    "the same by tags": ([("00400275.00401001", "R?")], ["1", "2", "3", "4"]),
    "an included private field": ([("includefield", "00091001,00400275.00401001")], ["1", "1", "2", "3", "4"]),
}


@pytest.mark.parametrize(("parameters", "expected"), ANSWERED.values(), ids=ANSWERED)
async def test_what_can_be_asked_is_answered(parameters: Parameters, expected: list[str]) -> None:
    answer = await answered("series", parameters)

    assert (answer.status_code, studies_of(answer)) == (200, expected)


async def test_fuzzy_matching_is_answered_literally_with_a_warning() -> None:
    answer = await answered("studies", [("fuzzymatching", "true"), ("PatientName", "subject^one")])

    assert studies_of(answer) == ["1", "2", "3", "4"]
    assert answer.headers["warning"].startswith("299 ")


async def test_a_matched_sequence_is_returned() -> None:
    answer = await answered("series", [("00400275.00401001", "R2")])

    (found,) = answer.json()
    assert found["00400275"]["Value"][0]["00401001"] == {"vr": "SH", "Value": ["R2"]}


KNOWN = [*STUDY_TAGS, *SERIES_TAGS, "PatientName", "ModalitiesInStudy", "InstanceNumber", "Rows", "AcquisitionDateTime"]
names = st.one_of(
    st.sampled_from(KNOWN),
    st.sampled_from(["limit", "offset", "includefield", "fuzzymatching", "accept", "charset"]),
    st.sampled_from(["emptyvaluematching", "multiplevaluematching"]),
    st.builds("{}.{}".format, st.sampled_from(KNOWN), st.sampled_from(KNOWN)),
    st.from_regex(r"[0-9A-Fa-f]{8}(\.[0-9A-Fa-f]{8}){0,6}", fullmatch=True),
    st.text(max_size=20),
)
values = st.one_of(
    st.sampled_from(
        ["", "*", "?", "-", "true", "all", "0", "-1", "2.25.1", "20240101-", "-20240102", "CT\\SEG", ",", '""']
    ),
    st.text(alphabet="*?-,\\^=0123456789.CTP", max_size=40),
    st.integers().map(str),
    st.floats().map(str),
    st.text(max_size=40),
)


@given(level=st.sampled_from(sorted(LEVELS)), parameters=st.lists(st.tuples(names, values), max_size=8))
def test_no_search_is_an_error_of_ours_or_without_bounds(level: str, parameters: Parameters) -> None:
    answer = asyncio.run(answered(level, parameters))

    assert answer.status_code in (200, 400, 406)
    if answer.status_code == 200:
        assert len(answer.json()) <= LIMITS[LEVELS[level]][1]
        assert answer.headers.get("warning", "299 ").startswith("299 ")
