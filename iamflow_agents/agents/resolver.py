"""The offline resolver: joins the readings of all segments into one registry of identities, places and scenes.

Segments are taken in story order. `references` says whom each mention means, `wardrobe` keeps looks in time, `atlas`
keeps places, and this file assembles scenes, presences, actions and holdings from their answers.
"""

from __future__ import annotations

from collections.abc import Sequence

from iamflow_agents.agents.atlas import Atlas
from iamflow_agents.agents.casting import Casting
from iamflow_agents.agents.company import company_of
from iamflow_agents.agents.dossier import THINGS, Description, Dossier
from iamflow_agents.agents.fragments import StoryFragments
from iamflow_agents.agents.guidance import Guide, Watch
from iamflow_agents.agents.holdings import Hands
from iamflow_agents.agents.matching import Union, find_unions
from iamflow_agents.agents.reading import ActionReading, LookReading, MentionReading, SegmentReading
from iamflow_agents.agents.references import SegmentReferences
from iamflow_agents.agents.segment_state import Reference
from iamflow_agents.agents.story_props import PropFollower
from iamflow_agents.agents.strands import read_strands
from iamflow_agents.agents.uniting import UnitingGuide
from iamflow_agents.agents.wardrobe import put_look
from iamflow_agents.backends.rules.lexicon import Lexicon, load_lexicon
from iamflow_agents.codec import decode
from iamflow_agents.records import (
    IN_PASSING,
    Action,
    Attribute,
    Camera,
    Holding,
    Identity,
    Kind,
    Mention,
    Presence,
    PresenceState,
    Registry,
    Scene,
    Setting,
    Slot,
    Source,
    TimeOfDay,
    Verb,
    Weather,
)
from iamflow_agents.script import CastMember, Script

_MUTUAL = frozenset({Verb.TALK, Verb.HUG, Verb.DANCE, Verb.LAUGH})
"""What two who do it together do with one another."""
_DONE_TO_THINGS = frozenset({Verb.OPEN, Verb.READ, Verb.WRITE, Verb.DRINK})
_OF_A_SORT = frozenset({Kind.ANIMAL, Kind.CREATURE, Kind.ROBOT, Kind.VEHICLE})
_ANY_SORT = frozenset({"animal", "creature", "beast", "pet", "machine", "vehicle", "companion", "monster"})


class RuleResolver:
    """Decides who is who by rules, without a language model."""

    def resolve(self, script: Script, readings: Sequence[str]) -> Registry:
        """Join the readings of all segments, in story order, into one registry.

        Args:
            script: The story; its cast is canon from segment 0.
            readings: One JSON text a segment, as the rule extractor wrote it.
        """
        read = [decode(SegmentReading, text) for text in readings]
        registry, unions = first_pass(script, read)
        return resolve_story(script, read, UnitingGuide(unions)) if unions else registry


def first_pass(script: Script, readings: Sequence[SegmentReading]) -> tuple[Registry, list[Union]]:
    """Resolve a story mention by mention, then compare the identities that came of it with one another.

    Args:
        script: The story; its cast is canon from segment 0.
        readings: What each segment says.

    Returns:
        What the rules say, and which of their identities are one; a second pass with a `UnitingGuide` joins those.
    """
    watch = Watch()
    registry = resolve_story(script, readings, watch)
    if watch.casting is None:
        return registry, []
    places = [scene.setting.place for scene in registry.scenes]
    story = StoryFragments(script, readings, watch.casting, watch.decisions, places, load_lexicon())
    return registry, find_unions(story)


def resolve_story(script: Script, readings: Sequence[SegmentReading], guide: Guide) -> Registry:
    """Resolve a whole story by rules, with somebody who watches them or answers single mentions in their place.

    Args:
        script: The story; its cast is canon from segment 0.
        readings: What each segment says.
        guide: Handed every mention before the rules are.
    """
    return _Story(script, readings, load_lexicon(), guide).registry()


class _Scene:
    """Findings of one segment until all keys are final."""

    def __init__(
        self, reading: SegmentReading, answers: list[Reference | None], setting: Setting, place_why: str
    ) -> None:
        self.reading, self.answers, self.setting, self.place_why = reading, answers, setting, place_why


class _Story:
    """Resolves one story; `registry` runs once."""

    def __init__(self, script: Script, readings: Sequence[SegmentReading], lexicon: Lexicon, guide: Guide) -> None:
        self.script, self.readings, self.lexicon, self.guide = script, readings, lexicon, guide
        self.casting, self.atlas = Casting(lexicon), Atlas(lexicon)
        self.props = PropFollower(self.casting, lexicon)
        self.scenes: list[_Scene] = []
        self.time = TimeOfDay.DAY
        self.times: dict[str, TimeOfDay] = {}
        """The light each place was last seen in; who returns there without a word about it finds it again."""
        self.last_jump = 0
        """The last segment before which years went by; nobody looked then as they do now."""
        self.weather: dict[str, Weather] = {}

    def registry(self) -> Registry:
        """Resolve all segments and write the records."""
        for member in self.script.cast:
            self._declare(member)
        names = self._sure_names()
        for index, reading in enumerate(self.readings):
            self._segment(index, reading, names)
        self.props.follow(read_strands(self.readings, [s.answers for s in self.scenes], self.lexicon))
        kept = self._kept()
        hands = Hands()
        scenes = tuple(self._scene(i, s, kept, hands) for i, s in enumerate(self.scenes))
        identities = tuple(self._identity(d) for d in self.casting.dossiers.values() if d.key in kept)
        return Registry(identities=identities, places=self.atlas.places(), scenes=scenes)

    def _declare(self, member: CastMember) -> None:
        """Open a dossier for a declared cast member."""
        from iamflow_agents.agents.extractor import read_prompt

        names = (member.name, *member.aliases)
        looks: list[LookReading] = [LookReading(slot=slot, value=value) for slot, value in member.all_looks()]
        nouns = [value for slot, value in member.all_looks() if slot is Slot.SPECIES]
        gender: str = member.gender
        if member.description:
            reading = read_prompt(f"{member.name}, {member.description.strip().rstrip('.')}.", frozenset(names))
            looks += [look for m in reading.mentions for look in m.looks]
            nouns += [m.noun for m in reading.mentions if m.noun and (m.same_as == 0 or m.kind == member.kind)][:2]
            told = next((m.gender for m in reading.mentions if m.gender in {"female", "male"}), "unknown")
            gender = told if gender == "unknown" else gender
        sample = MentionReading(text=member.name, start=0, end=len(member.name), form="name", name=member.name)  # type: ignore[arg-type]
        words = tuple(w for look in looks for w in look.value.lower().replace("-", " ").split())
        description = Description(
            mention=sample, kind=member.kind, gender=gender, nouns=tuple(nouns), names=names, titles=(), words=words,
            looks=tuple(looks),
        )  # fmt: skip
        dossier = self.casting.create(description, 0, member.kind)
        self.casting.learn(dossier, description, 0)
        dossier.label, dossier.from_cast = member.name, True
        dossier.aliases = list(member.aliases)
        for look in looks:
            put_look(dossier.attributes, look, 0, self.lexicon, Source.CAST, member.description or look.value)

    def _sure_names(self) -> frozenset[str]:
        """Names that at least one segment shows to be names."""
        return self._recurring() | frozenset(
            word
            for r in self.readings
            for m in r.mentions
            if m.name and not m.unsure_name
            for word in (m.name, *m.name.split())
        )

    def _recurring(self) -> frozenset[str]:
        """Words that open sentences like names in two segments or more; so often is no accident."""
        counts: dict[str, int] = {}
        for reading in self.readings:
            for name in dict.fromkeys(
                m.name for m in reading.mentions if m.name and m.unsure_name and not m.common_name
            ):
                counts[name] = counts.get(name, 0) + 1
        return frozenset(name for name, n in counts.items() if n > 1)

    def _segment(self, index: int, reading: SegmentReading, names: frozenset[str]) -> None:
        if reading.years_later:
            self.last_jump = index
        answers = SegmentReferences(self.casting, reading, index, names, self.lexicon, self.guide).resolve()
        self._dress(index, reading, answers)
        place, name = self.atlas.enter(reading, company_of(reading, answers))
        self.time = reading.time_of_day or self.times.get(place, self.time)
        self.times[place] = self.time
        weather = reading.weather or self.weather.get(place, Weather.CLEAR)
        self.weather[place] = weather
        setting = Setting(place=place, name=name, time_of_day=self.time, weather=weather)
        self.scenes.append(_Scene(reading, answers, setting, self.atlas.why))

    def _dress(self, index: int, reading: SegmentReading, answers: list[Reference | None]) -> None:
        """Write what a segment says of looks into whom it says it of."""
        told = [
            (mention, dossier, look)
            for mention, answer in zip(reading.mentions, answers, strict=True)
            if answer is not None and not mention.quoted and not mention.denied
            for dossier in answer.dossiers
            for look in mention.looks
        ]
        gone = {(dossier.key, look.slot, look.value) for _, dossier, look in told if look.change == "off"}
        for mention, dossier, look in told:
            # "takes off her green coat": that it is hers does not put it on again.
            if mention.possessive and not look.change and (dossier.key, look.slot, look.value) in gone:
                continue
            since = max(dossier.first_segment, self.last_jump)
            put_look(dossier.attributes, look, index, self.lexicon, evidence=mention.text, since=since)

    def _kept(self) -> set[str]:
        """Beings all; things that are handled, come again, or are vehicles."""
        kept = set()
        for dossier in self.casting.dossiers.values():
            thing = dossier.kind in THINGS
            if not thing or dossier.handled or len(dossier.seen_in) > 1 or dossier.from_cast:
                kept.add(dossier.key)
        return kept

    def _keys(self, answer: Reference | None, kept: set[str]) -> list[str]:
        if answer is None:
            return []
        keys = dict.fromkeys(self.casting.get(d.key).key for d in answer.dossiers)
        return [key for key in keys if key in kept]

    def _scene(self, index: int, scene: _Scene, kept: set[str], hands: Hands) -> Scene:
        """Write one scene's records."""
        keys = [self._keys(answer, kept) for answer in scene.answers]
        mentions = tuple(
            Mention(
                segment_index=index, identity=key, text=m.text, start=m.start, end=m.end, role=m.role,
                reason=answer.reason, confidence=round(answer.confidence, 2),
            )
            for m, answer, found in zip(scene.reading.mentions, scene.answers, keys, strict=True) if answer
            for key in found
        )  # fmt: skip
        mentions += tuple(m for m in self.props.seen.get(index, ()) if m.identity in kept)
        order = dict.fromkeys(key for found in keys for key in found)
        worn = [d.key for d in self.casting.things() if d.key in kept and d.key not in order and d.on_screen(index)]
        presences = tuple(self._presence(self.casting.get(key), index) for key in [*order, *worn])
        actions = tuple(self._actions(scene, keys))
        camera = self._camera(scene, keys)
        held = tuple(Holding(prop=prop, holder=holder) for prop, holder in hands.now())
        things = {key for key in order if self.casting.get(key).kind in THINGS}
        hands.after(actions, things)
        return Scene(
            index=index, setting=scene.setting, mentions=mentions, presences=presences, actions=actions, holdings=held,
            camera=camera, place_why=scene.place_why,
        )  # fmt: skip

    def _presence(self, dossier: Dossier, index: int) -> Presence:
        state = dossier.seen_in.get(index, PresenceState.REMEMBERED)
        why = IN_PASSING if dossier.key in self.props.passing else dossier.why.get(index, "")
        return Presence(
            identity=dossier.key,
            state=state,
            why=why or ("mentioned" if state is PresenceState.ON_SCREEN else "only spoken of"),
        )

    def _actions(self, scene: _Scene, keys: list[list[str]]) -> list[Action]:
        """Actions whose actor is known, one for each member of a plural actor."""
        found: list[Action] = []
        for action in scene.reading.actions:
            target = keys[action.target] if action.target is not None else []
            recipient = keys[action.recipient] if action.recipient is not None else []
            if not target and (action.mutual or action.verb in _MUTUAL):
                target = self._partners(scene, keys, action)
            if action.verb in _DONE_TO_THINGS:
                target = [key for key in target if self.casting.get(key).kind in THINGS]
            for actor in keys[action.actor]:
                if self.casting.get(actor).kind in THINGS:
                    continue
                found.append(
                    Action(
                        verb=action.verb, actor=actor, target=next((t for t in target if t != actor), None),
                        recipient=next((r for r in recipient if r != actor), None), text=action.text,
                    )
                )  # fmt: skip
        return list(dict.fromkeys(found))

    def _partners(self, scene: _Scene, keys: list[list[str]], action: ActionReading) -> list[str]:
        """Both who act in one verb, when they are just two: "they talk" is to one another."""
        same = [row for row in scene.reading.actions if row.event == action.event]
        actors = dict.fromkeys(key for row in same for key in keys[row.actor])
        return list(actors) if len(actors) == 2 else []

    def _camera(self, scene: _Scene, keys: list[list[str]]) -> Camera:
        camera = scene.reading.camera
        subject = keys[camera.subject][0] if camera.subject is not None and keys[camera.subject] else None
        return Camera(shot=camera.shot, move=camera.move, subject=subject)

    def _identity(self, dossier: Dossier) -> Identity:
        aliases = tuple(a for a in dict.fromkeys([*dossier.names, *dossier.aliases]) if a != dossier.label)
        return Identity(
            key=dossier.key, kind=dossier.kind, name=dossier.label, first_segment=dossier.first_segment,
            aliases=aliases, gender=dossier.gender, attributes=(*dossier.attributes, *self._species(dossier)),
        )  # fmt: skip

    def _species(self, dossier: Dossier) -> tuple[Attribute, ...]:
        """What sort of animal, creature, robot or vehicle somebody is, so that a name alone is not all one can draw."""
        if dossier.kind not in _OF_A_SORT:
            return ()
        senses = {noun: self.lexicon.beings.get(noun) for noun in dossier.nouns}
        fitting = [n for n, sense in senses.items() if sense is not None and sense.kind in _OF_A_SORT]
        telling = [n for n in fitting if n not in _ANY_SORT] or fitting
        source = Source.CAST if dossier.from_cast else Source.SCRIPT
        declared = {a.value.casefold() for a in dossier.attributes if a.slot is Slot.SPECIES}
        return tuple(
            Attribute(slot=Slot.SPECIES, value=n.replace("-", " "), source=source, valid_from=dossier.first_segment)
            for n in telling[:1]
            if n.replace("-", " ") not in declared
        )
