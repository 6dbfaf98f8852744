"""Projects: the unit of tenancy. A called AE title or a name leads to a key, a profile, models and a retention."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, SkipValidation, StringConstraints, model_validator

from bildstrom.dicom.epochs import NO_EPOCHS, Epochs
from bildstrom.dicom.pseudonym import KEY_BYTES, normalised_uid, pseudonymous_uid

# A project's name is a part of object keys, so it is one plain path component.
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]
Word = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
# PS3.5 6.2, AE: 1 to 16 characters of the default repertoire, no backslash; padding is not significant.
AeTitle = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[ !-\[\]-~]{1,16}$")]
Host = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]([A-Za-z0-9.:_-]{0,251}[A-Za-z0-9])?$")]
Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address


class Peer(BaseModel):
    """Where an application entity accepts associations: a name or an address, and a TCP port.

    With ``authorities``, a PEM file of those that sign its certificate, it is called over TLS alone.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    host: Host
    port: int = Field(ge=1, le=65535, strict=True)
    authorities: Path | None = None


class Project(BaseModel):
    """One project, immutable. ``key`` (32 bytes) is the secret of all its pseudonyms, or of those of one epoch.

    With ``retain_uids`` original UIDs name everything, because the profile leaves them in the objects.
    ``calling_ae_titles`` and ``networks`` say who may send to it; an empty one admits anybody. ``commitment_peers``
    leads from a calling AE title to where reports on storage commitment go. With ``epoch_days`` a study's pseudonyms
    come from the key of the epoch that it began in; ``epoch`` names the one whose key this is, if any.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, arbitrary_types_allowed=True)

    name: Name
    called_ae_titles: tuple[AeTitle, ...] = Field(min_length=1)
    calling_ae_titles: tuple[AeTitle, ...] = ()
    networks: tuple[Network, ...] = ()
    profile: Word = "basic"
    retain_uids: bool = False
    models: tuple[Word, ...] = ()
    retention_days: int = Field(default=7, ge=1, le=36500)
    commitment_peers: dict[AeTitle, Peer] = {}
    epoch_days: int | None = Field(default=None, ge=1, le=3650, strict=True)
    key: bytes = Field(repr=False, min_length=KEY_BYTES, max_length=KEY_BYTES)
    epoch: str = ""
    epochs: SkipValidation[Epochs] = Field(default=NO_EPOCHS, repr=False, exclude=True)

    @model_validator(mode="after")
    def _pseudonyms_are_keyed(self) -> Self:
        if self.epoch_days is not None and self.retain_uids:
            raise ValueError("epoch_days needs retain_uids = false: original UIDs come from no key")
        return self

    def admits(self, calling_ae_title: str, address: Address) -> bool:
        """Whether a source may send to this project."""
        return (not self.calling_ae_titles or calling_ae_title in self.calling_ae_titles) and (
            not self.networks or any(address in network for network in self.networks)
        )

    def uid_of(self, uid: str) -> str:
        """What an original UID is called in events, keys, traces and the catalogue: its pseudonym, unless retained."""
        return normalised_uid(uid) if self.retain_uids else pseudonymous_uid(self.key, uid)

    def of_study(self, study_uid: str, at: datetime, *, remember: bool = True) -> Self:
        """The project in the epoch that a study falls into.

        Args:
            study_uid: the original one.
            at: when its object came.
            remember: that it is in this epoch from now on; otherwise it may be another next time.
        """
        if self.epoch_days is None:
            return self
        length = timedelta(days=self.epoch_days)
        naming = partial(pseudonymous_uid, uid=study_uid)
        return self._under(*self.epochs.of(self.name, naming, at, length, remember=remember))

    @property
    def current(self) -> bool:
        """Whether objects of its studies still fall into this epoch."""
        return not self.epoch or self.epochs.open(self.name, self.epoch)

    def of_pseudonym(self, study_uid: str) -> Self:
        """The project in the epoch that a study is in, by its pseudonymous UID; what no epoch knows has its own key."""
        epoch = self.epochs.holding(self.name, study_uid)
        return self if epoch is None else self.in_epoch(epoch)

    def in_epoch(self, epoch: str) -> Self:
        """The project in a named epoch; an empty name is its own key."""
        return self._under(epoch, self.epochs.key(self.name, epoch)) if epoch else self

    def running(self, at: datetime) -> Self:
        """The project in the epoch that a new study would fall into."""
        if self.epoch_days is None:
            return self
        return self._under(*self.epochs.running(self.name, at, timedelta(days=self.epoch_days)))

    def in_all_epochs(self) -> tuple[Self, ...]:
        """The project under each key that is left, its own first."""
        return self, *(self._under(epoch, key) for epoch, key in self.epochs.keys(self.name))

    def _under(self, epoch: str, key: bytes) -> Self:
        return self.model_copy(update={"epoch": epoch, "key": key})

    def lists(self, address: Address) -> bool:
        """Whether one of its networks holds an address."""
        return any(address in network for network in self.networks)


class Projects:
    """All projects of an installation, found by the AE title that was called or by name."""

    def __init__(self, projects: tuple[Project, ...]) -> None:
        self._by_name = {project.name: project for project in projects}
        self._by_title = {title: project for project in projects for title in project.called_ae_titles}

    def __iter__(self) -> Iterator[Project]:
        return iter(self._by_name.values())

    def by_name(self, name: str) -> Project | None:
        """The project of that name, if there is one."""
        return self._by_name.get(name)

    def by_called_ae_title(self, title: str) -> Project | None:
        """The project that objects sent to ``title`` belong to, if there is one; padding is ignored."""
        return self._by_title.get(title.strip())
