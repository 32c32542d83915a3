"""The house keeps its shape: arrows between rooms, sizes of files and functions, light imports, packaging."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "iamflow_agents"
MODULES = sorted(PACKAGE.rglob("*.py"))

# Room -> rooms it may import. The vocabulary (top-level modules without a room) is open to all.
VOCABULARY = {"records", "takes", "codec", "errors", "script", "colours", "colour_names", "events", "usage", "reviews"}
ARROWS = {
    "storage": set(),
    "generator": set(),
    "agents": {"backends"},
    # What a drifting generator truly did is scored against what was seen.
    "evaluation": {"generator"},
    "backends": {"agents"},
    # Tools plan a take and choose its memory as the graph does, with the director's pure functions.
    "tools": {"agents", "generator", "storage"},
    "report": {"generator"},
    "graphs": {"agents", "tools", "storage", "generator", "report"},
}
EXTRA_MODULES = {
    "evaluation": {"script_document"},
    "graphs": {"settings", "result"},
    "report": {"result"},
}
HEAVY = {"torch", "diffusers", "transformers", "spacy", "langchain", "langgraph", "skia", "av", "numpy", "sqlmodel"}


def imports_of(path: Path) -> set[str]:
    """Dotted names a module imports, wherever the import stands; imports for types alone do not count."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.dump(block.test)
        for node in ast.walk(block)
    }
    names: set[str] = set()
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def forbidden_arrows(room: str, imported: set[str]) -> set[str]:
    """Imports that a room may not have."""
    bad = set()
    for name in imported:
        parts = name.split(".")
        if parts[0] != "iamflow_agents" or len(parts) < 2:
            continue
        target = parts[1]
        allowed = {room} | VOCABULARY | ARROWS[room] | EXTRA_MODULES.get(room, set())
        if target not in allowed:
            bad.add(name)
    return bad


@pytest.mark.parametrize("room", sorted(ARROWS))
def test_house_arrows_point_one_way(room: str) -> None:
    for path in sorted((PACKAGE / room).rglob("*.py")):
        assert not forbidden_arrows(room, imports_of(path)), path


def test_house_arrow_check_sees_a_wrong_arrow() -> None:
    assert forbidden_arrows("storage", {"iamflow_agents.graphs.nodes.reconcile"})
    assert forbidden_arrows("generator", {"iamflow_agents.agents.director"})
    assert not forbidden_arrows("generator", {"iamflow_agents.takes.Layout", "skia"})


def test_house_nothing_imports_a_room_by_its_link() -> None:
    links = {"graphs", "tools", "generator", "storage"}
    for path in [*MODULES, *sorted((ROOT / "tests").rglob("*.py"))]:
        assert not {name.split(".")[0] for name in imports_of(path)} & links, path


@pytest.mark.parametrize("name", ["graphs", "tools", "generator", "storage"])
def test_house_top_level_links_lead_to_the_rooms(name: str) -> None:
    link = ROOT / name
    assert link.resolve() == PACKAGE / name


def code_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring."""
    doc = node.body[0] if ast.get_docstring(node) is not None else None
    described = (doc.end_lineno or doc.lineno) - doc.lineno + 1 if doc else 0
    return (node.end_lineno or node.lineno) - node.lineno + 1 - described


def test_house_files_and_functions_stay_small() -> None:
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        assert text.count("\n") <= 500, f"{path} is too long"
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                assert code_lines(node) <= 60, f"{path}:{node.lineno} {node.name} is too long"


def test_house_every_package_is_shipped() -> None:
    listed = set(tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"])
    there = {".".join(path.parent.relative_to(ROOT).parts) for path in PACKAGE.rglob("__init__.py")}
    assert listed == there


def modules_after(statement: str) -> set[str]:
    """Top-level modules loaded by a statement in a fresh interpreter."""
    code = f"{statement}\nimport sys\nprint(' '.join(sorted({{m.split('.')[0] for m in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "statement", ["import iamflow_agents", "import iamflow_agents.cli", "import iamflow_agents.settings"]
)
def test_house_fronts_load_nothing_heavy(statement: str) -> None:
    assert not modules_after(statement) & HEAVY


def test_house_a_whole_story_needs_no_model_library() -> None:
    loaded = modules_after("import iamflow_agents.runner, iamflow_agents.generator.storyboard.generator")
    assert {"langgraph", "skia"} <= loaded
    assert not loaded & {"torch", "diffusers", "transformers", "openai"}


def test_house_no_prints_and_no_environment_outside_settings() -> None:
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        assert "print" not in calls, path
        if path.name != "settings.py":
            assert not calls & {"os.getenv", "os.environ.get"}, path
