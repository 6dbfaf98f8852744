"""Metrics: OpenTelemetry instruments, read by Prometheus over HTTP; attributes by the same allow-list as spans."""

import functools

from opentelemetry import metrics
from opentelemetry.exporter.prometheus import PrometheusMetricReader
from opentelemetry.metrics import Counter
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.view import View
from opentelemetry.sdk.resources import Resource
from prometheus_client import start_http_server

from bildstrom.runtime.allowlist import ATTRIBUTES


def start_metrics(service: str, port: int) -> MeterProvider:
    """Set up this process's meter and serve ``/metrics`` on loopback.

    Args:
        port: 0 serves nothing.
    """
    provider = MeterProvider(
        metric_readers=[PrometheusMetricReader()],
        resource=Resource.create({"service.name": service}),
        views=[View(instrument_name="*", attribute_keys=set(ATTRIBUTES))],
    )
    metrics.set_meter_provider(provider)
    if port:
        start_http_server(port, addr="127.0.0.1")
    return provider


@functools.cache
def counter(name: str, description: str) -> Counter:
    """A count that only rises; its labels must be closed words."""
    return metrics.get_meter("bildstrom").create_counter(name, description=description)
