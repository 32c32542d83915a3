"""`iamflow mcp`: serves the story tools to an MCP host over stdin and stdout."""

from __future__ import annotations

import logging
import sys

from iamflow_agents import __version__
from iamflow_agents.directing import open_desk
from iamflow_agents.errors import ConfigError
from iamflow_agents.settings import Settings


def serve_tools(settings: Settings, job: str | None) -> None:
    """Serve until the host closes stdin; everything but the protocol goes to stderr.

    Args:
        settings: Where the home is.
        job: The job that calls mean which name none.

    Raises:
        ConfigError: If the SDK is not installed, or the job's name cannot be one.
    """
    try:
        from iamflow_agents.tools.mcp_server import serve_stdio
    except ImportError as error:
        raise ConfigError(
            f"the MCP server needs a package that is not installed: {error.name or error}",
            where="iamflow mcp",
            next_step="Install it: pip install 'iamflow-agents[mcp]'",
        ) from error
    logging.basicConfig(stream=sys.stderr, level=settings.log_level.upper())
    serve_stdio(open_desk(settings=settings, job=job), __version__)
