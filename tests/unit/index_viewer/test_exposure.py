"""The service is open on loopback alone: any other binding without keys is refused at the start, with a reason."""

import subprocess
import sys

import pytest
from pydantic import ValidationError

from bildstrom.index.settings import IndexSettings


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "pacs.example", "::1"])
def test_a_binding_beyond_loopback_needs_keys(host: str) -> None:
    with pytest.raises(ValidationError, match="set dicomweb_keys"):
        IndexSettings.model_validate({"dicomweb_host": host})
    assert IndexSettings.model_validate({"dicomweb_host": host, "dicomweb_keys": "keys.json"}).dicomweb_keys


def test_loopback_is_open_by_default() -> None:
    settings = IndexSettings.model_validate({})
    assert (settings.dicomweb_host, settings.dicomweb_keys) == ("127.0.0.1", None)


@pytest.mark.parametrize(
    "told",
    [
        {"dicomweb_tls_certificate": "a.pem"},
        {"dicomweb_tls_key": "a.pem"},
        {"dicomweb_origins": "https://viewer.example"},
        {"viewer_client_id": "viewer"},
        {"viewer_client_id": "viewer", "dicomweb_keys": "keys.json"},
    ],
)
def test_settings_that_need_each_other_are_refused_alone(told: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="need"):
        IndexSettings.model_validate(told)


def test_the_service_refuses_to_start_and_says_what_to_set() -> None:
    command = [sys.executable, "-m", "bildstrom.index", "--dicomweb-host", "0.0.0.0"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "others would read every project without a login; set dicomweb_keys" in done.stderr
