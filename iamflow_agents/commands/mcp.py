"""`iamflow mcp`: serves the story tools to an MCP host over stdin and stdout."""

from __future__ import annotations

import logging
import signal
import sys

import typer

from iamflow_agents import __version__
from iamflow_agents.directing import open_desk
from iamflow_agents.errors import ConfigError
from iamflow_agents.settings import Settings

_INTERRUPTED = 130


def serve_tools(settings: Settings, job: str | None) -> None:
    """Serve until the host closes stdin; everything but the protocol goes to stderr.

    Args:
        settings: Where the home is.
        job: The job that calls mean which name none.

    Raises:
        ConfigError: If the SDK is not installed, there is nobody to speak with, or the job's name cannot be one.
    """
    try:
        from iamflow_agents.tools.mcp_server import serve_stdio
    except ImportError as error:
        raise ConfigError(
            f"the MCP server needs a package that is not installed: {error.name or error}",
            where="iamflow mcp",
            next_step="Install it: pip install 'iamflow-agents[mcp]'",
        ) from error
    if sys.stdin is None or sys.stdout is None:
        raise ConfigError(
            "stdin or stdout is closed, and an MCP host speaks through both",
            where="iamflow mcp",
            next_step="Let the host start the command, as its configuration says.",
        )
    if sys.stdin.isatty():
        typer.echo("Waiting for an MCP host on stdin; Ctrl-C ends.", err=True)
    logging.basicConfig(stream=sys.stderr, level=settings.log_level.upper())
    with open_desk(settings=settings, job=job) as desk:
        ended_by = serve_stdio(desk, __version__)
    if ended_by == signal.SIGINT:
        raise typer.Exit(_INTERRUPTED)
