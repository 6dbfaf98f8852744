"""The Cassandra driver as coroutines: connecting in a thread, requests bridged to the event loop, errors as policy.

The driver has no back-pressure of its own, hence the semaphore around it.
"""

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import cassandra
from cassandra import ConsistencyLevel
from cassandra.cluster import EXEC_PROFILE_DEFAULT, Cluster, ExecutionProfile, NoHostAvailable, ResultSet
from cassandra.connection import ConnectionException
from cassandra.policies import ConstantReconnectionPolicy, DCAwareRoundRobinPolicy, TokenAwarePolicy
from cassandra.protocol import IsBootstrappingErrorMessage, OverloadedErrorMessage, ServerError, TruncateError
from cassandra.query import tuple_factory

from bildstrom.runtime.errors import Unavailable

REQUEST_SECONDS = 10.0
# without it a request that is sent while another one is under way waits up to 40 ms for an acknowledgement
_NODELAY = (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
RECONNECT_SECONDS = 1.0  # the driver's default backs off to ten minutes

T = TypeVar("T")

# the cluster did not do it, or did not say so in time; doing it again is always right, for every write is idempotent
DOWN = (
    NoHostAvailable,
    ConnectionException,
    OverloadedErrorMessage,
    IsBootstrappingErrorMessage,
    ServerError,
    TruncateError,
    cassandra.OperationTimedOut,
    cassandra.Unavailable,
    cassandra.Timeout,
    cassandra.CoordinationFailure,
    cassandra.UnresolvableContactPoints,
)


@dataclass(frozen=True, slots=True)
class Contact:
    """Where the cluster is (host and port of some nodes), and how much is asked of it at once."""

    points: tuple[tuple[str, int], ...]
    keyspace: str
    replication: int = 1
    in_flight: int = 128


class Driver:
    """One session, shared by all of a process."""

    def __init__(self, cluster: Any, session: Any, in_flight: int) -> None:
        self._cluster = cluster
        self._session = session
        self._free = asyncio.Semaphore(in_flight)

    @classmethod
    async def connect(cls, contact: Contact, prepare: Callable[[Any], T]) -> tuple["Driver", T]:
        """Open a session; ``prepare`` runs on it in the same thread: schema, prepared statements.

        Raises:
            Unavailable: no contact point answers.
        """
        cluster = Cluster(
            contact.points,
            port=contact.points[0][1],  # of nodes that the contact points name
            protocol_version=5,
            sockopts=[_NODELAY],
            schema_metadata_enabled=False,  # read once at the end, not after each statement of a migration
            reconnection_policy=ConstantReconnectionPolicy(RECONNECT_SECONDS, None),
            execution_profiles={EXEC_PROFILE_DEFAULT: _profile()},
        )
        try:
            session, prepared = await asyncio.to_thread(_open, cluster, prepare)
        except DOWN as error:
            await asyncio.to_thread(cluster.shutdown)
            raise Unavailable("cassandra") from error
        except BaseException:
            await asyncio.to_thread(cluster.shutdown)
            raise
        return cls(cluster, session, contact.in_flight), prepared

    async def page(self, statement: Any, state: bytes | None = None) -> tuple[list[Any], bytes | None]:
        """Execute a statement.

        Args:
            state: where the last page ended; None for the first.

        Returns:
            The rows of one page, and where to go on; None after the last.

        Raises:
            Unavailable: the cluster does not answer; a write may have been applied.
        """
        async with self._free:
            loop = asyncio.get_running_loop()
            answer: asyncio.Future[list[Any] | None] = loop.create_future()
            try:
                async with asyncio.timeout(REQUEST_SECONDS):
                    request = self._session.execute_async(statement, paging_state=state)
                    # that know nothing of the request, which knows them: its rows would wait for the garbage collector,
                    # which takes 20 ms for some two hundred requests at once
                    request.add_callbacks(
                        lambda rows: loop.call_soon_threadsafe(_settle, answer, rows),
                        lambda error: loop.call_soon_threadsafe(_fail, answer, error),
                    )
                    rows = await answer
            except (*DOWN, TimeoutError) as error:
                raise Unavailable("cassandra") from error
            return rows or [], ResultSet(request, rows).paging_state

    async def close(self) -> None:
        """Close the session; requests in flight fail."""
        await asyncio.to_thread(self._cluster.shutdown)


def _profile() -> ExecutionProfile:
    # without a name the data centre is the one of the contact points
    return ExecutionProfile(
        load_balancing_policy=TokenAwarePolicy(DCAwareRoundRobinPolicy()),
        consistency_level=ConsistencyLevel.LOCAL_QUORUM,
        request_timeout=None,  # a timer of the driver's would hold a request and its rows until it is due
        row_factory=tuple_factory,
    )


def _open(cluster: Any, prepare: Callable[[Any], T]) -> tuple[Any, T]:
    session = cluster.connect()
    prepared = prepare(session)
    cluster.schema_metadata_enabled = True  # token awareness needs to know how the keyspace is replicated
    cluster.refresh_schema_metadata()
    return session, prepared


def _settle(answer: asyncio.Future[T], value: T) -> None:
    if not answer.done():
        answer.set_result(value)


def _fail(answer: asyncio.Future[Any], error: Exception) -> None:
    if not answer.done():
        answer.set_exception(error)
