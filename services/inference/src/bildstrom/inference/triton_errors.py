"""What Triton's errors mean; their texts stay here, since they may quote the input.

================================================  =====================================================
UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED         tried again
INTERNAL, the model's process is not healthy      ModelDead: tried again after a repair
INVALID_ARGUMENT                                  Refused, with the word of the model
NOT_FOUND                                         tried again; an alarm, since the installation lacks it
INTERNAL otherwise                                Refused: ``model_error``
================================================  =====================================================
"""

from tritonclient.utils import InferenceServerException

from bildstrom.inference.engine import Refused
from bildstrom.inference.models import Model
from bildstrom.runtime.errors import Unavailable

_DEAD = ("not healthy", "stub process")  # how the python backend says that its process is gone
_TRY_AGAIN = ("UNAVAILABLE", "DEADLINE_EXCEEDED", "CANCELLED", "RESOURCE_EXHAUSTED")


class ModelDead(Unavailable):
    """The model's process is gone; Triton keeps saying READY, and does not start it again."""

    def __init__(self) -> None:
        super().__init__("triton")


class ModelMissing(Unavailable):
    """Triton does not have this model or version."""

    def __init__(self) -> None:
        super().__init__("triton")


def status_of(error: InferenceServerException) -> str:
    """The gRPC status by name."""
    return str(error.status() or "UNKNOWN").removeprefix("StatusCode.")


def meaning_of(error: InferenceServerException, model: Model) -> Refused | Unavailable:
    """The error that carries the policy."""
    status, message = status_of(error), str(error.message() or "")
    if any(word in message.lower() for word in _DEAD):
        return ModelDead()
    if status == "NOT_FOUND" or "is not ready" in message or "unknown model" in message:
        return ModelMissing()
    if status in _TRY_AGAIN:
        return Unavailable("triton")
    if status == "INVALID_ARGUMENT":
        return Refused(message if message in model.refusals else "model_refused")
    return Refused("model_error")
