"""Which four-legged animal is built how, and what colours its kind has by nature."""

from __future__ import annotations

from dataclasses import dataclass, replace

from iamflow_agents.colours import Rgb
from iamflow_agents.generator.storyboard.things.animals_heads import HeadShape
from iamflow_agents.generator.storyboard.things.animals_quadruped import Frame4


@dataclass(frozen=True, slots=True, kw_only=True)
class Breed:
    """A kind of animal: the nouns that mean it, how it is built, its natural colours."""

    nouns: tuple[str, ...]
    frame: Frame4
    colours: tuple[Rgb, ...]
    second: Rgb | None = None
    pattern: str = "plain"
    eye: Rgb = (40, 32, 30)


_TANS: tuple[Rgb, ...] = ((176, 122, 70), (124, 82, 52), (206, 164, 108), (92, 74, 62))
_DOG_HEAD = HeadShape()
_DOG = Frame4(height=0.56, head=_DOG_HEAD)
_TERRIER = Frame4(
    height=0.36, length=0.98, chest=0.27, waist=0.21, rump=0.23, leg=(0.11, 0.075, 0.085),
    neck=(0.4, 58.0, 0.2, 0.17), head_radius=0.22, tail="up", tail_length=0.42,
    head=HeadShape(muzzle=(1.25, 0.32, 0.66, 0.5), ear="pointed", extra=("scruff",)), shaggy=True,
)  # fmt: skip
_HOUND = replace(_DOG, height=0.7, waist=0.13, neck=(0.44, 52.0, 0.17, 0.12), head_radius=0.13,
                 head=HeadShape(muzzle=(1.95, 0.35, 0.66, 0.4)), tail_length=0.7)  # fmt: skip
_WOLFHOUND = replace(_HOUND, height=0.82, shaggy=True, leg=(0.1, 0.062, 0.07),
                     head=HeadShape(muzzle=(2.0, 0.35, 0.68, 0.44), extra=("scruff",)))  # fmt: skip
_COLLIE = replace(_DOG, shaggy=True, tail="brush", tail_length=0.62,
                  head=HeadShape(muzzle=(1.75, 0.3, 0.64, 0.38), ear="pointed", muzzle_tone="second"))  # fmt: skip
_RETRIEVER = replace(_DOG, height=0.6, chest=0.26, waist=0.19, leg=(0.11, 0.066, 0.072), tail="brush", tail_length=0.6)
_SMALL_DOG = replace(
    _TERRIER, height=0.3, shaggy=False, head=HeadShape(muzzle=(1.15, 0.34, 0.64, 0.46)), tail="curl_up"
)
_DACHSHUND = replace(_SMALL_DOG, height=0.26, length=1.75, leg=(0.13, 0.1, 0.11), chest=0.34, waist=0.27, rump=0.29,
                     head=HeadShape(muzzle=(1.75, 0.35, 0.62, 0.4)), tail="sabre", neck=(0.5, 50.0, 0.24,
                         0.19))  # fmt: skip
_BULLDOG = replace(_DOG, height=0.4, chest=0.33, waist=0.25, rump=0.24, leg=(0.14, 0.1, 0.1), tail="stub",
                   neck=(0.28, 36.0, 0.25, 0.22), head_radius=0.24,
                   head=HeadShape(muzzle=(0.85, 0.4, 0.72, 0.6), muzzle_tone="light"))  # fmt: skip
_PUPPY = replace(_DOG, height=0.28, length=0.86, chest=0.29, waist=0.24, rump=0.25, leg=(0.13, 0.1, 0.11),
                 neck=(0.3, 54.0, 0.23, 0.2), head_radius=0.27, head=HeadShape(muzzle=(1.0, 0.36, 0.64, 0.48)),
                 tail_length=0.4)  # fmt: skip
_SPITZ = replace(_DOG, height=0.54, chest=0.28, waist=0.2, tail="curl_up", tail_length=0.5,
                 head=HeadShape(muzzle=(1.4, 0.32, 0.66, 0.4), ear="pointed", cheek="second"))  # fmt: skip
_POODLE = replace(_DOG, woolly=True, height=0.5, head=HeadShape(muzzle=(1.8, 0.3, 0.5, 0.36), extra=("wool",)),
    tail="up",
                  tail_length=0.35)  # fmt: skip
_CAT = Frame4(
    height=0.3, length=1.08, chest=0.25, waist=0.21, rump=0.24, leg=(0.11, 0.07, 0.08), neck=(0.34, 46.0, 0.2, 0.18),
    head_radius=0.24, head_tilt=4.0, tail="thin", tail_length=0.95,
    head=HeadShape(muzzle=(0.72, 0.38, 0.56, 0.4), ear="pointed", nose="cat", eye=(0.42, -0.12, 0.17),
        extra=("whiskers",)),
)  # fmt: skip
_KITTEN = replace(_CAT, height=0.2, length=0.9, head_radius=0.33, leg=(0.14, 0.1, 0.11), tail_length=0.7)
_BIG_CAT = replace(
    _CAT, height=0.95, length=1.15, chest=0.25, waist=0.19, rump=0.22, leg=(0.11, 0.08, 0.1), neck=(0.36, 30.0, 0.22,
        0.18),
    head_radius=0.19, tail_length=0.85, tail="tuft",
    head=HeadShape(muzzle=(1.05, 0.35, 0.66, 0.5), ear="round", nose="dog", muzzle_tone="light", eye=(0.45, -0.2,
        0.14)),
)  # fmt: skip
_LION = replace(_BIG_CAT, head=replace(_BIG_CAT.head, extra=("mane",)))
_TIGER = replace(_BIG_CAT, tail="thick", belly="pale", head=replace(_BIG_CAT.head, cheek="pale", muzzle_tone="pale"))
_LEOPARD = replace(_TIGER, height=0.7)
_WOLF = replace(_DOG, height=0.76, chest=0.27, waist=0.18, tail="brush", tail_length=0.58, shaggy=True,
                neck=(0.4, 34.0, 0.2, 0.16), head_radius=0.155,
                head=HeadShape(muzzle=(1.75, 0.32, 0.66, 0.38), ear="pointed", cheek="light", eye=(0.5, -0.2,
                    0.14)))  # fmt: skip
_FOX = Frame4(
    height=0.4, length=1.05, chest=0.23, waist=0.17, rump=0.2, leg=(0.09, 0.052, 0.06), neck=(0.36, 38.0, 0.19, 0.15),
    head_radius=0.18, tail="brush", tail_length=0.95, belly="pale", socks="black",
    head=HeadShape(muzzle=(1.75, 0.38, 0.56, 0.22), ear="pointed", cheek="pale"),
)  # fmt: skip
_HORSE = Frame4(
    height=1.5, length=0.92, chest=0.23, waist=0.2, rump=0.22, leg=(0.085, 0.042, 0.052), hoofed=True,
    neck=(0.6, 52.0, 0.17, 0.09), head_radius=0.105, head_tilt=42.0, tail="hair", tail_length=0.62, mane=True,
    head=HeadShape(muzzle=(2.9, 0.1, 0.82, 0.56), ear="upright", nose="soft", eye=(0.6, -0.3, 0.14),
        extra=("forelock",)),
)  # fmt: skip
_FOAL = replace(
    _HORSE, height=0.95, length=0.75, chest=0.18, waist=0.15, rump=0.17, tail_length=0.4, neck=(0.48, 58.0, 0.14, 0.09)
)
_UNICORN = replace(_HORSE, head=replace(_HORSE.head, extra=("forelock", "horn")))
_ZEBRA = replace(_HORSE, height=1.3, tail="tuft", tail_length=0.5)
_DONKEY = replace(_HORSE, height=1.1, neck=(0.5, 44.0, 0.17, 0.11), head_radius=0.125, tail="tuft", tail_length=0.5,
                  head=HeadShape(muzzle=(2.5, 0.1, 0.82, 0.6), ear="long", nose="soft", eye=(0.6, -0.3, 0.14),
                      muzzle_tone="pale"))  # fmt: skip
_COW = Frame4(
    height=1.35, length=1.12, chest=0.28, waist=0.27, rump=0.25, leg=(0.095, 0.055, 0.06), hoofed=True,
    neck=(0.36, 20.0, 0.2, 0.13), head_radius=0.12, head_tilt=30.0, tail="tuft", tail_length=0.62,
    head=HeadShape(muzzle=(2.1, 0.2, 0.85, 0.66), ear="side", nose="soft", muzzle_tone="pale", extra=("bull",)),
)  # fmt: skip
_SHEEP = Frame4(
    height=0.72, length=0.85, chest=0.28, waist=0.26, rump=0.26, leg=(0.07, 0.05, 0.055), hoofed=True, woolly=True,
    neck=(0.3, 36.0, 0.2, 0.14), head_radius=0.15, head_tilt=24.0, tail="stub", socks="black",
    head=HeadShape(muzzle=(1.6, 0.2, 0.78, 0.5), ear="side", nose="soft", muzzle_tone="black", cheek="black",
        extra=("wool",)),
)  # fmt: skip
_LAMB = replace(_SHEEP, height=0.44, head_radius=0.19, leg=(0.1, 0.07, 0.075),
                head=replace(_SHEEP.head, muzzle=(1.3, 0.2, 0.78, 0.5), muzzle_tone="light", cheek=None),
                    socks=None)  # fmt: skip
_RAM = replace(_SHEEP, head=replace(_SHEEP.head, extra=("wool", "ram")))
_GOAT = Frame4(
    height=0.7, length=0.92, chest=0.25, waist=0.22, rump=0.21, leg=(0.08, 0.05, 0.055), hoofed=True,
    neck=(0.42, 50.0, 0.16, 0.12), head_radius=0.14, head_tilt=26.0, tail="stub",
    head=HeadShape(muzzle=(1.8, 0.15, 0.74, 0.46), ear="side", nose="soft", extra=("horns", "beard")),
)  # fmt: skip
_PIG = Frame4(
    height=0.72, length=1.12, chest=0.36, waist=0.36, rump=0.33, leg=(0.11, 0.07, 0.075), hoofed=True,
    neck=(0.26, 10.0, 0.28, 0.22), head_radius=0.23, head_tilt=8.0, tail="pig", tail_length=0.3,
    head=HeadShape(muzzle=(1.15, 0.3, 0.76, 0.5), ear="pointed", nose="snout", eye=(0.35, -0.2, 0.11)),
)  # fmt: skip
_BOAR = replace(_PIG, shaggy=True, hump=0.06, head=replace(_PIG.head, muzzle=(1.6, 0.4, 0.76, 0.44), extra=("tusk",)))
_DEER = Frame4(
    height=1.05, length=0.88, chest=0.21, waist=0.17, rump=0.19, leg=(0.075, 0.034, 0.04), hoofed=True,
    neck=(0.52, 58.0, 0.13, 0.085), head_radius=0.1, head_tilt=20.0, tail="stub", belly="pale",
    head=HeadShape(muzzle=(1.95, 0.25, 0.7, 0.42), ear="side", nose="dog", eye=(0.45, -0.2, 0.18)),
)  # fmt: skip
_STAG = replace(_DEER, height=1.2, head=replace(_DEER.head, extra=("antlers",)))
_FAWN = replace(_DEER, height=0.66, head_radius=0.13)
_BEAR = Frame4(
    height=1.05, length=1.05, chest=0.34, waist=0.31, rump=0.31, leg=(0.16, 0.11, 0.12), neck=(0.32, 14.0, 0.27, 0.21),
    head_radius=0.2, head_tilt=6.0, tail="stub", hump=0.05,
    head=HeadShape(muzzle=(1.3, 0.35, 0.72, 0.46), ear="round", muzzle_tone="light", eye=(0.5, -0.2, 0.12)),
)  # fmt: skip
_CUB = replace(_BEAR, height=0.5, hump=0.0, head_radius=0.28, length=0.9)
_ELEPHANT = Frame4(
    height=2.3, length=0.82, chest=0.32, waist=0.32, rump=0.3, leg=(0.13, 0.115, 0.115), neck=(0.22, 30.0, 0.24, 0.2),
    head_radius=0.2, head_tilt=0.0, tail="tuft", tail_length=0.4,
    head=HeadShape(muzzle=(0.7, 0.3, 0.85, 0.72), ear="fan", nose="none", eye=(0.55, -0.15, 0.1), extra=("trunk",
        "tusks"), mouth=False),
)  # fmt: skip
_GIRAFFE = replace(_DEER, height=2.2, length=0.6, chest=0.19, waist=0.16, rump=0.16, neck=(0.95, 64.0, 0.12, 0.06),
                   head_radius=0.06, tail="tuft", tail_length=0.4, belly=None, head=replace(_DEER.head,
                       ear="side"))  # fmt: skip
_CAMEL = replace(_COW, height=1.7, neck=(0.62, 40.0, 0.15, 0.09), hump=0.18, head_radius=0.09, chest=0.24, waist=0.2,
                 head=HeadShape(muzzle=(1.9, 0.25, 0.8, 0.55), ear="round", nose="soft"), leg=(0.08, 0.05,
                     0.06))  # fmt: skip
_LLAMA = replace(_DEER, height=1.05, woolly=True, neck=(0.62, 76.0, 0.14, 0.1), belly=None, leg=(0.09, 0.055, 0.06),
                 head=HeadShape(muzzle=(1.5, 0.25, 0.74, 0.46), ear="upright", nose="soft"))  # fmt: skip
_RHINO = replace(_ELEPHANT, height=1.5, neck=(0.3, 4.0, 0.26, 0.2), head_radius=0.17, leg=(0.13, 0.1, 0.1),
                 head=HeadShape(muzzle=(1.9, 0.3, 0.85, 0.62), ear="upright", nose="soft",
                     extra=("horn",)))  # fmt: skip
_HIPPO = replace(_RHINO, height=1.3, length=1.05, leg=(0.15, 0.13, 0.13), waist=0.36, chest=0.36, rump=0.34,
                 head=HeadShape(muzzle=(1.7, 0.3, 0.85, 0.8), ear="round", nose="soft"))  # fmt: skip
_MONKEY = replace(_CAT, height=0.46, length=0.8, neck=(0.3, 60.0, 0.16, 0.15), head_radius=0.22, tail="thin",
    tail_length=1.1,
                  leg=(0.1, 0.07, 0.085),
                  head=HeadShape(muzzle=(0.6, 0.4, 0.6, 0.5), ear="round", nose="none", cheek="pale",
                      muzzle_tone="pale"))  # fmt: skip
_BADGER = replace(_BEAR, height=0.36, hump=0.0, leg=(0.15, 0.12, 0.12), tail="brush", tail_length=0.4, belly="black",
                  head=HeadShape(muzzle=(1.7, 0.4, 0.66, 0.34), ear="round", extra=("mask",),
                      cheek="pale"))  # fmt: skip
_RACCOON = replace(_BADGER, tail="thick", tail_length=0.7, belly=None)
_LIZARD = Frame4(height=0.2, length=1.5, chest=0.3, waist=0.28, rump=0.28, leg=(0.14, 0.1, 0.12), neck=(0.3, 10.0,
    0.24, 0.2),
                 head_radius=0.25, tail="lizard", tail_length=1.9, belly="pale",
                 head=HeadShape(muzzle=(1.3, 0.25, 0.7, 0.42), ear="none", nose="none", eye=(0.2, -0.45,
                     0.2)))  # fmt: skip
_CROCODILE = replace(_LIZARD, height=0.42, length=1.7, head=replace(_LIZARD.head, muzzle=(3.0, 0.25, 0.66, 0.36)))

BREEDS: tuple[Breed, ...] = (
    Breed(nouns=("dog", "mutt", "mongrel", "stray", "pointer", "boxer", "watchdog", "sheepdog"), frame=_DOG,
        colours=_TANS),
    Breed(nouns=("wolfhound", "deerhound"), frame=_WOLFHOUND, colours=((142, 138, 132), (112, 106, 100))),
    Breed(nouns=("hound", "greyhound", "whippet", "foxhound", "beagle", "bloodhound", "dalmatian", "great dane"),
        frame=_HOUND, colours=_TANS),
    Breed(nouns=("terrier", "schnauzer", "scottie", "westie"), frame=_TERRIER, colours=((204, 172, 128), (120, 108,
        98), (232, 226, 214))),
    Breed(nouns=("collie", "border collie", "shepherd dog", "sheltie"), frame=_COLLIE, colours=((44, 42, 46),),
        second=(244, 242, 236), pattern="patches"),
    Breed(nouns=("retriever", "labrador", "golden retriever", "spaniel", "setter", "saint bernard"),
        frame=_RETRIEVER, colours=((220, 172, 96), (60, 46, 40), (196, 144, 80))),
    Breed(nouns=("chihuahua", "pug", "lapdog", "pomeranian"), frame=_SMALL_DOG, colours=_TANS),
    Breed(nouns=("dachshund", "corgi", "basset"), frame=_DACHSHUND, colours=((146, 84, 48), (60, 44, 40))),
    Breed(nouns=("bulldog", "mastiff", "rottweiler", "pit bull"), frame=_BULLDOG, colours=((196, 158, 118), (90, 78,
        72))),
    Breed(nouns=("puppy", "pup"), frame=_PUPPY, colours=_TANS),
    Breed(nouns=("husky", "malamute", "akita", "shiba", "german shepherd", "alsatian"), frame=_SPITZ, colours=((110,
        116, 126), (182, 122, 68)), second=(240, 238, 232)),
    Breed(nouns=("poodle", "bichon", "labradoodle"), frame=_POODLE, colours=((236, 228, 214), (64, 60, 62))),
    Breed(nouns=("cat", "tomcat", "tom", "tabby", "puss", "pussycat", "siamese", "calico", "moggy"), frame=_CAT,
        colours=((204, 118, 56), (120, 116, 114), (52, 48, 52), (226, 214, 196)), eye=(150, 176, 60)),
    Breed(nouns=("kitten", "kitty"), frame=_KITTEN, colours=((204, 118, 56), (120, 116, 114), (226, 214, 196)),
        eye=(120, 170, 196)),
    Breed(nouns=("lion",), frame=_LION, colours=((206, 156, 84),), second=(138, 80, 38)),
    Breed(nouns=("lioness", "puma", "cougar", "panther", "lynx"), frame=_BIG_CAT, colours=((206, 160, 92),),
        second=(150, 104, 56)),
    Breed(nouns=("tiger", "tigress"), frame=_TIGER, colours=((226, 132, 44),), second=(44, 34, 32), pattern="stripes"),
    Breed(nouns=("leopard", "cheetah", "jaguar"), frame=_LEOPARD, colours=((222, 172, 88),), second=(66, 48, 36),
        pattern="spots"),
    Breed(nouns=("wolf", "werewolf", "coyote", "jackal", "hyena"), frame=_WOLF, colours=((118, 118, 122), (140, 126,
        110)), eye=(218, 174, 60)),
    Breed(nouns=("fox", "vixen"), frame=_FOX, colours=((208, 102, 40),), second=(246, 240, 228)),
    Breed(nouns=("horse", "stallion", "mare", "gelding", "steed", "pony", "mustang", "racehorse"), frame=_HORSE,
        colours=((124, 72, 42), (86, 54, 40), (158, 96, 54), (206, 200, 192)), second=(48, 36, 34)),
    Breed(nouns=("foal", "colt", "filly"), frame=_FOAL, colours=((150, 92, 54), (96, 62, 46)), second=(60, 42, 36)),
    Breed(nouns=("unicorn",), frame=_UNICORN, colours=((246, 244, 246),), second=(212, 168, 206)),
    Breed(nouns=("zebra",), frame=_ZEBRA, colours=((242, 240, 234),), second=(44, 42, 46), pattern="stripes"),
    Breed(nouns=("donkey", "mule", "burro"), frame=_DONKEY, colours=((138, 128, 120), (112, 96, 84)), second=(66, 58,
        54)),
    Breed(nouns=("cow", "bull", "ox", "calf", "cattle", "buffalo", "bison", "yak", "heifer"), frame=_COW,
        colours=((240, 236, 228), (146, 82, 50)), second=(48, 44, 48), pattern="patches"),
    Breed(nouns=("sheep", "ewe"), frame=_SHEEP, colours=((240, 234, 220),), second=(250, 246, 236)),
    Breed(nouns=("lamb",), frame=_LAMB, colours=((248, 242, 230),), second=(255, 250, 242)),
    Breed(nouns=("ram",), frame=_RAM, colours=((228, 218, 198),), second=(240, 232, 216)),
    Breed(nouns=("goat", "kid goat", "ibex", "faun", "billy goat"), frame=_GOAT, colours=((226, 218, 204), (140, 104,
        76), (96, 90, 88))),
    Breed(nouns=("pig", "piglet", "hog", "sow"), frame=_PIG, colours=((240, 176, 168), (232, 164, 152))),
    Breed(nouns=("boar", "wild boar", "warthog"), frame=_BOAR, colours=((94, 76, 64),)),
    Breed(nouns=("deer", "doe", "antelope", "gazelle", "moose", "elk"), frame=_DEER, colours=((170, 112, 64), (150,
        100, 62)), second=(244, 236, 222)),
    Breed(nouns=("stag", "buck", "reindeer", "hart"), frame=_STAG, colours=((150, 96, 56),), second=(244, 236, 222)),
    Breed(nouns=("fawn",), frame=_FAWN, colours=((186, 124, 72),), second=(244, 232, 212), pattern="spots"),
    Breed(nouns=("bear", "grizzly", "polar bear", "panda"), frame=_BEAR, colours=((106, 72, 48), (76, 56, 46))),
    Breed(nouns=("cub", "bear cub"), frame=_CUB, colours=((116, 80, 54),)),
    Breed(nouns=("elephant", "mammoth"), frame=_ELEPHANT, colours=((138, 140, 148),)),
    Breed(nouns=("giraffe",), frame=_GIRAFFE, colours=((230, 188, 108),), second=(150, 96, 52), pattern="spots"),
    Breed(nouns=("camel", "dromedary"), frame=_CAMEL, colours=((202, 160, 104),), second=(150, 112, 70)),
    Breed(nouns=("llama", "alpaca"), frame=_LLAMA, colours=((232, 218, 194), (160, 116, 80))),
    Breed(nouns=("rhino", "rhinoceros"), frame=_RHINO, colours=((132, 132, 136),)),
    Breed(nouns=("hippo", "hippopotamus"), frame=_HIPPO, colours=((140, 124, 132),)),
    Breed(nouns=("monkey", "ape", "chimp", "chimpanzee", "baboon", "macaque", "gorilla", "lemur"), frame=_MONKEY,
        colours=((120, 82, 54), (92, 70, 56))),
    Breed(nouns=("badger", "skunk", "wolverine"), frame=_BADGER, colours=((122, 120, 122),), second=(240, 238, 232)),
    Breed(nouns=("raccoon", "red panda"), frame=_RACCOON, colours=((128, 122, 118),), second=(56, 52, 54),
        pattern="plain"),
    Breed(nouns=("lizard", "gecko", "iguana", "salamander", "newt", "chameleon"), frame=_LIZARD, colours=((104, 150,
        76), (136, 142, 66))),
    Breed(nouns=("crocodile", "alligator"), frame=_CROCODILE, colours=((86, 112, 70),)),
)  # fmt: skip
