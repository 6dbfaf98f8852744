"""``bildstrom studies`` and ``results`` against a catalogue in this process; nothing else is up."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from unit.console.catalogue_server import catalogue_of

from bildstrom.catalog.v1 import catalog_pb2 as pb
from bildstrom.console.__main__ import main
from bildstrom.console.exits import Exit
from bildstrom.events.v1 import events_pb2 as events
from bildstrom.events.v1.topics import SERVICES

DONE, WAITING, OTHER = "2.25.1234", "2.25.1299", "2.25.777"
NOBODY = "127.0.0.1:9"


def study(uid: str, digest: str = "", results: int = 0) -> pb.GetStudyResponse:
    """A study of one indexed instance, with results of revision 1 when there are any."""
    made = pb.GetStudyResponse()
    made.summary.study_uid, made.summary.received, made.summary.indexed = uid, 1, 1
    made.summary.content_digest, made.summary.revision = digest, int(bool(digest))
    made.instances.add(sop_instance_uid=f"{uid}.1").indexed_at.FromSeconds(1)
    made.results.extend(
        events.ResultProduced(study_uid=uid, content_digest=digest, model=f"m{n}", status=events.RESULT_STATUS_PRODUCED)
        for n in range(results)
    )
    return made


@pytest.fixture
def catalogue(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Three studies; the console finds their catalogue, and nothing else."""
    studies = [study(DONE, "aa", results=2), study(WAITING), study(OTHER, "cc", results=1)]
    with catalogue_of(studies, {DONE: "aa", WAITING: "bb", OTHER: "cc"}) as address:
        monkeypatch.setenv("BILDSTROM_CONSOLE_CATALOG", address)
        monkeypatch.setenv("BILDSTROM_CONSOLE_SERVICES", json.dumps(dict.fromkeys(SERVICES, NOBODY)))
        for name in ("KAFKA", "CASSANDRA", "DICOM"):
            monkeypatch.setenv(f"BILDSTROM_CONSOLE_{name}", NOBODY)
        for name in ("ZIPKIN", "DICOMWEB", "TRITON"):
            monkeypatch.setenv(f"BILDSTROM_CONSOLE_{name}", f"http://{NOBODY}")
        yield


def document(capsys: pytest.CaptureFixture[str]) -> Any:
    """What the last command printed."""
    return json.loads(capsys.readouterr().out)


@pytest.mark.usefixtures("catalogue")
def test_studies_are_listed_over_all_pages_up_to_the_limit(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["studies", "list", "--json"]) == Exit.OK
    assert [entry["study"] for entry in document(capsys)["studies"]] == [DONE, WAITING, OTHER]

    assert main(["studies", "list", "--limit", "2", "--json"]) == Exit.OK
    assert [entry["study"] for entry in document(capsys)["studies"]] == [DONE, WAITING]


@pytest.mark.usefixtures("catalogue")
def test_named_studies_are_listed_when_they_are_known(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["studies", "list", "--full", OTHER, "2.25.5", WAITING, "--json"]) == Exit.OK

    assert [(entry["study"], entry["done"]) for entry in document(capsys)["studies"]] == [
        (OTHER, True),
        (WAITING, False),
    ]


@pytest.mark.usefixtures("catalogue")
def test_a_study_is_found_by_the_beginning_of_its_uid(capsys: pytest.CaptureFixture[str]) -> None:
    for beginning in (DONE, "2.25.123", "123"):
        assert main(["studies", "show", beginning, "--json"]) == Exit.OK
        assert document(capsys)["study"] == DONE


@pytest.mark.usefixtures("catalogue")
def test_an_ambiguous_beginning_asks_for_more_digits(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["studies", "show", "12", "--json"]) == Exit.USAGE
    assert document(capsys)["error"] == {
        "what": "2 studies begin with 12",
        "todo": "give more digits",
        "exit_code": 2,
    }


@pytest.mark.usefixtures("catalogue")
def test_an_unknown_study_is_exit_code_4(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["studies", "show", "2.25.999"]) == Exit.NOT_FOUND
    assert "bildstrom studies list" in capsys.readouterr().err


@pytest.mark.usefixtures("catalogue")
def test_what_is_down_is_the_reason_why_a_study_waits(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["studies", "show", WAITING, "--json"]) == Exit.OK
    shown = document(capsys)

    assert not shown["done"]
    assert [(w["service"], w["what"], w["why"]) for w in shown["waits"]] == [
        ("studies", "indexed, not revised", "Kafka is down")
    ]


@pytest.mark.usefixtures("catalogue")
def test_waiting_for_a_study_that_does_not_get_done_is_exit_code_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["studies", "show", WAITING, "--wait", "0.1", "--json"]) == Exit.FAILED
    assert document(capsys)["waits"][0]["why"] == "Kafka is down"

    assert main(["studies", "show", DONE, "--wait", "0.1"]) == Exit.OK


@pytest.mark.usefixtures("catalogue")
def test_what_was_sent_is_waited_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["studies", "wait", WAITING, "--count", "1", "--json"]) == Exit.OK
    assert document(capsys) == {
        "project": "demo",
        "study": WAITING,
        "complete": True,
        "received": 1,
        "indexed": 1,
        "quarantined": 0,
    }
    assert main(["studies", "wait", WAITING, "--count", "2", "--deadline", "0.1", "--json"]) == Exit.FAILED
    assert not document(capsys)["complete"]
    assert main(["studies", "wait", "2.25.9", "--deadline", "0.1"]) == Exit.FAILED
    assert main(["studies", "wait", "1.2.3", "--original"]) == Exit.DOWN  # deid tells the pseudonym


@pytest.mark.usefixtures("catalogue")
def test_results_of_all_studies_or_of_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["results", "--json"]) == Exit.OK
    assert [(r["study"], r["model"]) for r in document(capsys)["results"]] == [
        (DONE, "m0"),
        (DONE, "m1"),
        (OTHER, "m0"),
    ]

    assert main(["results", "777", "--json"]) == Exit.OK
    assert [(r["study"], r["model"]) for r in document(capsys)["results"]] == [(OTHER, "m0")]


@pytest.mark.usefixtures("catalogue")
def test_status_names_what_is_down(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "--json"]) == Exit.DOWN
    shown = document(capsys)

    assert not shown["up"]
    assert {part["name"]: part["state"] for part in shown["parts"]} == dict.fromkeys(
        (*SERVICES, "dicom", "dicomweb", "kafka", "cassandra", "triton", "zipkin"), "no_answer"
    )


@pytest.mark.usefixtures("catalogue")
def test_a_study_without_a_trace_is_exit_code_4() -> None:
    assert main(["trace", DONE]) == Exit.NOT_FOUND


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("typed", ["", "2.25.12x", "study", "2.25.1 "])
def test_what_can_begin_no_uid_is_exit_code_2(typed: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["studies", "show", typed, "--json"]) == Exit.USAGE
    assert document(capsys)["error"]["what"] == f"{typed!r} is no UID, nor the beginning of one"


@pytest.mark.usefixtures("catalogue")
def test_a_whole_uid_may_be_written_without_its_root(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["studies", "wait", "1299", "--count", "1", "--json"]) == Exit.OK
    assert document(capsys)["study"] == WAITING

    assert main(["studies", "list", "1299", "--json"]) == Exit.OK
    assert [entry["study"] for entry in document(capsys)["studies"]] == [WAITING]


@pytest.mark.usefixtures("catalogue")
def test_a_study_that_nothing_has_arrived_of_is_told_with_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["studies", "wait", "2.25.9", "--deadline", "0.1"]) == Exit.FAILED
    assert "nothing of it has arrived: check --project" in capsys.readouterr().err


def test_an_empty_project_says_where_the_projects_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with catalogue_of([], {}) as address:
        monkeypatch.setenv("BILDSTROM_CONSOLE_CATALOG", address)
        assert main(["--project", "lunge", "studies", "list"]) == Exit.OK
    assert capsys.readouterr().out == (
        "no studies in project lunge; `bildstrom deid profiles` shows the projects that there are\n"
    )


@contextmanager
def rejecting(result: int, source: int, reason: int) -> Iterator[str]:
    """Who answers one association request by this A-ASSOCIATE-RJ (PS3.8 section 9.3.4), and its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def reject() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(bytes([3, 0, 0, 0, 0, 4, 0, result, source, reason]))

        answering = threading.Thread(target=reject)
        answering.start()
        yield f"127.0.0.1:{listener.getsockname()[1]}"
        answering.join()


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("rejection", "state"),
    [((2, 3, 1), "takes_nothing"), ((2, 3, 2), "takes_nothing"), ((1, 1, 3), "up"), ((1, 1, 7), "refused")],
)
def test_status_tells_a_receiver_without_room_from_one_that_does_not_know_the_console(
    rejection: tuple[int, int, int], state: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with rejecting(*rejection) as address:
        monkeypatch.setenv("BILDSTROM_CONSOLE_DICOM", address)
        assert main(["status", "--json"]) == Exit.DOWN
    assert {part["name"]: part["state"] for part in document(capsys)["parts"]}["dicom"] == state


class Unauthorized(BaseHTTPRequestHandler):
    """Who wants a token for everything."""

    def do_GET(self) -> None:
        """401."""
        self.send_response(401)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.mark.usefixtures("catalogue")
def test_dicomweb_that_wants_a_token_is_up(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with HTTPServer(("127.0.0.1", 0), Unauthorized) as server:
        answering = threading.Thread(target=server.handle_request)
        answering.start()
        monkeypatch.setenv("BILDSTROM_CONSOLE_DICOMWEB", f"http://127.0.0.1:{server.server_port}")
        assert main(["status", "--json"]) == Exit.DOWN
        answering.join()
    assert {part["name"]: part["state"] for part in document(capsys)["parts"]}["dicomweb"] == "up"
