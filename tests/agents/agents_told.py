"""Tells a story to the offline agents and asks about what they understood."""

from __future__ import annotations

from iamflow_agents.agents.extractor import RuleExtractor
from iamflow_agents.agents.resolver import RuleResolver
from iamflow_agents.records import PresenceState, Registry
from iamflow_agents.script import CastMember, Script, Segment


def tell(*prompts: str, cast: tuple[CastMember, ...] = ()) -> Registry:
    """Read and resolve a story of these prompts."""
    script = Script(cast=cast, segments=tuple(Segment(prompt=prompt) for prompt in prompts))
    extractor = RuleExtractor()
    return RuleResolver().resolve(script, [extractor.read(script, i) for i in range(len(prompts))])


def seen(registry: Registry, key: str) -> list[int]:
    """Segments in which an identity is on screen."""
    return [scene.index for scene in registry.scenes if key in scene.on_screen()]


def state(registry: Registry, key: str, segment: int) -> PresenceState | None:
    """How an identity stands in a segment, or None when the segment does not speak of it."""
    found = [p.state for p in registry.scenes[segment].presences if p.identity == key]
    return found[0] if found else None


def looks(registry: Registry, key: str, segment: int) -> set[str]:
    """All look values of an identity that hold in a segment."""
    return {a.value for a in registry.appearance(key, segment).attributes}


def meant(registry: Registry, segment: int, text: str) -> set[str]:
    """Whom the mentions with this text mean in a segment."""
    return {m.identity for m in registry.scenes[segment].mentions if m.text == text}


def keys(registry: Registry) -> set[str]:
    """Keys of all identities."""
    return {identity.key for identity in registry.identities}
