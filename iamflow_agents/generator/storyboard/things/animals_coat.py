"""The colours of an animal: what the text says, else what is natural for its kind.

One `Coat` holds every ink a rig needs; patterns are named here and drawn by the rigs. Words such as `tabby` or
`piebald` say a pattern and sometimes a colour.
"""

from __future__ import annotations

from dataclasses import dataclass

from iamflow_agents.colours import Rgb, find_colour, find_colours
from iamflow_agents.generator.storyboard.ink import lightness, mixed, shaded, tinted
from iamflow_agents.generator.storyboard.wording import (
    accessory_of,
    all_words,
    choose_by_key,
    stated_colours,
)
from iamflow_agents.records import Appearance, Slot

_PATTERNS = {
    "spotted": "spots", "spot": "spots", "dappled": "spots", "speckled": "spots", "dotted": "spots",
    "striped": "stripes", "stripe": "stripes", "tabby": "stripes", "brindle": "stripes", "brindled": "stripes",
    "patch": "patches", "patched": "patches", "piebald": "patches", "pinto": "patches", "calico": "patches",
    "skewbald": "patches", "tortoiseshell": "patches", "tuxedo": "bib",
}  # fmt: skip
_COAT_WORDS: dict[str, Rgb] = {
    "bay": (124, 66, 38), "palomino": (222, 178, 104), "roan": (150, 112, 104), "sorrel": (164, 84, 44),
    "tabby": (150, 124, 96), "calico": (240, 232, 220), "tortoiseshell": (78, 54, 44), "brindle": (122, 92, 66),
    "polar": (240, 238, 230), "arctic": (238, 238, 234), "grizzly": (116, 80, 54), "panda": (244, 244, 242),
    "siamese": (226, 206, 176), "dalmatian": (244, 244, 242), "panther": (38, 36, 44), "snowy": (240, 238, 232),
    "piebald": (240, 236, 228), "pinto": (236, 226, 210),
}  # fmt: skip
WORN = {
    "collar": "collar", "bandana": "bandana", "scarf": "bandana", "neckerchief": "bandana", "kerchief": "bandana",
    "ribbon": "collar", "harness": "collar", "bell": "collar", "bow": "collar", "saddle": "saddle",
    "blanket": "saddle", "coat": "saddle", "jacket": "saddle", "vest": "saddle", "bow tie": "collar", "tag": "collar",
}  # fmt: skip
_WORN_COLOURS: tuple[Rgb, ...] = ((196, 52, 50), (52, 100, 170), (226, 160, 48))


@dataclass(frozen=True, slots=True, kw_only=True)
class Coat:
    """Every ink of one animal."""

    main: Rgb
    second: Rgb
    """Belly, patches, socks, mane: whatever the rig paints in the other colour."""
    pattern: str
    """`plain`, `spots`, `stripes`, `patches` or `bib`."""
    eye: Rgb
    worn: str | None = None
    worn_rgb: Rgb = (196, 52, 50)
    words: frozenset[str] = frozenset()

    @property
    def far(self) -> Rgb:
        """The legs on the far side."""
        return shaded(self.main, 0.26)

    @property
    def shadow(self) -> Rgb:
        """The underside."""
        return shaded(self.main, 0.13)

    @property
    def light(self) -> Rgb:
        """Highlights."""
        return tinted(self.main, 0.22)

    @property
    def line(self) -> Rgb:
        """Mouths and creases."""
        return shaded(self.main, 0.55) if lightness(self.main) > 0.25 else tinted(self.main, 0.3)


def make_coat(
    appearance: Appearance,
    natural: tuple[Rgb, ...],
    *,
    second: Rgb | None = None,
    pattern: str = "plain",
    eye: Rgb = (40, 32, 30),
) -> Coat:
    """Decide an animal's colours.

    Args:
        appearance: Its words.
        natural: Colours of its kind, one of which is chosen by its key when the text says none.
        second: Natural second colour; None derives one from the main colour.
        pattern: Natural pattern of its kind.
        eye: Natural colour of its eyes.

    Returns:
        The coat.
    """
    words = all_words(appearance)
    stated = stated_colours(appearance)
    named = next((_COAT_WORDS[word] for word in sorted(words) if word in _COAT_WORDS), None)
    marked = [c.rgb for text in appearance.values(Slot.MARKING) for c in find_colours(text)]
    if stated:
        main = stated[0]
    elif named is not None:
        main = named
    else:
        main = natural[choose_by_key(appearance.identity, "coat", len(natural))]
    said = next((_PATTERNS[word] for word in sorted(words) if word in _PATTERNS), None)
    other = next((rgb for rgb in (*stated[1:], *marked) if rgb != main), None)
    if said is None and len(stated) > 1:
        said = "patches" if pattern not in {"bib", "spots", "stripes"} else pattern
    if said is None and (stated or named) and pattern == "bib":
        pattern = "bib" if other else "plain"
    worn = accessory_of(appearance, WORN)
    worn_rgb = _WORN_COLOURS[choose_by_key(appearance.identity, "worn", len(_WORN_COLOURS))]
    eyes = find_colour(" ".join(appearance.values(Slot.EYES)))
    return Coat(
        main=main,
        second=other or (second if second is not None and not stated else _contrast(main, said or pattern)),
        pattern=said or pattern,
        eye=eyes.rgb if eyes else eye,
        worn=worn[0] if worn else None,
        worn_rgb=(worn[1] if worn else None) or worn_rgb,
        words=words,
    )


def _contrast(main: Rgb, pattern: str) -> Rgb:
    """A second colour that shows on the main one: stripes and spots darker, the rest lighter."""
    if pattern in {"stripes", "spots"}:
        return mixed(main, (30, 24, 26), 0.62) if lightness(main) > 0.3 else tinted(main, 0.4)
    return tinted(main, 0.62) if lightness(main) < 0.8 else shaded(main, 0.16)
