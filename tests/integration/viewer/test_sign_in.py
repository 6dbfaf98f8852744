"""Signing in to the viewer in a browser: by OpenID Connect at an issuer, and then as its user at DICOMweb."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeObjectStore
from integration.viewer.browser import browsing
from integration.viewer.issuer import CLIENT, Issuer
from integration.viewer.ohif import Ohif, Picture
from issuing import AUDIENCE, KEY_SET
from pydicom import dcmread
from unit.index.arrivals import after, deidentified, received
from unit.index.memory_rows import MemoryRows
from unit.index_pixels.images import file_bytes

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.index.catalogue import Catalogue
from bildstrom.index.dicomweb.app import dicomweb
from bildstrom.index.dicomweb.server import serving
from bildstrom.index.dicomweb.viewer.configuration import SignIn
from bildstrom.index.dicomweb.viewer.viewer import Viewer
from bildstrom.index.handler import handle
from bildstrom.local import viewer
from bildstrom.local.folders import Cache, default_root
from bildstrom.runtime.bearer.keyset import KeySet, source_of
from bildstrom.runtime.bearer.tokens import Tokens
from bildstrom.runtime.events import Event

FILE, STUDY = "CT_small.dcm", "1.3.6.1.4.1.5962.1.2.1.20040119072730.12322"

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def arrived(content: bytes) -> list[Event]:
    """The events of a file under its own UIDs."""
    image = dcmread(BytesIO(content))
    who = pb.InstanceIdentity(
        project="demo",
        study_uid=image.StudyInstanceUID,
        series_uid=image.SeriesInstanceUID,
        sop_instance_uid=image.SOPInstanceUID,
        sop_class_uid=image.SOPClassUID,
    )
    elements: dict[str, Any] = json.loads(image.to_json())
    event = deidentified(
        who, content={tag: one for tag, one in elements.items() if "InlineBinary" not in one}, size=len(content)
    )
    assert isinstance(event.message, pb.InstanceDeidentified)
    event.message.transfer_syntax_uid = image.file_meta.TransferSyntaxUID
    return [received(who), event]


@asynccontextmanager
async def signing_in(folder: Path, issuer: Issuer) -> AsyncIterator[str]:
    """A service with one study whose users sign in at an issuer, which runs too; its address."""
    rows, objects = MemoryRows(), FakeObjectStore()
    content = file_bytes(FILE)
    for event in arrived(content):
        await partial(handle, store=rows, objects=objects, now=lambda: after(60))(event)
        if isinstance(event.message, pb.InstanceDeidentified):
            await objects.put(event.message.object.key, content)
    (folder / "keys.json").write_text(KEY_SET)
    files = await asyncio.to_thread(viewer.fetch, Cache(default_root()), print)
    async with serving(issuer.app(), 0) as issuing:
        issuer.address = f"http://127.0.0.1:{issuing}"
        tokens = Tokens(KeySet(source_of(str(folder / "keys.json"))), AUDIENCE, issuer.address)
        shown = Viewer(files, SignIn(issuer.address, CLIENT))
        async with serving(dicomweb(Catalogue(rows), objects, None, tokens, shown), 0) as port:
            yield f"http://127.0.0.1:{port}"


def seen(folder: Path, root: str, study_uid: str) -> tuple[str, str, Picture]:
    """What the study list says, at which address, and then the study's image."""
    with browsing(folder) as browser:
        ohif = Ohif(browser, f"{root}/viewer/demo")
        ohif.study_list()
        ohif.keep("signed-in")
        listed, address = browser.text(), str(browser.run("return location.pathname"))
        ohif.study(study_uid)
        ohif.keep("signed-in-image")
        picture = ohif.picture()
        assert picture is not None
        return listed, address, picture


async def test_a_user_signs_in_and_sees_the_images_of_his_project(tmp_path: Path) -> None:
    issuer = Issuer()
    async with signing_in(tmp_path, issuer) as root:
        listed, address, picture = await asyncio.to_thread(seen, tmp_path, root, STUDY)

    assert ("CompressedSamples" in listed, picture.grey > 0.1) == (True, True)
    assert address.startswith("/viewer/demo")
    expected = {"client_id": CLIENT, "response_type": "code", "scope": "openid", "code_challenge_method": "S256"}
    expected["redirect_uri"] = f"{root}/viewer/demo/callback"
    assert [{name: asked[name] for name in expected} for asked in issuer.asked[:1]] == [expected]
    assert len(issuer.given) == len(issuer.asked)
