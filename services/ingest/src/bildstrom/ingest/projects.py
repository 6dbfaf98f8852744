"""The projects of this installation, from their file and their keys' folder."""

import ssl
from pathlib import Path

from bildstrom.dicom.projects import Projects
from bildstrom.dicom.projects_toml import ProjectsError, parse_projects
from bildstrom.ingest.settings import IngestSettings
from bildstrom.runtime.epochs.keyring import Keyring
from bildstrom.runtime.keys import KeysUnusable, read_keys


class Unusable(Exception):
    """Projects or keys cannot be used; the text says what to correct."""


def read(settings: IngestSettings) -> Projects:
    """Read the projects and their keys.

    Raises:
        Unusable: a file is absent or wrong.
    """
    try:
        found = parse_projects(
            settings.projects_file.read_text(encoding="utf-8"), read_keys(settings.keys_dir), Keyring(settings.keys_dir)
        )
    except (ProjectsError, KeysUnusable) as error:
        raise Unusable(f"{error}; see projects_file and keys_dir in --help") from None
    except (OSError, UnicodeDecodeError) as error:
        raise Unusable(f"projects: {type(error).__name__}; see projects_file in --help") from None
    for project in found:
        for title, peer in project.commitment_peers.items():
            _require_certificates(f"projects.{project.name}.commitment_peers.{title}", peer.authorities)
    return found


def _require_certificates(place: str, authorities: Path | None) -> None:
    if authorities is None:
        return
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(authorities)
    except OSError as error:
        raise Unusable(f"{place}.authorities: {type(error).__name__}; it names a PEM file of certificates") from None
