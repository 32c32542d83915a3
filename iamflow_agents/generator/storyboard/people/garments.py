"""How each kind of garment is cut: hem, ease, sleeves, neckline, front, skirt and details.

A table only; `garments_torso`, `garments_skirt` and `garments_limbs` draw from it. Lengths are in metres of an
average adult (scaled by `Build.unit`) unless they are shares of a limb.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from iamflow_agents.generator.storyboard.people.look_wear import Piece


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """The cut of a garment for the upper body."""

    hem: float = 0.07
    """Below the hip joints."""
    ease: float = 0.008
    """How far the cloth stands off the body."""
    boxy: float = 0.35
    """0 follows the waist, 1 falls straight."""
    sleeve: float = 1.0
    """Share of the arm that is covered."""
    sleeve_r: float = 0.008
    """Added to the arm's radius."""
    sleeve_flare: float = 0.0
    """Added once more at the sleeve's end."""
    neck: str = "crew"
    """`crew`, `scoop`, `v`, `shirt`, `turtle`, `lapel`, `shawl`, `hood`, `robe`, `stand` or `strap`."""
    deep: float = 0.2
    """How far the opening between lapels reaches below the shoulder line."""
    front: float = 0.0
    """Half width of an open front; 0 is closed."""
    skirt: float = 0.0
    """Share of the leg that a skirt or coat tail covers."""
    flare: float = 0.03
    """How far a skirt's hem stands out."""
    details: tuple[str, ...] = ()
    """`buttons`, `double`, `zip`, `placket`, `pocket`, `pockets`, `flaps`, `belt`, `rib`, `quilt`, `seams`, `patch`,
    `strings`, `cord`, `obi`, `fur`, `epaulettes`, `trim`."""
    tucked: bool = False
    """Worn inside trousers or skirt."""


_PLAIN = Cut()
CUTS: dict[str, Cut] = {
    "tshirt": Cut(sleeve=0.4, sleeve_r=0.012, sleeve_flare=0.006, boxy=0.4),
    "shirt": Cut(neck="shirt", details=("placket", "buttons", "pocket"), boxy=0.4, tucked=True, hem=0.03),
    "blouse": Cut(neck="v", sleeve=0.92, sleeve_r=0.014, sleeve_flare=0.01, boxy=0.2, tucked=True, hem=0.02),
    "sweater": Cut(ease=0.016, sleeve_r=0.014, details=("rib",), boxy=0.5, hem=0.06),
    "turtleneck": Cut(neck="turtle", details=("rib",), boxy=0.25, ease=0.01, hem=0.05),
    "hoodie": Cut(neck="hood", ease=0.022, sleeve_r=0.016, details=("rib", "pouch", "strings"), boxy=0.65, hem=0.07),
    "tank": Cut(neck="strap", sleeve=0.0, boxy=0.2),
    "uniform": Cut(neck="shirt", details=("placket", "buttons", "flaps", "epaulettes"), boxy=0.35, hem=0.04),
    "jumpsuit": Cut(neck="shirt", details=("zip", "pocket", "waistline"), boxy=0.5, ease=0.014, hem=0.06),
    "dress": Cut(neck="scoop", sleeve=0.34, sleeve_r=0.01, boxy=0.0, skirt=0.5, flare=0.085, details=("waistline",)),
    "gown": Cut(neck="v", sleeve=0.2, sleeve_r=0.012, boxy=0.0, skirt=0.97, flare=0.17, details=("waistline",)),
    "kimono": Cut(neck="robe", sleeve=0.9, sleeve_r=0.03, sleeve_flare=0.09, boxy=0.5, skirt=0.92, flare=0.02,
                  details=("obi",)),
    "coat": Cut(neck="lapel", ease=0.026, sleeve_r=0.02, boxy=0.6, skirt=0.47, flare=0.05,
                details=("buttons", "flaps", "seams")),
    "trench": Cut(neck="lapel", ease=0.026, sleeve_r=0.02, boxy=0.3, skirt=0.56, flare=0.07,
                  details=("double", "belt", "flaps", "epaulettes")),
    "raincoat": Cut(neck="hood", ease=0.03, sleeve_r=0.024, sleeve_flare=0.008, boxy=0.9, skirt=0.38, flare=0.07,
                    details=("snaps", "flaps")),
    "labcoat": Cut(neck="lapel", ease=0.022, sleeve_r=0.017, boxy=0.7, skirt=0.42, flare=0.04, front=0.06,
                   details=("pockets",)),
    "chefjacket": Cut(neck="stand", ease=0.018, sleeve_r=0.014, boxy=0.6, hem=0.1, details=("double",)),
    "furcoat": Cut(neck="shawl", ease=0.034, sleeve_r=0.028, boxy=0.8, skirt=0.25, flare=0.04,
                   details=("fur", "buttons")),
    "puffer": Cut(neck="stand", ease=0.036, sleeve_r=0.03, boxy=0.8, hem=0.1, details=("quilt", "zip")),
    "leatherjacket": Cut(neck="lapel", ease=0.02, sleeve_r=0.016, boxy=0.5, hem=0.03, front=0.06,
                         details=("zipside", "rib")),
    "denimjacket": Cut(neck="shirt", ease=0.02, sleeve_r=0.016, boxy=0.55, hem=0.03, front=0.06,
                       details=("flaps", "stitch", "rib")),
    "tuxedo": Cut(neck="lapel", ease=0.018, sleeve_r=0.014, boxy=0.35, hem=0.1, deep=0.3, details=("satin", "one")),
    "suit": Cut(neck="lapel", ease=0.018, sleeve_r=0.014, boxy=0.35, hem=0.1, deep=0.3,
                details=("one", "flaps", "seams")),
    "blazer": Cut(neck="lapel", ease=0.018, sleeve_r=0.014, boxy=0.35, hem=0.1, front=0.03, details=("one", "flaps")),
    "cardigan": Cut(neck="v", ease=0.018, sleeve_r=0.015, boxy=0.5, hem=0.09, front=0.055, details=("buttons", "rib")),
    "vest": Cut(neck="v", ease=0.014, sleeve=0.0, boxy=0.15, hem=0.03, details=("buttons", "pockets")),
    "robe": Cut(neck="robe", ease=0.026, sleeve=0.96, sleeve_r=0.026, sleeve_flare=0.04, boxy=0.6, skirt=0.9,
                flare=0.06, details=("cord",)),
    "jacket": Cut(neck="stand", ease=0.022, sleeve_r=0.017, boxy=0.6, hem=0.06, details=("zip", "pockets", "rib")),
    "poncho": Cut(neck="v", ease=0.05, sleeve=0.62, sleeve_r=0.06, sleeve_flare=0.05, boxy=1.0, hem=0.12,
                  details=("trim",)),
    "apron": _PLAIN,
    "cloak": _PLAIN,
}  # fmt: skip
"""Cuts by kind; `apron` and `cloak` are drawn in their own way."""


def cut_of(piece: Piece, *, open_front: bool = False) -> Cut:
    """Cut of a piece, with what its words say about length and sleeves.

    Args:
        piece: Anything worn on the upper body.
        open_front: Wear it open where it can be, so that what is below shows.
    """
    cut = CUTS.get(piece.kind, _PLAIN)
    if cut.skirt and piece.length == "long":
        cut = replace(cut, skirt=max(0.78, min(0.97, cut.skirt + 0.3)))
    elif cut.skirt and piece.length == "short":
        cut = replace(cut, skirt=cut.skirt * 0.6)
    elif piece.length == "long" and piece.kind in {"cardigan", "vest", "jacket", "puffer"}:
        cut = replace(cut, skirt=0.35, flare=0.03)
    if piece.sleeves == "short":
        cut = replace(cut, sleeve=min(cut.sleeve, 0.42))
    elif piece.sleeves == "none":
        cut = replace(cut, sleeve=0.0)
    if open_front and not cut.front and cut.neck in {"lapel", "shirt", "stand", "shawl", "hood"}:
        gone = {"double", "buttons", "belt", "zip", "snaps", "placket", "pocket"}
        cut = replace(cut, front=0.06, details=tuple(d for d in cut.details if d not in gone))
    return cut
