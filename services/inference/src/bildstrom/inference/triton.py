"""Triton over gRPC: inference with deadline and trace context; large tensors by shared memory on one host."""

import asyncio
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tritonclient.grpc import KeepAliveOptions
from tritonclient.grpc.aio import InferenceServerClient
from tritonclient.utils import InferenceServerException

from bildstrom.inference.engine import Array, Refused
from bildstrom.inference.models import Model
from bildstrom.inference.shared_region import PREFIX, Region, remove_abandoned
from bildstrom.inference.tensor_request import TensorRequest
from bildstrom.inference.triton_errors import meaning_of, status_of
from bildstrom.runtime.logs import log
from bildstrom.runtime.metrics import counter

CONTROL_SECONDS = 5.0  # deadline of the small calls


@dataclass(frozen=True, slots=True)
class Orphan:
    """A region whose request was given up: Triton may still write into it."""

    region: Region
    model: str
    not_before: float  # monotonic seconds


class Triton:
    """One Triton server.

    Args:
        address: host:port of its gRPC.
        shared_memory: whether it runs on this host, so that large tensors need not travel.
    """

    def __init__(self, address: str, shared_memory: bool) -> None:
        # By default tritonclient's keepalive is off, and a vanished server is noticed by nobody.
        options = KeepAliveOptions(keepalive_time_ms=30_000, keepalive_timeout_ms=10_000)
        self.client = InferenceServerClient(address, keepalive_options=options)
        self._shared_memory = shared_memory
        self._orphans: list[Orphan] = []
        self._running: Counter[str] = Counter()
        self._calls = counter("bildstrom.inference.calls", "Calls of Triton, by model and outcome")

    def busy(self, model: Model) -> bool:
        """Whether a request of this process is with the model now."""
        return self._running[model.name] > 0

    async def close(self) -> None:
        """Gives back what is left, and closes the connection."""
        for orphan in self._orphans:
            orphan.region.close()
        await self.client.close()

    async def tidy(self) -> None:
        """Gives back the shared memory of processes that were killed."""
        for name in await asyncio.to_thread(remove_abandoned):
            if name.startswith(PREFIX):
                await self._unregister(name)

    async def infer(
        self,
        model: Model,
        tensors: Mapping[str, Array],
        mask_shape: Sequence[int],
        traceparent: str | None = None,
        deadline_s: float | None = None,
    ) -> dict[str, Array]:
        """See :class:`bildstrom.inference.engine.Engine`; ModelDead and ModelMissing where only a repair helps.

        Args:
            deadline_s: instead of the model's own.
        """
        outcome = "given_up"
        self._running[model.name] += 1
        try:
            found = await self._infer(model, tensors, mask_shape, traceparent, deadline_s or model.deadline_s)
            outcome = "answered"
        except InferenceServerException as error:
            failure = meaning_of(error, model)
            outcome = failure.reason if isinstance(failure, Refused) else status_of(error).lower()
            raise failure from None  # the server's text may quote the input
        finally:
            self._running[model.name] -= 1
            self._calls.add(1, {"bildstrom.model": model.name, "bildstrom.outcome": outcome})
        return found

    async def _infer(
        self,
        model: Model,
        tensors: Mapping[str, Array],
        mask_shape: Sequence[int],
        traceparent: str | None,
        deadline_s: float,
    ) -> dict[str, Array]:
        request = TensorRequest(model, tensors, mask_shape)
        region = await asyncio.to_thread(request.fill, self._shared_memory)
        running = False
        try:
            await self._register(region)
            running = True
            result = await self.client.infer(
                model.name,
                request.inputs,
                model_version=str(model.version),
                outputs=request.outputs,
                client_timeout=deadline_s,
                parameters={"traceparent": traceparent} if traceparent else None,
            )
            running = False
            return await asyncio.to_thread(request.answer, result)
        except InferenceServerException as error:
            running = running and status_of(error) in ("DEADLINE_EXCEEDED", "CANCELLED")
            raise
        finally:
            await self._release(region, model, running)

    async def _register(self, region: Region | None) -> None:
        if region is not None:
            await self.client.register_system_shared_memory(
                region.name, f"/{region.name}", region.size, client_timeout=CONTROL_SECONDS
            )

    async def _release(self, region: Region | None, model: Model, running: bool) -> None:
        """Gives a region back now, or, where Triton may still be writing into it, after the model's next answer."""
        if region is not None and running:
            self._orphans.append(Orphan(region, model.name, time.monotonic() + model.deadline_s))
        elif region is not None:
            await self._unregister(region.name)
            region.close()
        if not running:
            await self._release_orphans(model)

    async def _release_orphans(self, model: Model) -> None:
        due = [one for one in self._orphans if one.model == model.name and one.not_before <= time.monotonic()]
        for orphan in due:
            self._orphans.remove(orphan)
            await self._unregister(orphan.region.name)
            orphan.region.close()

    async def _unregister(self, name: str) -> None:
        try:
            await self.client.unregister_system_shared_memory(name, client_timeout=CONTROL_SECONDS)
        except InferenceServerException as error:
            log.warning("shared memory stays registered", **{"error.type": status_of(error)})
