"""A body in proportions, and where its joints are at one instant.

Local metres, y down, facing the viewer's right in a three-quarter view. The *lead* arm and leg are on the side the
figure faces (the viewer's right, a little farther away), the *trail* ones on the other side, nearer to the viewer.
`figure_stance` and `figure_gesture` say where limbs go; this file says how bodies are built and solves the joints.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from iamflow_agents.generator.storyboard.people.figure_pen import IDENTITY, Matrix, apply, compose, placed
from iamflow_agents.generator.storyboard.people.figure_shapes import bend
from iamflow_agents.generator.storyboard.people.look_body import Body
from iamflow_agents.generator.storyboard.sprite import Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """A body's measures in metres; widths are half widths, `r_*` are radii."""

    height: float
    unit: float
    """Height over that of an average adult: scales folds, cuffs and collars."""
    head: float
    """Chin to crown."""
    neck: float
    """From the shoulder line up to the chin."""
    torso: float
    """From the hip joints up to the shoulder line."""
    thigh: float
    shin: float
    ankle: float
    shoulders: float
    chest: float
    waist: float
    hips: float
    neck_w: float
    upper_arm: float
    forearm: float
    r_arm: float
    r_elbow: float
    r_wrist: float
    r_thigh: float
    r_knee: float
    r_ankle: float
    hand: float
    foot: float
    stoop: float
    """Lean of the back in radians that age brings."""

    @property
    def leg(self) -> float:
        """Hip joint to ankle, stretched."""
        return self.thigh + self.shin

    @property
    def arm(self) -> float:
        """Shoulder to wrist, stretched."""
        return self.upper_arm + self.forearm


def make_build(body: Body) -> Build:
    """Proportions for an age, gender and girth."""
    height, adult = body.height, min(1.0, max(0.0, (body.age - 2) / 15))
    unit = height / 1.72
    head = height * (0.222 - 0.058 * adult**0.8)
    leg = height * (0.415 + 0.092 * adult + (0.006 if body.feminine else 0.0) * adult)
    neck = height * (0.02 + 0.011 * adult)
    grown_man = adult if not body.feminine else 0.0
    grown_woman = adult if body.feminine else 0.0
    wide = 1 + body.girth
    shoulders = height * (0.1 + 0.014 * grown_man - 0.004 * grown_woman) * (1 + body.shoulders + body.girth * 0.32)
    hips = height * (0.086 + 0.006 * grown_woman - 0.001 * grown_man) * (1 + body.girth * 0.75)
    waist = height * (0.078 - 0.009 * grown_woman) * (1 + body.girth * 1.1)
    bone = leg * 0.925
    return Build(
        height=height,
        unit=unit,
        head=head,
        neck=neck,
        torso=height - head - neck - leg,
        thigh=bone * 0.51,
        shin=bone * 0.49,
        ankle=leg - bone,
        shoulders=shoulders,
        chest=shoulders * 0.84 * (1 + max(0.0, body.girth) * 0.25),
        waist=waist,
        hips=hips,
        neck_w=height * (0.029 + 0.004 * grown_man) * (1 + body.girth * 0.5),
        upper_arm=height * 0.168,
        forearm=height * 0.142,
        r_arm=height * (0.0255 + 0.003 * grown_man) * (0.35 + 0.65 * wide),
        r_elbow=height * (0.0205 + 0.002 * grown_man) * (0.4 + 0.6 * wide),
        r_wrist=height * 0.0145 * (0.6 + 0.4 * wide),
        r_thigh=hips * 0.53,
        r_knee=height * 0.0305 * (0.45 + 0.55 * wide),
        r_ankle=height * 0.0205 * (0.6 + 0.4 * wide),
        hand=height * (0.05 + 0.004 * grown_man),
        foot=height * 0.118,
        stoop=0.085 if body.age >= 65 else 0.0,
    )


@dataclass(slots=True, kw_only=True)
class ArmPlan:
    """Where a hand goes: an offset from its shoulder in arm lengths, and which way the elbow bends."""

    x: float
    y: float
    side: float = -1.0
    """-1 bends the elbow backwards (for a hanging arm), +1 forwards."""
    hand: str = "rest"
    """`rest`, `open`, `point`, `grip` or `flat`."""
    twist: float = 0.0
    """Added to the hand's angle, radians clockwise."""
    depth: float = 1.0
    """Length that shows of an arm that comes towards the viewer, as a share."""


@dataclass(slots=True, kw_only=True)
class Plan:
    """What a stance and a gesture decide before joints are solved; positions in metres."""

    pelvis: Point
    lean: float = 0.0
    lead_ankle: Point = (0.0, 0.0)
    trail_ankle: Point = (0.0, 0.0)
    lead_pitch: float = 0.0
    trail_pitch: float = 0.0
    lead_arm: ArmPlan = field(default_factory=lambda: ArmPlan(x=0.1, y=0.95, side=1.0))
    trail_arm: ArmPlan = field(default_factory=lambda: ArmPlan(x=-0.12, y=0.95))
    lead_over: bool = False
    """The lead arm lies in front of the body."""
    tilt: float = 0.0
    """Of the head, radians clockwise."""
    nod: float = 0.0
    """How far the face looks down, -1..1."""
    turn: float = 0.0
    """How far the face turns to the figure's front, -1..1."""
    breath: float = 0.0
    bob: float = 0.0
    """Head shift down, in metres."""
    eyes: str = "open"
    """`open`, `closed`, `happy` or `down`."""
    brows: str = "calm"
    """`calm`, `raised`, `sad` or `firm`."""
    mouth: str = "smile"
    """`smile`, `calm`, `open`, `laugh`, `sad` or `chew`."""
    opening: float = 0.0
    """How far the mouth is open, 0..1."""
    tears: bool = False
    folded: bool = False
    """Legs are bent so much that skirts follow each leg by itself."""
    root: Matrix = IDENTITY
    """Applied to the whole figure: lying, flying, swimming."""


@dataclass(frozen=True, slots=True)
class Limb:
    """Three joints of an arm or a leg."""

    a: Point
    b: Point
    c: Point

    @property
    def end_angle(self) -> float:
        """Direction of the second bone in radians."""
        return math.atan2(self.c[1] - self.b[1], self.c[0] - self.b[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Rig:
    """All joints of a figure, solved."""

    plan: Plan
    torso: Matrix
    """Frame of the torso: origin between the hip joints, the spine along -y."""
    lead_arm: Limb
    trail_arm: Limb
    lead_leg: Limb
    trail_leg: Limb
    head: Matrix
    """Frame of the head: origin half way between chin and crown, one unit is the head's height."""

    def hand_at(self, limb: Limb, reach: float) -> Point:
        """Where the palm of a hand is."""
        angle = limb.end_angle
        return limb.c[0] + math.cos(angle) * reach, limb.c[1] + math.sin(angle) * reach


def solve(build: Build, plan: Plan) -> Rig:
    """Place all joints for a plan."""
    swell = 1 + 0.006 * plan.breath
    torso = compose(placed(plan.pelvis, plan.lean), (1.0, 0.0, 0.0, swell, 0.0, 0.0))
    drop = -build.torso + build.r_arm * 1.05 + 0.014 * build.unit
    lead_shoulder = apply(torso, (build.shoulders * 0.95 - build.r_arm * 0.8, drop))
    trail_shoulder = apply(torso, (-build.shoulders + build.r_arm * 1.0, drop))
    lead_hip = apply(torso, (build.hips * 0.46, 0.0))
    trail_hip = apply(torso, (-build.hips * 0.49, 0.0))
    high = build.torso + build.neck + build.head / 2
    centre = apply(torso, (0.012 * build.unit + build.stoop * 0.28 * build.unit, -high + plan.bob))
    return Rig(
        plan=plan,
        torso=torso,
        lead_arm=_arm(build, lead_shoulder, plan.lead_arm),
        trail_arm=_arm(build, trail_shoulder, plan.trail_arm),
        lead_leg=_leg(build, lead_hip, plan.lead_ankle),
        trail_leg=_leg(build, trail_hip, plan.trail_ankle),
        head=placed(centre, plan.tilt + plan.lean * 0.35, build.head),
    )


def _arm(build: Build, shoulder: Point, plan: ArmPlan) -> Limb:
    """Solve one arm."""
    target = (shoulder[0] + plan.x * build.arm, shoulder[1] + plan.y * build.arm)
    elbow, wrist = bend(shoulder, target, build.upper_arm * plan.depth, build.forearm * plan.depth, plan.side)
    return Limb(shoulder, elbow, wrist)


def _leg(build: Build, hip: Point, ankle: Point) -> Limb:
    """Solve one leg; knees bend forwards."""
    knee, foot = bend(hip, ankle, build.thigh, build.shin, 1.0)
    return Limb(hip, knee, foot)
