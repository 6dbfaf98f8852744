"""DCMTK sends every sample, stock and with TCP_NODELAY: what it says it sent is what was received."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from integration.ingest.service import Service
from integration.ingest_senders.conftest import Receipt
from integration.ingest_senders.content import changed
from integration.ingest_senders.files import Sample, samples
from integration.ingest_senders.tools import run

# what storescu has to be told so that it proposes the syntax of a file; uncompressed ones need no word
PROPOSALS = {
    "1.2.840.10008.1.2.1.99": "--propose-deflated",
    "1.2.840.10008.1.2.4.50": "--propose-jpeg8",
    "1.2.840.10008.1.2.4.51": "--propose-jpeg12",
    "1.2.840.10008.1.2.4.70": "--propose-lossless",
    "1.2.840.10008.1.2.4.80": "--propose-jls-lossless",
    "1.2.840.10008.1.2.4.90": "--propose-j2k-lossless",
    "1.2.840.10008.1.2.4.91": "--propose-j2k-lossy",
    "1.2.840.10008.1.2.5": "--propose-rle",
}
UNCOMPRESSED = ("1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2")

_IGNORED = re.compile(r" in file: (\S+?)(?:: [\d.]+)?, ignoring file")

Contents = Callable[[list[Sample]], Counter[str]]


def _peer(service: Service) -> list[str]:
    return ["-aec", "BILDSTROM", "127.0.0.1", str(service.port)]


@pytest.mark.parametrize("no_delay", [False, True], ids=["stock", "TCP_NODELAY"])
def test_echoscu(service: Service, no_delay: bool) -> None:
    assert run("echoscu", *_peer(service), no_delay=no_delay) == (0, "")


@pytest.mark.parametrize("no_delay", [False, True], ids=["stock", "TCP_NODELAY"])
def test_storescu_by_transfer_syntax(service: Service, received: Receipt, contents: Contents, no_delay: bool) -> None:
    known = [one for one in samples()[: 60 if no_delay else None] if one.syntax in (*UNCOMPRESSED, *PROPOSALS)]
    sent = []
    for option in ["", *PROPOSALS.values()]:
        group = [one for one in known if PROPOSALS.get(one.syntax, "") == option]
        words = ["--verbose", "--no-halt", "--required", *([option] if option else []), *_peer(service)]
        code, said = run("storescu", *words, *(one.path for one in group), no_delay=no_delay) if group else (0, "")
        assert code == 0, said
        ignored = set(_IGNORED.findall(said))  # what DCMTK finds fault with: a class that it doesn't know, an odd value
        sent += [one for one in group if str(one.path) not in ignored]
    assert len(known) - len(sent) < 10
    assert changed(received(), contents(sent)) == []


@pytest.mark.parametrize("no_delay", [False, True], ids=["stock", "TCP_NODELAY"])
def test_dcmsend(service: Service, received: Receipt, contents: Contents, tmp_path: Path, no_delay: bool) -> None:
    sent = [
        one for one in samples()[: 60 if no_delay else None] if one.syntax in UNCOMPRESSED or one.syntax in PROPOSALS
    ]
    report = tmp_path / "report"
    words = ["--no-halt", "--no-uid-checks", "--decompress-never", "--create-report-file", str(report)]
    code, said = run("dcmsend", *words, *_peer(service), *(str(one.path) for one in sent), no_delay=no_delay)
    assert code == 0, said
    assert changed(received(), contents(sent), unsent=5) == []
