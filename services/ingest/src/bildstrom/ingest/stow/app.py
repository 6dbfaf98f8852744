"""The STOW-RS service (PS3.18 section 10.5) as an ASGI application: from a request to what became of its instances."""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from ipaddress import ip_address
from typing import Any, TypeVar

from bildstrom.dicom.projects import Project, Projects
from bildstrom.ingest.arrivals import Arrival
from bildstrom.ingest.stow.addresses import Address, address_of
from bildstrom.ingest.stow.answer import body_of, status_of
from bildstrom.ingest.stow.body import Body
from bildstrom.ingest.stow.intake import Intake, Outcome
from bildstrom.ingest.stow.limits import Limits
from bildstrom.ingest.stow.media import DICOM_JSON
from bildstrom.ingest.stow.problems import Problem
from bildstrom.ingest.stow.request import Reading, fields_of, reading_of
from bildstrom.ingest.stow.wire import Exchange, Gone, Receive, Send
from bildstrom.runtime import metrics
from bildstrom.runtime.bearer.tokens import Client, Tokens, Unauthorized
from bildstrom.runtime.errors import Unavailable
from bildstrom.runtime.logs import log

T = TypeVar("T")
Fields = Mapping[bytes, bytes]

RETRY_LATER = ((b"retry-after", b"30"),)
ANYBODY = Client("STOW-RS", None)


class StowApp:
    """An ASGI 3 application.

    Args:
        intake: where instances become durable.
        tokens: verifies who sends; None lets anybody store to any project.
    """

    def __init__(self, projects: Projects, intake: Intake, tokens: Tokens | None, limits: Limits) -> None:
        self._projects = projects
        self._intake = intake
        self._tokens = tokens
        self._limits = limits

    def use(self, projects: Projects) -> None:
        """Take other projects, from the next request on."""
        self._projects = projects

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        try:
            fields = fields_of(scope["headers"])
        except Problem as problem:
            await _refuse(Exchange(receive, send, {}), problem)
            return
        exchange = Exchange(receive, send, fields)
        try:
            await self._store(scope, fields, exchange)
        except Problem as problem:
            await _refuse(exchange, problem)
        except Gone:
            _count(0, "client_gone")

    async def _store(self, scope: Mapping[str, Any], fields: Fields, exchange: Exchange) -> None:
        address = address_of(scope["path"])
        client = await self._client(fields)
        project = self._project(address, client, scope.get("client"))
        if scope["method"] != "POST":
            raise Problem(405, "method_not_allowed", ((b"allow", b"POST"),))
        reading = reading_of(fields, self._limits)
        arrival = Arrival(client.name, project, "STOW-RS")
        try:
            outcomes = await self._receive(exchange, reading, arrival, address.study_uid)
        finally:
            arrival.end()
        status = status_of(outcomes)
        _count(status, "none" if status == 200 else "instances_not_stored" if status >= 400 else "instances_partly")
        _count_instances(outcomes)
        headers = RETRY_LATER if status == 503 else ()
        await exchange.answer(status, DICOM_JSON.encode(), body_of(outcomes), headers)

    async def _client(self, fields: Fields) -> Client:
        if self._tokens is None:
            return ANYBODY
        try:
            return await asyncio.to_thread(self._tokens.client, fields.get(b"authorization", b""))
        except Unauthorized as error:
            raise Problem(401, error.reason, ((b"www-authenticate", error.challenge.encode()),)) from None
        except Unavailable:
            raise Problem(503, "keys_unavailable", RETRY_LATER) from None

    def _project(self, address: Address, client: Client, peer: tuple[str, int] | None) -> Project:
        """The project of an address; one that is closed to the client or its network looks as if there were none."""
        project = self._projects.by_name(address.project) if client.opens(address.project) else None
        if project is None or not _reaches(project, peer):
            raise Problem(404, "unknown_project")
        return project

    async def _receive(
        self, exchange: Exchange, reading: Reading, arrival: Arrival, study_uid: str | None
    ) -> list[Outcome]:
        delivery = self._intake.open(arrival, study_uid)
        body = Body(reading.form, reading.decoder, delivery, self._limits)
        last = b""  # is taken together with the end: a small request costs one change of threads
        try:
            async for data in exchange.body(self._limits):
                if exchange.whole:
                    last = data
                else:
                    await _in_thread(body.feed, data)
            return await _in_thread(body.close, last)
        except BaseException:
            await _in_thread(delivery.abandon)
            raise


def _reaches(project: Project, peer: tuple[str, int] | None) -> bool:
    return not project.networks or (peer is not None and project.lists(ip_address(peer[0])))


async def _in_thread(call: Callable[..., T], *arguments: object) -> T:
    """Run a blocking call, and wait for its end even when cancelled: no two calls of one request overlap."""
    running = asyncio.ensure_future(asyncio.to_thread(call, *arguments))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait({running})
        raise


async def _refuse(exchange: Exchange, problem: Problem) -> None:
    _count(problem.status, problem.reason)
    log.warning("request refused", **{"bildstrom.status": str(problem.status), "bildstrom.reason": problem.reason})
    body = json.dumps({"error": problem.reason}).encode()
    await exchange.answer(problem.status, b"application/json", body, problem.headers)


def _count(status: int, reason: str) -> None:
    counter = metrics.counter("bildstrom.stow.requests", "store requests, by status of HTTP and reason")
    counter.add(1, {"bildstrom.status": str(status), "bildstrom.reason": reason})


def _count_instances(outcomes: Sequence[Outcome]) -> None:
    counter = metrics.counter("bildstrom.stow.instances", "instances of store requests, by verdict and reason")
    for outcome in outcomes:
        counter.add(1, {"bildstrom.status": f"{outcome.verdict:04X}", "bildstrom.reason": outcome.reason})
