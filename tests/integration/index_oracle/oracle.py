"""dicomweb-client's catalogue of a folder, as the oracle: what it can read, and its answers by level."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pydicom.config
from dicomweb_client.file import DICOMfileClient
from integration.index_oracle.arrived import Instance

Answer = dict[str, dict[str, Any]]
UID_OF = {"studies": "0020000D", "series": "0020000E", "instances": "00080018"}


class Oracle:
    """The folder's catalogue.

    Attributes:
        read: the instances that it can read.
        unread: those that it skips, or fails on.
    """

    def __init__(self, client: DICOMfileClient, read: Sequence[Instance], unread: Sequence[Instance]) -> None:
        self._client = client
        self.read = read
        self.unread = unread

    def search(self, level: str, filters: dict[str, str] | None = None, **more: Any) -> list[Answer]:
        """Studies, series or instances."""
        found: list[Answer] = getattr(self._client, f"search_for_{level}")(search_filters=filters, **more)
        return found

    def metadata(self, of: Instance) -> Answer:
        """An instance's metadata."""
        found: Answer = self._client.retrieve_instance_metadata(of.study_uid, of.series_uid, of.sop_uid)
        return found

    def close(self) -> None:
        """Close its databases."""
        _close(self._client)


@contextmanager
def oracle_of(instances: Sequence[Instance], folder: Path) -> Iterator[Oracle]:
    """Let it read these objects, each by a link of its own."""
    with lenient():
        read = [one for number, one in enumerate(instances) if _reads(one, folder / f"alone-{number}")]
        together = folder / "together"
        for number, one in enumerate(read):
            _linked(one, together / f"{number:04}.dcm")
        oracle = Oracle(_client(together), read, [one for one in instances if one not in read])
        try:
            yield oracle
        finally:
            oracle.close()


@contextmanager
def lenient() -> Iterator[None]:
    """pydicom takes values as they are: objects of the real world are to be compared, not judged."""
    settings = pydicom.config.settings
    before = settings.reading_validation_mode, settings.writing_validation_mode
    settings.reading_validation_mode = settings.writing_validation_mode = pydicom.config.IGNORE
    try:
        yield
    finally:
        settings.reading_validation_mode, settings.writing_validation_mode = before


def _reads(one: Instance, folder: Path) -> bool:
    _linked(one, folder / "one.dcm")
    try:
        with lenient():  # after an error the client leaves pydicom strict
            client = _client(folder)
    except OSError:
        return False
    found = len(client.search_for_instances())
    _close(client)
    return found == 1


def _linked(one: Instance, place: Path) -> None:
    place.parent.mkdir(exist_ok=True)
    place.symlink_to(one.path)


def _client(folder: Path) -> DICOMfileClient:
    return DICOMfileClient(folder.as_uri(), in_memory=True, update_db=True)


def _close(client: DICOMfileClient) -> None:
    client._db_manager.__getstate__()
