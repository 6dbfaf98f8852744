"""What DICOMweb does not answer: each refusal has its status, and says why."""

import pytest
from unit.index.arrivals import STUDY, deidentified, identity
from unit.index.web import DICOM, Web


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        ("studies/1.2", "*/*", 404),
        (f"studies/{STUDY}/series/1.2", "*/*", 404),
        (f"studies/{STUDY}/series/{STUDY}.1/instances/1.2", "*/*", 404),
        ("studies/1.2/metadata", "*/*", 404),
        ("studies/abc", "*/*", 400),
        ("studies/1.2%2f..", "*/*", 404),
        (f"studies/{STUDY}", "image/jpeg", 406),
        (f"studies/{STUDY}", DICOM, 406),
        (f"studies/{STUDY}/metadata", "application/dicom+xml", 406),
        ("studies", "text/html", 406),
        (f"studies/{STUDY}/rendered", "*/*", 406),
        (f"studies/{STUDY}/series/{STUDY}.1/instances/{STUDY}.1.1/frames/1", "*/*", 406),
        ("studies?limit=-1", "*/*", 400),
        ("studies?NoSuchKeyword=1", "*/*", 400),
        ("patients", "*/*", 404),
    ],
)
async def test_what_is_not_offered_is_refused(web: Web, path: str, accept: str, status: int) -> None:
    await web.stored(identity(1), b"one")

    assert (await web.client.get(path, headers={"Accept": accept})).status_code == status


async def test_a_refusal_says_why_and_quotes_nothing(web: Web) -> None:
    answer = await web.client.get("studies?PatientsSecret=Sentinel")

    assert answer.json() == {"error": "a parameter is neither an attribute's keyword nor its tag (PS3.6)"}


async def test_another_project_does_not_see_a_study(web: Web) -> None:
    await web.stored(identity(1), b"one")

    other = "http://localhost/projects/other"
    assert (await web.client.get(f"{other}/studies")).json() == []
    assert (await web.client.get(f"{other}/studies/{STUDY}/series")).json() == []
    assert (await web.client.get(f"{other}/studies/{STUDY}")).status_code == 404


async def test_what_is_down_is_unavailable_before_the_answer_begins(web: Web) -> None:
    await web.stored(identity(1), b"one")
    for path in ("studies", f"studies/{STUDY}", f"studies/{STUDY}/metadata"):
        web.store.failures = 1
        assert (await web.client.get(path)).status_code == 503
    web.store.failures, web.objects.failures = 0, 1
    answer = await web.client.get(f"studies/{STUDY}/series/{STUDY}.1/instances/{STUDY}.1.1", headers={"Accept": DICOM})
    assert (answer.status_code, answer.json()) == (503, {"error": "objects does not answer; try again"})


async def test_an_object_that_is_gone_is_not_found(web: Web) -> None:
    await web.happened(deidentified())

    path = f"studies/{STUDY}/series/{STUDY}.1/instances/{STUDY}.1.1"
    assert (await web.client.get(path, headers={"Accept": DICOM})).status_code == 404


async def test_a_request_under_another_host_name_is_refused(web: Web) -> None:
    answer = await web.client.get("studies", headers={"Host": "attacker.example"})

    assert answer.status_code == 400


@pytest.mark.parametrize("path", ["nothing", "studies/2.25.1/nothing", "studies/%0A/series"])
async def test_an_address_that_nothing_is_served_at_is_answered_like_what_does_not_exist(web: Web, path: str) -> None:
    answer = await web.client.get(path)
    assert (answer.status_code, answer.json()) == (404, {"error": "not found"})


async def test_other_methods_are_refused_in_the_same_form(web: Web) -> None:
    answer = await web.client.post("studies")
    assert (answer.status_code, answer.json()) == (405, {"error": "method not allowed"})
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}
