"""The projects of this installation, from their file and their keys' folder, each with a profile that there is."""

from collections.abc import Mapping

from bildstrom.deid.profile.profile import Profile
from bildstrom.deid.settings import DeidSettings
from bildstrom.dicom.projects import Project, Projects
from bildstrom.dicom.projects_toml import ProjectsError, parse_projects
from bildstrom.runtime.epochs.keyring import Keyring
from bildstrom.runtime.keys import KeysUnusable, read_keys


class Unusable(Exception):
    """Projects or keys cannot be used; the text says what to correct."""


def read(settings: DeidSettings, profiles: Mapping[str, Profile], keyring: Keyring) -> Projects:
    """Read the projects and their keys, and see that their profiles exist and name objects as they do.

    Raises:
        Unusable: a file is absent or wrong.
    """
    try:
        text, keys = settings.projects_file.read_text(encoding="utf-8"), read_keys(settings.keys_dir)
        found = parse_projects(text, keys, keyring)
    except (ProjectsError, KeysUnusable) as error:
        raise Unusable(f"{error}; see projects_file and keys_dir in --help") from None
    except (OSError, UnicodeDecodeError) as error:
        raise Unusable(f"projects: {type(error).__name__}; see projects_file in --help") from None
    for project in found:
        _require_profile(project, profiles)
    return found


def _require_profile(project: Project, profiles: Mapping[str, Profile]) -> None:
    if project.profile not in profiles:
        known = ", ".join(sorted(profiles))
        raise Unusable(f"projects.{project.name}: there is no profile {project.profile!r}: {known}")
    if profiles[project.profile].keeps_uids != project.retain_uids:
        raise Unusable(
            f"projects.{project.name}: set retain_uids = {str(not project.retain_uids).lower()}:"
            " events name objects by the UIDs that its profile leaves in them"
        )
