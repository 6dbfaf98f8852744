"""NVIDIA Triton on the CPU, python backend, models loaded by name."""

import os
from collections.abc import Callable
from pathlib import Path

from bildstrom.local.folders import Home
from bildstrom.local.ports import HOST, Ports
from bildstrom.local.probes import ask_http
from bildstrom.local.process import Command
from bildstrom.local.triton_environment import TritonEnvironment

_SHARED_MEMORY = Path("/dev/shm")


class Triton:
    """The model server.

    Args:
        environment: finds its virtual environment; asked when the server starts.
        models: folder of model folders; each with a ``config.pbtxt`` is loaded.
    """

    name = "triton"
    needs: tuple[str, ...] = ("otlp-bridge",)  # the models send their spans there
    ready_s = 180.0
    stop_s = 15.0

    def __init__(self, home: Home, environment: Callable[[], TritonEnvironment], models: Path, ports: Ports) -> None:
        self._environment = environment
        self._models = models
        self._ports = ports
        # the server's default is the same for all of them on a machine, so one could not tell whose region is whose
        self._regions = f"bildstrom_{home.tag}_"
        self._empty = home.run / self.name / "models"
        self.port = ports.triton_http

    def prepare(self) -> Command:
        """Find the models that are there now."""
        environment = self._environment()
        server = Path(environment.server)
        names = sorted(path.parent.name for path in self._models.glob("*/config.pbtxt"))
        repository = self._models if names else self._empty
        repository.mkdir(parents=True, exist_ok=True)
        argv = [
            str(server / "bin" / "tritonserver"),
            f"--model-repository={repository}",
            f"--backend-directory={server / 'backends'}",
            "--model-control-mode=explicit",
            *(f"--load-model={name}" for name in names),
            # a model that cannot be loaded is the inference service's to report; the others serve
            "--exit-on-error=false",
            f"--backend-config=python,shm-region-prefix-name={self._regions}",
            "--allow-gpu-metrics=false",
        ]
        for kind in ("http", "grpc", "metrics"):
            argv += [f"--{kind}-address={HOST}", f"--{kind}-port={getattr(self._ports, f'triton_{kind}')}"]
        return Command(argv, self._variables(environment), drop=("PYTHONPATH", "PYTHONHOME"))

    def probe(self) -> None:
        """Ready when the server and the models it was started with say so."""
        ask_http(self.port, "/v2/health/ready")

    def clean(self) -> None:
        """Remove the shared memory that a killed server leaves."""
        for region in _SHARED_MEMORY.glob(f"{self._regions}*"):
            region.unlink(missing_ok=True)

    def _variables(self, environment: TritonEnvironment) -> dict[str, str]:
        inherited = os.environ.get("LD_LIBRARY_PATH")
        return {
            "PATH": os.pathsep.join((environment.bin, os.environ.get("PATH", os.defpath))),
            "LD_LIBRARY_PATH": os.pathsep.join((environment.libpython, *([inherited] if inherited else []))),
            # the models' own spans; the server's tracing stays off
            "OTEL_EXPORTER_OTLP_ENDPOINT": self._ports.url("otlp"),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
