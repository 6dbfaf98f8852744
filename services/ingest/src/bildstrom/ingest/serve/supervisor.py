"""The parent's side of the workers: starts them, hears of what they stored, replaces those that die, ends them."""

import asyncio
import contextlib
import os
import socket
import sys
from collections.abc import Callable, Sequence

from bildstrom.ingest import counts
from bildstrom.ingest.commitment.reporter import Reporter
from bildstrom.ingest.places import Places, shared_places
from bildstrom.ingest.serve.channel import COUNTS, DRAIN, ENTRY, MAX_MESSAGE, OWED, READY, RELAYED, RELOAD, channel
from bildstrom.ingest.serve.worker import Inherited, encode
from bildstrom.ingest.settings import IngestSettings
from bildstrom.ingest.spool.outbox import Outbox
from bildstrom.runtime.backoff import delays
from bildstrom.runtime.logs import log

STABLE_SECONDS = 30.0  # a worker that lived as long is replaced without a pause
GRACE_SECONDS = 3.0  # beyond the drain, until a worker is killed
GATHER_SECONDS = 0.05  # between looks at a worker's messages: a turn of the loop costs some 0.5 ms, whatever it finds


class Supervisor:
    """All workers of a service.

    Args:
        listening: the socket that they share, and the one for TLS if there is one.
        add: is told the name of each entry that they make.
        reporter: is told of the commitments whose reports their associations did not take.
    """

    def __init__(
        self,
        settings: IngestSettings,
        listening: Sequence[socket.socket],
        outbox: Outbox,
        add: Callable[[str], None],
        reporter: Reporter,
    ) -> None:
        self._settings = settings
        self._listening = listening
        self._outbox = outbox
        self._add = add
        self._reporter = reporter
        self._memory = shared_places(settings.workers)
        self._places = Places(self._memory, 0, settings.max_associations, 0)
        self._channels: dict[int, socket.socket] = {}
        self._processes: dict[int, asyncio.subprocess.Process] = {}
        self._ready = asyncio.Event()
        self._gather = GATHER_SECONDS if settings.seconds_to_replicate is None else 0.0  # there a sender waits
        self._stopping = False

    async def run(self, started: Callable[[], None]) -> None:
        """Keep the workers running until :meth:`stop`.

        Args:
            started: called once, when the first worker accepts.
        """
        workers = [asyncio.create_task(self._keep(index)) for index in range(self._settings.workers)]
        ready = asyncio.create_task(self._ready.wait())
        await asyncio.wait({ready, *workers}, return_when=asyncio.FIRST_COMPLETED)
        if self._ready.is_set():
            started()
        ready.cancel()
        await asyncio.gather(*workers)
        os.close(self._memory)

    def reload(self) -> None:
        """Have the workers read the projects again."""
        self._tell(RELOAD)

    def confirm(self, names: Sequence[str]) -> None:
        """Tell the workers which of their entries are relayed; one that cannot be told answers A700, which is safe."""
        for index, end in self._channels.items():
            if own := [name for name in names if name.startswith(f"worker-{index}/")]:
                with contextlib.suppress(OSError):
                    end.send(RELAYED + "\n".join(own).encode())

    def stop(self) -> None:
        """Have the workers drain; ``run`` ends when they have."""
        self._stopping = True
        self._tell(DRAIN)
        asyncio.get_running_loop().call_later(self._settings.drain_seconds + GRACE_SECONDS, self._kill)

    def _kill(self) -> None:
        for process in self._processes.values():
            log.error("a worker did not end in time")
            process.kill()

    def _tell(self, message: bytes) -> None:
        for end in self._channels.values():
            with contextlib.suppress(OSError):  # it is dying, and will be noticed
                end.send(message)

    async def _keep(self, index: int) -> None:
        loop = asyncio.get_running_loop()
        pauses = delays()
        while not self._stopping:
            began = loop.time()
            code = await self._once(index)
            self._places.clear(index)
            for name in await asyncio.to_thread(self._outbox.recover, f"worker-{index}"):
                self._add(name)
            self._reporter.recover(f"worker-{index}")
            if self._stopping:
                return
            counts.worker_lost()
            log.error("a worker ended", **{"bildstrom.outcome": f"exit_{code}"})
            if loop.time() - began > STABLE_SECONDS:
                pauses = delays()
            await asyncio.sleep(next(pauses))

    async def _once(self, index: int) -> int:
        """Run one worker until it has ended and its last message is read."""
        ours, theirs = channel()
        folder = f"worker-{index}"
        inherited = Inherited(
            index,
            str(self._outbox.folder(folder)),
            self._listening[0].fileno(),
            self._listening[1].fileno() if len(self._listening) > 1 else -1,
            theirs.fileno(),
            self._memory,
            self._settings.model_dump(mode="json"),
        )
        descriptors = (
            *(item.fileno() for item in self._listening),
            inherited.channel,
            inherited.places,
            self._outbox.lock,
        )
        with ours:
            with theirs:
                process = await asyncio.create_subprocess_exec(
                    sys.executable, "-P", "-m", "bildstrom.ingest.serve.worker", encode(inherited), pass_fds=descriptors
                )
            self._channels[index], self._processes[index] = ours, process
            ours.setblocking(False)
            if self._stopping:
                self._tell(DRAIN)
            try:
                await self._listen(ours)
                return await process.wait()
            finally:
                del self._channels[index], self._processes[index]

    async def _listen(self, end: socket.socket) -> None:
        """Take a worker's messages until it has none any more."""
        loop = asyncio.get_running_loop()
        with contextlib.suppress(ConnectionResetError):  # it died with something unread
            while message := await loop.sock_recv(end, MAX_MESSAGE):
                self._take(message)
                await asyncio.sleep(self._gather)
                with contextlib.suppress(BlockingIOError):
                    while message := end.recv(MAX_MESSAGE):
                        self._take(message)

    def _take(self, message: bytes) -> None:
        kind, content = message[:1], message[1:]
        if kind == ENTRY:
            self._add(content.decode())
        elif kind == OWED:
            self._reporter.add(content.decode())
        elif kind == COUNTS:
            counts.add(content)
        elif kind == READY:
            self._ready.set()
