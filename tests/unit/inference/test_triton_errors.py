"""What Triton's errors mean: the policy, case by case."""

import pytest
from tritonclient.utils import InferenceServerException
from unit.inference.studies import laa950

from bildstrom.inference.engine import Refused
from bildstrom.inference.triton_errors import ModelDead, ModelMissing, meaning_of
from bildstrom.runtime.errors import Unavailable


def meaning(status: str, message: str) -> Exception:
    return meaning_of(InferenceServerException(message, status=f"StatusCode.{status}"), laa950())


@pytest.mark.parametrize("status", ["UNAVAILABLE", "DEADLINE_EXCEEDED", "CANCELLED"])
def test_what_passes_is_tried_again(status: str) -> None:
    assert type(meaning(status, "failed to connect")) is Unavailable


def test_a_dead_process_needs_a_repair() -> None:
    message = "Stub process 'laa950_0' is not healthy."
    assert isinstance(meaning("INTERNAL", message), ModelDead)


def test_a_missing_model_is_an_alarm() -> None:
    assert isinstance(meaning("NOT_FOUND", "Request for unknown model: 'laa950' is not found"), ModelMissing)
    assert isinstance(meaning("UNAVAILABLE", "Request for unknown model: 'laa950' is not ready"), ModelMissing)


def test_a_refusal_is_the_models_word_or_none() -> None:
    answers = {
        "no_lungs": meaning("INVALID_ARGUMENT", "no_lungs"),
        "model_refused": meaning("INVALID_ARGUMENT", "unexpected shape for input 'VOLUME'"),
        "model_error": meaning("INTERNAL", "Failed to process the request(s), message: ZeroDivisionError"),
    }
    assert {word: error.reason for word, error in answers.items() if isinstance(error, Refused)} == {
        word: word for word in answers
    }
