"""An S3-compatible server in this process, for the contract suite of the object stores."""

import threading
import urllib.request
from collections.abc import Iterator

import pytest
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server

BUCKET = "bildstrom"


@pytest.fixture(scope="session")
def s3_endpoint() -> Iterator[str]:
    """The server's URL, with one empty bucket.

    One request at a time: moto checks If-None-Match and writes in two steps, which two threads would interleave.
    """
    server = make_server(
        "127.0.0.1",
        0,
        DomainDispatcherApplication(create_backend_app),
        threaded=False,
        request_handler=MotoRequestHandler,
    )
    thread = threading.Thread(target=server.serve_forever, name="s3")
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}"
    with urllib.request.urlopen(urllib.request.Request(f"{url}/{BUCKET}", method="PUT")) as response:
        assert response.status == 200
    yield url
    server.shutdown()
    thread.join()
    server.server_close()
