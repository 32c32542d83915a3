"""A session with an archive of its own: films outside the graph, for ablations and for use as a library.

In the graph the director chooses memory frames and takes are made from requests alone (`filming`). Here nothing but
the archive is asked, with every policy of `selection` behind one switch, those included that no director knows: a bank
by similarity to the text, and no memory at all. What it does is the same in the same order: switch the prompt, recall,
make blocks while watching whom they show, archive what the take leaves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch

from iamflow_agents.generator.protocol import CancelFlag
from iamflow_agents.generator.wan.archive import FrameArchive
from iamflow_agents.generator.wan.collecting import TakeCollector
from iamflow_agents.generator.wan.embedding_cache import prompt_key
from iamflow_agents.generator.wan.identity_spans import identity_spans
from iamflow_agents.generator.wan.memory_tap import MemoryTap, score_layers, text_key
from iamflow_agents.generator.wan.recall import MemoryAnswer, MemoryQuestion, recall
from iamflow_agents.generator.wan.records import BlockRecord
from iamflow_agents.generator.wan.scoring import ScoreSource
from iamflow_agents.generator.wan.selection import MemoryPolicy
from iamflow_agents.generator.wan.session import Session, SwitchKind
from iamflow_agents.generator.wan.text_encoder import PromptLibrary
from iamflow_agents.generator.wan.tokens import TokenizedPrompt
from iamflow_agents.records import Appearance


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmSegment:
    """One prompt and how long it is shown."""

    prompt: str
    n_blocks: int
    cast: tuple[Appearance, ...] = ()
    """Who is on screen; names and looks are looked for in the prompt."""
    place: str = ""
    switch: SwitchKind = SwitchKind.SOFT

    @property
    def wanted(self) -> tuple[str, ...]:
        """Identities on screen."""
        return tuple(look.identity for look in self.cast)


class RememberingFilm:
    """Makes segment after segment, each with the memory that a policy chooses.

    Args:
        session: Its layout should be the policy's (`selection.layout_for`), its embeddings those of `library`.
        archive: Of this film.
        library: Has, or can make, the embeddings of all prompts.
        policy: By what memory is chosen.
        source: What frames are scored by.
        per_identity: Most memory frames for the sake of one identity.
    """

    def __init__(
        self,
        session: Session,
        archive: FrameArchive,
        library: PromptLibrary,
        *,
        policy: MemoryPolicy = MemoryPolicy.IDENTITY_PLACE,
        source: ScoreSource = ScoreSource.MASS,
        per_identity: int = 2,
    ) -> None:
        self.session, self.archive, self._library = session, archive, library
        self._policy, self._source, self._per_identity = MemoryPolicy(policy), ScoreSource(source), per_identity
        self._layers = score_layers(len(session.model.blocks))
        self.answer = MemoryAnswer()
        """What the current segment was given."""

    def film(
        self, segment: FilmSegment, segment_index: int, *, take_number: int = 1, cancel: CancelFlag | None = None
    ) -> Iterator[BlockRecord]:
        """Make one segment; its frames are archived when the last block was taken.

        Args:
            segment: What to show.
            segment_index: Its number in the story.
            take_number: Which attempt.
            cancel: Looked at before every pass.

        Yields:
            Finished blocks.

        Raises:
            StoppedError: If `cancel` was set; nothing of the segment is archived.
        """
        self._library.prepare([segment.prompt])
        prompt = self._library.tokenizer.tokenize(segment.prompt)
        self.session.switch(prompt_key(segment.prompt), segment.switch)
        self.answer = recall(
            self.archive, self._question(segment, segment_index, take_number), text_key=self._key(prompt)
        )
        self.session.set_memory(self.answer.frames)
        collector = TakeCollector(
            segment_index=segment_index,
            take_number=take_number,
            n_blocks=segment.n_blocks,
            n_frames=self.archive.limits.frames_per_take,
            prompt=prompt_key(segment.prompt),
            identities=segment.wanted,
            place=segment.place,
            starts_stream=self.session.block_index == 0,
        )
        for _ in range(segment.n_blocks):
            tap = self._tap(segment, prompt)
            record = self.session.step(cancel=cancel, observer=tap)
            if tap is not None:
                collector.add(record, tap.scores(), tap.frame_keys())
            yield record
        if self._policy.uses_archive:
            self.archive.add_take(collector.finish())

    def _question(self, segment: FilmSegment, segment_index: int, take_number: int) -> MemoryQuestion:
        seen, layout = self.session.visible, self.session.layout
        return MemoryQuestion(
            segment_index=segment_index,
            take_number=take_number,
            policy=self._policy,
            budget=layout.memory_frames,
            wanted=segment.wanted,
            place=segment.place,
            per_identity=self._per_identity,
            visible=tuple(sorted({*seen.sink_frames, *seen.window_frames})),
            before=self.session.block_index * layout.block_frames,
            prompt=prompt_key(segment.prompt),
        )

    def _key(self, prompt: TokenizedPrompt) -> torch.Tensor | None:
        """The prompt's mean key, where the policy goes by it."""
        if self._policy is not MemoryPolicy.TEXT_SIMILARITY or not prompt.content:
            return None
        name = prompt_key(prompt.text)
        return text_key(self.session.model.encode_text(self._library[name], name), self._layers, prompt.content)

    def _tap(self, segment: FilmSegment, prompt: TokenizedPrompt) -> MemoryTap | None:
        """What watches a block; None where nothing is archived."""
        if not self._policy.uses_archive:
            return None
        spans = identity_spans(prompt.text, segment.cast)
        return MemoryTap(
            {identity: prompt.tokens_of(own) for identity, own in spans.items()},
            content=prompt.content,
            prompt=prompt_key(prompt.text),
            n_frames=self.session.layout.block_frames,
            layers=self._layers,
            source=self._source,
        )
