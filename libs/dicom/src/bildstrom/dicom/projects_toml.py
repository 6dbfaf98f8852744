"""Projects as they are written down; every mistake is refused with what to change.

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
from collections.abc import Mapping

from pydantic import ValidationError

from bildstrom.dicom.epochs import NO_EPOCHS, Epochs
from bildstrom.dicom.projects import Project, Projects
from bildstrom.dicom.pseudonym import KEY_BYTES


class ProjectsError(ValueError):
    """The configuration of the projects cannot be used; the message says what to change."""


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
