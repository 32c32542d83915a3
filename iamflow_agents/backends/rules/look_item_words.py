"""Closed sets of words that items of looks are made of: fillers, states, places on the body, amounts, compounds.

Open vocabulary (garments, adjectives, colours) stands in `looks.yaml`; items are read in `look_items`.
"""

from __future__ import annotations

from iamflow_agents.records import Slot

BREAKS = frozenset({",", ";", ".", ":", "!", "?", "(", ")", "[", "]", "—", "–", "--", "…", "...", '"', "“", "”", "/"})
JOINS = frozenset({"and", "but", "or", "plus", "&", "while", "as"})
FILLERS = frozenset({
    "now", "still", "again", "very", "really", "quite", "rather", "just", "almost", "also", "both", "all", "maybe",
    "perhaps", "already", "even", "slightly", "extremely", "here", "today", "suddenly", "only", "once", "more",
    "otherwise", "identically", "oddly", "mostly",
})  # fmt: skip
OWNERS = frozenset({"his", "her", "its", "their"})
ARTICLES = frozenset({"a", "an", "some", *OWNERS, "no"})
GONE = frozenset({"off", "gone", "missing", "removed", "lost", "shed", "discarded"})
SET = frozenset({
    "up", "down", "open", "on", "undone", "loose", "back", "askew", "tilted", "turned", "raised", "lowered", "buttoned",
    "unbuttoned", "unzipped", "zipped", "tied", "untied", "pulled", "pushed", "rolled", "knotted", "slung", "draped",
    "streaming", "flying", "flapping", "glittering", "gleaming", "dangling", "hanging", "trailing", "shining",
    "crooked",
    "piled", "slicked", "combed", "braided", "plaited", "pinned", "cropped", "cut", "dyed", "shaved", "long", "wet",
    "tucked", "wrapped", "fastened", "unlaced", "laced", "swinging", "billowing", "flowing",
    "tousled", "pierced",
    "bare", "bandaged", "torn", "spattered", "stained", "half", "too", "high",
})  # fmt: skip
"""What a garment or hair is said to be in, right behind it."""
PLACES = frozenset({
    "on", "over", "under", "around", "round", "above", "below", "across", "down", "to", "in", "through", "at", "behind",
    "along", "between", "from", "beneath", "near", "up",
})  # fmt: skip
IN_HAND = frozenset({"hand", "arm", "lap", "palm", "fist", "mouth", "back", "shoulder", "knee", "finger", "foot"})
PASSING = frozenset({
    "closed", "open", "wide", "tired", "tearful", "wet", "trembling", "shaking", "raised", "outstretched", "folded",
    "crossed", "clasped", "clenched", "free", "empty", "other", "sweaty", "cold", "warm", "steady", "careful", "left",
    "right", "own", "both", "soaked", "dripping", "shining", "smiling", "bowed", "lowered", "stretched", "beating",
    "heavy", "quick", "nimble", "slow", "eager", "greedy", "bored", "first", "second", "last", "new", "same",
    "practised", "practiced", "bright", "skilled", "expert", "deft", "delicate", "stiff", "numb", "frozen",
    "pursed", "parted", "joined", "cupped", "careless", "excited", "curious", "focused", "serious", "happy", "sad",
    "expectant", "little", "big", "straight", "proud", "relaxed", "open-mouthed", "muddy", "dirty", "oily", "hot",
})  # fmt: skip
"""What a body part is only for a moment, or what tells nobody apart."""
DISGUISED = frozenset({"disguised", "dressed", "costumed", "posing", "masquerading"})
"""Words whose "as" names a part that somebody plays."""
HAIR_SHADES = frozenset({"ginger", "auburn", "sandy", "chestnut"})
WRAPPED = frozenset({"wrapped", "bundled", "swathed", "draped", "muffled", "clad", "dressed", "robed"})
SWAPPED = frozenset({"swapped", "exchanged", "traded", "switched", "replaced"})
SHAPES = frozenset({
    "kind", "gentle", "sharp", "smooth", "flat", "full", "sunken", "hollow", "square", "strong", "soft", "wild", "dark",
    "fair", "deep", "bent", "missing", "artificial", "false", "glass", "metal", "mechanical", "prosthetic", "bionic",
    "double",
    "single", "webbed", "forked", "split", "bare", "lame", "withered", "almond", "clear", "tattoo", "thin", "thick",
})  # fmt: skip
MOODS = frozenset({"smile", "grin", "gaze", "expression", "look", "frown", "breath", "voice", "heart", "mind",
                    "side", "body", "lap", "stomach", "temples", "tears"})  # fmt: skip
BY_NATURE = frozenset({"limp", "stoop", "squint", "paunch", "hunch", "dimple", "wrinkle", "pot-belly", "potbelly",
                       "hunchback", "beer-belly", "double-chin", "overbite", "underbite"})  # fmt: skip
"""Nouns that tell a look without any adjective."""
DRAWN = frozenset({"tattooed", "inked", "branded"})
GREYS = frozenset({"grey", "gray", "white", "silver", "greying", "graying"})
COVERS = frozenset({"blanket", "rug", "quilt", "towel", "sheet", "plaid", "sack", "tarpaulin", "curtain", "eiderdown"})
"""What keeps somebody warm though it is no garment."""
STUCK_IN = frozenset({"hair", "beard", "braid", "plait", "curl", "curls", "bun", "moustache", "buttonhole", "lapel",
                      "hat", "cap", "bonnet", "nose", "ear", "lip", "eyebrow", "nostril", "turban", "eyelash",
                      "whisker", "mane", "hatband", "ponytail", "fringe", "dreadlock", "headband"})  # fmt: skip
"""Where a flower, a feather or a pencil is worn rather than held."""
AMOUNTS = frozenset({
    "row", "sleeve", "pair", "string", "inch", "mop", "shock", "mane", "tangle", "tuft", "streak", "splash", "dusting",
    "rope", "band", "loop", "crown", "cascade", "halo", "head", "set", "lot", "bit", "touch", "cloud", "mass", "patch",
    "wisp", "fringe", "ring", "coil", "wealth", "bun", "spray", "strip", "hint", "week", "day",
})  # fmt: skip
_COMPOUND_ENDS: dict[str, Slot | None] = {
    "haired": Slot.HAIR, "bearded": Slot.FACIAL_HAIR, "skinned": Slot.SKIN, "eyed": Slot.EYES, "old": Slot.AGE,
    "shouldered": Slot.BUILD, "faced": Slot.FACE, "toothed": Slot.FACE, "nosed": Slot.FACE,
    "legged": Slot.BUILD, "headed": Slot.HAIR, "armed": Slot.BUILD, "bellied": Slot.BUILD, "set": Slot.BUILD,
    "jawed": Slot.FACE, "cheeked": Slot.FACE, "eared": Slot.MARKING, "furred": Slot.COLOUR, "high": Slot.BUILD,
    "feathered": Slot.COLOUR, "tailed": Slot.MARKING, "aged": Slot.AGE, "stained": Slot.MARKING,
    "chested": Slot.BUILD, "built": Slot.BUILD, "limbed": Slot.BUILD, "lipped": Slot.FACE, "chinned": Slot.FACE,
    "browed": Slot.FACE, "lashed": Slot.EYES, "maned": Slot.HAIR, "waisted": Slot.BUILD, "backed": Slot.BUILD,
    "handed": Slot.MARKING, "fingered": Slot.MARKING, "necked": Slot.BUILD, "complexioned": Slot.SKIN,
    "coloured": Slot.COLOUR, "colored": Slot.COLOUR, "shaped": Slot.BUILD, "sized": Slot.BUILD, "foot": Slot.BUILD,
    "muzzled": Slot.COLOUR, "flecked": Slot.MARKING, "spattered": Slot.MARKING, "streaked": Slot.MARKING,
    "bitten": Slot.MARKING, "burnt": Slot.SKIN, "burned": Slot.SKIN, "beaten": Slot.SKIN, "speckled": Slot.MARKING,
    "smeared": Slot.MARKING, "dusted": Slot.MARKING, "marked": Slot.MARKING, "kneed": Slot.BUILD, "toed": Slot.BUILD,
    "hipped": Slot.BUILD, "voiced": None, "beaked": Slot.FACE, "pawed": Slot.MARKING, "hoofed": Slot.MARKING,
    "something": Slot.AGE, "moustached": Slot.FACIAL_HAIR, "whiskered": Slot.FACIAL_HAIR, "wigged": Slot.HAIR,
    "coated": Slot.OUTERWEAR, "clad": Slot.TOP, "hatted": Slot.HEADWEAR, "hooded": Slot.HEADWEAR,
    "spectacled": Slot.ACCESSORY, "bodied": Slot.BUILD, "footed": Slot.FOOTWEAR, "capped": Slot.HEADWEAR,
    "gloved": Slot.ACCESSORY, "booted": Slot.FOOTWEAR, "winged": Slot.MARKING, "horned": Slot.MARKING,
    "scaled": Slot.MARKING, "spotted": Slot.MARKING, "striped": Slot.MARKING, "crested": Slot.MARKING,
    "painted": Slot.COLOUR, "plated": Slot.MATERIAL, "rimmed": Slot.MARKING, "wheeled": Slot.BUILD,
}  # fmt: skip
_NOT_COMPOUND = frozenset({"left-handed", "right-handed", "empty-handed", "cross-legged", "straight-faced", "wide-eyed",
                           "red-handed", "open-handed", "two-faced", "po-faced", "bleary-eyed", "teary-eyed",
                           "starry-eyed", "misty-eyed", "single-handed", "cold-blooded", "sharp-eyed",
                           "dry-eyed"})  # fmt: skip


def compound_slot(word: str) -> Slot | None:
    """Slot of a compound adjective that no list holds: "grey-bearded", "12-year-old", "barrel-chested"."""
    return None if word in _NOT_COMPOUND else _COMPOUND_ENDS.get(word.rsplit("-", 1)[-1])
