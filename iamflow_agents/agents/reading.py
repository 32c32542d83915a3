"""What one segment says, before anybody knows who is who: the extractor's output and the resolver's input.

Plain frozen records, written as JSON between the two. Mentions refer to one another by their index in the segment;
identities do not exist here yet.
"""

from __future__ import annotations

from dataclasses import dataclass

from iamflow_agents.backends.rules.phrase import Form
from iamflow_agents.backends.rules.surroundings import Surrounding
from iamflow_agents.records import Kind, Move, PresenceState, Shot, Slot, TimeOfDay, Verb, Weather


@dataclass(frozen=True, slots=True, kw_only=True)
class LookReading:
    """One visual property that the text gives a mention."""

    slot: Slot
    value: str
    change: str = ""
    """Empty for a plain description, `on` when it is put on or new, `off` when it is taken off or gone, `not` when it
    is said not to be there, which tells nothing of before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionReading:
    """A span that refers to somebody or something; `prompt[start:end] == text`."""

    text: str
    start: int
    end: int
    form: Form
    kind: Kind | None = None
    """None where the words do not tell (pronouns, bare names, "the carved one")."""
    noun: str = ""
    """Singular head noun; empty for names without one and for pronouns."""
    name: str = ""
    title: str = ""
    unsure_name: bool = False
    common_name: bool = False
    """A common word that stands like a name; it counts as one only where another segment is sure of it."""
    gender: str = "unknown"
    plural: bool = False
    count: int | None = None
    determiner: str = ""
    owner: int | None = None
    """Mention that owns this one: "his" in "his mother"."""
    kin: bool = False
    """Whether the noun relates this mention to its owner (mother, assistant)."""
    words: tuple[str, ...] = ()
    """Content words that describe it, lower case."""
    looks: tuple[LookReading, ...] = ()
    role: str = "other"
    preposition: str = ""
    """The preposition that governs it: "at" in "barks at him"."""
    ahead: int | None = None
    """For a pronoun in an opening clause: the subject that follows ("Before she speaks, Ida coughs")."""
    pronoun: str = ""
    possessive: bool = False
    owns_look: bool = False
    """A pronoun that owns a body part or a garment ("her hands"): whoever it means is to be seen."""
    same_as: int | None = None
    """Earlier mention that this one only describes: "a tall man" in "Noah, a tall man"."""
    part_of: int | None = None
    """Plural mention that this one belongs to: "Ines" in "twin sisters Ines and Ilse"."""
    fresh: bool = False
    """An explicit newcomer: `another`, `a second`, `a new`."""
    other: bool = False
    """Marked as not the one just spoken of: "the other twin"."""
    familiar: bool = False
    """Marked as known although introduced with `a`: "familiar glasses", "his head still shaved"."""
    rank: int | None = None
    """`the first guard` is 1."""
    state: PresenceState = PresenceState.ON_SCREEN
    why: str = ""
    denied: bool = False
    """Said not to be there or not to be it: "no guard", "it is not Ines"."""
    quoted: bool = False
    speaks: bool = False
    addressed: bool = False
    """A name that is called out: "Yusuf?"."""
    call: str = ""
    """What a name does: `addressed`, `self`, `introduced` or `lone` inside speech, `reveal` in "It is Ines"."""
    speaker: int | None = None
    """Mention of whoever speaks the words this one stands in."""
    handled: bool = False
    """A thing that somebody carries, takes, gives or uses."""
    supposed: bool = False
    """A noun no list knows, taken for a thing by how it stands; with "the" it has to be known already."""
    leaves: bool = False
    enters: bool = False
    sentence: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SightingReading:
    """A thing the text speaks of that is no mention: a garment somebody has on, or a noun told in passing."""

    text: str
    start: int
    end: int
    noun: str
    words: tuple[str, ...] = ()
    form: Form = Form.BARE
    determiner: str = ""
    plural: bool = False
    count: int | None = None
    owner: int | None = None
    """Mention that owns it: "her" in "her veil"."""
    bearer: int | None = None
    """Mention it describes: who has it on."""
    worn: bool = False
    """A noun for something that is put on and taken off."""
    change: str = ""
    """As a look's: `on`, `off` or `not`."""
    verb: str = ""
    """The verb whose object it is."""
    subject: bool = False
    there: bool = True
    quoted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionReading:
    """Somebody does something; all three are indices of mentions."""

    verb: Verb
    actor: int
    target: int | None = None
    recipient: int | None = None
    text: str = ""
    event: int = 0
    """Number of the verb in the segment; all who act in it share it."""
    mutual: bool = False
    """Said to be done to each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceReading:
    """A phrase that says where the segment plays."""

    text: str
    noun: str
    words: tuple[str, ...] = ()
    definite: bool = False
    heading: bool = False
    weight: float = 0.0
    side: str = ""
    """`out` for a place named by what it lies outside of, `behind` for what it lies behind, `in` for the inside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraReading:
    """Camera words; `subject` is the index of the mention the camera looks at."""

    shot: Shot = Shot.WIDE
    move: Move = Move.STATIC
    subject: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentReading:
    """Everything one prompt says."""

    mentions: tuple[MentionReading, ...] = ()
    sightings: tuple[SightingReading, ...] = ()
    """Things that are no mentions; they count once the story comes back to them."""
    actions: tuple[ActionReading, ...] = ()
    places: tuple[PlaceReading, ...] = ()
    fixtures: tuple[str, ...] = ()
    """Nouns of the segment that are no character; they tell a place that is not named."""
    surroundings: tuple[Surrounding, ...] = ()
    """What stands about, with its describing words; it leads back to a place that is not named."""
    same_place: bool = False
    """Said to be the same place: "the same alley", "same deck"."""
    town: str = ""
    """A town that opens the segment without another place."""
    moves: str = ""
    """Where somebody goes without a place's name: `out`, `in`, `up` or `down`."""
    back: bool = False
    """Opens by going back: "Back in the hall"."""
    where: str = ""
    """Who is at the place gone back to: "back where the captain stands"."""
    vision: bool = False
    """A dream, a memory or a flashback begins or goes on."""
    wakes: bool = False
    """A dream, a memory or a flashback is over."""
    time_of_day: TimeOfDay | None = None
    weather: Weather | None = None
    camera: CameraReading = CameraReading()
    years_later: bool = False
    """The story jumps far enough for a child to have grown up."""
