"""The service of deid in a thread of this process, and what arrived there before anybody asked."""

import asyncio
import threading

from unit.deid.objects import ct, encoded
from unit.deid_answers.answering import NO_KEYS, PROJECTS, Stumbling, arrived, asking_at

from bildstrom.deid.v1 import deid_pb2 as pb
from bildstrom.dicom.projects import Projects
from bildstrom.runtime.epochs.keyring import Keyring

PASSES, KEPT = encoded(ct()), encoded(ct(BurnedInAnnotation="YES", SOPInstanceUID="1.2.3.4"))


class Served:
    """The service, with one object that passes and one that is kept back.

    Args:
        projects: with their keys.
    """

    def __init__(self, projects: Projects = PROJECTS, keyring: Keyring = NO_KEYS) -> None:
        self._asked = projects, keyring
        self.store = Stumbling()
        self.passed = self.kept = pb.ObjectName()
        self.address = ""
        self._loop = asyncio.new_event_loop()
        self._ready, self._over = threading.Event(), asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=[self._serve()])

    def start(self) -> None:
        """Return when it answers."""
        self._thread.start()
        assert self._ready.wait(30)

    def stop(self) -> None:
        """Return when it is over."""
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(30)
        self._loop.close()

    async def _serve(self) -> None:
        self.passed, self.kept = await arrived(PASSES, self.store), await arrived(KEPT, self.store)
        async with asking_at(self.store, *self._asked) as self.address:
            self._ready.set()
            await self._over.wait()
