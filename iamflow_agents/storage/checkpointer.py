"""LangGraph's checkpoints in one SQLite file a job, kept small.

`SqliteSaver` keeps every superstep's state for ever. This one keeps the newest few of each thread and gives freed
pages back. The file is opened with `synchronous=NORMAL`: a power cut may lose the last checkpoints but damages none,
and a lost checkpoint only repeats nodes that find their work done (see `database`). Write errors name the file.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
)
from langgraph.checkpoint.serde.base import SerializerProtocol
from langgraph.checkpoint.sqlite import SqliteSaver

from iamflow_agents.storage.failures import damaged, file_errors, sqlite_failure

KEEP = 3
EVERY = 10
_INCREMENTAL = 2


class PruningSqliteSaver(SqliteSaver):
    """A checkpoint saver whose file stays small; use `open`, and close it or leave its `with` block.

    Args:
        conn: An open connection that may be used from any thread.
        where: The file's name for errors.
        keep: Newest checkpoints kept a thread and namespace, at least 2: the last one and the one it came from.
        every: Checkpoints between two prunings.
        serde: How values are written; LangGraph's own by default.
    """

    def __init__(
        self,
        conn: sqlite3.Connection,
        *,
        where: str = "checkpoints",
        keep: int = KEEP,
        every: int = EVERY,
        serde: SerializerProtocol | None = None,
    ) -> None:
        super().__init__(conn, serde=serde)
        self.where = where
        self.keep = max(2, keep)
        self.every = max(1, every)
        self._puts = 0

    @classmethod
    def open(
        cls, path: Path | str, *, keep: int = KEEP, every: int = EVERY, serde: SerializerProtocol | None = None
    ) -> PruningSqliteSaver:
        """Open or make a file of checkpoints and check that it is sound.

        Raises:
            DatabaseError: If the file is damaged.
            StorageError: If it cannot be read or written.
        """
        path = Path(path)
        with file_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        try:
            conn = sqlite3.connect(path, check_same_thread=False, timeout=30)
        except sqlite3.Error as error:
            raise sqlite_failure(error, str(path)) from error
        saver = cls(conn, where=str(path), keep=keep, every=every, serde=serde)
        try:
            saver._prepare()
        except BaseException:
            conn.close()
            raise
        return saver

    def close(self) -> None:
        """Close the file; safe to call twice."""
        with self.lock:
            self.conn.close()

    def __enter__(self) -> PruningSqliteSaver:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def cursor(self, transaction: bool = True) -> Iterator[sqlite3.Cursor]:
        """One transaction under the saver's lock; unlike the parent's it is undone when it fails.

        A half-written list of pending writes would make a resumed graph believe that a node is done.
        """
        with self.lock, self._errors():
            self.setup()
            cursor = self.conn.cursor()
            try:
                yield cursor
            except BaseException:
                with suppress(sqlite3.Error):
                    self.conn.rollback()
                raise
            else:
                if transaction:
                    self.conn.commit()
            finally:
                cursor.close()

    def put(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """Save a checkpoint; now and then drop the old ones."""
        saved = super().put(config, checkpoint, metadata, new_versions)
        self._puts += 1
        if self._puts % self.every == 0:
            self.prune([str(config["configurable"]["thread_id"])])
        return saved

    def prune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        """Drop old checkpoints and the writes that belong to them, and give the space back.

        Args:
            thread_ids: Whose.
            strategy: `keep_latest` keeps the newest `keep` of each namespace, `delete` keeps none.
        """
        if strategy not in ("keep_latest", "delete"):
            raise ValueError(f"strategy={strategy!r}: use 'keep_latest' or 'delete'")
        with self.cursor() as cursor:
            for thread_id in thread_ids:
                cursor.execute(_PRUNE, (thread_id, self.keep if strategy == "keep_latest" else 0))
                cursor.execute(_PRUNE_WRITES, (thread_id,))
        with self.lock, self._errors():
            self.conn.execute("PRAGMA incremental_vacuum").fetchall()

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """As `get_tuple`, in a thread."""
        return await asyncio.to_thread(self.get_tuple, config)

    async def alist(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[CheckpointTuple]:
        """As `list`, in a thread."""
        found = await asyncio.to_thread(lambda: [*self.list(config, filter=filter, before=before, limit=limit)])
        for one in found:
            yield one

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """As `put`, in a thread."""
        return await asyncio.to_thread(self.put, config, checkpoint, metadata, new_versions)

    async def aput_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        """As `put_writes`, in a thread."""
        await asyncio.to_thread(self.put_writes, config, writes, task_id, task_path)

    async def adelete_thread(self, thread_id: str) -> None:
        """As `delete_thread`, in a thread."""
        await asyncio.to_thread(self.delete_thread, thread_id)

    def _prepare(self) -> None:
        """Check the file, set it up to give pages back, and make the tables."""
        with self.lock, self._errors():
            # Has to come before the first table; a file from elsewhere is rewritten once.
            self.conn.execute("PRAGMA auto_vacuum=INCREMENTAL")
            findings = [row[0] for row in self.conn.execute("PRAGMA quick_check(3)")]
            if findings != ["ok"]:
                raise damaged(self.where, "; ".join(map(str, findings)))
            self.setup()
            if self.conn.execute("PRAGMA auto_vacuum").fetchone()[0] != _INCREMENTAL:
                self.conn.execute("PRAGMA auto_vacuum=INCREMENTAL")
                self.conn.execute("VACUUM")
            for pragma in ("synchronous=NORMAL", "wal_autocheckpoint=128", "journal_size_limit=524288"):
                self.conn.execute(f"PRAGMA {pragma}").fetchall()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Name the file in whatever SQLite raises."""
        try:
            yield
        except sqlite3.Error as error:
            raise sqlite_failure(error, self.where) from error


_PRUNE = """
DELETE FROM checkpoints WHERE rowid IN (
  SELECT rowid FROM (
    SELECT rowid, ROW_NUMBER() OVER (PARTITION BY checkpoint_ns ORDER BY checkpoint_id DESC) AS age
    FROM checkpoints WHERE thread_id = ?
  ) WHERE age > ?
)
"""
_PRUNE_WRITES = """
DELETE FROM writes WHERE thread_id = ? AND NOT EXISTS (
  SELECT 1 FROM checkpoints AS kept WHERE kept.thread_id = writes.thread_id
  AND kept.checkpoint_ns = writes.checkpoint_ns AND kept.checkpoint_id = writes.checkpoint_id
)
"""
