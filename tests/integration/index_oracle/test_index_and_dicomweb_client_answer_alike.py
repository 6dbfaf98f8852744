"""For a project whose profile is ``identity`` the catalogue answers what dicomweb-client's catalogue of the files does.

Both are asked the same over the files of pydicom's wheel, and of the corpus where it lies beside the checkout. Each
difference has to be on the list in :mod:`integration.index_oracle.differences`.
"""

import warnings
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
import pytest_asyncio
from integration.index.running import Servers
from integration.index_oracle.arrived import PROJECT, Arrived, arrive, corpus, wheel
from integration.index_oracle.comparing import Objects, cases, identity, paired, unsaid, within
from integration.index_oracle.differences import DIFFERENCES, Case, reason_of
from integration.index_oracle.oracle import UID_OF, Answer, Oracle, lenient, oracle_of
from integration.index_oracle.questions import Question, questions

from bildstrom.index.cassandra.driver import Contact
from bildstrom.index.cassandra.store import CassandraStore
from bildstrom.index.catalogue import Catalogue
from bildstrom.index.dicomweb.app import dicomweb
from bildstrom.index.settings import contact_points

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(600)]


@dataclass
class Both:
    """The two catalogues over the same objects."""

    ours: httpx.AsyncClient
    oracle: Oracle
    arrived: Arrived
    objects: Objects
    met: Counter[str] = field(default_factory=Counter)
    found: dict[str, set[tuple[str, ...]]] = field(default_factory=dict)

    async def search(self, path: str, **parameters: Any) -> list[Answer]:
        """Our answer, which is complete."""
        answer = await self.ours.get(path, params=parameters)
        assert (answer.status_code, answer.headers.get("warning")) == (200, None), answer.text
        found: list[Answer] = answer.json()
        return found

    def unlisted(self, differing: Iterable[Case]) -> list[Case]:
        """Those that no difference on the list covers."""
        found = []
        for case in differing:
            reason = reason_of(case)
            if reason is None:
                found.append(case)
            else:
                self.met[reason.name] += 1
        return found

    def found_by_oracle(self, question: Question, everything: Sequence[Answer]) -> list[Answer]:
        """The oracle's answer, or what of its answer to all is one."""
        if question.finds is None:
            return self.oracle.search(question.level, {question.keyword: question.text})
        return [answer for answer in everything if question.finds(answer.get(question.tag))]

    def otherwise_found(self, question: Question, ours: Sequence[Answer], theirs: Sequence[Answer]) -> set[str]:
        """What one of them finds and the other does not, and why, where the objects agree and both know them."""
        level, found = question.level, list[tuple[str, Answer]]()
        mine, others = ({identity(level, answer) for answer in answers} for answers in (ours, theirs))
        found += [("ours", answer) for answer in ours if identity(level, answer) not in others]
        found += [("theirs", answer) for answer in theirs if identity(level, answer) not in mine]
        unlisted = set()
        for whose, answer in found:
            study = answer["0020000D"]["Value"][0]
            case = Case(
                "search",
                question.tag,
                answer.get(question.tag) if whose == "ours" else None,
                answer.get(question.tag) if whose == "theirs" else None,
                torn=self.objects.torn(answer, question.tag),
                unread=study in self.objects.unread,
            )
            unlisted |= {f"{whose}: {one}" for one in self.unlisted([case])}
        return unlisted


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def both(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Both]:
    """Every file in both catalogues, ours on the real Cassandra."""
    store = CassandraStore(Contact(contact_points(servers.cassandra()), "oracle"))
    await store.open()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pydicom about values of the real world
        arrived = await arrive(store, wheel() + corpus())
        transport = httpx.ASGITransport(dicomweb(Catalogue(store), arrived.objects))
        with oracle_of(arrived.shown, tmp_path_factory.mktemp("oracle")) as oracle, lenient():
            url = f"http://localhost/projects/{PROJECT.name}/"
            async with httpx.AsyncClient(transport=transport, base_url=url, timeout=60) as client:
                yield Both(client, oracle, arrived, Objects.of(oracle))
    await store.close()


@pytest.mark.parametrize("level", UID_OF)
async def test_everything_there_is_is_found_with_the_same_attributes(both: Both, level: str) -> None:
    ours = await both.search(level, limit=1000, includefield="all")
    theirs = both.oracle.search(level)

    both.found[level] = {identity(level, answer) for answer in ours}
    assert {identity(level, answer) for answer in theirs} - both.found[level] == set()
    assert (
        len(ours)
        == len(both.found[level])
        == len({(one.study_uid, getattr(one, UID[level])) for one in both.arrived.shown})
    )
    differing = (case for pair in paired(level, ours, theirs) for case in cases(level, *pair, both.objects))
    assert both.unlisted(differing) == []


UID = {"studies": "study_uid", "series": "series_uid", "instances": "sop_uid"}


async def test_the_metadata_of_every_instance_is_the_same(both: Both) -> None:
    ours: dict[tuple[str, ...], Answer] = {}
    for study in {one.study_uid for one in both.oracle.read}:
        ours |= {identity("instances", found): found for found in await both.search(f"studies/{study}/metadata")}
    for one in both.oracle.read:
        differing = within(ours[one.study_uid, one.sop_uid], both.oracle.metadata(one), unsaid(one))
        assert both.unlisted(differing) == [], one.path.name


async def test_every_instance_is_the_file(both: Both) -> None:
    for one in both.arrived.shown:
        path = f"studies/{one.study_uid}/series/{one.series_uid}/instances/{one.sop_uid}"
        answer = await both.ours.get(path, headers={"Accept": "application/dicom; transfer-syntax=*"})
        assert (answer.status_code, answer.content == one.path.read_bytes()) == (200, True), one.path.name


@pytest.mark.parametrize("level", UID_OF)
async def test_the_same_is_found_by_every_attribute(both: Both, level: str) -> None:
    everything = both.oracle.search(level)
    asked = list(questions(level, everything))
    assert len(asked) > 10
    for number, question in enumerate(asked):
        name = question.keyword if number % 2 else question.tag
        ours = await both.search(level, limit=1000, **{name: question.text})
        theirs = both.found_by_oracle(question, everything)
        assert both.otherwise_found(question, ours, theirs) == set(), question


@pytest.mark.parametrize("level", UID_OF)
async def test_pages_hold_everything_once(both: Both, level: str) -> None:
    everything = len(both.found[level])
    limit, pages = everything // 3 + 1, list[Answer]()
    for offset in range(0, everything, limit):
        answer = await both.ours.get(level, params={"limit": limit, "offset": offset})
        pages += answer.json()
        assert ("warning" in answer.headers) == (len(pages) < everything)
        assert len(answer.json()) == len(both.oracle.search(level, limit=limit)) or len(pages) == everything
    assert (len(pages), {identity(level, found) for found in pages}) == (everything, both.found[level])


async def test_of_one_study_and_one_series_the_same_is_found(both: Both) -> None:
    for one in {one.series_uid: one for one in both.oracle.read}.values():
        study, series = f"studies/{one.study_uid}", f"studies/{one.study_uid}/series/{one.series_uid}"
        for path, level, uids in (
            (f"{study}/series", "series", {"study_instance_uid": one.study_uid}),
            (f"{series}/instances", "instances", dict(zip(NAMES, (one.study_uid, one.series_uid), strict=True))),
        ):
            ours, theirs = await both.search(path), both.oracle.search(level, None, **uids)
            for answer in theirs:  # it leaves out what the path says
                answer.setdefault("0020000D", {"vr": "UI", "Value": [one.study_uid]})
            missing = {identity(level, answer) for answer in theirs} - {identity(level, answer) for answer in ours}
            assert missing == set(), path
            differing = (case for pair in paired(level, ours, theirs) for case in cases(level, *pair, both.objects))
            assert both.unlisted(differing) == []


NAMES = ("study_instance_uid", "series_instance_uid")


async def test_fields_of_the_study_are_included_on_request(both: Both) -> None:
    fields = ["PatientName", "StudyDate", "PatientSex"]
    one = both.oracle.read[0]
    ours = await both.search(f"studies/{one.study_uid}/series", includefield=",".join(fields))
    theirs = both.oracle.search("series", study_instance_uid=one.study_uid, fields=fields)

    assert {tag for answer in theirs for tag in answer} <= {tag for answer in ours for tag in answer}
    assert [[answer[tag] for tag in ("00100010", "00080020")] for answer in ours] == [
        [answer[tag] for tag in ("00100010", "00080020")] for answer in theirs
    ]


async def test_every_listed_difference_is_met(both: Both) -> None:
    """So that the list does not keep what is not true any more; without the corpus, of what the wheel's files show."""
    listed = {each.name for each in DIFFERENCES}
    assert both.met.keys() <= listed
    if corpus():
        assert both.met.keys() == listed
