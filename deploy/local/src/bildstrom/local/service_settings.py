"""What each service of the stack is told: one function per service, from the ports and folders of one home."""

from pathlib import Path

from bildstrom.local.folders import Home
from bildstrom.local.ports import Ports
from bildstrom.local.service import Value

KEYSPACE = "bildstrom"

Settings = dict[str, Value]


def common(name: str, home: Home, ports: Ports) -> Settings:
    """What every service has."""
    return {
        "kafka": ports.address("kafka"),
        "objects": f"file:{home.data / 'objects'}",
        "otlp": ports.url("otlp"),
        "grpc_port": int(getattr(ports, f"{name}_grpc")),
        "metrics_port": int(getattr(ports, f"{name}_metrics")),
    }


def ingest(home: Home, ports: Ports) -> Settings:
    """Receives; its spool is on the same disk as the objects, so that a relayed file is a hard link."""
    return common("ingest", home, ports) | {
        "dicom_port": ports.dicom,
        "spool": str(home.data / "spool"),
        **_projects(home),
    }


def deid(home: Home, ports: Ports) -> Settings:
    """De-identifies by the projects' profiles and keys."""
    return common("deid", home, ports) | _projects(home)


def index(home: Home, ports: Ports, viewer: Path | None = None) -> Settings:
    """Keeps the catalogue, answers gRPC and DICOMweb; serves the viewer if it was fetched."""
    served: Settings = {"viewer": str(viewer)} if viewer is not None and viewer.is_dir() else {}
    return common("index", home, ports) | {
        "cassandra": ports.address("cassandra"),
        "keyspace": KEYSPACE,
        "dicomweb_port": ports.dicomweb,
        **served,
    }


def studies(home: Home, ports: Ports) -> Settings:
    """Watches studies come to rest."""
    return common("studies", home, ports) | {
        "catalog": ports.address("index_grpc"),
        "data": str(home.data / "studies"),
    }


def inference(home: Home, ports: Ports, models: Path) -> Settings:
    """Runs the installed models on every revision."""
    return common("inference", home, ports) | {
        "triton": ports.address("triton_grpc"),
        "models_dir": str(models),
        "projects_file": str(home.projects),
    }


def console(ports: Ports) -> Settings:
    """Where the command line finds this stack."""
    services = ("ingest", "deid", "index", "studies", "inference")
    return {
        "dicom": ports.address("dicom"),
        "kafka": ports.address("kafka"),
        "catalog": ports.address("index_grpc"),
        "zipkin": ports.url("zipkin"),
        "dicomweb": ports.url("dicomweb"),
        "triton": ports.url("triton_http"),
        "cassandra": ports.address("cassandra"),
        "services": {name: ports.address(f"{name}_grpc") for name in services},
    }


def _projects(home: Home) -> Settings:
    return {"projects_file": str(home.projects), "keys_dir": str(home.keys)}
