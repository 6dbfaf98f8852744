"""Projects: the unit of tenancy. A called AE title or a name leads to a key, a profile, models and a retention.

The text is TOML, one table per project; the keys come from wherever the caller keeps secrets::

    [projects.lung]
    called_ae_titles = ["BILDSTROM"]
    calling_ae_titles = ["CT1", "PACS"]   # absent: any
    networks = ["10.1.0.0/16", "::1"]     # absent: any
    profile = "basic"
    retain_uids = false                   # true only with a profile that keeps them in the objects
    models = ["laa950"]
    retention_days = 7
    epoch_days = 30                       # absent: one key for ever

    [projects.lung.commitment_peers.PACS] # where AE title PACS hears of its storage commitments
    host = "10.1.0.5"
    port = 104
"""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, SkipValidation, StringConstraints, ValidationError, model_validator

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


class ProjectsError(ValueError):
    """The configuration of the projects cannot be used; the message says what to change."""


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


def parse_projects(text: str, keys: Mapping[str, bytes], epochs: Epochs = NO_EPOCHS) -> Projects:
    """Read the projects from TOML, each with its key.

    Args:
        text: the TOML document.
        keys: project name to its 32-byte key.
        epochs: where those of epochs are.

    Raises:
        ProjectsError: syntax, an unknown setting, a missing key, an AE title of two projects.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProjectsError(f"projects: not valid TOML: {error}") from error
    if set(document) != {"projects"} or not isinstance(document["projects"], dict):
        raise ProjectsError("projects: the document holds tables [projects.NAME] and nothing else")
    projects = tuple(_project(name, section, keys, epochs) for name, section in document["projects"].items())
    if not projects:
        raise ProjectsError("projects: none is defined; add a table [projects.NAME]")
    _refuse_shared_titles(projects)
    return Projects(projects)


def _project(name: str, section: object, keys: Mapping[str, bytes], epochs: Epochs) -> Project:
    if not isinstance(section, dict):
        raise ProjectsError(f"projects.{name}: make it a table [projects.{name}]")
    if reserved := {"name", "key", "epoch", "epochs"} & set(section):
        raise ProjectsError(f"projects.{name}: remove {sorted(reserved)}; the table's name and a key file say it")
    if len(keys.get(name, b"")) != KEY_BYTES:
        raise ProjectsError(f"projects.{name}: provide a key of exactly {KEY_BYTES} random bytes")
    try:
        return Project(name=name, key=keys[name], epochs=epochs, **section)
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_input=False))
        raise ProjectsError(f"projects.{name}: {problems}") from None


def _refuse_shared_titles(projects: tuple[Project, ...]) -> None:
    owner: dict[str, str] = {}
    for project in projects:
        for title in project.called_ae_titles:
            if owner.setdefault(title, project.name) != project.name:
                raise ProjectsError(
                    f"projects.{project.name}: called AE title {title!r} belongs to {owner[title]} already;"
                    " give every project titles of its own"
                )
