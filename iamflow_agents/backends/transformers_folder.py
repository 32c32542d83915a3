"""Find the model that `transformers:PATH` names and say what it is, without loading it.

A local folder is used as it stands; a name such as `owner/model` is looked up on the hub and in its local cache. The
fingerprint is taken from the files, so that another model in the same folder is another model. No weights are read
into memory here and no code of the model's is ever run.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from iamflow_agents.errors import ConfigError

_HUB_NAME = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[\w.-]{1,96}")
_WANTED = ("*.json", "*.safetensors", "*.jinja", "*.model", "*.txt")
_PACKAGES = ("torch", "transformers", "safetensors", "jinja2")
_READ_WHOLE_BYTES = 16 * 1024 * 1024
_SAMPLES, _SAMPLE_BYTES = 32, 64 * 1024
_HUB_OFFLINE_STEP = "Download the model where there is a network, and give its folder: transformers:/path/to/folder."


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFolder:
    """A model on this machine's disk."""

    path: Path
    config: dict[str, Any]
    """What `config.json` says."""
    sees_pictures: bool

    def fingerprint(self) -> str:
        """Hash of the files: small ones whole, weights by their size and samples spread over them.

        Reading tens of gigabytes to name them would take minutes; any training changes nearly every sample.
        """
        digest = hashlib.sha256()
        for file in sorted(p for p in self.path.iterdir() if p.is_file() and _counts(p)):
            size = file.stat().st_size
            digest.update(f"{file.name}\0{size}\0".encode())
            with file.open("rb") as stream:
                if size <= _READ_WHOLE_BYTES:
                    digest.update(stream.read())
                    continue
                for number in range(_SAMPLES):
                    stream.seek((size - _SAMPLE_BYTES) * number // (_SAMPLES - 1))
                    digest.update(stream.read(_SAMPLE_BYTES))
        return digest.hexdigest()


def find_model(name: str) -> ModelFolder:
    """The folder of a model.

    Args:
        name: What stands after `transformers:`.

    Raises:
        ConfigError: If packages are missing, or nothing usable is there; says what to do.
    """
    where = f"transformers:{name}"
    missing = [package for package in _PACKAGES if importlib.util.find_spec(package) is None]
    if missing:
        raise ConfigError(
            f"models in this process need {', '.join(missing)}",
            where=where,
            next_step="Run pip install 'iamflow-agents[local]'.",
        )
    folder = _folder(name, where)
    config = _config(folder, where)
    if not any(folder.glob("*.safetensors")):
        raise ConfigError(
            "the folder holds no .safetensors weights",
            where=where,
            next_step="Convert the model: pickled weights can run code when loaded and are not read.",
        )
    return ModelFolder(path=folder, config=config, sees_pictures=_sees_pictures(folder, config))


def _folder(name: str, where: str) -> Path:
    """The local folder, or where the hub's files were put."""
    try:
        if not name.strip():
            raise ValueError("empty")
        path = Path(name).expanduser()
        is_folder, is_file = path.is_dir(), path.is_file()
    except (OSError, ValueError, RuntimeError) as error:  # too long, a NUL, nobody's home
        raise ConfigError(
            "that is no path", where=where, next_step="Write transformers: and a model's folder."
        ) from error
    if is_folder:
        return path
    if is_file or name.endswith(".gguf"):
        raise ConfigError(
            "that is a file, not a model's folder",
            where=where,
            next_step="Serve a GGUF file with llama.cpp or Ollama and use http://127.0.0.1:PORT/v1#MODEL.",
        )
    if _HUB_NAME.fullmatch(name) is None:
        raise ConfigError(
            "there is no such folder", where=where, next_step="Write transformers: and the path of a model's folder."
        )
    return _from_hub(name, where)


def _from_hub(name: str, where: str) -> Path:
    """Files of a hub model, downloaded or from the hub's own cache."""
    import huggingface_hub

    try:
        return Path(huggingface_hub.snapshot_download(name, allow_patterns=list(_WANTED)))
    except Exception as error:  # the hub's client raises from five libraries
        raise ConfigError(
            f"there is no folder of that name, and the hub gave no model ({type(error).__name__})",
            where=where,
            next_step=_HUB_OFFLINE_STEP,
        ) from error


def _config(folder: Path, where: str) -> dict[str, Any]:
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        what = "has no config.json" if isinstance(error, FileNotFoundError) else "has a damaged config.json"
        raise ConfigError(
            f"the folder {what}", where=where, next_step="Give the folder that holds config.json and the weights."
        ) from error
    if not isinstance(config, dict) or not isinstance(config.get("model_type"), str):
        raise ConfigError(
            "config.json does not say what kind of model it is",
            where=where,
            next_step="Give the folder of a transformers model.",
        )
    return config


def _sees_pictures(folder: Path, config: dict[str, Any]) -> bool:
    """Whether transformers knows the kind as one that reads pictures and text, and its processor is there."""
    from transformers.models.auto.modeling_auto import MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING_NAMES as VISION_KINDS

    prepared = any((folder / file).is_file() for file in ("processor_config.json", "preprocessor_config.json"))
    return config["model_type"] in VISION_KINDS and prepared


def _counts(file: Path) -> bool:
    return any(file.match(pattern) for pattern in _WANTED)
