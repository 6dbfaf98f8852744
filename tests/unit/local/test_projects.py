"""The first project of a new home."""

from pathlib import Path

from bildstrom.dicom.projects_toml import parse_projects
from bildstrom.local.folders import Home
from bildstrom.local.projects import found_projects


def test_a_new_home_has_a_project_that_the_services_can_read(tmp_path: Path) -> None:
    home = Home(tmp_path)
    found_projects(home)
    key = bytes.fromhex((home.keys / "demo.key").read_text())
    project = parse_projects(home.projects.read_text(), {"demo": key}).by_called_ae_title("BILDSTROM")
    assert project is not None
    assert (project.name, project.profile, project.models, project.retention_days) == ("demo", "basic", ("laa950",), 7)
    assert len(key) == 32


def test_a_key_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    home = Home(tmp_path)
    found_projects(home)
    assert (home.keys / "demo.key").stat().st_mode & 0o777 == 0o600
    assert home.keys.stat().st_mode & 0o777 == 0o700


def test_two_homes_have_two_keys(tmp_path: Path) -> None:
    homes = Home(tmp_path / "a"), Home(tmp_path / "b")
    for home in homes:
        found_projects(home)
    assert len({(home.keys / "demo.key").read_text() for home in homes}) == 2


def test_what_is_there_is_never_written_over(tmp_path: Path) -> None:
    home = Home(tmp_path)
    found_projects(home)
    (home.keys / "demo.key").write_text("mine")
    home.projects.write_text("mine too")
    found_projects(home)
    assert (home.keys / "demo.key").read_text() == "mine"
    assert home.projects.read_text() == "mine too"
