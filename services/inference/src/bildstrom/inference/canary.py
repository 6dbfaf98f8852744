"""Watches the installed models with small inferences, and repairs one whose process has died.

Triton says READY for a model whose process was killed, and answers every request with an error: only an inference
tells, and only unloading and loading helps.
"""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Sequence

import numpy as np
from tritonclient.utils import InferenceServerException

from bildstrom.inference.engine import Array, Refused
from bildstrom.inference.models import Model
from bildstrom.inference.triton import CONTROL_SECONDS, Triton
from bildstrom.inference.triton_errors import ModelDead, ModelMissing, status_of
from bildstrom.runtime.errors import Unavailable
from bildstrom.runtime.logs import log
from bildstrom.runtime.metrics import counter

SHAPE = (8, 16, 16)  # too small to show anything: a refusal is as good as an answer
CANARY_SECONDS = 10.0
LOAD_SECONDS = 60.0
POLL_SECONDS = 0.1


class Canary:
    """Keeps the models answering.

    Args:
        every_s: seconds between rounds.
        healthy: told after every round whether all models answer.
    """

    def __init__(
        self, triton: Triton, models: Sequence[Model], every_s: float, healthy: Callable[[bool], Awaitable[None]]
    ) -> None:
        self._triton = triton
        self._models = models
        self._every_s = every_s
        self._healthy = healthy
        self._wake = asyncio.Event()
        self._repairs = counter("bildstrom.inference.repairs", "Models loaded again because they no longer answered")

    def wake(self) -> None:
        """A request has found a model dead: look now."""
        self._wake.set()

    async def run(self) -> None:
        """Looks at every model, for ever."""
        while True:
            self._wake.clear()
            answers = [await self._answering(model) for model in self._models]
            await self._healthy(all(answers))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), self._every_s if all(answers) else min(1.0, self._every_s))

    async def ask(self, model: Model) -> None:
        """One small inference.

        Raises:
            Unavailable: the model does not answer; ModelDead and ModelMissing where only a repair helps.
        """
        tensors: dict[str, Array] = {model.input.volume: np.zeros(SHAPE, np.int16)}
        if model.input.spacing is not None:
            tensors[model.input.spacing] = np.ones(3, np.float32)
        with contextlib.suppress(Refused):
            await self._triton.infer(model, tensors, SHAPE, deadline_s=CANARY_SECONDS)

    async def _answering(self, model: Model) -> bool:
        if self._triton.busy(model):
            return True  # the request in hand will tell
        try:
            await self.ask(model)
        except (ModelDead, ModelMissing) as error:
            await self._healthy(False)
            return await self._repaired(model, error)
        except Unavailable:
            # Triton itself does not answer, or the model is busy: nothing that loading it again would better.
            return False
        return True

    async def _repaired(self, model: Model, why: ModelDead | ModelMissing) -> bool:
        labels = {"bildstrom.model": model.name, "error.type": type(why).__name__}
        log.error("model does not answer, loading it again", **labels)
        try:
            if isinstance(why, ModelDead):
                await self._unload(model)
            # Loading a model that is being loaded, by another replica for example, changes nothing.
            await self._triton.client.load_model(model.name, client_timeout=LOAD_SECONDS)
            await self.ask(model)
        except (InferenceServerException, Unavailable, TimeoutError) as error:
            word = status_of(error) if isinstance(error, InferenceServerException) else type(error).__name__
            log.error("model cannot be loaded", **{"bildstrom.model": model.name, "error.type": word})
            return False
        self._repairs.add(1, labels)
        log.warning("model answers again", **{"bildstrom.model": model.name})
        return True

    async def _unload(self, model: Model) -> None:
        client = self._triton.client
        await client.unload_model(model.name, client_timeout=CONTROL_SECONDS)
        deadline = time.monotonic() + LOAD_SECONDS
        while await client.is_model_ready(model.name, str(model.version), client_timeout=CONTROL_SECONDS):
            if time.monotonic() > deadline:
                raise TimeoutError
            await asyncio.sleep(POLL_SECONDS)
