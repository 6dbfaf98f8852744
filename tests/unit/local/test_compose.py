"""The compose file and the Dockerfile: all that can be said of them without Docker."""

import importlib
import importlib.util
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bildstrom.console.settings import ConsoleSettings
from bildstrom.dicom.projects_toml import parse_projects
from bildstrom.local import viewer
from bildstrom.runtime.settings import load

DEPLOY = Path(__file__).parents[3] / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = ("ingest", "deid", "index", "studies", "inference")
# compose specification, "services top-level elements": the ones that are used here
KEYS = {
    *("image", "build", "command", "entrypoint", "environment", "volumes", "configs", "depends_on", "healthcheck"),
    *("network_mode", "ipc", "shm_size", "user", "restart", "stop_grace_period"),
}


def dockerfile() -> list[str]:
    """Its instructions, with continued lines joined."""
    text = (DEPLOY / "Dockerfile").read_text().replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def stages() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    name = ""
    for line in dockerfile():
        if line.startswith("FROM "):
            name = line.rsplit(" AS ", 1)[1]
        found.setdefault(name, []).append(line)
    return found


def settings_model(name: str) -> Any:
    if name == "console":
        return ConsoleSettings
    return getattr(importlib.import_module(f"bildstrom.{name}.settings"), f"{name.capitalize()}Settings")


def builds() -> dict[str, dict[str, Any]]:
    return {name: service["build"] for name, service in SERVICES.items() if "build" in service}


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_has_known_keys_and_one_origin(name: str) -> None:
    assert set(SERVICES[name]) <= KEYS
    assert ("image" in SERVICES[name]) != ("build" in SERVICES[name])


def test_every_service_of_bildstrom_is_there_with_its_servers() -> None:
    assert sorted(SERVICES) == sorted((*OURS, "kafka", "cassandra", "triton", "zipkin", "collector", "topics"))


@pytest.mark.parametrize("name", builds())
def test_what_is_built_exists(name: str) -> None:
    build = builds()[name]
    context = DEPLOY / build["context"]
    assert (context / build["dockerfile"]).is_file()
    assert build["target"] in stages()
    service = build.get("args", {}).get("SERVICE")
    assert (service is None) == (build["target"] == "triton")
    assert (service == "index") == (build["target"] == "index")
    base = "triton" if service is None else "service"  # the index's stage goes on from the one of every service
    assert set(build.get("args", {})) <= {line.split()[1] for line in stages()[base] if "ARG " in line}
    if service is not None:
        assert (context / "services" / service / "pyproject.toml").is_file()
        assert importlib.util.find_spec(f"bildstrom.{service}.__main__") is not None


@pytest.mark.parametrize("stage", ["service", "triton", "viewer"])
def test_what_the_dockerfile_copies_exists(stage: str) -> None:
    for line in stages()[stage]:
        if line.startswith("COPY ") and "--from=" not in line:
            *sources, _ = line.split()[1:]
            for source in sources:
                assert (DEPLOY.parent / source.replace("${SERVICE}", "index")).exists(), source


@pytest.mark.parametrize("stage", ["service", "triton"])
def test_a_container_does_not_run_as_root(stage: str) -> None:
    assert [line for line in stages()[stage] if line.startswith("USER ")] == ["USER 1000:1000"]


def test_the_index_has_the_viewer_that_is_tested(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[tuple[Path, ...]] = []
    monkeypatch.setattr(viewer, "verify", lambda *paths: done.append(paths))
    monkeypatch.setattr(viewer, "unpack", lambda *paths: done.append(paths))
    (fetching,) = (line for line in stages()["ohif"] if line.startswith("RUN "))
    (making,) = (line for line in stages()["viewer"] if line.startswith("RUN "))

    exec(making.split('"')[1].strip(), {})

    assert f"npm pack {viewer.PACKAGE} " in fetching
    assert done == [(Path("/ohif.tgz"),), (Path("/ohif.tgz"), Path("/viewer"))]
    assert stages()["index"] == [
        "FROM service AS index",
        "COPY --from=viewer /viewer /viewer",
        "ENV BILDSTROM_INDEX_VIEWER=/viewer",
    ]


def test_a_service_starts_as_its_module() -> None:
    (entrypoint,) = (line for line in stages()["service"] if line.startswith("ENTRYPOINT "))
    assert json.loads(entrypoint.removeprefix("ENTRYPOINT "))[:3] == [
        "sh",
        "-c",
        'exec python -P -m bildstrom.$SERVICE "$@"',
    ]


@pytest.mark.parametrize("name", [*OURS, "topics"])
def test_every_variable_is_a_setting_and_its_value_is_accepted(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    service = SERVICES[name]["build"]["args"]["SERVICE"]
    prefix = f"BILDSTROM_{service.upper()}_"
    model = settings_model(service)
    fields = {variable.removeprefix(prefix).lower() for variable in SERVICES[name]["environment"]}
    assert fields <= set(model.model_fields)
    for variable, value in SERVICES[name]["environment"].items():
        assert isinstance(value, str), f"{variable} is not text"
        monkeypatch.setenv(variable, value)
    settings = load(model, service, []).model_dump(mode="json")
    told = {prefix + field.upper(): str(settings[field]) for field in fields}
    assert told == SERVICES[name]["environment"]


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_waits_for_one_that_can_tell(name: str) -> None:
    for other, how in SERVICES[name].get("depends_on", {}).items():
        assert how["condition"] in {"service_started", "service_healthy", "service_completed_successfully"}
        assert ("healthcheck" in SERVICES[other]) or how["condition"] != "service_healthy"
        assert (other == "topics") == (how["condition"] == "service_completed_successfully")


@pytest.mark.parametrize("name", SERVICES)
def test_volumes_and_configs_are_declared(name: str) -> None:
    for volume in SERVICES[name].get("volumes", []):
        source = volume.split(":")[0]
        assert source.startswith(".") or source in COMPOSE["volumes"]
    for config in SERVICES[name].get("configs", []):
        assert config["source"] in COMPOSE["configs"]


def test_images_are_pinned() -> None:
    images = [service["image"] for service in SERVICES.values() if "image" in service]
    assert [image for image in images if not re.fullmatch(r"[a-z0-9/-]+:\d[\w.-]+", image)] == []


def test_the_projects_are_ones_that_the_services_can_read() -> None:
    projects = parse_projects(COMPOSE["configs"]["projects"]["content"], {"demo": bytes(32)})
    assert [project.name for project in projects] == ["demo"]


def test_the_collector_listens_where_the_services_send() -> None:
    collector = yaml.safe_load(COMPOSE["configs"]["collector"]["content"])
    endpoint = collector["receivers"]["otlp"]["protocols"]["http"]["endpoint"]
    assert {SERVICES[name]["environment"][f"BILDSTROM_{name.upper()}_OTLP"] for name in OURS} == {f"http://{endpoint}"}
    (pipeline,) = collector["service"]["pipelines"].values()
    assert all(set(pipeline[kind]) <= set(collector[kind]) for kind in ("receivers", "processors", "exporters"))
