"""The catalogue over gRPC, as the console needs it: studies, one study, and a UID from its beginning."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import grpc

from bildstrom.catalog.v1 import catalog_pb2 as pb
from bildstrom.catalog.v1.catalog_pb2_grpc import CatalogStub
from bildstrom.console.exits import Exit, Problem

DEADLINE_S = 15.0
MARGIN_S = 10.0  # of a call that waits, beyond what it waits for: a busy machine answers late
PAGE = 500
# A study of 2,000 instances with its journeys is about 1 MB; gRPC's default limit is 4 MB.
MAX_MESSAGE = 64 * 1024 * 1024
ROOT = "2.25."
_BEGINNING = re.compile(r"[0-9][0-9.]{0,63}")


class Catalogue:
    """One project's studies. Every method raises Problem when the catalogue does not answer."""

    def __init__(self, address: str, project: str) -> None:
        self._address = address
        self._project = project
        self._channel = grpc.insecure_channel(
            address, options=[("grpc.max_receive_message_length", MAX_MESSAGE), ("grpc.enable_http_proxy", 0)]
        )
        self._stub: Any = CatalogStub(self._channel)

    def studies(self) -> Iterator[pb.StudySummary]:
        """All studies, the last received first."""
        token = ""
        while True:
            request = pb.ListStudiesRequest(project=self._project, page_size=PAGE, page_token=token)
            page = self._ask(self._stub.ListStudies, request)
            yield from page.studies
            token = page.next_page_token
            if not token:
                return

    def known(self, uids: Iterable[str]) -> Iterator[pb.StudySummary]:
        """Those of these studies that the catalogue knows."""
        for uid in uids:
            found = self._study(uid)
            if found is not None:
                yield found.summary

    def study(self, uid: str) -> pb.GetStudyResponse:
        """One study with its journeys and results. Raises Problem when it is not there."""
        found = self._study(uid)
        if found is None:
            raise unknown(uid)
        return found

    def content_digest(self, uid: str) -> str | None:
        """The digest over what is indexed of a study now; None when nothing is."""
        request = pb.GetStudySnapshotRequest(project=self._project, study_uid=uid)
        found = self._ask(self._stub.GetStudySnapshot, request)
        return None if found is None else found.snapshot.content_digest

    def wait_until_indexed(self, uid: str, count: int, seconds: float) -> pb.WaitUntilIndexedResponse:
        """How far a study is once so many objects of it, or all that arrived, can be read, or after so long."""
        milliseconds = max(int(seconds * 1000), 1)
        request = pb.WaitUntilIndexedRequest(
            project=self._project, study_uid=uid, instances=count, wait_ms=milliseconds
        )
        found: pb.WaitUntilIndexedResponse = self._ask(self._stub.WaitUntilIndexed, request, seconds + MARGIN_S)
        return found

    def resolve(self, beginning: str) -> str:
        """The UID of the one study that begins so; the common root 2.25. may be left out."""
        if not _BEGINNING.fullmatch(beginning):
            raise Problem(
                f"{beginning!r} is no UID, nor the beginning of one",
                "write digits and dots; `bildstrom studies list` shows the pseudonymous UIDs that there are",
                Exit.USAGE,
            )
        if beginning.startswith(ROOT) and self._study(beginning) is not None:
            return beginning
        matching = [s.study_uid for s in self.studies() if begins(s.study_uid, beginning)]
        if not matching:
            raise unknown(beginning)
        if len(matching) > 1:
            raise Problem(f"{len(matching)} studies begin with {beginning}", "give more digits", Exit.USAGE)
        return matching[0]

    def close(self) -> None:
        """Close the channel."""
        self._channel.close()

    def _study(self, uid: str) -> pb.GetStudyResponse | None:
        request = pb.GetStudyRequest(project=self._project, study_uid=uid)
        found: pb.GetStudyResponse | None = self._ask(self._stub.GetStudy, request)
        return found

    def _ask(self, method: Any, request: Any, deadline: float = DEADLINE_S) -> Any:
        """The answer, or None for NOT_FOUND."""
        try:
            return method(request, timeout=deadline)
        except grpc.RpcError as error:
            code = error.code()
            if code == grpc.StatusCode.NOT_FOUND:
                return None
            if code == grpc.StatusCode.INVALID_ARGUMENT:
                raise Problem(
                    f"the catalogue does not understand the question: {error.details()}",
                    "check --project (a name of projects.toml), and the UID: digits and dots",
                    Exit.USAGE,
                ) from error
            raise Problem(
                f"the catalogue at {self._address} answers {code.name.lower()}",
                "see what is down by `bildstrom status`; start the stack by `make up`",
                Exit.DOWN,
            ) from error


def whole(uid: str) -> str:
    """A UID that was written without its root, completed; any other as it is."""
    return f"{ROOT}{uid}" if uid.isdecimal() else uid


def begins(uid: str, beginning: str) -> bool:
    """Whether a UID begins so, with or without its root."""
    return uid.startswith(beginning) or uid.removeprefix(ROOT).startswith(beginning)


def unknown(study: str) -> Problem:
    """Nobody has heard of this study."""
    return Problem(
        f"no study {study} in this project",
        "`bildstrom studies list` shows the pseudonymous UIDs that there are; --project names another project",
        Exit.NOT_FOUND,
    )
