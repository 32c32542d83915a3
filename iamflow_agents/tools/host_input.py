"""Standard input that can be ended from within: a thread that waits for a line cannot be woken otherwise.

An MCP host ends its server by closing stdin; a person who presses Ctrl-C, or a service manager that sends SIGTERM,
does not. With this the server then ends the same way.
"""

from __future__ import annotations

import io
import os
import select
from typing import Any


class HostInput(io.RawIOBase):
    """Bytes of a file descriptor, until it ends or `end` is called.

    Args:
        descriptor: An open descriptor; it stays open.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._ended, self._ender = os.pipe()

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Wait for bytes or for the end.

        Returns:
            How many bytes were read; 0 at the end.
        """
        ready, _, _ = select.select([self._descriptor, self._ended], [], [])
        if self._ended in ready:
            return 0
        data = os.read(self._descriptor, len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def end(self) -> None:
        """Be at the end from now on; may be called from any thread, and more than once."""
        os.write(self._ender, b"\0")

    def close(self) -> None:
        """Give the own descriptors back."""
        if not self.closed:
            os.close(self._ended)
            os.close(self._ender)
        super().close()
