"""Bad input over HTTP, lines 41 to 43 of the project's list of it: each case with its line and its answer.

41: searches that no one should pay for. 42: frames that are not there. 43: tokens that open nothing.
"""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from issuing import AUDIENCE, BAD, ISSUER, KEY_SET, token
from unit.index_pixels.images import Images, file_bytes

from bildstrom.index.catalogue import Catalogue
from bildstrom.index.dicomweb.app import dicomweb
from bildstrom.index.dicomweb.filters import Level
from bildstrom.index.dicomweb.pixels.children import Children
from bildstrom.index.dicomweb.query import LIMITS
from bildstrom.runtime.bearer.keyset import KeySet, source_of
from bildstrom.runtime.bearer.tokens import Tokens
from bildstrom.runtime.children.bounded import BoundedChild

FRAMES = 15  # of the object that is held
NAME = "rtdose.dcm"
GOOD = token()


class Case(NamedTuple):
    """A request, and the status of its answer.

    Attributes:
        path: ``{study}``, ``{series}`` and ``{instance}`` stand for what is held.
    """

    line: int
    what: str
    path: str
    status: int
    query: Sequence[tuple[str, str]] = ()
    bearer: str = GOOD


SEARCHES = {
    "studies": Level.STUDY,
    "series": Level.SERIES,
    "instances": Level.INSTANCE,
    "{study}/series": Level.SERIES,
    "{study}/instances": Level.INSTANCE,
    "{series}/instances": Level.INSTANCE,
}
QUERIES: list[tuple[str, int, list[tuple[str, str]]]] = [
    ("limit=-1", 400, [("limit", "-1")]),
    ("limit=1e9", 400, [("limit", "1e9")]),
    ("a limit of 1,000,000,000", 400, [("limit", "1000000000")]),
    ("an offset of 10^9", 400, [("offset", "1000000000")]),
    ("a wildcard of 10 kB", 400, [("PatientName", "*" * 10_240)]),
    ("an unknown tag", 400, [("00091001", "1")]),
    ("an unknown keyword", 400, [("PatientsShoeSize", "44")]),
    ("500 filters", 400, [("PatientID", f"P{n}") for n in range(500)]),
    ("500 included fields", 400, [("includefield", ",".join(["PatientName"] * 500))]),
    ("stars everywhere", 200, [("PatientName", "*"), ("PatientID", "*"), ("StudyDescription", "*?*")]),
    ("CQL-like text", 200, [("PatientID", "x' OR '1'='1'; DROP KEYSPACE bildstrom; --")]),
    ("the largest limit", 200, [("limit", "999999999")]),
]
LISTS = {
    "0": 400,
    "999999": 404,
    "16": 404,
    ",".join(["1"] * 10_000): 400,
    "-1": 400,
    "1,,2": 400,
    "1,": 400,
    "1e0": 400,
    "1.0": 400,
    "٣": 400,
    "%00": 400,
    "99999999999999999999": 400,
}
CASES = [
    *(Case(41, f"{what} at {path}", path, status, query) for path in SEARCHES for what, status, query in QUERIES),
    *(
        Case(42, f"{frames[:20]} of {kind or 'frames'}", f"{{instance}}/frames/{frames}{kind}", status)
        for frames, status in LISTS.items()
        for kind in ("", "/rendered", "/thumbnail")
    ),
    *(
        Case(43, f"{name} at {path}", path, 401, bearer=text)
        for name, text in BAD.items()
        for path in ("studies", "{study}", "{instance}/frames/1", "{instance}/rendered", "{instance}/bulkdata/7FE00010")
    ),
    *(
        Case(43, f"another tenant's study at {path}", path, 404, bearer=token(projects=["other"]))
        for path in ("studies", "{study}", "{study}/metadata", "{instance}/frames/1", "{series}/thumbnail")
    ),
]


class Held(NamedTuple):
    """The service with keys, and where its one object is."""

    client: httpx.AsyncClient
    places: dict[str, str]

    async def get(self, path: str, query: Sequence[tuple[str, str]] = (), **headers: str) -> httpx.Response:
        """An answer."""
        address = path.format_map(self.places) + (f"?{urlencode(query)}" if query else "")
        fields = {"Authorization": f"Bearer {GOOD}", **headers}
        return await self.client.get(address, headers={name.encode(): text.encode() for name, text in fields.items()})


@pytest.fixture
async def held(images: Images, child: BoundedChild, tmp_path: Path) -> AsyncIterator[Held]:
    """It holds 15 frames."""
    instance = await images.stored(file_bytes(NAME))
    series, study = (instance.rsplit("/", 2 * up)[0] for up in (1, 2))
    (tmp_path / "keys.json").write_text(KEY_SET)
    tokens = Tokens(KeySet(source_of(str(tmp_path / "keys.json"))), AUDIENCE, ISSUER)
    app = dicomweb(Catalogue(images.rows), images.objects, Children([child]), tokens)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="https://pacs.example/projects/demo/") as client:
        yield Held(client, {"study": study, "series": series, "instance": instance})


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"line {case.line}: {case.what}")
async def test_bad_input_has_its_answer(held: Held, case: Case) -> None:
    answer = await held.get(case.path, case.query, Authorization=f"Bearer {case.bearer}")
    assert answer.status_code == case.status, answer.text[:200]
    if case.status >= 400:
        assert list(answer.json()) == ["error"]
    elif case.path in SEARCHES:
        assert len(answer.json()) <= LIMITS[SEARCHES[case.path]][1]


RESOURCES = ["{study}", "{series}", "{instance}"]
RESOURCES += [
    f"{place}/{kind}" for place in RESOURCES for kind in ("metadata", "rendered", "thumbnail", "bulkdata", "pixeldata")
]
NUMBERS = st.lists(st.integers(-2, 2 * FRAMES).map(str), max_size=20).map(",".join)
FRAME = st.tuples(NUMBERS | st.text("0123456789,.-e", max_size=8), st.sampled_from(["", "/rendered", "/thumbnail"]))
PLACES = st.one_of(
    st.sampled_from(RESOURCES),
    FRAME.map(lambda each: f"{{instance}}/frames/{each[0]}{each[1]}"),
    st.from_regex(r"\{instance\}/bulkdata/[0-9A-F]{8}(/[0-9]{1,3}/[0-9A-F]{8}){0,3}", fullmatch=True),
)
MEDIA = ["application/dicom", "application/dicom+json", "application/octet-stream", "image/jpeg", "image/png", "*/*"]
RANGE = st.one_of(
    st.sampled_from(["", "*/*", "multipart/related"]),
    st.builds(
        '{}; type="{}"; transfer-syntax={}; q={}'.format,
        st.sampled_from(["multipart/related", *MEDIA]),
        st.sampled_from([*MEDIA, "image/jp2", ""]),
        st.sampled_from(["*", '"*"', "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.4.50", "x"]),
        st.floats(-1, 2),
    ),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40),
)
NUMBER = st.integers(-70_000, 70_000).map(str) | st.floats(width=16).map(str)
TUPLE = st.lists(NUMBER | st.sampled_from(["linear", "sigmoid", ""]), max_size=7).map(",".join)
QUERY = st.fixed_dictionaries(
    {},
    optional={
        "window": TUPLE,
        "viewport": TUPLE,
        "quality": NUMBER,
        "accept": RANGE,
        "annotation": TUPLE,
        "charset": RANGE,
    },
)
BYTES = st.builds("{}={}-{}".format, st.sampled_from(["bytes", "items"]), NUMBER, NUMBER) | st.just("")
LARGEST = 16 * FRAMES * len(file_bytes(NAME))  # bytes of an answer


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=PLACES, query=QUERY, accept=RANGE, asked=BYTES)
async def test_no_retrieval_is_an_error_of_ours_or_without_bounds(
    held: Held, path: str, query: dict[str, str], accept: str, asked: str
) -> None:
    """Accept, ranges, lists of frames, window, viewport and quality at every resource."""
    answer = await held.get(path, list(query.items()), Accept=accept.strip(), Range=asked)
    assert answer.status_code in (200, 206, 400, 404, 406, 416), (path, answer.text[:200])
    assert len(answer.content) <= LARGEST
