"""Rules for every test: no network, no settings from the developer's environment."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from typing import Any

import pytest


class NetworkUsedError(AssertionError):
    """A test tried to leave this machine."""


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only loopback and Unix sockets may be connected to."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise NetworkUsedError(f"a test connected to {address}")
        real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Settings come from the test alone."""
    for name in [name for name in os.environ if name.startswith("IAMFLOW_") and name != "IAMFLOW_TORTURE_KILLS"]:
        monkeypatch.delenv(name)
    yield


def pytest_sessionstart() -> None:
    """Let children hear Ctrl-C: a suite started in the background inherits that it is ignored, and would pass it on."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
