"""What worker processes share: places, the channel to the parent, counts."""

import json
import os
import threading

from bildstrom.ingest.counts import Counts
from bildstrom.ingest.places import Places, shared_places
from bildstrom.ingest.serve.channel import channel, tell


def test_places_are_counted_over_all_processes_and_some_are_reserved() -> None:
    memory = shared_places(2)
    first, second = (Places(memory, index, limit=3, reserved=1) for index in (0, 1))
    assert (first.take(False), second.take(False), first.take(False)) == (True, True, False)
    assert (second.take(True), first.take(True)) == (True, False)
    first.give_back()
    assert second.take(True)
    first.clear(1)
    assert (first.take(False), first.take(False), first.take(False)) == (True, True, False)
    os.close(memory)


def test_however_many_are_reserved_one_is_left_for_others() -> None:
    memory = shared_places(1)
    places = Places(memory, 0, limit=4, reserved=8)
    assert (places.take(False), places.take(False)) == (True, False)
    os.close(memory)


def test_a_message_waits_for_room() -> None:
    parent, worker = channel()
    with parent, worker:
        worker.settimeout(0.01)
        told = 0
        try:
            while True:
                worker.send(bytes(1000))
                told += 1
        except TimeoutError:
            pass
        thread = threading.Thread(target=tell, args=(worker, b"the last one"))
        thread.start()
        received = [parent.recv(2000) for _ in range(told + 1)]
        thread.join()
    assert received[-1] == b"the last one"


def test_counts_are_taken_once() -> None:
    counts = Counts()
    counts.answered("0000", "none")
    counts.answered("0000", "none")
    counts.association("released")
    assert json.loads(counts.take()) == [
        ["bildstrom.instances.answered", [["bildstrom.status", "0000"], ["bildstrom.reason", "none"]], 2],
        ["bildstrom.associations", [["bildstrom.outcome", "released"]], 1],
    ]
    assert counts.take() == b""
