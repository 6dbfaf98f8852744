"""Which models a project uses."""

from pathlib import Path

import pytest
from unit.inference.studies import laa950

from bildstrom.inference.choice import all_for_everyone, by_project
from bildstrom.inference.models import ModelInvalid
from bildstrom.runtime.errors import Rejected

PROJECTS = """
[projects.lung]
called_ae_titles = ["LUNG"]
models = ["laa950"]

[projects.archive]
called_ae_titles = ["ARCHIVE"]
"""


@pytest.fixture
def projects(tmp_path: Path) -> Path:
    """A ``projects.toml``."""
    path = tmp_path / "projects.toml"
    path.write_text(PROJECTS)
    return path


def test_a_project_uses_the_models_that_it_names(projects: Path) -> None:
    choice = by_project([laa950()], projects)
    assert [model.name for model in choice("lung")] == ["laa950"]
    assert list(choice("archive")) == []


def test_a_project_that_does_not_exist_is_rejected(projects: Path) -> None:
    with pytest.raises(Rejected, match="unknown_project"):
        by_project([laa950()], projects)("other")


def test_without_a_file_every_project_uses_every_model() -> None:
    assert [model.name for model in all_for_everyone([laa950()])("any")] == ["laa950"]


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        (PROJECTS.replace("laa950", "nodules"), "project lung: not installed: nodules"),
        ("[projects", "cannot be read"),
        ("x = 1", "cannot be read"),
    ],
)
def test_a_mistake_is_named(projects: Path, text: str, mistake: str) -> None:
    projects.write_text(text)
    with pytest.raises(ModelInvalid, match=mistake):
        by_project([laa950()], projects)
