"""Triton python model: share of the lung below -950 HU, 15th percentile of density, lung volume, lung mask.

Spans are made here, not by the server: the caller passes its W3C context as the request parameter ``traceparent``.
"""

import json
import os

import numpy as np
import triton_python_backend_utils as pb_utils
from lung import NoLungs, measure
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator


class TritonPythonModel:
    """One model process."""

    def initialize(self, args):
        """Sets up tracing; without OTEL_EXPORTER_OTLP_ENDPOINT the spans go nowhere."""
        self._version = args["model_version"]
        self._propagator = TraceContextTextMapPropagator()
        self._provider = TracerProvider(resource=Resource.create({"service.name": "triton"}))
        if os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT"):
            exporter = OTLPSpanExporter()
            self._provider.add_span_processor(BatchSpanProcessor(exporter, schedule_delay_millis=500))
        self._tracer = self._provider.get_tracer("laa950")

    def execute(self, requests):
        """One response per request: a request that cannot be answered is an error of its own."""
        return [self._answer(request) for request in requests]

    def finalize(self):
        """Sends what is left of the spans."""
        self._provider.shutdown()

    def _answer(self, request):
        volume = pb_utils.get_input_tensor_by_name(request, "VOLUME").as_numpy()
        spacing = pb_utils.get_input_tensor_by_name(request, "SPACING").as_numpy()
        with self._span(request, volume) as span:
            if volume.size == 0 or not (np.isfinite(spacing).all() and (spacing > 0).all()):
                return _refused(span, "bad_geometry")
            try:
                found = measure(volume, spacing)
            except NoLungs:
                return _refused(span, "no_lungs")
            return pb_utils.InferenceResponse(
                output_tensors=[
                    pb_utils.Tensor("LAA950", np.array([found.laa950_percent], np.float32)),
                    pb_utils.Tensor("PERC15", np.array([found.perc15_hu], np.float32)),
                    pb_utils.Tensor("LUNG_VOLUME", np.array([found.volume_ml], np.float32)),
                    pb_utils.Tensor("MASK", found.mask),
                ]
            )

    def _span(self, request, volume):
        parameters = json.loads(request.parameters() or "{}")
        attributes = {
            "bildstrom.model": "laa950",
            "bildstrom.model_version": self._version,
            "bildstrom.voxels": int(volume.size),
        }
        return self._tracer.start_as_current_span(
            "triton laa950",
            context=self._propagator.extract({"traceparent": str(parameters.get("traceparent", ""))}),
            kind=trace.SpanKind.SERVER,
            attributes=attributes,
            record_exception=False,
            set_status_on_exception=False,
        )


def _refused(span, reason):
    """The reason word alone: a message could quote values."""
    span.set_attribute("error.type", reason)
    error = pb_utils.TritonError(reason, pb_utils.TritonError.INVALID_ARG)
    return pb_utils.InferenceResponse(error=error)
