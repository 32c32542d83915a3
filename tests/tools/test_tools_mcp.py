"""The tools over the Model Context Protocol: a real client, and `iamflow mcp` as its child."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import anyio
import pytest
from mcp import Client, StdioServerParameters, stdio_client
from tools_stage import JOB, Film

from iamflow_agents import __version__
from iamflow_agents.cli import main
from iamflow_agents.codec import to_plain
from iamflow_agents.directing import open_desk
from iamflow_agents.errors import JobLockedError
from iamflow_agents.storage.job_lock import JobLock
from iamflow_agents.tools import lookup
from iamflow_agents.tools.host_input import HostInput
from iamflow_agents.tools.mcp_server import make_server
from iamflow_agents.tools.story_tools import STORY_TOOLS

T = TypeVar("T")


def over_stdio(home: Path, use: Callable[[Client], Awaitable[T]], *options: str) -> T:
    """Start `iamflow mcp` as a host does, use it, and close it."""
    command = ["-m", "iamflow_agents", "mcp", "--home", str(home), *options]

    async def run() -> T:
        async with Client(stdio_client(StdioServerParameters(command=sys.executable, args=command))) as client:
            return await use(client)

    return anyio.run(run)


def in_process(home: Path, use: Callable[[Client], Awaitable[T]], job: str | None = JOB) -> T:
    """The same without a child, for the cases that need no process border."""

    async def run() -> T:
        async with Client(make_server(open_desk(home, job=job), __version__)) as client:
            return await use(client)

    return anyio.run(run)


def words(result: Any) -> str:
    """The text of an answer."""
    return "".join(part.text for part in result.content)


def test_tools_a_host_finds_and_calls_them_over_stdio(film: Film) -> None:
    told: list[tuple[float, float | None]] = []

    async def progress(done: float, total: float | None, _message: str | None) -> None:
        told.append((done, total))

    async def use(client: Client) -> Any:
        tools = (await client.list_tools()).tools
        segments = await client.call_tool("list_segments", {})
        take = await client.call_tool("generate_segment", {"segment": 0, "seed": 81}, progress_callback=progress)
        still = await client.call_tool("render_preview", {"segment": 2})
        wrong = await client.call_tool("recall_memory", {"identities": ["Anna"]})
        return client.server_info, tools, segments, take, still, wrong

    info, tools, segments, take, still, wrong = over_stdio(film.home, use, "--job", JOB)
    assert (info.name, info.version) == ("iamflow", __version__)
    assert [tool.name for tool in tools] == [tool.name for tool in STORY_TOOLS]
    assert segments.structured_content == to_plain(lookup.list_segments(film.desk))
    assert not take.is_error and Path(take.structured_content["video"]).is_file()
    assert told == [(4, 4)]
    assert Path(still.structured_content["picture"]).is_file()
    assert wrong.is_error and "Known keys are ana" in words(wrong)


def test_tools_hosts_are_told_what_reads_and_what_makes(film: Film) -> None:
    async def use(client: Client) -> Any:
        return (await client.list_tools()).tools

    tools = in_process(film.home, use)
    makers = {tool.name for tool in tools if not tool.annotations.read_only_hint}
    assert makers == {"render_preview", "generate_segment"}
    for tool in tools:
        assert tool.input_schema["type"] == "object" and tool.input_schema["additionalProperties"] is False


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("generate_segment", {"segment": 99}, "from 0 to 2"),
        ("generate_segment", {"segment": "first"}, "segment: Input should be a valid integer"),
        ("generate_segment", {"segment": 0, "style": "noir"}, "style: Extra inputs are not permitted"),
        ("list_segments", {"job": "leter"}, "Did you mean letter"),
        ("list_stories", {}, "list_jobs, list_segments"),
    ],
)
def test_tools_a_hosts_mistake_is_an_answer_that_helps(
    film: Film, name: str, arguments: dict[str, Any], told: str
) -> None:
    async def use(client: Client) -> Any:
        return await client.call_tool(name, arguments)

    answer = in_process(film.home, use)
    assert answer.is_error and told in words(answer)


def test_tools_a_host_meets_a_running_job(film: Film) -> None:
    async def use(client: Client) -> Any:
        return await client.call_tool("generate_segment", {"segment": 0}), await client.call_tool("list_jobs", {})

    with film.store() as store, JobLock(store, JOB):
        locked, listed = in_process(film.home, use)
    assert locked.is_error and f"iamflow cancel {JOB}" in words(locked)
    assert not listed.is_error


def test_tools_a_host_that_gives_up_stops_the_take(film: Film) -> None:
    async def use(client: Client) -> None:
        seen = anyio.Event()

        async def progress(_done: float, _total: float | None, _message: str | None) -> None:
            seen.set()

        async def call() -> None:
            wish = {"segment": 0, "seed": 91, "duration_s": 600.0}
            await client.call_tool("generate_segment", wish, progress_callback=progress)

        async with anyio.create_task_group() as group:
            group.start_soon(call)
            await seen.wait()
            group.cancel_scope.cancel()

    in_process(film.home, use)
    with film.store() as store, JobLock(store, JOB):
        assert not list((film.home / "jobs" / JOB).glob("scratch-*"))


def test_tools_ctrl_c_ends_a_server_in_the_middle_of_a_take(film: Film) -> None:
    command = [sys.executable, "-m", "iamflow_agents", "mcp", "--home", str(film.home)]
    call = {"name": "generate_segment", "arguments": {"segment": 0, "seed": 92, "duration_s": 600.0, "job": JOB}}
    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    spoken = [
        {"id": 1, "method": "initialize", "params": hello},
        {"method": "notifications/initialized"},
        {"id": 2, "method": "tools/call", "params": {**call, "_meta": {"progressToken": "p"}}},
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdin is not None and child.stdout is not None
        child.stdin.write(b"".join(json.dumps({"jsonrpc": "2.0", **one}).encode() + b"\n" for one in spoken))
        child.stdin.flush()
        assert b"iamflow" in child.stdout.readline()
        assert b"progress" in child.stdout.readline()
        with film.store() as store, pytest.raises(JobLockedError):
            JobLock(store, JOB).acquire()
        child.send_signal(signal.SIGINT)
        rest, errors = child.communicate(timeout=60)
    assert child.returncode == 130 and b"Traceback" not in errors
    assert all(json.loads(line)["jsonrpc"] == "2.0" for line in rest.splitlines())
    with film.store() as store:
        assert store.job(JOB).lock is None
    assert not list((film.home / "jobs" / JOB).glob("scratch-*"))


def test_tools_input_that_waits_for_a_line_can_be_ended() -> None:
    reader, writer = os.pipe()
    source = HostInput(reader)
    with ThreadPoolExecutor(1) as pool, io.BufferedReader(source) as lines:
        os.write(writer, b"one\ntw")
        assert lines.readline() == b"one\n"
        waiting = pool.submit(lines.readline)
        source.end()
        source.end()
        assert waiting.result(timeout=30) == b"tw" and lines.readline() == b""
    os.write(writer, b"o\n")
    os.close(writer)
    with io.BufferedReader(HostInput(reader)) as lines:
        assert lines.read() == b"o\n"
    os.close(reader)


def test_tools_a_server_without_its_package_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "iamflow_agents.tools.mcp_server", None)
    monkeypatch.setattr(sys, "argv", ["iamflow", "mcp", "--home", str(tmp_path / "home")])
    with pytest.raises(SystemExit) as ended:
        main()
    out, err = capsys.readouterr()
    assert ended.value.code == 2 and not out and "iamflow-agents[mcp]" in err
    assert not (tmp_path / "home").exists()
