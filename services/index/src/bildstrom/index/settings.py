"""What the index is told."""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from bildstrom.runtime.settings import ServiceSettings


class IndexSettings(ServiceSettings):
    """Settings of the index; ``BILDSTROM_INDEX_<FIELD>``."""

    grpc_port: int = Field(15051, ge=0, le=65535, description="gRPC on loopback: Catalog and health")
    metrics_port: int = Field(19101, ge=0, le=65535, description="Prometheus metrics on loopback; 0 serves none")
    dicomweb_host: str = Field(
        "127.0.0.1", description="address of DICOMweb and the viewer; any other than loopback needs dicomweb_keys"
    )
    dicomweb_port: int = Field(18080, ge=0, le=65535, description="port of it")
    dicomweb_keys: str | None = Field(
        None, description="key set (JWKS) of whoever issues tokens, a file or https; none lets every local user read"
    )
    dicomweb_audience: str = Field("bildstrom", description="audience that tokens have to be for")
    dicomweb_issuer: str | None = Field(None, description="issuer that tokens have to be from; none takes any")
    dicomweb_origins: str | None = Field(
        None,
        pattern=r"^https?://[A-Za-z0-9.-]+(:\d{1,5})?(,https?://[A-Za-z0-9.-]+(:\d{1,5})?)*$",
        description="origins of web pages elsewhere whose scripts may ask with a token (CORS), comma-separated",
    )
    dicomweb_tls_certificate: Path | None = Field(None, description="PEM file of a certificate and its chain: https")
    dicomweb_tls_key: Path | None = Field(None, description="PEM file of its key")
    viewer: Path | None = Field(
        None, description="folder of the viewer, made by `bildstrom.local setup`; without it none is served"
    )
    viewer_client_id: str | None = Field(
        None, description="the viewer's name at dicomweb_issuer: users sign in there by OpenID Connect (code, PKCE)"
    )
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
    archive: bool = Field(True, description="keep every event in the object store, for `rebuild --source archive`")

    @model_validator(mode="after")
    def _open_on_loopback_only(self) -> Self:
        if self.dicomweb_keys is None and self.dicomweb_host not in ("127.0.0.1", "localhost"):
            raise ValueError(
                "dicomweb_host is not loopback (127.0.0.1, localhost): others would read every project without a login;"
                " set dicomweb_keys"
            )
        if self.dicomweb_origins is not None and self.dicomweb_keys is None:
            raise ValueError("dicomweb_origins needs dicomweb_keys: any page there could read every project")
        if (self.dicomweb_tls_certificate is None) != (self.dicomweb_tls_key is None):
            raise ValueError("dicomweb_tls_certificate and dicomweb_tls_key need each other")
        if self.viewer_client_id is not None and (self.dicomweb_issuer is None or self.dicomweb_keys is None):
            raise ValueError("viewer_client_id needs dicomweb_issuer and dicomweb_keys")
        return self


class RebuildSettings(IndexSettings):
    """Settings of ``python -m bildstrom.index rebuild``: the index's, with the keyspace to be filled."""

    source: Literal["archive", "kafka"] = Field(
        "archive", description="archive: all events; kafka: those of the retention (7 days of arrivals)"
    )


def contact_points(text: str) -> tuple[tuple[str, int], ...]:
    """Read ``host:port,host:port``."""
    parts = (item.strip().rpartition(":") for item in text.split(","))
    return tuple((host, int(port)) for host, _, port in parts)
