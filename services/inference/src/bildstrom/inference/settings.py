"""What the inference service is told."""

from pathlib import Path

from pydantic import Field

from bildstrom.runtime.settings import ServiceSettings


class InferenceSettings(ServiceSettings):
    """Settings of ``bildstrom.inference``."""

    triton: str = Field("127.0.0.1:18001", description="Triton's gRPC, host:port")
    models_dir: Path = Field(Path("deploy/models"), description="folder of the installed models: NAME/model.toml")
    projects_file: Path | None = Field(None, description="projects.toml with each project's models; none: all for all")
    shared_memory: bool = Field(True, description="Triton runs on this host: tensors go through /dev/shm")
    canary_s: float = Field(10.0, gt=0, description="seconds between two looks at the models")
    concurrency: int = Field(1, ge=1, le=16, description="studies at once; each holds a volume in memory")
    decoders: int = Field(2, ge=1, le=16, description="processes that decode compressed slices")
    grpc_port: int = Field(15054, ge=0, le=65535, description="gRPC on loopback: health")
    metrics_port: int = Field(19104, ge=0, le=65535, description="Prometheus metrics on loopback; 0 serves none")
