"""Tell what is lost of the small things that somebody wears: glasses, a necktie, a necklace, an animal's collar.

They are too small or too thin for a box of their own. Glasses are seen between forehead and cheek, where frames and
lenses leave little bare skin; the others by their colour, which nothing else on the figure has. One-eyed wear, gloves,
belts, medals, badges, earrings and watches are not judged: a turned head or a hidden hand looks the same.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import Any

import numpy as np

from iamflow_agents.backends.rules.pixel_expect import LEAST_SKIN_A, LEAST_SKIN_B, Expected, named_colours
from iamflow_agents.backends.rules.pixel_frames import Picture, area, tracks_of
from iamflow_agents.backends.rules.pixel_looks import Figure
from iamflow_agents.backends.rules.pixel_match import Pairing, Tint, compare_all, untint
from iamflow_agents.colour_names import difference
from iamflow_agents.colours import to_lab
from iamflow_agents.records import Kind, Slot
from iamflow_agents.takes import Box, FrameLayout, IdentityBox, Layout

EYEWEAR = re.compile(r"\b(?:(?:eye|sun)?glasses|spectacles|bifocals|goggles)\b")
OVER_SHIRT = re.compile(r"\b(?:(?:neck)?tie|necklace|pendant|suspenders|braces)\b(?!d)")
"""Hidden where a coat is worn."""
ANYWHERE = re.compile(r"\b(?:backpack|rucksack|collar)\b")
_BARE_SKIN = 14.0
"""Pixels of a face nearer than this to its skin are bare. LAB."""
_LEAST_COVERED = 0.5
"""Share of each eye's surroundings in which frames and lenses leave no bare skin. Without glasses it is a fifth to
under a half: the eyes themselves and their brows."""
_LESS_SURE = 1.25
"""Where only hair tells where the eyes are, so much less must be covered before glasses are missed."""
_FEWEST_ROWS = 5
_FEWEST_FRAMES = 2
_NEAR = 24.0
"""Pixels nearer than this to a told colour may be of the thing. `colour_names.difference`."""
_OWN = 40.0
"""A thing's colour differs at least so much from every other one of the figure."""
_MOST_HIDDEN = 0.25
"""Share of the chest that something held before it may hide."""
_SHADOW = 0.06
"""Share of a box's height at its top and bottom where nothing is looked for."""

_OTHERS_LEAST, _OWN_MOST = 12, 0.1
"""Pixels of the other's colour that must be seen on somebody, all frames together, and how many of the own one may be
for each of them, for two to have changed places."""

Lab = np.ndarray[Any, np.dtype[np.float32]]
Lost = frozenset[tuple[Slot, str]]
_Look = tuple[Picture, IdentityBox, tuple[Box, ...]]
"""A frame, somebody's box in it, and the boxes nearer to the camera."""


def find_lost(one: Expected, figure: Figure, tint: Tint, layout: Layout, pictures: Mapping[int, Picture]) -> Lost:
    """Find what somebody should wear and does not.

    Args:
        one: Whom.
        figure: Where they were found.
        tint: Of the light.
        layout: Boxes of the take.
        pictures: Decoded frames by index.

    Returns:
        Slot and value of each lost thing.
    """
    looks = list(_looks(figure, layout, pictures))
    worn = [a for a in one.appearance.attributes if a.slot is Slot.ACCESSORY]
    lost = set()
    for attribute in worn:
        text = attribute.value.lower()
        if one.appearance.kind is Kind.PERSON and EYEWEAR.search(text):
            is_lost = _is_without_glasses(looks)
        elif ANYWHERE.search(text) or (OVER_SHIRT.search(text) and one.appearance.value(Slot.OUTERWEAR) is None):
            is_lost = _is_nowhere(attribute.value, one, figure, tint, looks)
        else:
            continue
        if is_lost:
            lost.add((attribute.slot, attribute.value))
    return frozenset(lost)


def find_confused(
    expected: Sequence[Expected], pairing: Pairing, layout: Layout, pictures: Mapping[int, Picture]
) -> dict[str, str]:
    """Find look-alikes who have changed places, by the colours that only one of them has.

    Each has the other's and nothing of the own: by two small pieces of cloth, each of which alone would prove nothing.

    Returns:
        Identity to the one whose look it has; both of a pair.
    """
    found: dict[str, str] = {}
    for first, second in itertools.combinations(expected, 2):
        figures = pairing.by_identity.get(first.key), pairing.by_identity.get(second.key)
        mine, theirs = _only_of(first, second), _only_of(second, first)
        if None in figures or not len(mine) or not len(theirs) or first.appearance.kind is not second.appearance.kind:
            continue
        if all(
            _has_others(own, others, pairing.tint, list(_looks(figure, layout, pictures)))
            for figure, own, others in zip(figures, (mine, theirs), (theirs, mine), strict=True)
            if figure is not None
        ):
            found |= {first.key: second.key, second.key: first.key}
    return found


def _only_of(one: Expected, other: Expected) -> Lab:
    """Told colours of one that neither the other nor anything else of the one comes near. [N 3]."""
    own = [(w, np.array(lab, dtype=np.float32)) for w in one.wanted for lab in w.labs if w.slot is not Slot.HAIR]
    rest = [(w, np.array(lab, dtype=np.float32)) for e in (one, other) for w in e.wanted for lab in w.labs]
    kept = [lab for w, lab in own if all(float(difference(lab, far)) >= _OWN for v, far in rest if v is not w)]
    return np.array(kept, dtype=np.float32).reshape(-1, 3)


def _has_others(own: Lab, others: Lab, tint: Tint, looks: Sequence[_Look]) -> bool:
    """Tell whether somebody shows the other's colours and hardly any of their own."""
    counts = [(_count(own, tint, *look), _count(others, tint, *look)) for look in looks]
    mine = sum(count for count, _ in counts if count is not None)
    theirs = sum(count for _, count in counts if count is not None)
    return theirs >= _OTHERS_LEAST and mine <= _OWN_MOST * theirs


def _looks(figure: Figure, layout: Layout, pictures: Mapping[int, Picture]) -> Iterator[_Look]:
    """The decoded frames that show somebody."""
    for frame in layout.frames:
        if frame.frame_index not in pictures:
            continue
        box = next((box for track, box in tracks_of(frame) if track == figure.track), None)
        if box is not None:
            yield pictures[frame.frame_index], box, _nearer(frame, box)


def _nearer(frame: FrameLayout, box: IdentityBox) -> tuple[Box, ...]:
    return tuple(other.box for other in frame.boxes if other.depth > box.depth)


def _is_without_glasses(looks: Sequence[_Look]) -> bool:
    """Tell whether skin shows around both eyes as it does without glasses."""
    shares = [share for look in looks if (share := _covered_share(*look)) is not None]
    return len(shares) >= _FEWEST_FRAMES and median(shares) < _LEAST_COVERED


def _covered_share(picture: Picture, box: IdentityBox, nearer: Sequence[Box]) -> float | None:
    """Share of the surroundings of the barer eye that is not bare skin; None where no face can be made out."""
    by_skin = _eyes(box)
    found = by_skin or _eyes_below_hair(box)
    if found is None:
        return None
    pieces, (left, top, right, bottom) = found
    if bottom - top < _FEWEST_ROWS or left < 0 or top < 0 or right > picture.shape[1] or bottom > picture.shape[0]:
        return None
    if any(_meet((left, top, right, bottom), cover) for cover in nearer):
        return None
    skin = np.concatenate([picture[one[1] : one[3], one[0] : one[2]].reshape(-1, 3) for one in pieces])
    if len(skin) < _FEWEST_ROWS:
        return None
    bare = np.median(to_lab(skin), axis=0)
    if bare[1] < LEAST_SKIN_A or bare[2] < LEAST_SKIN_B:
        return None
    region = to_lab(picture[top:bottom, left:right].reshape(-1, 3)).reshape(bottom - top, right - left, 3)
    covered = np.linalg.norm(region - bare, axis=-1) > _BARE_SKIN
    middle = covered.shape[1] // 2
    share = float(min(covered[:, :middle].mean(), covered[:, middle:].mean()))
    return share if by_skin else min(1.0, share * _LESS_SURE)


def _eyes(box: IdentityBox) -> tuple[tuple[Box, ...], Box] | None:
    """A piece of facial skin, and where the eyes are by it; None where no two pieces make a face.

    Eyes lie below the forehead, half its width and as much again to either side; or above cheek and chin.
    """
    skin = sorted((part.box for part in box.parts if part.slot is Slot.SKIN), key=lambda one: one[1])
    below = [*skin[1:], *(part.box for part in box.parts if part.slot is Slot.FACIAL_HAIR)]
    if not skin:
        return None
    first = skin[0]
    wide, middle = first[2] - first[0], (first[0] + first[2]) / 2
    if wide < 3:
        return None
    standing = 1.2 * wide <= first[3] - box.box[1] <= 2.4 * wide and box.box[3] - box.box[1] >= 20 * wide
    if standing or any(_is_below_forehead(first, other) for other in below):
        head = wide / 0.26
        return (first,), _rounded(
            middle - 0.27 * head, first[3] + 0.03 * head, middle + 0.27 * head, first[3] + 0.27 * head
        )
    for chin in skin[1:]:
        aside, down = (chin[0] + chin[2]) / 2 - middle, (chin[1] + chin[3] - first[1] - first[3]) / 2
        if 0.9 * wide <= abs(aside) <= 1.9 * wide and wide <= down <= 2.2 * wide:
            head, centre = down / 0.2325, middle + aside
            top, side = first[1], 0.27 * head
            return (first,), _rounded(centre - side, top - 0.22 * head, centre + side, top + 0.02 * head)
    return None


def _eyes_below_hair(box: IdentityBox) -> tuple[tuple[Box, ...], Box] | None:
    """Both cheeks, and where the eyes are, by the hair on top of a head too small for pieces of skin."""
    slots = {part.slot for part in box.parts}
    crowns = [part.box for part in box.parts if part.slot is Slot.HAIR]
    if not crowns or slots & {Slot.FACIAL_HAIR, Slot.HEADWEAR}:
        return None
    crown = min(crowns, key=lambda one: one[1])
    wide, high = crown[2] - crown[0], crown[3] - crown[1]
    if wide < 2.2 * high or crown[3] - box.box[1] > 0.14 * (box.box[3] - box.box[1]):
        return None
    head, middle, top = wide / 0.42, (crown[0] + crown[2]) / 2 + 0.02 * wide / 0.42, crown[3]
    cheeks = [
        _rounded(middle + near * head, top + 0.54 * head, middle + far * head, top + 0.66 * head)
        for near, far in ((-0.24, -0.1), (0.1, 0.24))
    ]
    return tuple(cheeks), _rounded(middle - 0.27 * head, top + 0.28 * head, middle + 0.27 * head, top + 0.51 * head)


def _is_below_forehead(forehead: Box, other: Box) -> bool:
    """Tell whether a piece is chin, beard or cheek of the face whose forehead another may be."""
    wide, gap = forehead[2] - forehead[0], other[1] - forehead[3]
    aside = abs((other[0] + other[2]) / 2 - (forehead[0] + forehead[2]) / 2)
    is_chin = aside <= 0.5 * wide and 1.4 * wide <= gap <= 2.6 * wide
    return is_chin or (0.45 * wide <= aside <= 1.05 * wide and 0.65 * wide <= gap <= 1.4 * wide)


def _is_nowhere(value: str, one: Expected, figure: Figure, tint: Tint, looks: Sequence[_Look]) -> bool:
    """Tell whether nothing of a thing's colour is seen on somebody whose other colours are right."""
    colours = to_lab(np.array(named_colours(value, Slot.ACCESSORY) or np.zeros((0, 3))))
    above = {Slot.HAIR, Slot.FACIAL_HAIR} if OVER_SHIRT.search(value.lower()) else set()
    rest = [wanted for wanted in one.wanted if wanted.value != value and wanted.slot not in above]
    others = [lab for wanted in rest for lab in wanted.labs]
    if not len(colours) or any(float(difference(mine, np.array(lab))) < _OWN for mine in colours for lab in others):
        return False
    readings = [r for r in compare_all(one, figure, tint) if r.wanted.value != value]
    is_whole = Slot.TOP in figure.tones or Slot.OUTERWEAR in figure.tones or not figure.cut_off
    if not readings or not all(r.agrees for r in readings) or not is_whole:
        return False
    chest = OVER_SHIRT.search(value.lower()) is not None
    counts = [count for look in looks if (count := _count(colours, tint, *look, chest=chest)) is not None]
    return len(counts) >= _FEWEST_FRAMES and max(counts) == 0


def _count(
    colours: Lab, tint: Tint, picture: Picture, box: IdentityBox, nearer: Sequence[Box], *, chest: bool = False
) -> int | None:
    """How many pixels of a box, or of its chest, have one of some colours; None where much of the chest is hidden."""
    left, top, right, bottom = _middle(box.box) if chest else box.box
    if not box.parts or _hidden_share(_middle(box.box), nearer) > _MOST_HIDDEN:
        return None
    inset = 0 if chest else round((bottom - top) * _SHADOW)
    left, top = max(0, left), max(0, top + inset)
    region = picture[top : bottom - inset, left:right]
    free = np.ones(region.shape[:2], dtype=bool)
    for cover in nearer:
        rows, columns = (max(0, cover[1] - top), max(0, cover[3] - top)), (max(0, cover[0] - left), cover[2] - left)
        free[rows[0] : rows[1], columns[0] : max(0, columns[1])] = False
    pixels = region[free]
    if not len(pixels):
        return None
    lab = untint(pixels, tint)
    return int(sum((difference(lab, colour) <= _NEAR).sum() for colour in colours))


def _middle(box: Box) -> Box:
    """The middle of a box from the chin to half of its height, where what is worn on the chest is."""
    left, top, right, bottom = box
    aside, high = (right - left) // 4, bottom - top
    return left + aside, top + high // 8, right - aside, bottom - high // 2


def _hidden_share(box: Box, covers: Sequence[Box]) -> float:
    """Share of a box that others cover, each counted by itself."""
    common = ((max(box[0], c[0]), max(box[1], c[1]), min(box[2], c[2]), min(box[3], c[3])) for c in covers)
    return sum(area(one) for one in common) / max(1, area(box))


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _rounded(left: float, top: float, right: float, bottom: float) -> Box:
    return round(left), round(top), round(right), round(bottom)
