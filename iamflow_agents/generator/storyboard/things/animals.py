"""Find the drawing of an animal or creature by its words and make its sprite."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial

from iamflow_agents.colours import Rgb
from iamflow_agents.generator.storyboard.sprite import Sprite
from iamflow_agents.generator.storyboard.things.animals_birds import BIRDS, Bird, BirdKind
from iamflow_agents.generator.storyboard.things.animals_breeds import BREEDS, Breed
from iamflow_agents.generator.storyboard.things.animals_coat import make_coat
from iamflow_agents.generator.storyboard.things.animals_insects import INSECTS
from iamflow_agents.generator.storyboard.things.animals_quadruped import Quadruped
from iamflow_agents.generator.storyboard.things.animals_rodents import RODENTS, Rodent, RodentKind
from iamflow_agents.generator.storyboard.things.animals_water import WATER, Painter, SmallAnimal
from iamflow_agents.generator.storyboard.things.animals_winged import DRAGON, Winged, horse_frame
from iamflow_agents.generator.storyboard.things.placeholder import Labelled
from iamflow_agents.generator.storyboard.wording import all_words, find_kind
from iamflow_agents.records import Appearance

_SIZES = {"small": 0.85, "little": 0.85, "tiny": 0.7, "large": 1.15, "big": 1.15, "huge": 1.3, "enormous": 1.4}
_SIZES |= {"giant": 1.5, "young": 0.85, "miniature": 0.6}


Maker = Callable[[Appearance, float], Sprite]


@lru_cache(maxsize=1)
def animal_table() -> dict[str, Maker]:
    """Every noun an animal is known by, in the singular, with what makes its sprite."""
    table: dict[str, Maker] = {noun: partial(_quadruped, breed) for breed in BREEDS for noun in breed.nouns}
    table |= {noun: partial(_bird, kind) for kind in BIRDS for noun in kind.nouns}
    table |= {noun: partial(_rodent, kind) for kind in RODENTS for noun in kind.nouns}
    for nouns, painter, length, tall, colours, pattern in (*WATER, *INSECTS):
        table |= {noun: partial(_small, painter, length, tall, colours, pattern) for noun in nouns}
    table |= dict.fromkeys(("dragon", "drake", "wyvern", "dinosaur", "monster", "beast"), _dragon)
    table |= {"pegasus": _winged_horse, "winged horse": _winged_horse, "flying horse": _winged_horse}
    return table


def _quadruped(breed: Breed, appearance: Appearance, size: float) -> Sprite:
    """A four-legged animal."""
    coat = make_coat(appearance, breed.colours, second=breed.second, pattern=breed.pattern, eye=breed.eye)
    return Quadruped(breed.frame, coat, size)


def _bird(kind: BirdKind, appearance: Appearance, size: float) -> Sprite:
    """A bird."""
    return Bird(kind.frame, make_coat(appearance, kind.colours, second=kind.second, eye=kind.eye), size)


def _rodent(kind: RodentKind, appearance: Appearance, size: float) -> Sprite:
    """A small round animal."""
    return Rodent(kind.frame, make_coat(appearance, kind.colours), size)


def _small(
    painter: Painter,
    length: float,
    tall: float,
    colours: tuple[Rgb, ...],
    pattern: str,
    appearance: Appearance,
    size: float,
) -> Sprite:
    """An animal that one function draws."""
    return SmallAnimal(painter, make_coat(appearance, colours, pattern=pattern), length * size, tall)


def _dragon(appearance: Appearance, size: float) -> Sprite:
    """A dragon, or a beast nobody has described better."""
    coat = make_coat(appearance, ((84, 140, 84), (158, 62, 56), (92, 96, 140)), eye=(236, 190, 60))
    return Winged(DRAGON, coat, feathered=False, size=size)


def _winged_horse(appearance: Appearance, size: float) -> Sprite:
    """A horse with wings."""
    coat = make_coat(appearance, ((244, 242, 240),), second=(222, 214, 206))
    return Winged(horse_frame(), coat, feathered=True, size=size)


def make_animal(appearance: Appearance) -> Sprite | None:
    """Make the sprite of an animal or creature, or None when no drawing fits its words."""
    noun = find_kind(appearance, animal_table())
    if noun is None:
        return None
    words = all_words(appearance)
    size = next((_SIZES[word] for word in sorted(words) if word in _SIZES), 1.0)
    return animal_table()[noun](appearance, size)


def make_unknown_beast(appearance: Appearance) -> Sprite:
    """A general beast with its name on a tag, for kinds nobody has drawn; with wings when the words say so."""
    words = all_words(appearance)
    winged = bool(words & {"wing", "winged", "feather", "feathered", "beak", "flying"})
    noun = "bird" if winged else "dog"
    return Labelled(animal_table()[noun](appearance, 1.0), appearance)
