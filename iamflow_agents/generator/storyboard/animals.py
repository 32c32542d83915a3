"""Find the drawing of an animal or creature by its words and make its sprite."""

from __future__ import annotations

from functools import lru_cache

from iamflow_agents.generator.storyboard.animals_breeds import BREEDS, Breed
from iamflow_agents.generator.storyboard.animals_coat import make_coat
from iamflow_agents.generator.storyboard.animals_quadruped import Quadruped
from iamflow_agents.generator.storyboard.sprite import Sprite
from iamflow_agents.generator.storyboard.wording import all_words, find_kind
from iamflow_agents.records import Appearance

_SIZES = {"small": 0.85, "little": 0.85, "tiny": 0.7, "large": 1.15, "big": 1.15, "huge": 1.3, "enormous": 1.4}
_SIZES |= {"giant": 1.5, "young": 0.85, "miniature": 0.6}


@lru_cache(maxsize=1)
def breed_table() -> dict[str, Breed]:
    """Every noun a four-legged animal is known by, in the singular."""
    return {noun: breed for breed in BREEDS for noun in breed.nouns}


def make_animal(appearance: Appearance) -> Sprite | None:
    """Make the sprite of an animal or creature, or None when no drawing fits its words."""
    noun = find_kind(appearance, breed_table())
    if noun is None:
        return None
    words = all_words(appearance)
    size = next((_SIZES[word] for word in sorted(words) if word in _SIZES), 1.0)
    breed = breed_table()[noun]
    coat = make_coat(appearance, breed.colours, second=breed.second, pattern=breed.pattern, eye=breed.eye)
    return Quadruped(breed.frame, coat, size)
