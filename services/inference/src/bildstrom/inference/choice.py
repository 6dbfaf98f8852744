"""Which of the installed models a project uses: the ``models`` of its table in ``projects.toml``.

Nothing else of that file is read here: keys and profiles are no business of inference.
"""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bildstrom.inference.models import Model, ModelInvalid
from bildstrom.runtime.errors import Rejected

Choice = Callable[[str], Sequence[Model]]


def all_for_everyone(models: Sequence[Model]) -> Choice:
    """Every project uses every model."""
    return lambda _: models


def by_project(models: Sequence[Model], path: Path) -> Choice:
    """What ``projects.toml`` says. The choice raises ``Rejected("unknown_project")`` for a project it does not name.

    Raises:
        ModelInvalid: the file cannot be read, or names a model that is not installed.
    """
    installed = {model.name: model for model in models}
    chosen: dict[str, tuple[Model, ...]] = {}
    for project, names in _named(path).items():
        missing = [name for name in names if name not in installed]
        if missing:
            raise ModelInvalid(f"{path}: project {project}: not installed: {', '.join(missing)}")
        chosen[project] = tuple(installed[name] for name in names)

    def choose(project: str) -> Sequence[Model]:
        if project not in chosen:
            raise Rejected("unknown_project")
        return chosen[project]

    return choose


def _named(path: Path) -> Mapping[str, Sequence[str]]:
    try:
        projects = tomllib.loads(path.read_text(encoding="utf-8"))["projects"]
        return {name: [str(model) for model in table.get("models", ())] for name, table in projects.items()}
    except (OSError, tomllib.TOMLDecodeError, KeyError, AttributeError, TypeError) as error:
        raise ModelInvalid(f"{path}: cannot be read as projects: {type(error).__name__}") from error
