"""Does slow work several pieces at a time, and hands the outcomes back to the one thread that looks after them.

The threads are daemons: a process that is told to end does not wait for a server that never answers, as it would for
those of `concurrent.futures`. Everything but the work itself (drawing the next piece, keeping an outcome) happens in
the caller's thread, so that none of it needs a lock.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from typing import Protocol, TypeVar

I = TypeVar("I")  # noqa: E741 - an item, as O is an outcome
O = TypeVar("O")  # noqa: E741

GRACE_S = 0.2
"""How long pieces under way are waited for when work is to stop at once; Ctrl-C breaks off after twice that."""
_POLL_S = 0.05


class Flag(Protocol):
    """Anything that can say "stop"; `threading.Event` is one."""

    def is_set(self) -> bool:
        """Tell whether work should stop."""
        ...


def side_by_side(work: Callable[[I], O], items: Iterator[I], *, bound: int, cancel: Flag) -> Iterator[O]:
    """Do a piece of work for each item and yield the outcomes in the order they come in.

    Args:
        work: What to do with an item, in another thread; must not raise.
        items: Drawn one by one, each only when there is room for it; may end early, or look at outcomes so far.
        bound: Pieces under way at a time, at most.
        cancel: Set: outcomes are waited for `GRACE_S` longer, and what is not in then is given up.
    """
    inbox: queue.SimpleQueue[O] = queue.SimpleQueue()
    n_running, deadline = 0, None
    while True:
        while n_running < bound and (item := next(items, None)) is not None:
            threading.Thread(target=_deliver, args=(work, item, inbox), name="iamflow-ask", daemon=True).start()
            n_running += 1
        if not n_running:
            return
        try:
            outcome = inbox.get(timeout=_POLL_S)
        except queue.Empty:
            if cancel.is_set():
                deadline = deadline or time.monotonic() + GRACE_S
                if time.monotonic() >= deadline:
                    return
            continue
        n_running -= 1
        yield outcome


def _deliver(work: Callable[[I], O], item: I, inbox: queue.SimpleQueue[O]) -> None:
    """Do one piece of work."""
    inbox.put(work(item))
