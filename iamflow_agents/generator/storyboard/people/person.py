"""People: from an appearance to a sprite that draws the same person in any pose.

Everything that does not move is prepared once (`figure_outfit`); each frame only places joints and draws layer by
layer, from the far side to the near one.
"""

from __future__ import annotations

from iamflow_agents.generator.storyboard.people.figure import Rig, make_build, solve
from iamflow_agents.generator.storyboard.people.figure_gesture import add_gesture
from iamflow_agents.generator.storyboard.people.figure_head import HeadArtist
from iamflow_agents.generator.storyboard.people.figure_outfit import make_outfit
from iamflow_agents.generator.storyboard.people.figure_pen import IDENTITY, Matrix, Pen, apply, compose
from iamflow_agents.generator.storyboard.people.figure_stance import plan_stance
from iamflow_agents.generator.storyboard.people.garments_limbs import draw_arm, draw_foot, draw_leg
from iamflow_agents.generator.storyboard.people.garments_skirt import (
    draw_apron,
    draw_cloak_back,
    draw_cloak_front,
    draw_skirt,
)
from iamflow_agents.generator.storyboard.people.look import Look, resolve_look
from iamflow_agents.generator.storyboard.sprite import Canvas, Drawn, Point, Pose
from iamflow_agents.records import Appearance

SMALLEST_PART = 0.02
"""Metres; smaller boxes are too few pixels to measure a colour."""


class Person:
    """A drawn person."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self._build = make_build(look.body)
        self._outfit = make_outfit(look, self._build)
        self._head = HeadArtist(look, self._build)

    @property
    def height(self) -> float:
        """Standing height in metres, without a hat."""
        return self._build.height

    @property
    def width(self) -> float:
        """Width in metres that the person needs beside others."""
        return 2.0 * self._build.shoulders + 0.34 * self._build.unit

    def draw(self, canvas: Canvas, pose: Pose) -> Drawn:
        """Draw at the canvas' origin, standing on y = 0."""
        plan = plan_stance(self._build, pose)
        add_gesture(plan, pose)
        rig = solve(self._build, plan)
        pen = Pen(canvas)
        root = plan.root
        if pose.facing < 0:
            root = compose((-1.0, 0.0, 0.0, 1.0, 0.0, 0.0), root)
        if root == IDENTITY:
            self._layers(pen, rig)
        else:
            with pen.frame(root):
                self._layers(pen, rig)
        return Drawn(box=pen.box(), parts=pen.parts(SMALLEST_PART * self._build.unit), anchors=self._anchors(rig, root))

    def _layers(self, pen: Pen, rig: Rig) -> None:
        """Draw from back to front."""
        outfit, build, plan = self._outfit, self._build, rig.plan
        if outfit.cloak is not None:
            draw_cloak_back(pen, rig, build, outfit.cloak)
        self._head.draw_back(pen, rig)
        self._extras(pen, rig, "behind")
        if not plan.lead_over:
            self._arm(pen, rig, lead=True)
        self._legs(pen, rig)
        self._clothes(pen, rig)
        self._extras(pen, rig, "front")
        self._head.draw(pen, rig)
        if plan.lead_over:
            self._arm(pen, rig, lead=True)
        self._arm(pen, rig, lead=False)
        if outfit.cloak is not None:
            draw_cloak_front(pen, rig, build, outfit.cloak)
        self._extras(pen, rig, "over")

    def _arm(self, pen: Pen, rig: Rig, *, lead: bool) -> None:
        """One arm with its sleeve and hand."""
        outfit, plan = self._outfit, rig.plan
        limb = rig.lead_arm if lead else rig.trail_arm
        arm = plan.lead_arm if lead else plan.trail_arm
        hands = outfit.hands_lead if lead else outfit.hands
        hand = hands.get(arm.hand, hands["rest"])
        near = not lead or plan.lead_over
        paint = outfit.hand_paint if near else outfit.hand_far
        draw_arm(pen, limb, outfit.arm, hand, paint, near=near, twist=arm.twist, edged=arm.hand != "rest")

    def _legs(self, pen: Pen, rig: Rig) -> None:
        """Both legs with feet, the far one first."""
        outfit, build, plan = self._outfit, self._build, rig.plan
        for limb, pitch, near in (
            (rig.lead_leg, plan.lead_pitch, False),
            (rig.trail_leg, plan.trail_pitch, True),
        ):
            draw_leg(pen, limb, outfit.leg if plan.folded else outfit.leg_low, near=near)
            draw_foot(pen, limb, pitch, outfit.shoe, build, near=near)

    def _clothes(self, pen: Pen, rig: Rig) -> None:
        """Everything on the torso, and skirts."""
        outfit, build = self._outfit, self._build
        with pen.frame(rig.torso):
            outfit.skin.draw(pen)
            if outfit.tucked:
                outfit.top.draw(pen)
            if outfit.pelvis is not None:
                outfit.pelvis.draw(pen)
        if outfit.bottom_skirt is not None:
            draw_skirt(pen, rig, build, outfit.bottom_skirt)
        if not outfit.tucked:
            with pen.frame(rig.torso):
                outfit.top.draw(pen)
        if outfit.top_skirt is not None:
            draw_skirt(pen, rig, build, outfit.top_skirt)
            with pen.frame(rig.torso):
                outfit.top.draw(pen)
        with pen.frame(rig.torso):
            if outfit.bib is not None:
                outfit.bib.draw(pen)
            for extra in outfit.under:
                extra.draw(pen, "front")
        if outfit.outer_skirt is not None:
            draw_skirt(pen, rig, build, outfit.outer_skirt)
        if outfit.outer is not None:
            with pen.frame(rig.torso):
                outfit.outer.draw(pen)
        if outfit.apron is not None:
            draw_apron(pen, rig, build, outfit.apron)

    def _extras(self, pen: Pen, rig: Rig, layer: str) -> None:
        """Accessories of one layer."""
        if self._outfit.extras:
            with pen.frame(rig.torso):
                for extra in self._outfit.extras:
                    extra.draw(pen, layer)

    def _anchors(self, rig: Rig, root: Matrix) -> dict[str, Point]:
        """Named points in the sprite's local metres."""
        build = self._build
        lead = rig.hand_at(rig.lead_arm, build.hand * 0.75)
        trail = rig.hand_at(rig.trail_arm, build.hand * 0.75)
        both = rig.plan.lead_over and rig.plan.trail_arm.hand in {"grip", "flat"} and rig.plan.lead_arm.hand == "grip"
        grip = ((lead[0] + trail[0]) / 2, (lead[1] + trail[1]) / 2) if both else lead
        turn = rig.plan.turn
        points = {
            "hand_front": lead,
            "hand_back": trail,
            "grip": grip,
            "mouth": apply(rig.head, (turn * 0.12, 0.3)),
            "eyes": apply(rig.head, (turn * 0.12, 0.04)),
            "head_top": apply(rig.head, (0.0, -0.5)),
            "chest": apply(rig.torso, (0.016 * build.unit, -build.torso * 0.66)),
            "seat": apply(rig.torso, (0.0, build.r_thigh * 0.9)),
        }
        return {name: apply(root, point) for name, point in points.items()}


def make_person(appearance: Appearance) -> Person:
    """Make the sprite of a person from how they look."""
    return Person(resolve_look(appearance))
