"""What the index is told."""

from typing import Literal

from pydantic import Field

from bildstrom.runtime.settings import ServiceSettings


class IndexSettings(ServiceSettings):
    """Settings of the index; ``BILDSTROM_INDEX_<FIELD>``."""

    grpc_port: int = Field(15051, ge=0, le=65535, description="gRPC on loopback: Catalog and health")
    metrics_port: int = Field(19101, ge=0, le=65535, description="Prometheus metrics on loopback; 0 serves none")
    dicomweb_port: int = Field(18080, ge=0, le=65535, description="DICOMweb on loopback, open to every local user")
    cassandra: str = Field(
        "127.0.0.1:19042",
        pattern=r"^[A-Za-z0-9._-]+:\d{1,5}(,[A-Za-z0-9._-]+:\d{1,5})*$",
        description="contact points, comma-separated host:port",
    )
    keyspace: str = Field("bildstrom", pattern=r"^[a-z][a-z0-9_]{0,47}$", description="Cassandra keyspace")
    replication: int = Field(1, ge=1, le=7, description="copies of each row, when the keyspace is created")
    cassandra_in_flight: int = Field(128, ge=1, le=4096, description="requests to Cassandra at once")
    concurrency: int = Field(256, ge=1, le=4096, description="events handled at once; they share mutations")
    archive: bool = Field(True, description="keep every event in the object store, for `rebuild --source archive`")


class RebuildSettings(IndexSettings):
    """Settings of ``python -m bildstrom.index rebuild``: the index's, with the keyspace to be filled."""

    source: Literal["archive", "kafka"] = Field(
        "archive", description="archive: all events; kafka: those of the retention (7 days of arrivals)"
    )


def contact_points(text: str) -> tuple[tuple[str, int], ...]:
    """Read ``host:port,host:port``."""
    parts = (item.strip().rpartition(":") for item in text.split(","))
    return tuple((host, int(port)) for host, _, port in parts)
