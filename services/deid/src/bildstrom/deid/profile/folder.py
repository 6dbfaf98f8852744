"""The profiles of an installation: the built-in ones, and a folder of files ``NAME.toml``."""

import re
from collections.abc import Mapping
from pathlib import Path

from bildstrom.deid.profile.profile import BUILT_IN, Profile
from bildstrom.deid.profile.reading import NAME, ProfileError, parse_profile


def read_profiles(folder: Path | None) -> Mapping[str, Profile]:
    """Every profile by name; without a folder the built-in ones.

    Raises:
        ProfileError: a file cannot be read, or what it says cannot hold; it names the file.
    """
    profiles = dict(BUILT_IN)
    if folder is None:
        return profiles
    if not folder.is_dir():
        raise ProfileError(f"profiles: there is no folder {folder}")
    for path in sorted(folder.glob("*.toml")):
        if not re.fullmatch(NAME, path.stem):
            raise ProfileError(f"profiles: {path.name}: a name is up to 36 of a-z, 0-9, - and _")
        try:
            profiles[path.stem] = parse_profile(path.stem, path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise ProfileError(f"profiles: {path.name}: {type(error).__name__}") from None
    return profiles
