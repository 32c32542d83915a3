"""A language model in this process: load it, put turns to it, free it.

The only module of the room that touches torch. It knows nothing of questions; `transformers_chat` turns what goes
wrong here into the one error of the port.
"""

from __future__ import annotations

import gc
import json
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
import transformers

from iamflow_agents.backends.transformers_folder import ModelFolder
from iamflow_agents.backends.transformers_turns import Turn, chat_of, plain_text_of, without_system

_FENCE = re.compile(r"\s*(?:```(?:json)?\s*)?(?=[{\[])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Generated:
    """What came out of a model."""

    text: str
    input_tokens: int
    output_tokens: int
    ended: bool
    """The model came to an end by itself: an end token, or a JSON value that is complete."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """How tokens are picked."""

    max_tokens: int
    temperature: float | None
    seed: int | None
    timeout_s: float


class TooLongError(Exception):
    """The turns alone fill the model's context."""


class LoadedModel:
    """Weights in memory. `generate` is for one thread at a time."""

    def __init__(self, folder: ModelFolder) -> None:
        kind = transformers.AutoModelForImageTextToText if folder.sees_pictures else transformers.AutoModelForCausalLM
        reader = transformers.AutoProcessor if folder.sees_pictures else transformers.AutoTokenizer
        device = _device()
        with _quiet():
            self._reader: Any = reader.from_pretrained(folder.path, trust_remote_code=False, local_files_only=True)
            self._model: Any = kind.from_pretrained(
                folder.path, trust_remote_code=False, local_files_only=True, use_safetensors=True, dtype="auto"
            )
        if device == "cpu" and self._model.dtype == torch.float16:
            self._model.float()  # half precision has no fast kernels there
        self._model.to(device).eval()
        self._tokenizer: Any = getattr(self._reader, "tokenizer", self._reader)
        self._template = str(getattr(self._reader, "chat_template", None) or self._tokenizer.chat_template or "")
        self._in_parts = folder.sees_pictures and bool(self._template)
        text_config = self._model.config.get_text_config()
        self._context = int(getattr(text_config, "max_position_embeddings", 0) or 0)

    @torch.inference_mode()
    def generate(self, turns: Sequence[Turn], sampling: Sampling, is_stopped: Callable[[], bool]) -> Generated:
        """Let the model go on from the turns.

        Args:
            turns: What was said so far.
            sampling: How to go on.
            is_stopped: Asked before each token; true ends the answer.

        Raises:
            TooLongError: If there is no room for an answer.
            TimeoutError: If the model was stopped, or not done in time.
            Exception: Whatever the model's code raises.
        """
        inputs = self._encode(turns).to(self._model.device)
        n_input = int(inputs["input_ids"].shape[1])
        room = self._context - n_input if self._context else sampling.max_tokens
        if room < 1:
            raise TooLongError(f"{n_input} tokens are asked, the model reads {self._context}")
        deadline = time.monotonic() + sampling.timeout_s
        stop = _Stop(lambda tokens: self._decode(tokens[n_input:]), lambda: is_stopped() or time.monotonic() > deadline)
        with _random(sampling.seed or 0, self._model.device):
            output = self._model.generate(
                **inputs,
                generation_config=self._settings(sampling, min(room, sampling.max_tokens)),
                stopping_criteria=transformers.StoppingCriteriaList([stop]),
            )
        tokens = output[0]
        ended = stop.complete or int(tokens[-1]) in self._ends()
        if not ended and stop.late:
            raise TimeoutError("it was stopped" if is_stopped() else f"{sampling.timeout_s:g} s were not enough")
        text = self._decode(tokens[n_input:])
        return Generated(text=text, input_tokens=n_input, output_tokens=len(tokens) - n_input, ended=ended)

    def free(self) -> None:
        """Give the memory back."""
        self._model = None
        self._reader = self._tokenizer = None
        gc.collect()
        if torch.cuda.is_available():
            torch.cuda.empty_cache()

    def _encode(self, turns: Sequence[Turn]) -> Any:
        """Token ids (and pixels) of the turns, through the model's own template where it has one."""
        if not self._template:
            if any(turn.pictures for turn in turns):
                raise ValueError("it has no chat template, which would say where pictures stand")
            return self._tokenizer(plain_text_of(turns), return_tensors="pt", return_token_type_ids=False)
        try:
            return self._apply_template(turns)
        except Exception as error:
            # Templates are programs of the model's maker; some raise at a system role, each in its own words.
            if "system" not in str(error).lower():
                raise
            return self._apply_template(without_system(turns))

    def _apply_template(self, turns: Sequence[Turn]) -> Any:
        # Models that can think aloud are told not to: an answer is short, and the room for it is, too.
        switches = {"enable_thinking": False} if "enable_thinking" in self._template else {}
        tensors = {"processor_kwargs": {"return_tensors": "pt"}} if self._in_parts else {"return_tensors": "pt"}
        inputs = self._reader.apply_chat_template(
            chat_of(turns, in_parts=self._in_parts),
            tokenize=True,
            add_generation_prompt=True,
            return_dict=True,
            **tensors,
            **switches,
        )
        if not self._in_parts:
            inputs.pop("token_type_ids", None)
        return inputs

    def _decode(self, tokens: Any) -> str:
        return str(self._tokenizer.decode(tokens, skip_special_tokens=True))

    def _ends(self) -> frozenset[int]:
        """Tokens with which the model ends."""
        end = self._model.generation_config.eos_token_id
        return frozenset(end if isinstance(end, (list, tuple)) else [] if end is None else [end])

    def _settings(self, sampling: Sampling, max_new_tokens: int) -> Any:
        """The model's own settings with ours on top; without a temperature its own way of picking stays."""
        settings = transformers.GenerationConfig.from_dict(self._model.generation_config.to_dict())
        settings.update(max_new_tokens=max_new_tokens, max_length=None)
        if sampling.temperature is not None and sampling.temperature > 0:
            settings.update(do_sample=True, temperature=sampling.temperature)
        elif sampling.temperature is not None:
            settings.update(do_sample=False, num_beams=1, temperature=None, top_p=None, top_k=None)
        if settings.pad_token_id is None:
            pad = self._tokenizer.pad_token_id
            settings.update(pad_token_id=pad if pad is not None else next(iter(sorted(self._ends())), 0))
        return settings


class _Stop(transformers.StoppingCriteria):  # type: ignore[misc]  # transformers is not typed here
    """Stops at a complete JSON value, which small models like to follow with chatter, and when it is too late."""

    def __init__(self, decode: Callable[[Any], str], is_late: Callable[[], bool]) -> None:
        self._decode = decode
        self._is_late = is_late
        self.complete = False
        self.late = False

    def __call__(self, input_ids: Any, scores: Any, **kwargs: Any) -> Any:
        self.late = self._is_late()
        self.complete = holds_json(self._decode(input_ids[0]))
        return torch.full((input_ids.shape[0],), self.complete or self.late, device=input_ids.device)


def holds_json(text: str) -> bool:
    """Tell whether a text begins with a complete JSON object or list, fenced or not."""
    start = _FENCE.match(text)
    if start is None or not text.rstrip("` \n").endswith(("}", "]")):
        return False
    try:
        json.JSONDecoder().raw_decode(text, start.end())
    except (ValueError, RecursionError):
        return False
    return True


def _device() -> str:
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


@contextmanager
def _random(seed: int, device: torch.device) -> Iterator[None]:
    """Seed the dice for one answer and leave everybody else's as they were."""
    with torch.random.fork_rng(devices=[device] if device.type == "cuda" else []):
        torch.manual_seed(seed)
        yield


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the library's bars off the terminal while weights are loaded."""
    library = transformers.utils.logging
    shown = library.is_progress_bar_enabled()
    library.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            library.enable_progress_bar()
