"""Draw one frame of a segment: place, shadows, people and things far to near, weather, cross-fade, caption.

Pixels of the frame are `(stage - corner of the view) * zoom * height`; sprites are drawn in metres under that
mapping and their boxes come back through it. What stands where comes from the timeline, what is seen from the camera.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import skia

from iamflow_agents.generator.storyboard.sprite import Backdrop, Canvas, Drawn, LocalBox, Point, Pose, Sprite
from iamflow_agents.generator.storyboard.stage.blocking import Blocking, StageFacts
from iamflow_agents.generator.storyboard.stage.camera import HEAD_SHARE, CameraPlan
from iamflow_agents.generator.storyboard.stage.captions import CaptionBand
from iamflow_agents.generator.storyboard.stage.cutout import DAY_RIM, NIGHT_RIM, Cutout
from iamflow_agents.generator.storyboard.stage.lamps import Glow
from iamflow_agents.generator.storyboard.stage.layout import Seen, frame_layout
from iamflow_agents.generator.storyboard.stage.set_cache import SetCache, view_corner
from iamflow_agents.generator.storyboard.stage.timeline import CYCLE_M, PERIODIC, Custody, Figure, Stand, Timeline, mix
from iamflow_agents.records import Kind
from iamflow_agents.takes import FrameLayout

SHADOW_ALPHA = 0.26
STOOL_INKS = ((150, 108, 70), (112, 78, 50))
FOREGROUND_HEAD = 0.4
"""Height of the head of somebody seen over the shoulder, as a share of the frame's height."""
FOREGROUND_AT = 0.045
"""Where their middle is, as a share of the frame's width from the edge."""
REACH = 1.5
"""How far a sprite may stretch from its origin, in its height or width."""
FADE_REST = 0.08
"""Below this opacity an older picture no longer falsifies colours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """Everything that decides the frames of one segment."""

    width: int
    height: int
    fps: int
    n_frames: int
    sprites: Mapping[str, Sprite]
    backdrop: Backdrop
    timeline: Timeline
    blocking: Blocking
    facts: StageFacts
    plan: CameraPlan
    is_night: bool = False
    lamps: frozenset[str] = frozenset()
    """What shines in the dark."""
    canopies: frozenset[str] = frozenset()
    """What is held above heads, behind everybody."""
    previous: Any = None
    """`skia.Image` of the segment before, of the frame's size, or None."""
    fade_frames: int = 0
    caption: str | None = None


@dataclass(frozen=True, slots=True)
class _Placed:
    """A sprite that has been drawn: its origin and scale in pixels, and what it said."""

    x: float
    y: float
    scale: float
    drawn: Drawn
    facing: int

    def box(self, local: LocalBox) -> LocalBox:
        """Map a local box to pixels."""
        return (
            self.x + local[0] * self.scale,
            self.y + local[1] * self.scale,
            self.x + local[2] * self.scale,
            self.y + local[3] * self.scale,
        )

    def anchor(self, *names: str) -> Point | None:
        """The first of some anchors that the sprite has, in pixels."""
        for name in names:
            point = self.drawn.anchors.get(name)
            if point is not None:
                return self.x + point[0] * self.scale, self.y + point[1] * self.scale
        return None


class StageRenderer:
    """Draws the frames of one show, in order; the same show gives the same pixels."""

    def __init__(self, show: Show) -> None:
        self._show = show
        times = [number / show.fps for number in range(show.n_frames)]
        views = [show.plan.at(time_s) for time_s in times]
        self._views = views
        self._set = SetCache(show.backdrop, views, show.width, show.height)
        self._band = CaptionBand(show.caption, show.width, show.height) if show.caption else None
        self._bottom = self._band.top if self._band else show.height
        self._cutout = Cutout(show.width, show.height, rim_alpha=NIGHT_RIM if show.is_night else DAY_RIM)
        self._glow = Glow()
        self._anchors: dict[tuple[str, str, str, int, str], Point | None] = {}
        self._wood = [skia.Paint(AntiAlias=True, Color=skia.Color(*ink)) for ink in STOOL_INKS]
        self._shadow = skia.Paint(AntiAlias=True, Color=skia.Color(18, 20, 34, round(255 * SHADOW_ALPHA)))

    def draw(self, canvas: Canvas, frame_index: int) -> FrameLayout:
        """Draw a frame over whatever the canvas holds, and say who is where in it."""
        show = self._show
        time_s = frame_index / show.fps
        self._set.paint(canvas, self._views[frame_index])
        seen = self._draw_cast(canvas, frame_index, time_s)
        show.backdrop.draw_in_front(canvas, show.width, show.height, time_s)
        fade = self._fade(frame_index)
        if fade > 0.0:
            canvas.drawImage(show.previous, 0, 0, skia.SamplingOptions(), skia.Paint(Alphaf=fade))
        if self._band is not None:
            self._band.paint(canvas)
        fading = fade > FADE_REST
        return frame_layout(frame_index, seen, show.width, self._bottom, parts=not fading)

    def _fade(self, frame_index: int) -> float:
        """Opacity of the segment before, from nearly one down to nothing."""
        window = self._show.fade_frames if self._show.previous is not None else 0
        if frame_index >= window:
            return 0.0
        return 1.0 - (frame_index + 1) / (window + 1)

    def _draw_canopies(
        self, canvas: Canvas, figures: Sequence[Figure], props: Sequence[Figure], seen: list[Seen], frame_index: int
    ) -> frozenset[str]:
        """Draw umbrellas before anybody, so that they hide no face, where their holders are about to be.

        Returns:
            What was drawn; umbrellas of riders and of who is seen over the shoulder are left for later.
        """
        free = {f.identity: f for f in figures if f.mount is None and f.identity != self._show.plan.foreground}
        done = set()
        for prop in props:
            if prop.identity not in self._show.canopies or prop.grip is None:
                continue
            placed = {}
            for holder in (free.get(c.holder or "") for c in (prop.grip.before, prop.grip.now)):
                if holder is not None and holder.identity not in placed:
                    drawn = self._measure(holder.identity, holder.pose)
                    placed[holder.identity] = _Placed(*self._stand(holder, frame_index), drawn, holder.pose.facing)
            if placed:
                self._put_in_hand(canvas, prop, placed, seen, frame_index)
                done.add(prop.identity)
        return frozenset(done)

    def _draw_glows(self, canvas: Canvas, figures: Sequence[Figure], frame_index: int) -> None:
        """Light the place around lamps, wherever they are about to be drawn."""
        by_identity = {figure.identity: figure for figure in figures}
        for figure in figures:
            if figure.identity not in self._show.lamps or figure.grip is None or not figure.grip.now.shown:
                continue
            holder = by_identity.get(figure.grip.now.holder or "")
            if figure.grip.now.holder is None:
                x, y, scale = self._stand(figure, frame_index)
                self._glow.paint(
                    canvas, x, y - 0.5 * self._show.blocking.extras[figure.identity].height_m * scale, scale
                )
            elif holder is not None:
                x, y, scale = self._stand(holder, frame_index)
                # Measured once a gesture, at rest: the light is soft, and measuring costs as much as drawing.
                pose = holder.pose
                hand = self._anchor(holder.identity, "hand_front", pose.stance, pose.facing, pose.gesture)
                across, down = hand or (0.0, -0.8)
                self._glow.paint(canvas, x + across * scale, y + (down + 0.12) * scale, scale)

    def _draw_cast(self, canvas: Canvas, frame_index: int, time_s: float) -> list[Seen]:
        """Draw everybody, far to near, with what they hold."""
        show = self._show
        figures = list(show.timeline.at(time_s))
        front = show.plan.foreground
        figures.sort(key=lambda figure: (figure.identity == front, _depth(figure)))
        if show.lamps:
            self._draw_glows(canvas, figures, frame_index)
        held, loose, passing = _sort_props(figures)
        mounts = {figure.mount: figure for figure in figures if figure.mount}
        placed: dict[str, _Placed] = {}
        seen: list[Seen] = []
        behind = frozenset[str]()
        if show.canopies:
            up = [*(prop for props in held.values() for prop in props), *passing]
            behind = self._draw_canopies(canvas, loose, up, seen, frame_index)
        stands = list(show.timeline.stands)
        for figure in loose:
            while stands and stands[0].depth <= _depth(figure):
                self._draw_stand(canvas, stands.pop(0), frame_index)
            if figure.identity == front:
                pose = replace(figure.pose, facing=-show.plan.foreground_side, gaze=-1.0 * show.plan.foreground_side)
                figure = replace(figure, pose=replace(pose, blink=False))
            if figure.mount and any(other.identity == figure.mount for other in loose):
                continue
            self._put(canvas, figure, self._stand(figure, frame_index), placed, seen, shadow=True)
            rider = mounts.get(figure.identity)
            group = [figure, rider] if rider is not None else [figure]
            if rider is not None and figure.identity in placed:
                self._put(canvas, rider, self._ride(rider, placed[figure.identity]), placed, seen, shadow=False)
            for one in group:
                for prop in held.get(one.identity, ()):
                    if prop.identity not in behind:
                        self._put_in_hand(canvas, prop, placed, seen, frame_index)
        for stand in stands:
            self._draw_stand(canvas, stand, frame_index)
        for prop in passing:
            if prop.identity not in behind:
                self._put_in_hand(canvas, prop, placed, seen, frame_index)
        return seen

    def _stand(self, figure: Figure, frame_index: int) -> tuple[float, float, float]:
        """Origin and scale, in pixels, of a figure on the ground (or at the edge, seen over the shoulder)."""
        show = self._show
        if figure.identity == show.plan.foreground:
            height_m = show.blocking.extras[figure.identity].height_m
            scale = FOREGROUND_HEAD * show.height / (height_m * HEAD_SHARE)
            at = FOREGROUND_AT if show.plan.foreground_side < 0 else 1.0 - FOREGROUND_AT
            return at * show.width, 0.2 * show.height + height_m * scale, scale
        if figure.grip is not None:
            lying = figure.grip.now
            scale = show.blocking.scale(figure.identity, lying.depth)
            y = show.facts.ground(lying.depth) - lying.stand_m * show.blocking.metre
            return self._pixels(lying.x, y, scale, frame_index)
        stage_scale = show.blocking.scale(figure.identity, figure.depth)
        y = show.facts.ground(figure.depth) - figure.lift_m * stage_scale
        x = figure.x
        if figure.on_seat:
            seat = self._anchor(figure.identity, "seat", "sit", figure.pose.facing) or (0.0, -0.45)
            x -= seat[0] * stage_scale
            y -= show.facts.seat_height + seat[1] * stage_scale
        return self._pixels(x, y, stage_scale, frame_index)

    def _pixels(self, x: float, y: float, scale: float, frame_index: int) -> tuple[float, float, float]:
        """Map a point and a scale of the stage to pixels."""
        view = self._views[frame_index]
        left, top = view_corner(view, self._show.width, self._show.height)
        zoom = view.zoom * self._show.height
        return (x - left) * zoom, (y - top) * zoom, scale * zoom

    def _ride(self, rider: Figure, mount: _Placed) -> tuple[float, float, float]:
        """Put a rider's seat on the mount's seat."""
        seat = mount.anchor("seat", "saddle")
        if seat is None:
            box = mount.box(mount.drawn.box)
            seat = ((box[0] + box[2]) / 2, mix(box[1], box[3], 0.35))
        own = self._measure(rider.identity, rider.pose).anchors.get("seat", (0.0, -0.5))
        scale = self._show.blocking.scale(rider.identity, rider.depth)
        scale *= mount.scale / self._show.blocking.scale(rider.mount or "", rider.depth)
        scale *= self._show.blocking.marks[rider.mount or ""].shrink
        return seat[0] - own[0] * scale, seat[1] - own[1] * scale, scale

    def _put(
        self,
        canvas: Canvas,
        figure: Figure,
        where: tuple[float, float, float],
        placed: dict[str, _Placed],
        seen: list[Seen],
        *,
        shadow: bool,
    ) -> None:
        """Draw one sprite and note where it went; nothing happens to what is wholly outside the picture."""
        x, y, scale = where
        if self._is_outside(figure.identity, x, y, scale):
            return
        if shadow:
            self._draw_shadow(canvas, figure, x, y, scale)
        if figure.stool:
            self._draw_stool(canvas, figure, x, y, scale)
        sprite = self._show.sprites[figure.identity]
        is_still = figure.pose.stance not in CYCLE_M and figure.pose.gesture not in PERIODIC
        drawn = self._cutout.draw(canvas, figure.identity, sprite, figure.pose, where, is_still=is_still)
        one = _Placed(x, y, scale, drawn, figure.pose.facing)
        placed[figure.identity] = one
        seen.append(Seen(figure.identity, one.box(drawn.box), tuple((s, one.box(b)) for s, b in drawn.parts)))

    def _is_outside(self, identity: str, x: float, y: float, scale: float) -> bool:
        """Tell whether a sprite cannot reach the picture, whatever its pose."""
        extra = self._show.blocking.extras[identity]
        reach = REACH * max(extra.height_m, extra.width_m) * scale
        across = x + reach < 0 or x - reach > self._show.width
        return across or y - reach > self._show.height or y + reach < 0

    def _draw_shadow(self, canvas: Canvas, figure: Figure, x: float, y: float, scale: float) -> None:
        """A soft patch on the ground below."""
        extra = self._show.blocking.extras[figure.identity]
        lying = figure.pose.stance in {"lie", "sleep"} and extra.kind is Kind.PERSON
        half = (extra.height_m * 0.45 if lying else extra.width_m * 0.42) * scale
        half *= 1.0 - min(0.5, figure.lift_m * 0.2)
        ground = y + figure.lift_m * scale
        for grow in (1.0, 0.72):
            wide, flat = half * grow, half * grow * 0.17
            canvas.drawOval(skia.Rect.MakeLTRB(x - wide, ground - flat, x + wide, ground + flat), self._shadow)

    def _draw_stand(self, canvas: Canvas, stand: Stand, frame_index: int) -> None:
        """A little table with two visible legs."""
        ground = self._show.facts.ground(stand.depth)
        x, y, scale = self._pixels(stand.x, ground, self._show.blocking.metre, frame_index)
        half, top, board = stand.width_m / 2 * scale, y - stand.height_m * scale, 0.045 * scale
        light, dark = self._wood
        canvas.drawOval(skia.Rect.MakeLTRB(x - half, y - half * 0.12, x + half, y + half * 0.12), self._shadow)
        for side in (-1, 1):
            leg = x + side * half * 0.78
            canvas.drawRect(skia.Rect.MakeLTRB(leg - board * 0.4, top, leg + board * 0.4, y), dark)
        canvas.drawRect(skia.Rect.MakeLTRB(x - half * 0.86, top + board, x + half * 0.86, top + board * 2), dark)
        canvas.drawRoundRect(skia.Rect.MakeLTRB(x - half, top, x + half, top + board), board / 3, board / 3, light)

    def _draw_stool(self, canvas: Canvas, figure: Figure, x: float, y: float, scale: float) -> None:
        """A plain stool below somebody who sits where the place has no seat."""
        seat = self._anchor(figure.identity, "seat", "sit", figure.pose.facing) or (0.0, -0.45)
        middle, top = x + seat[0] * scale, y + min(-0.12, seat[1]) * scale
        half, board = 0.2 * scale, 0.05 * scale
        light, dark = self._wood
        for side in (-1, 1):
            leg = middle + side * half * 0.72
            canvas.drawRect(skia.Rect.MakeLTRB(leg - board * 0.45, top, leg + board * 0.45, y), dark)
        rail = (top + y) / 2 + board
        canvas.drawRect(skia.Rect.MakeLTRB(middle - half * 0.7, rail, middle + half * 0.7, rail + board * 0.7), dark)
        canvas.drawRoundRect(
            skia.Rect.MakeLTRB(middle - half, top, middle + half, top + board), board / 3, board / 3, light
        )

    def _put_in_hand(
        self, canvas: Canvas, prop: Figure, placed: dict[str, _Placed], seen: list[Seen], frame_index: int
    ) -> None:
        """Draw a prop where its grip meets the holder's hand, or between two custodies."""
        grip = prop.grip
        if grip is None:
            return
        now = self._custody(prop, grip.now, placed, frame_index)
        before = self._custody(prop, grip.before, placed, frame_index) if grip.share < 1.0 else now
        now, before = now or before, before or now
        if now is None or before is None:
            return
        where = (
            mix(before[0], now[0], grip.share),
            mix(before[1], now[1], grip.share),
            mix(before[2], now[2], grip.share),
        )
        holder = placed.get(grip.now.holder or grip.before.holder or "")
        pose = Pose(facing=holder.facing if holder else 1)
        posed = Figure(identity=prop.identity, x=prop.x, depth=prop.depth, pose=pose)
        self._put(canvas, posed, where, placed, seen, shadow=False)

    def _custody(
        self, prop: Figure, custody: Custody, placed: dict[str, _Placed], frame_index: int
    ) -> tuple[float, float, float] | None:
        """Origin and scale of a prop in one custody; None when its holder is not on stage."""
        show = self._show
        if custody.holder is None:
            scale = show.blocking.scale(prop.identity, custody.depth)
            y = show.facts.ground(custody.depth) - custody.stand_m * show.blocking.metre
            return self._pixels(custody.x, y, scale, frame_index)
        holder = placed.get(custody.holder)
        if holder is None:
            return None
        # What is held in two hands has a point of its own on people; on animals that name is their scruff.
        person = show.blocking.extras[custody.holder].kind is Kind.PERSON
        names = ("grip", "hand_front") if person else ("hand_front", "mouth", "grip")
        hand = holder.anchor(*names) or (holder.x, holder.y)
        grip = self._anchor(prop.identity, "grip", "stand", holder.facing) or (0.0, 0.0)
        scale = holder.scale * show.blocking.marks[prop.identity].shrink
        return hand[0] - grip[0] * scale, hand[1] - grip[1] * scale, scale

    def _anchor(self, identity: str, name: str, stance: str, facing: int, gesture: str = "none") -> Point | None:
        """Where an anchor of a sprite is in its own metres, in a stance at rest; measured once."""
        key = (identity, name, stance, facing, gesture)
        if key not in self._anchors:
            drawn = self._measure(identity, Pose(stance=stance, facing=facing, gesture=gesture, gesture_phase=1.0))
            left, top, right, bottom = drawn.box
            middle = ((left + right) / 2, (top + bottom) / 2) if name == "grip" else None
            self._anchors[key] = drawn.anchors.get(name, middle)
        return self._anchors[key]

    def _measure(self, identity: str, pose: Pose) -> Drawn:
        """Ask a sprite where it would put itself, without drawing."""
        return self._show.sprites[identity].draw(skia.MakeNullCanvas(), pose)


def _depth(figure: Figure) -> float:
    """Lane in which something stands or lies."""
    return figure.grip.now.depth if figure.grip is not None and figure.grip.now.holder is None else figure.depth


def _sort_props(figures: Sequence[Figure]) -> tuple[dict[str, list[Figure]], list[Figure], list[Figure]]:
    """Tell apart what is in somebody's hand, what stands by itself, and what is just changing hands."""
    held: dict[str, list[Figure]] = {}
    loose: list[Figure] = []
    passing: list[Figure] = []
    for figure in figures:
        grip = figure.grip
        if grip is None:
            loose.append(figure)
        elif not grip.now.shown:
            continue
        elif grip.is_fresh or (grip.share < 1.0 and grip.before.holder != grip.now.holder):
            passing.append(figure)
        elif grip.now.holder is not None:
            held.setdefault(grip.now.holder, []).append(figure)
        else:
            loose.append(figure)
    return held, loose, passing
