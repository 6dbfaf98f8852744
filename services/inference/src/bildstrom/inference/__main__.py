"""Runs the inference service: study revisions in, results of the installed models out."""

import asyncio
import contextlib
import sys
from functools import partial

from bildstrom.events.v1.topics import STUDY_REVISED
from bildstrom.inference.canary import Canary
from bildstrom.inference.choice import all_for_everyone, by_project
from bildstrom.inference.decoding.decoders import Decoders, decoding_child
from bildstrom.inference.handler import handle
from bildstrom.inference.models import ModelInvalid, installed_models
from bildstrom.inference.series import Images
from bildstrom.inference.settings import InferenceSettings
from bildstrom.inference.triton import Triton
from bildstrom.runtime.service import consume, running
from bildstrom.runtime.settings import load
from bildstrom.runtime.stores import open_store


async def run(settings: InferenceSettings) -> None:
    """Runs until told to stop."""
    models = installed_models(settings.models_dir)
    choice = by_project(models, settings.projects_file) if settings.projects_file else all_for_everyone(models)
    async with running("inference", settings) as process:
        triton = Triton(settings.triton, settings.shared_memory)
        canary = Canary(triton, models, settings.canary_s, process.healthy)
        watching = asyncio.create_task(canary.run())
        decoders = Decoders([decoding_child() for _ in range(settings.decoders)])
        images = Images(open_store(settings.objects), decoders)
        apply = partial(handle, images=images, engine=triton, models=choice, wake=canary.wake)
        try:
            await triton.tidy()
            await consume(process, [STUDY_REVISED], apply, settings.concurrency)
        finally:
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watching
            await triton.close()
            decoders.close()


def main() -> None:
    """Entry point of ``python -m bildstrom.inference``."""
    try:
        asyncio.run(run(load(InferenceSettings, "inference")))
    except ModelInvalid as error:
        sys.exit(f"bildstrom inference: {error}")


if __name__ == "__main__":
    main()
