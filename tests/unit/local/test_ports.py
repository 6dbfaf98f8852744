"""Ports of one stack."""

import socket
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from bildstrom.local.folders import Home
from bildstrom.local.ports import Ports, free_ports, is_taken, load, save
from bildstrom.local.start_ports import ports_for_start


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


def test_the_documented_ports_are_each_their_own() -> None:
    numbers = list(asdict(Ports()).values())
    assert len(set(numbers)) == len(numbers)


def test_free_ports_are_free_distinct_and_never_given_to_outgoing_connections() -> None:
    numbers = list(asdict(free_ports()).values())
    lowest_ephemeral = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    assert len(set(numbers)) == len(numbers)
    assert not any(is_taken(number) for number in numbers)
    assert all(1024 <= number < lowest_ephemeral for number in numbers)


def test_a_port_with_a_listener_is_taken(listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    assert is_taken(port)
    listener.close()
    assert not is_taken(port)


def test_a_port_whose_listener_has_just_served_somebody_is_not_taken(listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    with socket.create_connection(("127.0.0.1", port)):
        served, _ = listener.accept()
        served.close()  # the server closes first, so its side stays in TIME_WAIT
    listener.close()
    assert not is_taken(port)


def test_ports_of_a_home_are_remembered(tmp_path: Path) -> None:
    path = tmp_path / "run" / "ports.json"
    assert load(path) is None
    chosen = free_ports()
    save(chosen, path)
    assert load(path) == chosen


def test_ports_of_another_version_are_not_taken_for_ours(tmp_path: Path) -> None:
    path = tmp_path / "ports.json"
    path.write_text('{"kafka": 1, "zookeeper": 2}')
    assert load(path) is None


def test_an_address_and_a_url_name_loopback() -> None:
    assert Ports().address("kafka") == "127.0.0.1:19092"
    assert Ports().url("zipkin") == "http://127.0.0.1:19411"


def test_a_home_keeps_its_ports_and_gets_free_ones_when_the_documented_were_had_by_another(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    assert ports_for_start(home, free=False) == Ports()
    chosen = ports_for_start(home, free=True)
    assert chosen != Ports()
    assert ports_for_start(home, free=True) == ports_for_start(home, free=False) == chosen
