"""docs/http describes what is served: schemathesis asks for what the descriptions allow, and for what they do not."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest
from integration.index.running import Servers
from integration.index_clients.conftest import Web

DESCRIPTIONS = Path(__file__).parents[3] / "docs" / "http"
SEED = "20260401"  # the same requests each time

# of what may be asked and what may not: that an odd value is refused, and a plain one not, depends on what is stored
UNFIT = "positive_data_acceptance,negative_data_rejection"


async def conforms(folder: Path, name: str, *options: str) -> None:
    """Ask by a description; every answer is one that it names, in the form that it says, and never an error of ours."""
    command = ["-m", "schemathesis.cli", "--no-color", *options[:2], "run", str(DESCRIPTIONS / f"{name}.openapi.yaml")]
    bounds = ["--phases=examples,coverage,fuzzing", "--checks=all", f"--seed={SEED}", "--request-timeout=30"]
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, *bounds, *options[2:], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    told, _ = await process.communicate()
    assert process.returncode == 0, told.decode()


def configured(folder: Path, values: dict[str, str]) -> tuple[str, str]:
    """Options that give parameters of paths a value."""
    lines = ["[parameters]", *(f'"path.{name}" = {json.dumps(value)}' for name, value in values.items())]
    (folder / "schemathesis.toml").write_text("\n".join(lines))
    return "--config-file", str(folder / "schemathesis.toml")


@pytest.mark.usefixtures("web")
async def test_the_viewer_answers_as_it_is_described(servers: Servers, tmp_path: Path) -> None:
    url = servers.stack.ports.url("dicomweb")
    await conforms(tmp_path, "viewer", *configured(tmp_path, {}), f"--url={url}", "--max-examples=10")


@pytest.mark.usefixtures("web")
async def test_metrics_are_answered_as_they_are_described(servers: Servers, tmp_path: Path) -> None:
    url = servers.stack.ports.url("index_metrics")
    await conforms(tmp_path, "metrics", *configured(tmp_path, {}), f"--url={url}", "--max-examples=10")


async def test_dicomweb_answers_as_it_is_described(web: Web, tmp_path: Path) -> None:
    study, series, instance = web.files["rtdose.dcm"].address
    place = configured(tmp_path, {"study": study, "series": series, "instance": instance})
    await conforms(tmp_path, "dicomweb", *place, f"--url={web.root}", "--max-examples=5", f"--exclude-checks={UNFIT}")
