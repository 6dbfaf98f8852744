"""Whose keys count, and what is done for whom."""

from collections.abc import Mapping
from dataclasses import dataclass

from bildstrom.deid.answers.asking import invalid
from bildstrom.deid.profile.profile import Profile
from bildstrom.dicom.projects import Project, Projects


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All projects, and all profiles by name."""

    projects: Projects
    profiles: Mapping[str, Profile]

    def with_profile(self, project: Project, name: str) -> Project:
        """The project under another of the profiles, or as it is.

        Raises:
            Refused: there is no such profile.
        """
        if name and name not in self.profiles:
            invalid(f"profile: one of {', '.join(sorted(self.profiles))}")
        return project.model_copy(update={"profile": name}) if name else project
