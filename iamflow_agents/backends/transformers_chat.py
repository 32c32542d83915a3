"""`transformers:PATH`: a model of a local folder (or of the hub) that runs in this process.

Finding it is `transformers_folder`'s work, running it `transformers_model`'s. Weights are loaded with the first
question, so that a job whose answers are all cached never pays for them. One question is answered at a time; callers
may ask from any number of threads. Pictures are taken by vision models only.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from iamflow_agents.backends.protocol import BackendOptions, Completion, Correction, Question
from iamflow_agents.backends.transformers_folder import find_model
from iamflow_agents.backends.transformers_turns import turns_of
from iamflow_agents.errors import BackendError, FailureKind, StoryError
from iamflow_agents.usage import Usage

if TYPE_CHECKING:
    from iamflow_agents.backends.transformers_model import LoadedModel

_VERSION = 1


class TransformersBackend:
    """Asks a model in this process.

    Args:
        path: A model's folder, or its name on the hub.
        options: `max_tokens`, `temperature`, `seed` and `timeout_s` are used.

    Raises:
        ConfigError: If packages are missing or no model is there.
    """

    def __init__(self, path: str, options: BackendOptions) -> None:
        self._name = f"transformers:{path}"
        self._folder = find_model(path)
        self._options = options
        told = (_VERSION, options.max_tokens, options.temperature, options.seed)
        self._fingerprint = f"transformers/{'/'.join(map(str, told))}:{self._folder.fingerprint()}"
        self._lock = threading.Lock()
        self._model: LoadedModel | None = None
        self._closing = threading.Event()

    @property
    def name(self) -> str:
        """The settings string."""
        return self._name

    @property
    def fingerprint(self) -> str:
        """The model's files and how tokens are picked."""
        return self._fingerprint

    @property
    def sees_pictures(self) -> bool:
        """Whether it is a vision model with its processor."""
        return self._folder.sees_pictures

    @property
    def is_local(self) -> bool:
        """Its answers cost nothing."""
        return True

    def complete(self, question: Question[Any], corrections: Sequence[Correction] = ()) -> Completion:
        """Ask the model.

        Raises:
            BackendError: If it cannot be loaded, the question does not fit, it runs out of time or memory, or fails.
        """
        if question.pictures and not self.sees_pictures:
            what = "the model reads text only, and pictures were shown"
            raise self._error(what, "Name a vision model.", kind="unsupported")
        with self._lock:
            return self._ask(question, corrections)

    def close(self) -> None:
        """End an answer in progress and free the weights."""
        self._closing.set()
        with self._lock:
            if self._model is not None:
                self._model.free()
            self._model = None

    def _ask(self, question: Question[Any], corrections: Sequence[Correction]) -> Completion:
        from iamflow_agents.backends.transformers_model import Sampling, TooLongError

        started = time.monotonic()
        options = self._options
        sampling = Sampling(
            max_tokens=options.max_tokens,
            temperature=options.temperature,
            seed=options.seed,
            timeout_s=options.timeout_s,
        )
        try:
            made = self._loaded().generate(turns_of(question, corrections), sampling, self._closing.is_set)
        except StoryError:
            raise
        except TooLongError as error:
            step = "Name a model with a longer context."
            raise self._error(f"the question is too long: {error}", step, kind="too_long") from error
        except TimeoutError as error:
            step = "Raise the timeout, or name a smaller model."
            raise self._error(f"the model did not finish in time: {error}", step, kind="timeout") from error
        except MemoryError as error:
            raise self._error("the memory is not enough", "Name a smaller model.") from error
        except Exception as error:  # a model's code, template and files may raise anything
            step = "Name a smaller model." if _out_of_memory(error) else "Try the model by itself, or name another."
            raise self._error(f"the model failed: {_told(error)}", step) from error
        usage = Usage(
            requests=1,
            input_tokens=made.input_tokens,
            output_tokens=made.output_tokens,
            seconds=time.monotonic() - started,
        )
        return Completion(text=made.text, usage=usage, truncated=not made.ended)

    def _loaded(self) -> LoadedModel:
        """The weights, loaded when they are first needed."""
        if self._closing.is_set():
            raise self._error("the backend was closed", "Make a new one.")
        if self._model is None:
            from iamflow_agents.backends.transformers_model import LoadedModel

            try:
                self._model = LoadedModel(self._folder)
            except Exception as error:  # damaged files raise from three libraries
                step = (
                    "Name a smaller model."
                    if _out_of_memory(error)
                    else "Check that the folder is complete and that this release of transformers knows the model."
                )
                raise self._error(f"the model cannot be loaded: {_told(error)}", step) from error
        return self._model

    def _error(self, what: str, next_step: str, *, kind: FailureKind = "unavailable") -> BackendError:
        return BackendError(what, where=self._name, next_step=next_step, kind=kind)


def _out_of_memory(error: Exception) -> bool:
    return isinstance(error, MemoryError) or "out of memory" in str(error).lower()


def _told(error: Exception) -> str:
    """The first line of an error, bounded: libraries append whole help pages."""
    line = next((line.strip() for line in str(error).splitlines() if line.strip()), "")
    return f"{type(error).__name__}: {line[:300]}".rstrip(": .")
