"""`iamflow doctor`: what is installed, what this machine can run, what is missing and how to get it."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import urllib.request
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

from iamflow_agents.backends.endpoints import read_endpoint
from iamflow_agents.commands.output import write_rich
from iamflow_agents.consultation import RULES, backend_options, check_judge, check_model, judge_options
from iamflow_agents.errors import ConfigError, StoryError
from iamflow_agents.settings import Settings

_OPTIONAL = {
    "torch": "video models on this machine: pip install 'iamflow-agents[wan]'",
    "diffusers": "video models on this machine: pip install 'iamflow-agents[wan]'",
    "mcp": "`iamflow mcp`, the story tools for agents' hosts: pip install 'iamflow-agents[mcp]'",
    "langchain_openai": "hosted language models: pip install 'iamflow-agents[llm]'",
}
_SMALL_DISK_GIB = 2
_ANSWER_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at."""

    name: str
    ok: bool
    found: str
    remedy: str = ""
    needed: bool = True
    """Whether a run with these settings needs it."""

    def to_plain(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)


def examine(settings: Settings) -> list[Check]:
    """Look at everything a run needs; nothing is changed but an empty home folder made."""
    return [
        _python(),
        _drawing(),
        _encoder(),
        _language(),
        _home(settings.home),
        *(_optional(name, remedy) for name, remedy in _OPTIONAL.items()),
        *_model(settings),
        *_judge(settings),
        *_wan(settings),
        _gpu(),
    ]


def _python() -> Check:
    """Interpreter and cores."""
    found = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    return Check(name="machine", ok=True, found=found)


def _drawing() -> Check:
    """The storyboard's drawing library, with the Debian packages it needs."""
    from iamflow_agents.generator.registry import check_drawing_library

    try:
        check_drawing_library()
    except ConfigError as error:
        return Check(name="drawing (skia)", ok=False, found=error.what, remedy=error.next_step)
    return Check(name="drawing (skia)", ok=True, found=_version("skia-python"))


def _encoder() -> Check:
    """H.264 in PyAV."""
    remedy = "pip install av (its wheels bring libx264)"
    try:
        import av

        av.codec.Codec("libx264", "w")
    except (ImportError, ValueError) as error:
        return Check(name="encoder (libx264)", ok=False, found=str(error), remedy=remedy)
    return Check(name="encoder (libx264)", ok=True, found=f"av {_version('av')}")


def _language() -> Check:
    """SpaCy's English model."""
    from iamflow_agents.backends.rules.language import load_language

    try:
        language = load_language()
    except StoryError as error:
        return Check(name="English model (spaCy)", ok=False, found=error.what, remedy=error.next_step)
    meta = language.meta
    return Check(name="English model (spaCy)", ok=True, found=f"{meta['lang']}_{meta['name']} {meta['version']}")


def _home(home: Path) -> Check:
    """The home folder and the room on its disk."""
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return Check(
            name="home", ok=False, found=f"{home}: {error.strerror}", remedy="Give another folder with --home."
        )
    free_gib = shutil.disk_usage(home).free / 2**30
    ok = free_gib >= _SMALL_DISK_GIB and os.access(home, os.W_OK)
    return Check(
        name="home", ok=ok, found=f"{home}, {free_gib:.0f} GiB free", remedy="" if ok else "Give another --home."
    )


def _optional(module: str, remedy: str) -> Check:
    """A package that only some backends need; looked for, not imported."""
    there = importlib.util.find_spec(module) is not None
    found = _version(module.replace("_", "-")) if there else "not installed"
    return Check(name=module, ok=there, found=found, remedy="" if there else f"for {remedy}", needed=False)


def _model(settings: Settings) -> list[Check]:
    """The model that the settings name, if they name one: whether it is to be had, and whether its server answers."""
    if settings.llm == RULES:
        return []
    try:
        check_model(settings)
        found = _reach(settings.llm, backend_options(settings).api_key)
    except ConfigError as error:
        return [Check(name="model", ok=False, found=error.what, remedy=error.next_step)]
    except OSError as error:
        why = str(getattr(error, "reason", "") or error)
        remedy = "start its server" + ("" if settings.llm_fallback == "stop" else "; until then the rules answer")
        needed = settings.llm_fallback == "stop"
        return [Check(name="model", ok=False, found=f"{settings.llm}: {why}", remedy=remedy, needed=needed)]
    return [Check(name="model", ok=True, found=f"{settings.llm}: {found}")]


def _judge(settings: Settings) -> list[Check]:
    """The vision model that the settings name, if they name one; a film is made without it, too, but not judged."""
    if settings.vlm == RULES:
        return []
    try:
        check_judge(settings)
        found = _reach(settings.vlm, judge_options(settings).api_key)
    except ConfigError as error:
        return [Check(name="judge", ok=False, found=error.what, remedy=error.next_step)]
    except OSError as error:
        why = str(getattr(error, "reason", "") or error)
        remedy = "start its server; until then every verdict is unknown"
        return [Check(name="judge", ok=False, found=f"{settings.vlm}: {why}", remedy=remedy, needed=False)]
    return [Check(name="judge", ok=True, found=f"{settings.vlm}: {found}")]


def _reach(name: str, key: str | None) -> str:
    """Ask a server for its list of models, which costs nothing; a hosted model is not asked anything.

    Raises:
        OSError: If it does not answer, or does not let us in.
    """
    endpoint = read_endpoint(name)
    if endpoint.kind != "url":
        return "ready"
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    request = urllib.request.Request(f"{endpoint.target}/models", headers=headers)
    # No proxy leads to this machine's own addresses.
    own = [urllib.request.ProxyHandler({})] if endpoint.is_plain_loopback else []
    with urllib.request.build_opener(*own).open(request, timeout=_ANSWER_S):
        return "its server answers"


def _wan(settings: Settings) -> list[Check]:
    """The Wan generator, if the settings name it: packages, weights, and whether they fit the device."""
    from iamflow_agents.generator.protocol import GeneratorJob
    from iamflow_agents.generator.registry import make_generator

    if not settings.generator.startswith("wan"):
        return []
    job = GeneratorJob(job_id="doctor", width=settings.width, height=settings.height, fps=settings.fps, seed=0)
    try:
        generator = make_generator(settings.generator, wan=settings.wan_options())
        generator.open(job).close()
    except ConfigError as error:
        return [Check(name="generator", ok=False, found=error.what, remedy=error.next_step)]
    able = generator.capabilities
    needs = able.note or f"{generator.name}, about {able.vram_gib:.1f} GiB of GPU memory at 832x480"
    return [Check(name="generator", ok=True, found=needs)]


def _gpu() -> Check:
    """An NVIDIA driver, seen without importing torch."""
    there = shutil.which("nvidia-smi") is not None
    found = "NVIDIA driver found" if there else "none found"
    return Check(name="GPU", ok=there, found=found, remedy="" if there else "the storyboard needs none", needed=False)


def _version(package: str) -> str:
    """Version of an installed package."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "installed"


def print_table(found: list[Check]) -> None:
    """Draw the findings."""
    table = Table("", "what", "found", "remedy", box=None)
    for check in found:
        mark = (
            Text("ok", "green") if check.ok else Text("missing", "red") if check.needed else Text("optional", "yellow")
        )
        table.add_row(mark, check.name, check.found, check.remedy)
    write_rich(table)
