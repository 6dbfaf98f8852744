"""What the ingest service is told."""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from bildstrom.runtime.settings import ServiceSettings


class IngestSettings(ServiceSettings):
    """Settings of ingest; every field has a line in ``--help``."""

    dicom_host: str = Field("127.0.0.1", description="address that DICOM associations are accepted on")
    dicom_port: int = Field(11112, ge=0, le=65535, description="port of it")
    tls_port: int | None = Field(None, ge=0, le=65535, description="port for DICOM over TLS; none serves none")
    tls_certificate: Path | None = Field(None, description="PEM file of the service's certificate and its chain")
    tls_key: Path | None = Field(None, description="PEM file of its key")
    tls_client_authorities: Path | None = Field(None, description="PEM file of those that sign clients' certificates")
    tls_clients: Literal["none", "optional", "required"] = Field("none", description="certificates of clients")
    tls_calling_ae_titles: dict[str, tuple[str, ...]] = Field(
        {}, description="common name of a client's certificate to its calling AE titles; empty allows any"
    )
    stow_host: str = Field("127.0.0.1", description="address of STOW-RS")
    stow_port: int | None = Field(None, ge=0, le=65535, description="port of STOW-RS; none serves none")
    stow_tls: bool = Field(False, description="serve STOW-RS with tls_certificate and tls_key")
    stow_keys: str | None = Field(
        None, description="key set (JWKS) of whoever issues tokens, a file or https; none lets anybody store"
    )
    stow_audience: str = Field("bildstrom", description="audience that tokens have to be for")
    stow_issuer: str | None = Field(None, description="issuer that tokens have to be from; none takes any")
    workers: int = Field(2, ge=1, le=64, description="processes that accept associations")
    max_associations: int = Field(32, ge=1, le=1000, description="associations at once; further ones are refused")
    reserved_associations: int = Field(
        8, ge=0, le=1000, description="of them for sources that a project lists by AE title or network"
    )
    ack: Literal["spool", "replicated"] = Field(
        "spool", description="what success waits for: the spool's disk, or also the object store and the broker"
    )
    ack_seconds: float = Field(
        8.0, gt=0, description="that these have with ack = replicated, until an object is answered A700"
    )
    max_object_bytes: int = Field(2 * 1024**3, ge=1024, description="size above which an object is answered C000")
    accept_private_classes: bool = Field(True, description="take SOP classes outside DICOM's root for storage classes")
    artim_seconds: float = Field(15.0, gt=0, description="from a connection to its association request")
    idle_seconds: float = Field(60.0, gt=0, description="without progress, until an association is aborted")
    commitment_hours: float = Field(
        24.0, gt=0, description="from a request for storage commitment on, until its report is given up"
    )
    drain_seconds: float = Field(10.0, ge=0, description="that objects in hand have to finish when the service stops")
    spool: Path = Field(
        Path(".bildstrom/data/spool"), description="folder that accepted objects lie in until announced"
    )
    spool_reserve_bytes: int | None = Field(
        None,
        ge=0,
        description="free space of the spool's disk below which new objects are answered A700;"
        " unless told a tenth of it, at most 5 GB",
    )
    projects_file: Path = Field(Path(".bildstrom/data/projects.toml"), description="the projects, see docs/howto")
    keys_dir: Path = Field(
        Path(".bildstrom/data/keys"), description="folder with one PROJECT.key of 64 hex digits each"
    )

    @property
    def seconds_to_replicate(self) -> float | None:
        """That object store and broker have for an object; None where success does not wait for them."""
        return self.ack_seconds if self.ack == "replicated" else None

    @model_validator(mode="after")
    def _tls_is_complete(self) -> Self:
        secure = self.tls_port is not None or self.stow_tls
        if secure and (self.tls_certificate is None or self.tls_key is None):
            raise ValueError("tls_port and stow_tls need tls_certificate and tls_key")
        if self.tls_clients != "none" and self.tls_client_authorities is None:
            raise ValueError("tls_clients needs tls_client_authorities")
        if self.tls_calling_ae_titles and self.tls_clients != "required":
            raise ValueError("tls_calling_ae_titles needs tls_clients = required")
        return self
