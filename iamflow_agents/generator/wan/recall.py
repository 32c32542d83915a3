"""From the frames that a request offers to those a take is shown.

A request offers rows of the entity database, chosen by the director or, where only the generator can compare, all there
are; quarantined ones are not among them, and their scores hold what the verifier has seen so far. They may be more than
there is room for: what sink and window show anyway is known only once the prompt was switched, and is left out here. A
pure function of the request and the latents beside its rows, so that a take comes out the same after a kill.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import torch

from iamflow_agents.generator.wan.film_files import KeptHead
from iamflow_agents.generator.wan.scoring import UNKNOWN, cosines
from iamflow_agents.generator.wan.selection import Candidate, FrameKey, MemoryPolicy, select_frames
from iamflow_agents.takes import MemoryFrame


def rank_rows(
    rows: Sequence[MemoryFrame],
    heads: Sequence[KeptHead],
    *,
    policy: MemoryPolicy,
    budget: int,
    wanted: Sequence[str],
    place: str = "",
    per_identity: int = 2,
    visible: Collection[int] = (),
    before: int | None = None,
    text_key: torch.Tensor | None = None,
) -> tuple[int, ...]:
    """Choose among rows whose latents lie beside them.

    Args:
        rows: What is offered.
        heads: What their files say of them, same order.
        policy: By what to choose.
        budget: Most frames.
        wanted: Identities on screen.
        place: The segment's place.
        per_identity: Most frames for the sake of one identity.
        visible: True indices of the frames that sink and window show, once the prompt was switched.
        before: True index of the take's first latent frame.
        text_key: Mean text key of the prompt, `[C]` (`memory_tap.text_key`), for selection by similarity; frames
            without keys of their own then come last.

    Returns:
        Indices into `rows`, most wanted first: the order that `Session.set_memory` wants.
    """
    numbers: dict[FrameKey, int] = {}
    candidates = []
    for number, (row, head) in enumerate(zip(rows, heads, strict=True)):
        if row.quarantined:
            continue
        told = dict(zip(row.identities, row.scores, strict=False))
        key = FrameKey(row.segment_index, row.take_number, row.frame_index)
        numbers[key] = number
        candidates.append(
            Candidate(
                key=key,
                frame_index=head.frame_index,
                block_index=head.block_index,
                scores={identity: told.get(identity, UNKNOWN) for identity in row.identities},
                place=row.place,
                likeness=_likeness(head, text_key),
            )
        )
    chosen = select_frames(
        candidates,
        policy=policy,
        budget=budget,
        wanted=wanted,
        place=place,
        per_identity=per_identity,
        visible=visible,
        before=before,
    )
    return tuple(numbers[key] for key in chosen)


def _likeness(head: KeptHead, text_key: torch.Tensor | None) -> float:
    if text_key is None:
        return 0.0
    return -1.0 if head.keys is None else float(cosines(head.keys[None], text_key)[0])
