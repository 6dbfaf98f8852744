"""What the index is told."""

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
    decoders: int = Field(2, ge=0, le=64, description="processes that decode and draw pixels; 0: only as stored")
    decoder_memory_bytes: int = Field(1 << 30, ge=1 << 27, description="what one frame may take to be decoded or drawn")
    decoder_cpu_seconds: int = Field(20, ge=1, description="CPU that one frame may take")
    decoder_wall_seconds: float = Field(60.0, ge=1, description="time after which a frame counts as hanging")
    concurrency: int = Field(256, ge=1, le=4096, description="events handled at once; they share mutations")


def contact_points(text: str) -> tuple[tuple[str, int], ...]:
    """Read ``host:port,host:port``."""
    parts = (item.strip().rpartition(":") for item in text.split(","))
    return tuple((host, int(port)) for host, _, port in parts)
