"""Words of clothes and hair to the pieces this storyboard can draw, and the colours they have when nobody says.

Tables only. What a phrase of a story means as a
whole (several pieces, colours, patterns) is read in `look_wear`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from iamflow_agents.colours import Rgb


class Layer(StrEnum):
    """Where on the body a piece is worn; one piece a layer, except for accessories."""

    TOP = "top"
    OUTER = "outer"
    BOTTOM = "bottom"
    FEET = "feet"
    HEAD = "head"
    EXTRA = "extra"


@dataclass(frozen=True, slots=True)
class Word:
    """A phrase pattern and the piece it names."""

    pattern: re.Pattern[str]
    kind: str
    layer: Layer


def _words(layer: Layer, table: dict[str, str]) -> tuple[Word, ...]:
    """Compile a table of kind -> alternatives; plurals are allowed everywhere."""
    return tuple(
        Word(re.compile(rf"\b(?:{alternatives})(?:s|es)?\b"), kind, layer) for kind, alternatives in table.items()
    )


_FULL = _words(
    Layer.TOP,
    {
        "jumpsuit": r"jump ?suit|boiler ?suit|coverall|flight ?suit|space ?suit|onesie|pyjama|pajama|long john|leotard"
        r"|cleaning uniform|prison uniform|catsuit|wetsuit|swimsuit|bathing suit|romper|karate suit|track ?suit",
        "uniform": r"uniform",
        "kimono": r"kimono|yukata|hanbok",
        "gown": r"ball ?gown|evening gown|wedding dress|evening dress|gown|long dress|maxi dress|sari|habit|cassock",
        "dress": r"sun ?dress|summer dress|cocktail dress|pinafore|frock|dress",
    },
)
_OUTER = _words(
    Layer.OUTER,
    {
        "robe": r"dressing gown|bath ?robe|house ?coat|robe",
        "trench": r"trench ?coats?|trench|mackintosh",
        "raincoat": r"rain ?coat|rain jacket|oilskin coat|oilskin jacket|oilskin|slicker|anorak"
        r"|wind ?breaker",
        "labcoat": r"lab ?coat|laboratory coat|white coat|doctor'?s coat",
        "chefjacket": r"chef'?s? (?:jacket|coat)|double breasted (?:white )?jacket|chef'?s? whites",
        "furcoat": r"(?:sheepskin|fur|shearling) (?:coat|jacket)",
        "puffer": r"puffer(?: jacket| coat| vest)?|down jacket|parka|ski jacket|quilted (?:jacket|coat)",
        "leatherjacket": r"leather (?:\w+ )?jacket|biker jacket|bomber(?: jacket)?|aviator jacket|flight jacket",
        "denimjacket": r"(?:denim|jean) jacket",
        "tuxedo": r"tuxedo|dinner jacket|tailcoat",
        "suit": r"(?:three piece |two piece |business |pin ?striped |pant)?suit(?! ?case)",
        "blazer": r"blazer|sports? coat|suit jacket|sports? jacket|tweed jacket",
        "cardigan": r"cardigan",
        "vest": r"waist ?coat|safety vest|gilet|vest",
        "apron": r"apron",
        "cloak": r"cloak|cape|mantle",
        "poncho": r"poncho|serape",
        "coat": r"over ?coat|great ?coat|pea ?coat|duffel coat|duffle coat|duster|winter coat|wool coat|coat",
        "jacket": r"jacket|fleece|tunic jacket",
    },
)
_TOP = _words(
    Layer.TOP,
    {
        "hoodie": r"hoodie|hoody|hooded (?:sweatshirt|top|sweater|jumper)",
        "turtleneck": r"turtle ?neck|roll ?neck|polo ?neck|mock neck",
        "sweater": r"sweat ?shirt|sweater|jumper|pullover|knitted top|jersey|knit(?= |$)|guernsey|fleece top",
        "tshirt": r"t ?shirt|tee ?shirt|tee|polo shirt|polo|football shirt|scrubs?",
        "tank": r"tank ?top|singlet|camisole|undershirt|crop ?top|halter ?top|bikini",
        "blouse": r"blouse",
        "shirt": r"(?:work|flannel|dress|denim|linen|lumberjack|checked|plaid|button ?(?:up|down))? ?shirt(?!sleeve)"
        r"|smock|tunic",
    },
)
_BOTTOM = _words(
    Layer.BOTTOM,
    {
        "overalls": r"overall|dungaree|bib and brace",
        "jeans": r"jeans|denims|jean",
        "shorts": r"shorts|bermuda|swimming trunks|trunks",
        "leggings": r"leggings?|tights|stockings",
        "longskirt": r"(?:long|maxi|ankle length|floor length|full) (?:\w+ ){0,2}skirt",
        "skirt": r"mini ?skirt|pencil skirt|pleated skirt|kilt|skirt|tutu",
        "trousers": r"trouser|slack|chino|corduroy|sweat ?pant|cargo pant|khakis|breeches|pants?",
    },
)
_FEET = _words(
    Layer.FEET,
    {
        "barefoot": r"barefoot|bare ?footed|bare feet",
        "wellies": r"wellington boot|wellington|welly|wellie|rubber boot|rain boot|gum ?boot|wader",
        "boots": r"(?:knee high |riding |combat |work |hiking |ankle |cowboy )?boot",
        "sneakers": r"sneaker|trainer|running shoe|tennis shoe|gym shoe|plimsoll",
        "sandals": r"sandal|flip ?flop|clog",
        "heels": r"high heel|stiletto|heel|pumps",
        "slippers": r"slipper|moccasin|ballet flat|ballet shoe|flats",
        "shoes": r"(?:dress )?shoe|loafer|brogue|oxford",
    },
)
_HEAD = _words(
    Layer.HEAD,
    {
        "none": r"bareheaded|bare ?headed|hatless",
        "chefhat": r"chef'?s? hat|chef'?s? cap|toque",
        "tophat": r"top ?hat",
        "bowler": r"bowler(?: hat)?|derby hat",
        "strawhat": r"straw hat|sun ?hat|boater|panama(?: hat)?|conical hat",
        "cowboy": r"cowboy hat|stetson|ten gallon hat|bush hat|wide brimmed? hat",
        "witchhat": r"(?:witch|wizard)(?:'?s)? hat|pointed hat|pointy hat|party hat",
        "furhat": r"fur (?:hat|cap)|ushanka|trapper hat",
        "beanie": r"beanie|(?:knit|knitted|wool|woollen|woolen|woolly|bobble|watch|navy wool|ski|sailor'?s? wool)"
        r" (?:hat|cap)"
        r"|tuque",
        "flatcap": r"flat ?cap|news ?boy cap|tweed cap|checked cap",
        "peaked": r"peaked cap|(?:captain|police|officer|conductor|sailor|pilot|chauffeur)(?:'?s)? (?:cap|hat)|kepi",
        "bathcap": r"shower cap|swim(?:ming)? cap|bathing cap|surgical cap|scrub cap|skull ?cap|nurse'?s? cap",
        "headscarf": r"head ?scarf|hijab|kerchief|head ?cloth|veil|wimple|babushka",
        "bandana": r"bandana|bandanna|do ?rag|head ?wrap",
        "turban": r"turban",
        "helmet": r"helmet|hard ?hat",
        "crown": r"crown|tiara|diadem|circlet",
        "hood": r"hood(?: up)?",
        "beret": r"beret",
        "headband": r"head ?band|hair ?band|sweatband|alice band",
        "flowers": r"flower crown|wreath|flower in (?:her|his|their) hair|garland",
        "headphones": r"headphone|ear ?muff",
        "cap": r"base ?ball cap|trucker cap|snapback|cap",
        "fedora": r"fedora|trilby|homburg|bucket hat|felt hat|slouch hat|hat",
    },
)
_EXTRA = _words(
    Layer.EXTRA,
    {
        "backpack": r"back ?pack|ruck ?sack|knapsack|school ?bag",
        "bag": r"(?:shoulder|messenger|hand|tote|canvas|leather|cross ?body|mail|doctor'?s) ?bag|satchel"
        r"|purse|handbag|bag",
        "bowtie": r"bow ?tie",
        "tie": r"neck ?tie|tie(?!d)",
        "scarf": r"scarf|scarve|muffler|neckerchief|cravat|snood",
        "shawl": r"shawl|wrap|stole|boa",
        "suspenders": r"suspender|braces",
        "belt": r"tool ?belt|belt|sash|obi",
        "necklace": r"necklace|pendant|pearls|pearl necklace|locket|beads|choker|amulet|gold chain|chain|whistle",
        "earrings": r"ear ?ring|ear ?stud|ear ?hoop",
        "gloves": r"glove|mitten|gauntlet",
        "medal": r"medal|rosette",
        "badge": r"badge|name ?tag|brooch|pin(?= |$)|lanyard",
        "watch": r"wrist ?watch|watch|bracelet|bangle|wristband",
    },
)
WEAR: tuple[Word, ...] = (*_FULL, *_OUTER, *_TOP, *_BOTTOM, *_FEET, *_HEAD, *_EXTRA)
"""All pieces; where patterns overlap the longer match counts, then the earlier row."""

HAIR_STYLES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"\b(?:{pattern})\b"), style)
    for pattern, style in (
        (r"bald(?!ing)|hairless|bald headed", "bald"),
        (r"shaved(?: head)?|shaven(?: head)?|clean shaven head", "shaved"),
        (r"balding|receding|thinning", "receding"),
        (r"buzz ?cut|buzzed|inch of|close cropped", "buzz"),
        (r"mohawk|mohican", "mohawk"),
        (r"afro", "afro"),
        (r"dreadlocks?|dreads|locs", "dreadlocks"),
        (r"corn ?rows?", "cornrows"),
        (r"pig ?tails|bunches", "pigtails"),
        (r"braids|plaits|twin braids|two braids", "braids"),
        (r"braid(?:ed)?|plait(?:ed)?", "braid"),
        (r"pony ?tail", "ponytail"),
        (r"(?:top ?knot|chignon|man bun|bun|updo|pinned up|tied up)", "bun"),
        (r"bob(?:bed)?|bob cut", "bob"),
        (r"pixie(?: cut)?", "pixie"),
        (r"curlers|rollers", "curlers"),
        (r"slicked(?: ?back)?|combed back|swept back|pomaded|crew ?cut", "slicked"),
        (r"undercut|faded? sides", "undercut"),
        (r"fringe|bangs", "fringe"),
        (r"spiky|spiked|messy|tousled|unruly|dishevelled|disheveled|wild|shaggy", "messy"),
    )
)
PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"\b(?:{pattern})\b"), name)
    for pattern, name in (
        (r"striped?|stripes|stripy|pin ?striped?|sailor shirt|breton", "stripes"),
        (r"checked|checkered|chequered|plaid|tartan|gingham|flannel|lumberjack|houndstooth", "checks"),
        (r"polka ?dot(?:ted|s)?|dotted|spotted|leopard(?: ?print)?|dots|spots", "dots"),
        (r"floral|flowered|flowery|flower print|hawaiian|patterned|paisley|embroidered", "floral"),
    )
)

KIND_COLOURS: dict[str, tuple[Rgb, ...]] = {
    "trench": ((204, 176, 130),),
    "raincoat": ((240, 200, 50),),
    "labcoat": ((240, 242, 244),),
    "chefjacket": ((242, 242, 240),),
    "chefhat": ((246, 246, 244),),
    "furcoat": ((150, 112, 78), (120, 92, 70)),
    "leatherjacket": ((62, 46, 40), (44, 42, 46), (104, 66, 42)),
    "denimjacket": ((74, 108, 156),),
    "tuxedo": ((36, 36, 42),),
    "suit": ((60, 66, 78), (44, 54, 84), (92, 94, 100)),
    "blazer": ((44, 58, 96), (98, 62, 58), (72, 82, 78)),
    "uniform": ((48, 66, 104), (70, 88, 76)),
    "jumpsuit": ((70, 98, 140), (196, 112, 52)),
    "apron": ((232, 226, 212), (86, 110, 96), (60, 72, 92)),
    "jeans": ((66, 96, 142), (52, 76, 116)),
    "overalls": ((78, 108, 150), (98, 112, 128)),
    "crown": ((226, 184, 60),),
    "strawhat": ((226, 202, 138),),
    "cowboy": ((140, 98, 60), (178, 140, 94)),
    "helmet": ((238, 176, 44), (206, 66, 50)),
    "tophat": ((40, 40, 46),),
    "bowler": ((44, 42, 46),),
    "furhat": ((126, 98, 76),),
    "witchhat": ((70, 56, 110),),
    "peaked": ((44, 56, 92),),
    "flatcap": ((116, 104, 90), (90, 98, 106)),
    "wellies": ((66, 110, 70), (222, 178, 52)),
    "boots": ((92, 62, 44), (52, 48, 50)),
    "shoes": ((78, 54, 42), (46, 44, 48)),
    "sneakers": ((228, 230, 232), (196, 70, 66), (74, 108, 160)),
    "sandals": ((150, 106, 70),),
    "heels": ((150, 44, 58), (46, 42, 48)),
    "slippers": ((176, 122, 130), (110, 120, 140)),
    "belt": ((96, 64, 42),),
    "necklace": ((222, 184, 84),),
    "earrings": ((224, 186, 84),),
    "medal": ((222, 180, 68),),
    "badge": ((222, 184, 84),),
    "watch": ((90, 92, 98),),
    "bag": ((142, 94, 58), (116, 76, 54)),
    "backpack": ((192, 84, 62), (70, 112, 120), (96, 110, 66)),
    "gloves": ((92, 70, 60), (70, 76, 88)),
    "tie": ((166, 44, 54), (48, 70, 120)),
    "bowtie": ((150, 36, 48),),
    "tshirt": ((226, 226, 222), (96, 146, 176), (206, 112, 86)),
    "headphones": ((64, 66, 74),),
    "suspenders": ((88, 60, 48),),
    "flowers": ((232, 132, 150),),
    "bathcap": ((232, 234, 236),),
}
"""Colours of pieces whose colour the text leaves open; everything else takes one from the wardrobe palettes."""
