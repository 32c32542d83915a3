"""Turns an appearance (free phrases by slot) into a look: a body, a head and the pieces somebody wears.

What the text says is taken as it is; what it leaves open is filled from the identity's key alone, so that it stays
the same when other attributes change (a coat taken off shows the shirt that was always below). Drawing is left to
`people` and the modules it uses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from iamflow_agents.colours import Rgb
from iamflow_agents.generator.storyboard.people.look_body import (
    Body,
    natural_skin,
    pick,
    read_age,
    read_build,
    read_gender,
    read_skin,
    share,
    stature,
)
from iamflow_agents.generator.storyboard.people.look_hair import (
    FaceLook,
    HairLook,
    is_about_beard,
    is_about_eyewear,
    is_about_hair,
    read_face,
    read_hair,
)
from iamflow_agents.generator.storyboard.people.look_wear import (
    WEAR_SLOTS,
    Piece,
    find_words,
    last_by_layer,
    natural_slot,
    normal,
    open_colour,
    read_pieces,
)
from iamflow_agents.generator.storyboard.people.look_words import Layer
from iamflow_agents.records import Appearance, AttributeValue, Slot

FULL_BODY = frozenset({"dress", "gown", "jumpsuit", "kimono"})
"""Tops that leave no room for trousers or skirts."""
_HER_TOPS = ("blouse", "sweater", "shirt", "tshirt", "cardigan_top", "turtleneck", "dress")
_HIS_TOPS = ("shirt", "sweater", "tshirt", "shirt", "polo", "turtleneck")
_CHILD_TOPS = ("tshirt", "sweater", "hoodie", "shirt")
_ROLES: tuple[tuple[str, tuple[tuple[str, Layer], ...]], ...] = (
    (r"chef|cook|baker", (("chefjacket", Layer.OUTER), ("chefhat", Layer.HEAD))),
    (r"doctor|scientist|chemist|surgeon|professor of", (("labcoat", Layer.OUTER),)),
    (r"police\w*|officer|cop|sheriff|guard", (("uniform", Layer.TOP), ("peaked", Layer.HEAD))),
    (r"captain|pilot|conductor", (("uniform", Layer.TOP), ("peaked", Layer.HEAD))),
    (r"soldier|general|sergeant", (("uniform", Layer.TOP), ("boots", Layer.FEET))),
    (r"king|queen", (("cloak", Layer.OUTER), ("crown", Layer.HEAD))),
    (r"prince(?:ss)?", (("crown", Layer.HEAD),)),
    (r"wizard|witch|sorcerer|sorceress", (("robe", Layer.OUTER), ("witchhat", Layer.HEAD))),
    (r"monk|priest|nun", (("robe", Layer.OUTER),)),
    (r"farmer|gardener", (("overalls", Layer.BOTTOM), ("strawhat", Layer.HEAD))),
    (r"fisherman|sailor|lighthouse keeper", (("sweater", Layer.TOP), ("beanie", Layer.HEAD), ("boots", Layer.FEET))),
    (r"mechanic|plumber|engineer|electrician", (("overalls", Layer.BOTTOM),)),
    (r"builder|construction worker|miner|fire ?fighter|fireman", (("jacket", Layer.OUTER), ("helmet", Layer.HEAD))),
    (r"cowboy|cowgirl", (("cowboy", Layer.HEAD), ("boots", Layer.FEET))),
    (r"waiter|waitress|barista|bartender|shopkeeper|grocer|potter|cobbler", (("apron", Layer.OUTER),)),
    (r"nurse", (("tshirt", Layer.TOP),)),
    (r"businessman|businesswoman|banker|lawyer|detective|agent", (("suit", Layer.OUTER),)),
    (r"astronaut", (("jumpsuit", Layer.TOP),)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Everything that decides how a person is drawn."""

    key: str
    body: Body
    hair: HairLook
    face: FaceLook
    top: Piece
    outer: Piece | None
    bottom: Piece | None
    """None when the top covers the legs (dress, jumpsuit)."""
    feet: Piece
    head: Piece | None
    extras: tuple[Piece, ...]


def resolve_look(appearance: Appearance) -> Look:
    """Decide how somebody looks; the same appearance always gives the same look."""
    key = appearance.identity
    wear, head, other = _sorted(appearance.attributes)
    body = _body(appearance, [a.value for a in other])
    given = {attribute.slot for attribute in wear}
    pieces = [
        replace(piece, slots=tuple(s for s in piece.slots if s is attribute.slot or s not in given))
        for attribute in wear
        for piece in read_pieces(attribute, key)
    ]
    worn = _completed(pieces, body, appearance)
    extras = {piece.kind: piece for piece in pieces if piece.layer is Layer.EXTRA}
    hat = worn.get(Layer.HEAD)
    outer = worn.get(Layer.OUTER)
    return Look(
        key=key,
        body=body,
        hair=read_hair(head, body, key),
        face=read_face((*head, *other, *wear), body, key),
        top=worn[Layer.TOP],
        outer=None if outer is None or outer.kind == "none" else outer,
        bottom=worn.get(Layer.BOTTOM),
        feet=worn[Layer.FEET],
        head=None if hat is None or hat.kind == "none" else hat,
        extras=tuple(extras.values()),
    )


def _sorted(
    attributes: Sequence[AttributeValue],
) -> tuple[list[AttributeValue], list[AttributeValue], list[AttributeValue]]:
    """Sort attributes into clothes, head, and body by their words first and their slot second."""
    wear: list[AttributeValue] = []
    head: list[AttributeValue] = []
    other: list[AttributeValue] = []
    for attribute in attributes:
        text = normal(attribute.value)
        if (attribute.slot in {Slot.HAIR, Slot.FACIAL_HAIR} and not _is_hat_only(text)) or is_about_eyewear(text):
            head.append(attribute)
        elif find_words(text) or (attribute.slot in WEAR_SLOTS and not (is_about_hair(text) or is_about_beard(text))):
            wear.append(attribute)
        elif attribute.slot in {Slot.FACE, Slot.EYES} or is_about_hair(text) or is_about_beard(text):
            head.append(attribute)
        else:
            other.append(attribute)
    return wear, head, other


def _is_hat_only(text: str) -> bool:
    """Tell whether a phrase under hair speaks of headwear and not of hair."""
    return any(word.layer is Layer.HEAD for word in find_words(text)) and not is_about_hair(text)


def _body(appearance: Appearance, phrases: Sequence[str]) -> Body:
    """Age, gender, build and skin."""
    key = appearance.identity
    said = [a.value for a in appearance.attributes if a.slot in {Slot.AGE, Slot.BUILD, Slot.SKIN, Slot.SPECIES}]
    everything = list(dict.fromkeys([*said, *phrases]))
    age = read_age([v for v in everything if not re.search(r"\bskin", v)])
    if age is None:
        age = read_age([appearance.name]) or 24.0 + share(key, "age") * 24
    feminine = read_gender(appearance.gender, [*everything, appearance.name])
    if feminine is None:
        beard = any(is_about_beard(a.value) for a in appearance.attributes)
        skirt = any(re.search(r"\b(?:dress|gown|skirt|blouse)\b", a.value.lower()) for a in appearance.attributes)
        feminine = False if beard else skirt or pick(key, "gender", (True, False))
    girth, broad, grow = read_build(everything)
    girth = girth or (share(key, "girth") - 0.45) * 0.14
    skin = read_skin([a.value for a in appearance.attributes if a.slot is Slot.SKIN])
    skin = skin or read_skin([v for v in phrases if re.search(r"\b(?:skin(?:ned)?|pale|tanned|sunburn\w*)\b", v)])
    return Body(
        age=age,
        feminine=feminine,
        height=stature(age, feminine, grow, key),
        girth=girth,
        shoulders=broad,
        skin=skin or natural_skin(key, [a.value for a in appearance.attributes if a.slot is Slot.HAIR]),
    )


def _completed(pieces: Sequence[Piece], body: Body, appearance: Appearance) -> dict[Layer, Piece]:
    """Worn pieces by layer, with the wardrobe filling what the text leaves open."""
    key = appearance.identity
    worn = last_by_layer(pieces)
    name = normal(appearance.name)
    role = next((items for words, items in _ROLES if re.search(rf"\b(?:{words})\b", name)), ())
    for kind, layer in role:
        if layer not in worn:
            worn[layer] = _filled(kind, layer, key)
    if Layer.TOP not in worn:
        worn[Layer.TOP] = _open_top(worn, body, key, appearance.ordinal)
    if worn[Layer.TOP].kind in FULL_BODY:
        worn.pop(Layer.BOTTOM, None)
    elif Layer.BOTTOM not in worn:
        worn[Layer.BOTTOM] = _open_bottom(worn, body, key)
    if Layer.FEET not in worn:
        worn[Layer.FEET] = _open_feet(worn, body, key)
    taken = {slot for piece in pieces for slot in piece.slots}
    return {
        layer: piece if piece.said else replace(piece, slots=tuple(s for s in piece.slots if s not in taken))
        for layer, piece in worn.items()
    }


def _filled(kind: str, layer: Layer, key: str) -> Piece:
    """A piece of the wardrobe."""
    return Piece(kind=kind, layer=layer, rgb=open_colour(kind, layer, key), slots=(natural_slot(layer),), said=False)


def _open_top(worn: dict[Layer, Piece], body: Body, key: str, ordinal: int | None) -> Piece:
    """A top for somebody whose text names none."""
    outer = worn.get(Layer.OUTER)
    if outer is not None and outer.kind in {"suit", "tuxedo", "labcoat", "vest", "blazer", "chefjacket"}:
        plain = _filled("shirt", Layer.TOP, key)
        return replace(plain, rgb=(236, 238, 240) if outer.kind != "labcoat" else plain.rgb)
    options = _CHILD_TOPS if body.age < 14 else _HER_TOPS if body.feminine else _HIS_TOPS
    kind = pick(key, "top", options)
    if worn.get(Layer.BOTTOM) is not None or outer is not None:
        kind = "blouse" if kind == "dress" else kind
    kind = {"cardigan_top": "sweater", "polo": "tshirt"}.get(kind, kind)
    piece = replace(_filled(kind, Layer.TOP, key), rgb=_top_colour(key, ordinal))
    pattern = pick(key, "top pattern", ("", "", "", "", "stripes", "checks", "dots"))
    return replace(piece, pattern=pattern if kind in {"shirt", "tshirt", "blouse", "dress"} else "")


def _top_colour(key: str, ordinal: int | None) -> Rgb:
    """Colour of a top nobody described; a dozen people of one story all get different ones."""
    if ordinal is None:
        return pick(key, "top colour", _TOPS)
    return _TOPS[_TOPS_STEP * ordinal % len(_TOPS)]


_TOPS_STEP = 5
"""Has no divisor in common with the number of colours, and lands far away on the wheel."""
_TOPS: tuple[Rgb, ...] = (
    (196, 82, 70), (222, 152, 62), (92, 138, 108), (70, 124, 158), (118, 88, 140), (228, 214, 184), (206, 124, 130),
    (64, 92, 128), (150, 160, 92), (176, 92, 60), (98, 156, 160), (226, 190, 96),
)  # fmt: skip


def _open_bottom(worn: dict[Layer, Piece], body: Body, key: str) -> Piece:
    """Trousers or a skirt for somebody whose text names none."""
    top, outer = worn[Layer.TOP], worn.get(Layer.OUTER)
    if outer is not None and outer.kind in {"suit", "tuxedo"}:
        return replace(_filled("trousers", Layer.BOTTOM, key), rgb=outer.rgb, pattern=outer.pattern)
    if top.kind == "uniform":
        return replace(_filled("trousers", Layer.BOTTOM, key), rgb=top.rgb)
    if body.age < 13:
        return _filled(pick(key, "bottom", ("jeans", "shorts", "trousers")), Layer.BOTTOM, key)
    if body.feminine:
        kind = pick(key, "bottom", ("trousers", "jeans", "skirt", "longskirt", "trousers"))
        return _filled(kind, Layer.BOTTOM, key)
    return _filled(pick(key, "bottom", ("trousers", "jeans", "trousers")), Layer.BOTTOM, key)


def _open_feet(worn: dict[Layer, Piece], body: Body, key: str) -> Piece:
    """Shoes for somebody whose text names none."""
    outer = worn.get(Layer.OUTER)
    if outer is not None and outer.kind == "raincoat":
        return _filled("wellies", Layer.FEET, key)
    if body.age < 18:
        return _filled("sneakers", Layer.FEET, key)
    if worn[Layer.TOP].kind in {"dress", "gown"}:
        return _filled(pick(key, "feet", ("heels", "shoes")), Layer.FEET, key)
    return _filled(pick(key, "feet", ("shoes", "boots", "shoes", "sneakers")), Layer.FEET, key)
