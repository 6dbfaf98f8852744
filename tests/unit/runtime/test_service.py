"""What surrounds every service: health by gRPC, metrics by HTTP, a clean end on SIGTERM; asked from outside."""

import json
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from polling import poll_until

PROGRAM = Path(__file__).parent / "serving.py"

Start = Callable[..., "Served"]


class Served:
    """The process, and what it has said."""

    def __init__(self, how: str, log: Path, options: tuple[str, ...]) -> None:
        self.log = log
        with log.open("wb") as stderr:
            self.process = subprocess.Popen([sys.executable, str(PROGRAM), how, *options], stderr=stderr)

    def lines(self) -> list[dict[str, Any]]:
        """Its log."""
        # gRPC's C core has a log of its own, which we cannot shape
        return [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]

    def port(self) -> int:
        """Where its gRPC listens, as it says at its start."""
        started = poll_until(lambda: [line for line in self.lines() if line["event"] == "started"], "it starts", 60)
        return int(started[0]["port"])

    def health(self, service: str = "") -> str:
        """What ``grpc.health.v1`` answers."""
        with grpc.insecure_channel(f"127.0.0.1:{self.port()}") as channel:
            request = health_pb2.HealthCheckRequest(service=service)
            answer = health_pb2_grpc.HealthStub(channel).Check(request, timeout=5)
        return str(health_pb2.HealthCheckResponse.ServingStatus.Name(answer.status))


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start services; what still runs at the end is killed."""
    served: list[Served] = []

    def started(how: str = "well", *options: str) -> Served:
        served.append(Served(how, tmp_path / f"{len(served)}.log", options))
        return served[-1]

    yield started
    for one in served:
        one.process.kill()
        one.process.wait()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture(scope="module")
def metrics_port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def well(tmp_path_factory: pytest.TempPathFactory, metrics_port: int) -> Iterator[Served]:
    """One service for all tests that only ask."""
    served = Served("well", tmp_path_factory.mktemp("well") / "log", ("--metrics-port", str(metrics_port)))
    yield served
    served.process.kill()
    served.process.wait()


def test_a_service_that_can_work_is_serving(well: Served) -> None:
    assert well.health() == "SERVING"


def test_a_service_that_cannot_work_says_so(start: Start) -> None:
    served = start("sick")
    assert poll_until(lambda: served.health() == "NOT_SERVING", "not serving")


def test_a_name_that_nobody_knows_is_not_found(well: Served) -> None:
    with pytest.raises(grpc.RpcError) as raised:
        well.health("nobody")
    assert raised.value.code() is grpc.StatusCode.NOT_FOUND


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_finishes_what_is_in_hand_and_ends_well(start: Start, number: signal.Signals) -> None:
    served = start()
    served.port()
    served.process.send_signal(number)
    assert served.process.wait(timeout=60) == 0
    assert [line["event"] for line in served.lines()] == ["started", "finished", "stopped"]


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("--grpc-port", "bildstrom deid: port {} is taken; see grpc_port in --help"),
        ("--metrics-port", "bildstrom deid: Address already in use; see metrics_port in --help"),
    ],
)
def test_a_port_of_somebody_else_is_told_with_its_setting(start: Start, option: str, said: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        served = start("well", option, str(port))
        assert served.process.wait(timeout=60) == 1
    assert said.format(port) in served.log.read_text().splitlines()


def test_a_failure_ends_the_process_with_an_error_and_without_its_text(start: Start) -> None:
    served = start("failing")
    assert served.process.wait(timeout=60) == 1
    lines = served.lines()
    assert [line["event"] for line in lines] == ["started", "stopped", "uncaught"]
    assert (lines[-1]["error.type"], lines[-1]["where"].split(":")[0]) == ("ValueError", "serving.py")
    assert "DOE" not in served.log.read_text()


def test_metrics_are_served_with_listed_labels_alone(well: Served, metrics_port: int) -> None:
    well.port()
    with urllib.request.urlopen(f"http://127.0.0.1:{metrics_port}/metrics", timeout=5) as answer:
        text = answer.read().decode()
    (sample,) = [line for line in text.splitlines() if line.startswith("bildstrom_events_handled_total")]
    labels, _, value = sample.rpartition(" ")
    assert (float(value), 'bildstrom_outcome="handled"' in labels) == (3.0, True)
    assert ("DOE" not in text, "patient" not in text) == (True, True)
    assert 'service_name="deid"' in text


def test_metrics_and_grpc_listen_on_loopback_alone(well: Served, metrics_port: int) -> None:
    ours = {f"{number:04X}" for number in (metrics_port, well.port())}
    rows = [line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()]
    listening = {row[1].split(":")[0] for row in rows if row[3] == "0A" and row[1].split(":")[1] in ours}
    # 127.0.0.1, and the same mapped into IPv6, as the kernel writes them
    assert listening <= {"0100007F", "0000000000000000FFFF00000100007F"}
    assert listening
