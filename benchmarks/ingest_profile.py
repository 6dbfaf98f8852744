"""Where the time of a receiving process goes: one association's bytes through the real dialogue into a real spool.

There is no socket, so what the kernel takes for receiving is not in it. The profiler makes Python look slower than
it is beside the disk and the hash: the shares say what to look at, not how long it takes.
"""

import cProfile
import pstats
import re
from collections import defaultdict
from collections.abc import Sequence
from ipaddress import ip_address
from pathlib import Path

from ingest_process import CALLED
from ingest_sets import ObjectSet

from bildstrom.console.send import dimse, pdus
from bildstrom.console.send.files import StoredFile, find
from bildstrom.dicom.projects_toml import parse_projects
from bildstrom.ingest.counts import Counts
from bildstrom.ingest.dialogue import Dialogue, Surroundings
from bildstrom.ingest.gate import Gate
from bildstrom.ingest.places import Places, shared_places
from bildstrom.ingest.spool.folder import Spool
from bildstrom.ingest.storing import Storage
from bildstrom.ingest.ul.association import Association
from bildstrom.ingest.ul.framing import BUFFER_BYTES, MAX_PDU
from bildstrom.ingest.ul.negotiation import Capabilities

LEAST = 0.02  # of the whole, below which a room is one of the others
CONTEXT = 1
KERNEL = {"fsync": "sync to the disk", "writev": "write", "write": "write", "openssl_sha256": "SHA-256"}
KERNEL |= {"update": "SHA-256", "unlink": "remove", "close": "close", "open": "open", "fstatvfs": "room on the disk"}


def profile_section(sets: Sequence[ObjectSet], folder: Path) -> list[str]:
    """A table of shares by room of the code, for each set."""
    shares = {objects.name: _shares(objects, folder / objects.name) for objects in sets}
    rooms = sorted({room for each in shares.values() for room in each}, key=lambda room: -shares[sets[0].name][room])
    lines = ["", "## Where the time of a receiving process goes, without sockets (shares by a profiler)", ""]
    lines += [f"| room | {' | '.join(shares)} |", f"|---|{'---|' * len(shares)}"]
    lines += [f"| {room} | {' | '.join(f'{100 * each[room]:.0f} %' for each in shares.values())} |" for room in rooms]
    return lines


def _shares(objects: ObjectSet, folder: Path) -> defaultdict[str, float]:
    """Own time of each room, of all of it; what is little is with the others."""
    spool = Spool(folder / "spool" / "worker-0", 0)
    spool.begin().close()  # the first files are made before anybody waits
    feed = _Feed(spool)
    files = find([objects.folder]).files
    feed.take(pdus.associate_request(CALLED, "PROFILE", [files[0].context], MAX_PDU))
    messages = [_message(number, file) for number, file in enumerate(files)]
    profiler = cProfile.Profile()
    profiler.enable()
    for message in messages:
        feed.take(message)
    profiler.disable()
    spool.close()
    times: defaultdict[str, float] = defaultdict(float)
    for (path, _, name), (_, _, own, _, _) in pstats.Stats(profiler).stats.items():  # type: ignore[attr-defined]
        times[_room(path, name)] += own
    whole = sum(times.values())
    found: defaultdict[str, float] = defaultdict(float)
    for room, own in times.items():
        found[room if own / whole >= LEAST else "others"] += own / whole
    return found


class _Feed:
    """Gives bytes to an association as a socket would."""

    def __init__(self, spool: Spool) -> None:
        projects = parse_projects(f'[projects.bench]\ncalled_ae_titles = ["{CALLED}"]\n', {"bench": bytes(32)})
        gate = Gate(projects, Places(shared_places(1), 0, 1, 0), spool)
        storage = Storage(spool, lambda _: None, 1 << 31)
        self._association = Association(bytearray(BUFFER_BYTES), Capabilities())
        around = Surroundings(gate.decide, gate.left, storage, Counts())
        self._dialogue = Dialogue(self._association, ip_address("127.0.0.1"), around)

    def take(self, data: bytes) -> None:
        """Receive all of it, and drop what is answered."""
        at, view = 0, memoryview(data)
        while at < len(data):
            space = self._association.space()
            count = min(len(space), len(data) - at)
            space[:count] = view[at : at + count]
            at += count
            for event in self._association.received(count):
                self._dialogue.take(event)
                self._association.outgoing()


def _message(number: int, file: StoredFile) -> bytes:
    """A C-STORE request with its data set, as units of the largest size."""
    command = dimse.store_request(file.meta.sop_class, file.meta.sop_instance, number % 65_535 + 1)
    parts = [pdus.data_header(CONTEXT, pdus.COMMAND | pdus.LAST, len(command)), command]
    data, step = file.path.read_bytes()[file.meta.offset :], MAX_PDU - 6
    for at in range(0, len(data), step):
        piece = data[at : at + step]
        parts += [pdus.data_header(CONTEXT, pdus.LAST if at + step >= len(data) else 0, len(piece)), piece]
    return b"".join(parts)


def _room(path: str, name: str) -> str:
    if "/bildstrom/" in path:
        return path.rpartition("/bildstrom/")[2].removesuffix(".py")
    if path != "~":
        return "libraries"
    word = re.search(r"(\w+)(?:>$|' of )", name)  # <built-in method posix.fsync>, <method 'update' of ...>
    return KERNEL.get(word[1] if word else "", "Python's own")
