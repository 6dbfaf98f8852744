"""What ingest is told, as a whole: what is refused because something else is missing, and what it stands for."""

from typing import Any

import pytest
from pydantic import ValidationError

from bildstrom.ingest.serve.secure import security_of
from bildstrom.ingest.settings import IngestSettings

FILES = {"tls_certificate": "edge.pem", "tls_key": "edge.key"}
TITLES = {"ct": ["CT1"]}  # common name of a certificate to calling AE titles
AUTHORITIES = {"tls_client_authorities": "hospital.pem"}


def told(**fields: Any) -> IngestSettings:
    return IngestSettings.model_validate(fields)


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({"tls_port": 2762}, "tls_certificate"),
        ({"stow_tls": True}, "tls_certificate"),
        ({"tls_port": 2762, "tls_certificate": "edge.pem"}, "tls_key"),
        (FILES | {"tls_port": 2762, "tls_clients": "required"}, "tls_client_authorities"),
        (FILES | {"tls_port": 2762, "tls_clients": "optional"}, "tls_client_authorities"),
        (
            FILES
            | AUTHORITIES
            | {"tls_port": 2762, "tls_clients": "optional", "tls_calling_ae_titles": {"ct": ["CT1"]}},
            "tls_clients = required",
        ),
    ],
)
def test_settings_of_tls_that_need_each_other_are_refused_alone(fields: dict[str, Any], missing: str) -> None:
    with pytest.raises(ValidationError, match=f"need.*{missing}"):
        told(**fields)


def test_a_port_with_certificate_and_key_is_enough_for_tls() -> None:
    assert told(**FILES, tls_port=2762).tls_clients == "none"


def test_without_a_port_there_is_no_tls_for_associations() -> None:
    assert security_of(told(**FILES)) is None


@pytest.mark.parametrize(("ack", "seconds"), [("spool", None), ("replicated", 3.0)])
def test_success_waits_for_the_broker_only_if_told(ack: str, seconds: float | None) -> None:
    assert told(ack=ack, ack_seconds=3.0).seconds_to_replicate == seconds
