"""Whole films with every policy of the ablation, and a kill in the middle of one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import torch
from wan_core_stage import make_layout, make_model
from wan_memory_stage import open_archive

from iamflow_agents.errors import StoppedError
from iamflow_agents.generator.wan.embedding_cache import EmbeddingCache
from iamflow_agents.generator.wan.remembering import FilmSegment, RememberingFilm
from iamflow_agents.generator.wan.selection import MemoryPolicy, layout_for
from iamflow_agents.generator.wan.session import Session, SessionOptions, SwitchKind
from iamflow_agents.generator.wan.text_encoder import PromptLibrary
from iamflow_agents.generator.wan.tiny_text_encoder import TinyTextEncoder
from iamflow_agents.records import Appearance, Kind

FULL = make_layout(sink=3, memory=2, window=3)


def person(identity: str, name: str) -> Appearance:
    return Appearance(identity=identity, kind=Kind.PERSON, name=name)


ANNA, BEN = person("anna", "Anna"), person("ben", "Ben")
STORY = (
    FilmSegment(prompt="A wide empty road.", n_blocks=1, place="road"),
    FilmSegment(prompt="Anna waits at the inn.", n_blocks=2, cast=(ANNA,), place="inn"),
    FilmSegment(prompt="Ben rows a boat.", n_blocks=2, cast=(BEN,), place="lake", switch=SwitchKind.CUT),
    FilmSegment(prompt="Anna is back at the inn.", n_blocks=2, cast=(ANNA,), place="inn", switch=SwitchKind.RECACHE),
)


class Stop:
    def __init__(self, after: int) -> None:
        self._left = after

    def is_set(self) -> bool:
        self._left -= 1
        return self._left < 0


def open_film(folder: Path, policy: MemoryPolicy) -> RememberingFilm:
    library = PromptLibrary(TinyTextEncoder(max_tokens=24), EmbeddingCache(folder / "prompts"))
    session = Session(
        make_model(3), library, layout_for(policy, FULL), seed=3, options=SessionOptions(model_hash="tiny")
    )
    return RememberingFilm(session, open_archive(folder / "memory"), library, policy=policy)


def shoot(film: RememberingFilm, first: int = 0) -> tuple[list[torch.Tensor], list[list[int]]]:
    """All blocks, and the segments that each segment remembers."""
    blocks, remembered = [], []
    for index, segment in enumerate(STORY[first:], first):
        blocks += [record.latent for record in film.film(segment, index)]
        remembered.append(sorted(key.segment_index for key in film.answer.keys))
    return blocks, remembered


def test_wan_memory_films_of_every_policy(tmp_path: Path) -> None:
    films = {policy: shoot(open_film(tmp_path / policy.name, policy)) for policy in MemoryPolicy}
    remembered = {policy.value: found for policy, (_, found) in films.items()}
    assert remembered["none"] == remembered["sink+window"] == [[], [], [], []]
    # Anna's frames of segment 1 come back where she does; Ben's and the lake's do not.
    assert remembered["identity"] == [[], [], [], [1, 1]]
    assert remembered["identity+place"] == [[], [], [], [1, 1]]
    assert len(remembered["text-similarity"][3]) == 2
    for policy in (MemoryPolicy.NONE, MemoryPolicy.SINK_WINDOW):
        assert not list((tmp_path / policy.name / "memory").glob("*.safetensors"))
    last = {policy: blocks[-1] for policy, (blocks, _) in films.items()}
    assert not torch.equal(last[MemoryPolicy.IDENTITY], last[MemoryPolicy.SINK_WINDOW])
    assert not torch.equal(last[MemoryPolicy.SINK_WINDOW], last[MemoryPolicy.NONE])
    # Up to where memory first acts, a film is the same with and without it.
    with_it, without = films[MemoryPolicy.IDENTITY][0], films[MemoryPolicy.SINK_WINDOW][0]
    assert all(torch.equal(a, b) for a, b in zip(with_it[:5], without[:5], strict=True))


@pytest.mark.parametrize("policy", [MemoryPolicy.IDENTITY, MemoryPolicy.TEXT_SIMILARITY])
def test_wan_memory_a_film_that_was_killed_goes_on_with_the_same_memory(tmp_path: Path, policy: MemoryPolicy) -> None:
    whole, remembered = shoot(open_film(tmp_path / "whole", policy))
    film = open_film(tmp_path / "killed", policy)
    for index in range(3):
        list(film.film(STORY[index], index))
    state = film.session.state()
    with pytest.raises(StoppedError):
        list(film.film(STORY[3], 3, cancel=Stop(9)))
    film.archive.set_visual_scores(1, 1, {"anna": 0.2})
    shutil.copytree(tmp_path / "killed", tmp_path / "moved")
    again = open_film(tmp_path / "moved", policy)
    again.session.load(state)
    blocks, found = shoot(again, 3)
    assert found == remembered[3:]
    assert again.answer.again
    assert all(torch.equal(a, b) for a, b in zip(blocks, whole[-2:], strict=True))
