"""Deflated data sets that are cut, broken, or grow beyond reason (PS3.5 A.5)."""

import struct
import zlib

import pytest
from unit.dicom.datasets import IDENTITY, element, identified

from bildstrom.dicom.encoding import DEFLATED
from bildstrom.dicom.identify import Identity, check, examine, identify
from bildstrom.dicom.verdict import Reason, Refusal

MEGABYTE = 1 << 20


def _deflated(data: bytes) -> bytes:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return squeeze.compress(data) + squeeze.flush()


def _bomb(megabytes: int) -> bytes:
    return _deflated(identified() + element(0x7FE00010, b"OW", bytes(megabytes * MEGABYTE)))


@pytest.mark.parametrize("cut", [1, 9, 40])
def test_a_cut_stream_is_truncated_and_still_identified(cut: int) -> None:
    stream = _deflated(identified() + element(0x00100010, b"PN", bytes(range(32, 96)) * 20))[:-cut]
    identity, broken = examine(stream, DEFLATED)
    assert isinstance(identity, Identity)
    assert identity == identify(stream, DEFLATED)
    assert broken == check(stream, DEFLATED) == Refusal(Reason.TRUNCATED)


def test_a_stream_that_turns_to_junk_is_still_identified() -> None:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    whole = squeeze.compress(identified()) + squeeze.flush(zlib.Z_FULL_FLUSH)
    identity, broken = examine(whole + b"\xff" * 600, DEFLATED)
    assert isinstance(identity, Identity)
    assert identity.sop_instance_uid == IDENTITY[0x00080018].decode().rstrip("\0")
    assert broken == Refusal(Reason.BROKEN_DEFLATE)


@pytest.mark.parametrize("junk", [b"\xff" * 400, struct.pack("<L", 0xFFFFFFFF), bytes(8)])
def test_junk_is_refused(junk: bytes) -> None:
    identity, broken = examine(junk, DEFLATED)
    assert isinstance(identity, Refusal)
    assert isinstance(broken, Refusal)


def test_what_grows_a_thousandfold_is_too_large_for_the_edge_and_still_identified() -> None:
    identity, broken = examine(_bomb(40), DEFLATED)
    assert isinstance(identity, Identity)
    assert broken == Refusal(Reason.TOO_LARGE)


def test_what_grows_a_thousandfold_but_stays_small_is_sound() -> None:
    identity, broken = examine(_bomb(8), DEFLATED)
    assert isinstance(identity, Identity)
    assert broken is None
