"""Bearer tokens over real sockets: forged, expired, unsigned, for others; somebody else's project looks like none."""

import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from integration.ingest_stow.edge import RELATED, Answer, Edge, running
from issuing import AUDIENCE, BAD, EC, ISSUER, KEY_SET, token
from unit.ingest_stow.bodies import instance, multipart

from bildstrom.runtime.bearer.keyset import KeySet, source_of
from bildstrom.runtime.bearer.tokens import Tokens


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edge]:
    file = tmp_path_factory.mktemp("keys") / "jwks.json"
    file.write_text(KEY_SET)
    tokens = Tokens(KeySet(source_of(str(file))), AUDIENCE, ISSUER)
    with running(tmp_path_factory.mktemp("spool"), tokens=tokens) as started:
        yield started


def _post(edge: Edge, authorization: str | None, project: str = "demo") -> Answer:
    fields = [("Content-Type", RELATED)] + ([("Authorization", authorization)] if authorization is not None else [])
    return edge.post(multipart([instance()]), f"/projects/{project}/studies", fields)


@pytest.mark.parametrize(
    "made",
    [
        token,
        lambda: token(EC, "ES256", "ec"),
        lambda: token(aud=["other", AUDIENCE]),
        lambda: token(exp=int(time.time()) - 5),  # made when it is sent: the tests before may take minutes
    ],
    ids=["RS256", "ES256", "several audiences", "expired within the leeway of clocks"],
)
def test_a_good_token_opens_its_project_and_names_the_source(edge: Edge, made: Callable[[], str]) -> None:
    edge.announced.clear()
    assert _post(edge, f"Bearer {made()}").status == 200
    (entry,) = edge.entries()
    assert entry.event.source == "pacs-1"


@pytest.mark.parametrize("name", BAD)
def test_43_a_bad_token_is_401_and_stores_nothing(edge: Edge, name: str, capfd: pytest.CaptureFixture[str]) -> None:
    before = edge.files()
    answer = _post(edge, f"Bearer {BAD[name]}")
    assert (answer.status, answer.json) == (401, {"error": "token_invalid"})
    assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    assert edge.files() == before
    assert not BAD[name] or BAD[name] not in "".join(capfd.readouterr())
    assert _post(edge, f"Bearer {token()}").status == 200


@pytest.mark.parametrize("authorization", [None, "", "Basic cGFjczpwYWNz", token()])
def test_43_no_token_is_401_with_a_challenge(edge: Edge, authorization: str | None) -> None:
    answer = _post(edge, authorization)
    assert (answer.status, answer.headers["www-authenticate"]) == (401, "Bearer")


def test_43_somebody_elses_project_looks_like_one_that_does_not_exist(edge: Edge) -> None:
    theirs = _post(edge, f"Bearer {token()}", "other")
    nobodys = _post(edge, f"Bearer {token()}", "nobody")
    assert (theirs.status, theirs.body) == (nobodys.status, nobodys.body) == (404, b'{"error": "unknown_project"}')


def test_keys_that_cannot_be_had_are_503_and_are_asked_for_again(tmp_path: Path) -> None:
    now = [0.0]
    file = tmp_path / "jwks.json"
    tokens = Tokens(KeySet(source_of(str(file)), now=lambda: now[0]), AUDIENCE, ISSUER)
    with running(tmp_path / "spool", tokens=tokens) as edge:
        assert _post(edge, f"Bearer {token()}").status == 503
        file.write_text(KEY_SET)
        assert _post(edge, f"Bearer {token()}").status == 503
        now[0] += 61
        assert _post(edge, f"Bearer {token()}").status == 200
        file.unlink()
        now[0] += 601
        assert _post(edge, f"Bearer {token()}").status == 200, "an outage of the issuer is none here"


class _Issuer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.asked += 1  # type: ignore[attr-defined]
        if self.path == "/elsewhere":
            self.send_response(302)
            self.send_header("Location", "/jwks")
            self.end_headers()
            return
        body = KEY_SET.encode() if self.path == "/jwks" else b" " * 300_000
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def issuer() -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), _Issuer)
    server.asked = 0  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_keys_come_from_the_issuers_address_once_for_many_tokens(tmp_path: Path, issuer: HTTPServer) -> None:
    tokens = Tokens(KeySet(source_of(f"http://127.0.0.1:{issuer.server_port}/jwks")), AUDIENCE, ISSUER)
    with running(tmp_path, tokens=tokens) as edge:
        assert [_post(edge, f"Bearer {token()}").status for _ in range(3)] == [200] * 3
        assert [_post(edge, f"Bearer {token(key_id=f'k{n}')}").status for n in range(5)] == [401] * 5
    assert issuer.asked == 1  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", ["elsewhere", "endless"])
def test_a_redirect_or_an_endless_key_set_is_none(tmp_path: Path, issuer: HTTPServer, path: str) -> None:
    tokens = Tokens(KeySet(source_of(f"http://127.0.0.1:{issuer.server_port}/{path}")), AUDIENCE, ISSUER)
    with running(tmp_path, tokens=tokens) as edge:
        assert _post(edge, f"Bearer {token()}").status == 503


def test_an_address_without_tls_is_refused() -> None:
    with pytest.raises(ValueError, match="https"):
        source_of("http://issuer.example/jwks")
