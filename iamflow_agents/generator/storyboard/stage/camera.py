"""What the camera sees at any instant: a rectangle of the stage, planned from the shot, the move and the timeline.

Pure. The stage is `aspect` frame heights wide and one high; a view never shows what lies beyond it. Wide views show
the whole stage when people fill it well and come nearer when the cast is small. Where pixels go is left to `renderer`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from iamflow_agents.generator.storyboard.sprite import Pose
from iamflow_agents.generator.storyboard.stage.blocking import Blocking, StageFacts, is_player
from iamflow_agents.generator.storyboard.stage.timeline import Figure, Timeline, ease, mix
from iamflow_agents.records import Action, Camera, Kind, Move, Shot

STANCE_HEIGHT = {"sit": 0.77, "kneel": 0.74, "lie": 0.3, "sleep": 0.3, "crouch": 0.78}
"""Height in a stance, as a share of the standing height."""
SEAT_SHARE = 0.27
"""Height of what somebody sits on, as a share of the standing height."""
HEAD_SHARE = 0.135
HANDS_SHARE = 0.55
"""Height of carrying hands, as a share of the standing height."""
FACE_IN_CLOSE_UP = 0.36
"""Height of a head in a close-up, as a share of the frame's height."""
FACE_OF_READER = 0.25
BODY_IN_CLOSE_UP = 0.62
"""Height of somebody who is no person, or of their upper half."""
HALF_FROM_M = 1.2
"""Robots and creatures from this height on are shown from the waist up."""
SMALL_CAST = 0.3
"""A cast lower than this share of the frame brings even a wide view nearer."""
LARGEST_ZOOM = 9.0
PAN_ZOOM = 1.28
FOLLOW_ZOOM = 1.3


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A rectangle of the stage: its middle in frame heights, and how much it is enlarged."""

    x: float
    y: float
    zoom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraPlan:
    """How the view goes through the segment."""

    aspect: float
    duration_s: float
    start: View
    end: View
    tracked: str | None = None
    """Whose moves the view goes along with."""
    timeline: Timeline
    foreground: str | None = None
    """Who is seen from behind, large, at the edge (over the shoulder)."""
    foreground_side: int = -1

    @property
    def is_static(self) -> bool:
        """Tell whether all frames have the same view."""
        return self.start == self.end and self.tracked is None

    @property
    def keeps_zoom(self) -> bool:
        """Tell whether only the place changes, never the size."""
        return self.start.zoom == self.end.zoom

    def at(self, time_s: float) -> View:
        """Return the view at a time, kept inside the stage."""
        share = ease(time_s / max(1e-6, self.duration_s))
        zoom = self.start.zoom * (self.end.zoom / self.start.zoom) ** share
        if self.start.zoom != self.end.zoom:
            # The point that both views share moves straight only if the middle follows the reciprocal of the zoom.
            share = (1 / zoom - 1 / self.start.zoom) / (1 / self.end.zoom - 1 / self.start.zoom)
        x, y = mix(self.start.x, self.end.x, share), mix(self.start.y, self.end.y, share)
        if self.tracked is not None:
            x += self._drift(time_s)
        return clamp(View(x=x, y=y, zoom=zoom), self.aspect)

    def _drift(self, time_s: float) -> float:
        """How far the tracked identity has moved from where it was in the middle, softened over half a second."""
        track = self.timeline.track(self.tracked or "")
        if track is None:
            return 0.0
        steps = (-0.3, -0.1, 0.1, 0.3)
        near = [min(self.duration_s, max(0.0, time_s + step)) for step in steps]
        inside = [min(self.aspect, max(0.0, track.position(t)[0])) for t in near]
        home = min(self.aspect, max(0.0, track.position(self.duration_s / 2)[0]))
        return sum(inside) / len(inside) - home


def clamp(view: View, aspect: float) -> View:
    """Keep a view inside the stage."""
    zoom = max(1.0, view.zoom)
    half_w, half_h = aspect / (2 * zoom), 1 / (2 * zoom)
    x = min(aspect - half_w, max(half_w, view.x))
    return View(x=x, y=min(1 - half_h, max(half_h, view.y)), zoom=zoom)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What one figure takes up on the stage, in frame heights."""

    identity: str
    left: float
    top: float
    right: float
    bottom: float
    facing: int


def plan_camera(
    camera: Camera, timeline: Timeline, blocking: Blocking, facts: StageFacts, actions: Sequence[Action] = ()
) -> CameraPlan:
    """Plan the views of a segment.

    Args:
        camera: What the prompt says.
        timeline: Who is where and when.
        blocking: Sizes on stage.
        facts: The stage.
        actions: Who acts; decides whom the camera looks at when nobody is named.
    """
    sights = sights_of(timeline, blocking, facts)
    subject = _subject(camera, sights, actions, blocking)
    wide = _wide(sights, facts)
    if camera.shot is Shot.OVER_THE_SHOULDER and subject is not None:
        other = _other(subject.identity, sights, blocking, actions)
        if other is not None:
            return _over_the_shoulder(subject, other, timeline, facts)
    tracked: str | None = None
    base = wide
    if camera.shot is Shot.CLOSE_UP and subject is not None:
        base, tracked = _close_up(subject, blocking, facts, _face_share(timeline, subject.identity)), subject.identity
    elif camera.shot in {Shot.MEDIUM, Shot.OVER_THE_SHOULDER} and sights:
        single = camera.subject is not None and subject is not None
        base = _medium([subject] if single and subject else sights, facts)
        tracked = subject.identity if single and subject else None
    start, end = base, base
    if camera.move in {Move.PAN_LEFT, Move.PAN_RIGHT}:
        start, end = _pan(base, facts, leftwards=camera.move is Move.PAN_LEFT)
        tracked = None
    elif camera.move in {Move.ZOOM_IN, Move.ZOOM_OUT}:
        near = _nearer(base, subject, facts, blocking)
        start, end = (base, near) if camera.move is Move.ZOOM_IN else (near, base)
    elif camera.move is Move.FOLLOW and subject is not None:
        tracked = subject.identity
        start = end = _follow(base, subject, facts)
    return CameraPlan(
        aspect=facts.aspect, duration_s=timeline.duration_s, start=start, end=end, tracked=tracked, timeline=timeline
    )


def sights_of(timeline: Timeline, blocking: Blocking, facts: StageFacts) -> list[Sight]:
    """What everybody takes up half way through, or whenever they are on stage."""
    found: dict[str, Sight] = {}
    for share in (0.5, 0.75, 0.25, 0.95, 0.05):
        for figure in timeline.at(timeline.duration_s * share):
            if figure.identity in found or not 0.0 <= figure.x <= facts.aspect:
                continue
            found[figure.identity] = sight_at(figure, timeline, blocking, facts, timeline.duration_s * share)
    return list(found.values())


def sight_at(figure: Figure, timeline: Timeline, blocking: Blocking, facts: StageFacts, time_s: float) -> Sight:
    """What one figure takes up; a held prop is about where its holder's hands are."""
    custody = figure.grip.now if figure.grip is not None else None
    holder = timeline.track(custody.holder) if custody is not None and custody.holder is not None else None
    if custody is not None and holder is not None:
        x, depth = holder.position(time_s)
        hands_m = HANDS_SHARE * blocking.extras[holder.identity].height_m
        figure = replace(figure, x=x, depth=depth, lift_m=hands_m, pose=Pose())
    elif custody is not None:
        figure = replace(figure, x=custody.x, depth=custody.depth, lift_m=custody.stand_m)
    extra = blocking.extras[figure.identity]
    scale = blocking.scale(figure.identity, figure.depth)
    height = extra.height_m * STANCE_HEIGHT.get(figure.pose.stance, 1.0)
    bottom = facts.ground(figure.depth) - figure.lift_m * scale
    if figure.on_seat:
        bottom += SEAT_SHARE * extra.height_m * scale - facts.seat_height
    half = extra.width_m * scale / 2
    return Sight(
        identity=figure.identity,
        left=figure.x - half,
        top=bottom - height * scale,
        right=figure.x + half,
        bottom=bottom,
        facing=figure.pose.facing,
    )


def _subject(camera: Camera, sights: Sequence[Sight], actions: Sequence[Action], blocking: Blocking) -> Sight | None:
    """Whom the camera looks at: the one named, else who acts first, else a person, else anything."""
    by_identity = {sight.identity: sight for sight in sights}
    if camera.subject in by_identity:
        return by_identity[camera.subject or ""]
    wanted = [action.actor for action in actions]
    wanted += [s.identity for s in sights if blocking.extras[s.identity].kind is Kind.PERSON]
    wanted += [s.identity for s in sights]
    return next((by_identity[w] for w in wanted if w in by_identity), None)


def _other(subject: str, sights: Sequence[Sight], blocking: Blocking, actions: Sequence[Action]) -> Sight | None:
    """Over whose shoulder the camera looks: a partner of the subject's actions, else the nearest player."""
    players = {s.identity: s for s in sights if is_player(blocking.extras[s.identity].kind) and s.identity != subject}
    upright = {k: s for k, s in players.items() if blocking.extras[k].height_m > 0.9}
    for action in actions:
        people = {action.actor, action.target, action.recipient}
        if subject in people:
            partner = next((p for p in sorted(p for p in people if p) if p in upright), None)
            if partner is not None:
                return upright[partner]
    middle = next(((s.left + s.right) / 2 for s in sights if s.identity == subject), 0.0)
    return min(upright.values(), key=lambda s: abs((s.left + s.right) / 2 - middle), default=None)


def _wide(sights: Sequence[Sight], facts: StageFacts) -> View:
    """The whole stage, or nearer when all there is to see is small."""
    home = View(x=facts.aspect / 2, y=0.5, zoom=1.0)
    if not sights:
        return home
    height = max(s.bottom - s.top for s in sights)
    if height >= SMALL_CAST:
        return home
    return _fit(sights, facts, share=0.42, zoom_limit=2.4)


def _fit(sights: Sequence[Sight], facts: StageFacts, *, share: float, zoom_limit: float) -> View:
    """A view in whose middle some figures take up a share of the height, with all of them inside."""
    left, right = min(s.left for s in sights), max(s.right for s in sights)
    top, bottom = min(s.top for s in sights), max(s.bottom for s in sights)
    zoom = min(zoom_limit, share / max(1e-6, bottom - top), facts.aspect * 0.86 / max(1e-6, right - left))
    return clamp(View(x=(left + right) / 2, y=(top + bottom) / 2 - 0.06 / zoom, zoom=zoom), facts.aspect)


def _medium(sights: Sequence[Sight], facts: StageFacts) -> View:
    """From the waist up, everybody meant inside."""
    left, right = min(s.left for s in sights), max(s.right for s in sights)
    top, bottom = min(s.top for s in sights), max(s.bottom for s in sights)
    shown = (bottom - top) * 0.62
    zoom = max(1.12, min(2.6, 0.84 / max(1e-6, shown), facts.aspect * 0.94 / max(1e-6, right - left)))
    return clamp(View(x=(left + right) / 2, y=top - 0.12 / zoom + 0.5 / zoom, zoom=zoom), facts.aspect)


def _face_share(timeline: Timeline, identity: str) -> float:
    """How large a face is in a close-up: smaller when the hands have something to read, which is then in view."""
    track = timeline.track(identity)
    reads = track is not None and any(change.value in {"read", "write"} for change in track.habits)
    return FACE_OF_READER if reads else FACE_IN_CLOSE_UP


def _close_up(subject: Sight, blocking: Blocking, facts: StageFacts, face: float = FACE_IN_CLOSE_UP) -> View:
    """A large face, or a thing that fills half of the frame."""
    extra = blocking.extras[subject.identity]
    if extra.kind in {Kind.ROBOT, Kind.CREATURE} and extra.height_m >= HALF_FROM_M:
        upper = replace(subject, bottom=(subject.top + subject.bottom) / 2)
        return _fit([upper], facts, share=BODY_IN_CLOSE_UP, zoom_limit=LARGEST_ZOOM)
    if extra.kind is not Kind.PERSON:
        return _fit([subject], facts, share=BODY_IN_CLOSE_UP, zoom_limit=LARGEST_ZOOM)
    scale = blocking.scale(subject.identity, blocking.marks[subject.identity].depth)
    head = extra.height_m * scale * HEAD_SHARE
    zoom = min(LARGEST_ZOOM, face / head)
    x = (subject.left + subject.right) / 2 + subject.facing * 0.1 / zoom
    return clamp(View(x=x, y=subject.top + head * 0.5 + 0.07 / zoom, zoom=zoom), facts.aspect)


def _over_the_shoulder(subject: Sight, other: Sight, timeline: Timeline, facts: StageFacts) -> CameraPlan:
    """The subject from the chest up on one side, the other's head and shoulder at the other edge."""
    side = -1 if other.left + other.right <= subject.left + subject.right else 1
    zoom = max(1.2, min(2.6, 0.86 / max(1e-6, (subject.bottom - subject.top) * 0.6)))
    x = (subject.left + subject.right) / 2 + side * 0.16 * facts.aspect / zoom
    view = clamp(View(x=x, y=subject.top + 0.38 / zoom, zoom=zoom), facts.aspect)
    return CameraPlan(
        aspect=facts.aspect,
        duration_s=timeline.duration_s,
        start=view,
        end=view,
        timeline=timeline,
        foreground=other.identity,
        foreground_side=side,
    )


def _pan(base: View, facts: StageFacts, *, leftwards: bool) -> tuple[View, View]:
    """From one side to the other, a little nearer so that there is somewhere to go."""
    zoom = max(base.zoom, PAN_ZOOM)
    half = facts.aspect / (2 * zoom)
    reach = min(facts.aspect / 2 - half, 0.2 * facts.aspect)
    middle = min(facts.aspect - half - reach, max(half + reach, base.x))
    y = base.y if base.zoom > 1 else 1 - 0.5 / zoom
    left = clamp(View(x=middle - reach, y=y, zoom=zoom), facts.aspect)
    right = clamp(View(x=middle + reach, y=y, zoom=zoom), facts.aspect)
    return (right, left) if leftwards else (left, right)


def _nearer(base: View, subject: Sight | None, facts: StageFacts, blocking: Blocking) -> View:
    """The end of a zoom in: the subject from the waist up, or half as near again."""
    if subject is None:
        return clamp(View(x=base.x, y=base.y, zoom=base.zoom * 1.5), facts.aspect)
    medium = _medium([subject], facts)
    if medium.zoom > base.zoom * 1.25:
        zoom = min(medium.zoom, base.zoom * 1.9)
        return clamp(View(x=medium.x, y=subject.top + 0.38 / zoom, zoom=zoom), facts.aspect)
    return _close_up(subject, blocking, facts)


def _follow(base: View, subject: Sight, facts: StageFacts) -> View:
    """The subject in the middle, near enough that the stage can pass by."""
    zoom = max(base.zoom, FOLLOW_ZOOM)
    y = base.y if base.zoom > 1 else 1 - 0.5 / zoom
    return View(x=(subject.left + subject.right) / 2, y=y, zoom=zoom)
