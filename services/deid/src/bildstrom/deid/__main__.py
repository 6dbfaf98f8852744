"""De-identification: turns received objects into clean ones, or keeps them back with a reason."""

import asyncio
import contextlib
import functools
import warnings
from collections.abc import Mapping
from datetime import UTC, datetime

from bildstrom.deid import projects
from bildstrom.deid.answers.rulebook import Rulebook
from bildstrom.deid.answers.service import DeidentificationService
from bildstrom.deid.audit import Audit
from bildstrom.deid.claim import Claim
from bildstrom.deid.engine import Clean, deidentify
from bildstrom.deid.handler import handle
from bildstrom.deid.keeping.deciding import Desk
from bildstrom.deid.keeping.secluded import secluded
from bildstrom.deid.pixels.eyes import Eyes, reading_child
from bildstrom.deid.pixels.overridden import Overridden
from bildstrom.deid.profile.folder import read_profiles
from bildstrom.deid.profile.profile import Profile
from bildstrom.deid.profile.reading import ProfileError
from bildstrom.deid.settings import DeidSettings
from bildstrom.deid.v1.deid_pb2_grpc import add_DeidentificationServicer_to_server
from bildstrom.dicom.projects import Project, Projects
from bildstrom.events.v1.topics import INSTANCE_RECEIVED
from bildstrom.runtime.children.bounded import BoundedChild, Bounds, ChildUnusableError
from bildstrom.runtime.epochs.keyring import Keyring
from bildstrom.runtime.kafka import KafkaPublisher
from bildstrom.runtime.service import consume, running
from bildstrom.runtime.settings import load
from bildstrom.runtime.stores import open_store


def profiles_of(settings: DeidSettings) -> Mapping[str, Profile]:
    """Read the profiles; exits with what to correct."""
    try:
        return read_profiles(settings.profiles_dir)
    except ProfileError as error:
        raise SystemExit(f"bildstrom deid: {error}; see profiles_dir in --help") from None


def projects_of(settings: DeidSettings, profiles: Mapping[str, Profile], keyring: Keyring) -> Projects:
    """Read the projects; exits with what to correct."""
    try:
        return projects.read(settings, profiles, keyring)
    except projects.Unusable as error:
        raise SystemExit(f"bildstrom deid: {error}") from None


def see_that_it_reads(child: BoundedChild) -> None:
    """Load OCR before the first object needs it; exits with what to correct."""
    try:
        child.warm()
    except ChildUnusableError:
        raise SystemExit(
            "bildstrom deid: a profile cleans pixels, and OCR cannot be loaded:"
            " see that rapidocr-onnxruntime and opencv-python-headless are installed"
        ) from None


async def serve(settings: DeidSettings) -> None:
    """De-identify and answer until told to stop."""
    bounds = Bounds(settings.pixels_memory_bytes, settings.pixels_cpu_seconds, settings.pixels_wall_seconds)
    child = reading_child(bounds)
    eyes = Eyes(child, settings.pixels_frames, settings.pixels_largest_bytes)
    profiles = profiles_of(settings)
    keyring = Keyring(settings.keys_dir)
    known = projects_of(settings, profiles, keyring)
    if any(profile.pixels.clean for profile in profiles.values()):
        see_that_it_reads(child)
    objects, now = open_store(secluded(settings.objects)), functools.partial(datetime.now, UTC)
    engine = functools.partial(deidentify, eyes=eyes, profiles=profiles)
    bound = functools.partial(handle, objects=objects, projects=known, deidentify=engine, profiles=profiles, now=now)
    publisher = KafkaPublisher(settings.kafka, f"deid-{settings.replica}-answers")

    def overriding(raw: bytes, claim: Claim, project: Project, overridden: Overridden) -> Clean:
        return engine(raw, claim, project, overridden=overridden)

    desk = Desk(objects, publisher, Audit(publisher, now), overriding, now)
    service = DeidentificationService(Rulebook(known, profiles), desk, keyring)
    register = functools.partial(add_DeidentificationServicer_to_server, service)
    with contextlib.closing(child):
        try:
            async with running("deid", settings, [register]) as process:
                await consume(process, [INSTANCE_RECEIVED], bound, concurrency=settings.concurrency)
        finally:
            await publisher.stop()


def main() -> None:
    """Read the settings and serve."""
    warnings.filterwarnings("ignore", module=r"pydicom\.")  # their texts quote values
    asyncio.run(serve(load(DeidSettings, "deid")))


if __name__ == "__main__":
    main()
