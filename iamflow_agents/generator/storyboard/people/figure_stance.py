"""Stances: where pelvis, feet and idle arms are, for each name that `Pose.stance` knows."""

from __future__ import annotations

import math

from iamflow_agents.generator.storyboard.people.figure import ArmPlan, Build, Plan
from iamflow_agents.generator.storyboard.people.figure_pen import compose, placed
from iamflow_agents.generator.storyboard.people.figure_shapes import ease, wave
from iamflow_agents.generator.storyboard.sprite import Pose


def plan_stance(build: Build, pose: Pose) -> Plan:
    """Plan the body for a stance; unknown stances stand."""
    plan = _STANCES.get(pose.stance, _stand)(build, pose.phase)
    plan.lean += build.stoop
    return plan


def _standing_hip(build: Build) -> float:
    """Height of the hip joints with the knees just not locked."""
    return -(build.leg * 0.9985 + build.ankle)


def _stand(build: Build, phase: float) -> Plan:
    """Stand and breathe."""
    sway = 0.004 * build.unit * wave(phase)
    return Plan(
        pelvis=(sway, _standing_hip(build)),
        lead_ankle=(build.hips * 0.66, -build.ankle - 0.008 * build.unit),
        trail_ankle=(-build.hips * 0.62, -build.ankle),
        lead_arm=ArmPlan(x=0.16, y=0.975 + 0.004 * wave(phase), side=1.0),
        trail_arm=ArmPlan(x=-0.1, y=0.984 + 0.004 * wave(phase)),
        breath=wave(phase),
        bob=-0.002 * build.unit * wave(phase),
        turn=0.22,
    )


def _step(phase: float, stride: float, lift: float) -> tuple[float, float, float]:
    """One foot in a cycle: x and lift in metres, and its pitch (toe down positive)."""
    phase %= 1.0
    if phase < 0.55:
        part = phase / 0.55
        return stride * (1 - 2 * part), 0.0, -0.28 * (1 - ease(part * 5)) + 0.55 * ease((part - 0.72) / 0.28)
    part = (phase - 0.55) / 0.45
    return stride * (2 * ease(part) - 1), lift * math.sin(part * math.pi) ** 0.8, 0.55 - 0.83 * ease(part * 1.15)


def _walk(build: Build, phase: float) -> Plan:
    """Walk on the spot; the stage moves the figure."""
    stride, lift = build.leg * 0.27, build.leg * 0.11
    tx, tl, tp = _step(phase, stride, lift)
    lx, ll, lp = _step(phase + 0.5, stride, lift)
    bob = 0.5 - 0.5 * math.cos(phase * 2 * math.tau)
    swing = math.cos(phase * math.tau)
    return Plan(
        pelvis=(0.0, -(build.leg * (0.957 + 0.024 * bob) + build.ankle)),
        lean=0.045,
        trail_ankle=(tx - build.hips * 0.12, -build.ankle - tl),
        lead_ankle=(lx + build.hips * 0.12, -build.ankle - ll - 0.012 * build.unit),
        trail_pitch=tp,
        lead_pitch=lp,
        trail_arm=ArmPlan(x=-0.08 - 0.34 * swing, y=0.93 - 0.06 * abs(swing)),
        lead_arm=ArmPlan(x=0.04 + 0.34 * swing, y=0.93 - 0.06 * abs(swing)),
        breath=wave(phase),
        bob=0.004 * build.unit * bob,
        turn=0.5,
    )


def _run(build: Build, phase: float) -> Plan:
    """Run on the spot."""
    stride, lift = build.leg * 0.46, build.leg * 0.34
    tx, tl, tp = _step(phase, stride, lift)
    lx, ll, lp = _step(phase + 0.5, stride, lift)
    hop = abs(math.sin(phase * math.tau))
    swing = math.cos(phase * math.tau)
    return Plan(
        pelvis=(0.0, -(build.leg * (0.87 + 0.06 * hop) + build.ankle)),
        lean=0.2,
        trail_ankle=(tx - 0.05, -build.ankle - tl - 0.02 * hop),
        lead_ankle=(lx - 0.03, -build.ankle - ll - 0.02 * hop),
        trail_pitch=tp * 1.5,
        lead_pitch=lp * 1.5,
        trail_arm=ArmPlan(x=0.06 - 0.44 * swing, y=0.48 + 0.16 * swing, hand="grip"),
        lead_arm=ArmPlan(x=0.12 + 0.44 * swing, y=0.48 - 0.16 * swing, hand="grip"),
        turn=0.55,
        mouth="calm",
        brows="firm",
    )


def _sit(build: Build, phase: float) -> Plan:
    """Sit on a seat of knee height, feet on the ground."""
    hip = (-0.16 * build.unit, -(build.shin + build.ankle + build.r_thigh * 0.25))
    return Plan(
        pelvis=hip,
        lean=0.03,
        lead_ankle=(hip[0] + build.thigh * 0.93, -build.ankle - 0.012 * build.unit),
        trail_ankle=(hip[0] + build.thigh * 0.66, -build.ankle),
        lead_arm=ArmPlan(x=0.36, y=0.74, side=-1.0, depth=0.92),
        trail_arm=ArmPlan(x=0.46, y=0.74, depth=0.95),
        lead_over=True,
        breath=wave(phase),
        bob=-0.002 * build.unit * wave(phase),
        turn=0.3,
        folded=True,
    )


def _kneel(build: Build, phase: float) -> Plan:
    """One knee on the ground, the other foot in front."""
    hip = (-0.06 * build.unit, -(build.thigh * 0.985 + build.r_knee))
    rise = build.foot * 0.93
    back = math.sqrt(max(0.0, build.shin**2 - (rise - build.r_knee) ** 2))
    return Plan(
        pelvis=hip,
        lean=0.1,
        trail_ankle=(hip[0] - build.hips * 0.49 - back * 0.99, -rise),
        lead_ankle=(hip[0] + build.thigh * 1.04, -build.ankle),
        trail_pitch=1.3,
        lead_arm=ArmPlan(x=0.5, y=0.62, side=-1.0),
        trail_arm=ArmPlan(x=0.1, y=0.88),
        breath=wave(phase),
        turn=0.35,
        folded=True,
    )


def _crouch(build: Build, phase: float) -> Plan:
    """Knees bent, ready to jump or to hide."""
    return Plan(
        pelvis=(-0.14 * build.unit, -(build.leg * 0.5 + build.ankle)),
        lean=0.38,
        lead_ankle=(build.hips * 0.9, -build.ankle - 0.012 * build.unit),
        trail_ankle=(-build.hips * 0.35, -build.ankle),
        lead_arm=ArmPlan(x=0.45, y=0.7, side=-1.0),
        trail_arm=ArmPlan(x=0.3, y=0.8),
        breath=wave(phase),
        turn=0.4,
        folded=True,
    )


def _lie(build: Build, phase: float) -> Plan:
    """On the back, head towards the rear, a quarter turned to the viewer."""
    plan = _stand(build, phase)
    plan.pelvis = (0.0, _standing_hip(build))
    plan.lead_arm = ArmPlan(x=0.1, y=0.985, side=1.0)
    plan.trail_arm = ArmPlan(x=-0.06, y=0.99)
    plan.mouth = "calm"
    middle = build.height * 0.5
    plan.root = compose(placed((0.0, -build.shoulders - 0.085 * build.unit), -math.pi / 2), placed((0.0, middle)))
    return plan


def _sleep(build: Build, phase: float) -> Plan:
    """Lie with closed eyes, a hand on the belly."""
    plan = _lie(build, phase)
    plan.eyes = "closed"
    plan.lead_arm = ArmPlan(x=-0.2, y=0.62, side=1.0, depth=0.85)
    plan.lead_over = True
    plan.breath = 2.2 * wave(phase)
    return plan


def _dance(build: Build, phase: float) -> Plan:
    """Step from side to side with swinging arms."""
    plan = _stand(build, phase)
    beat, lift = wave(phase), 0.11 * build.leg
    plan.pelvis = (0.055 * build.unit * beat, -(build.leg * (0.945 + 0.02 * abs(beat)) + build.ankle))
    plan.lean = -0.09 * beat
    plan.tilt = 0.12 * beat
    plan.lead_ankle = (build.hips * 0.95, -build.ankle - lift * max(0.0, -beat))
    plan.trail_ankle = (-build.hips * 0.95, -build.ankle - lift * max(0.0, beat))
    plan.lead_pitch, plan.trail_pitch = 0.5 * max(0.0, -beat), 0.5 * max(0.0, beat)
    plan.lead_arm = ArmPlan(x=0.52, y=-0.28 - 0.42 * beat, side=-1.0, hand="open")
    plan.trail_arm = ArmPlan(x=-0.52, y=-0.28 + 0.42 * beat, side=1.0, hand="open")
    plan.mouth, plan.eyes = "laugh", "happy"
    plan.opening = 0.4
    return plan


def _fly(build: Build, phase: float) -> Plan:
    """Stretched out in the air, arms ahead."""
    plan = _stand(build, phase)
    plan.lead_arm = ArmPlan(x=0.3, y=-0.92, side=1.0, hand="flat")
    plan.trail_arm = ArmPlan(x=0.1, y=-0.93, hand="flat")
    plan.lead_pitch = plan.trail_pitch = 1.0
    plan.lead_ankle = (build.hips * 0.35, -build.ankle)
    plan.trail_ankle = (-build.hips * 0.3, -build.ankle - 0.03)
    rise = 0.03 * wave(phase)
    middle = build.height * 0.55
    plan.root = compose(placed((0.0, -0.75 * build.unit + rise), math.radians(68)), placed((0.0, middle)))
    return plan


def _swim(build: Build, phase: float) -> Plan:
    """A crawl along the ground line, arms turning."""
    plan = _stand(build, phase)
    angle = phase * math.tau
    plan.lead_arm = ArmPlan(x=0.85 * math.sin(angle), y=-0.9 * math.cos(angle), side=1.0, hand="flat")
    plan.trail_arm = ArmPlan(x=-0.85 * math.sin(angle), y=0.9 * math.cos(angle), hand="flat")
    kick = 0.07 * build.unit * wave(2 * phase)
    plan.lead_ankle = (build.hips * 0.4 + kick, -build.ankle)
    plan.trail_ankle = (-build.hips * 0.4 - kick, -build.ankle)
    plan.lead_pitch = plan.trail_pitch = 1.1
    middle = build.height * 0.52
    plan.root = compose(placed((0.0, -0.3 * build.unit), math.radians(80)), placed((0.0, middle)))
    return plan


def _hug(build: Build, phase: float) -> Plan:
    """Arms around somebody in front."""
    plan = _stand(build, phase)
    plan.lean = 0.07
    plan.lead_arm = ArmPlan(x=0.72, y=0.2, side=-1.0, hand="flat", twist=0.3)
    plan.trail_arm = ArmPlan(x=0.86, y=0.14, side=-1.0, hand="flat", twist=0.3)
    plan.eyes, plan.tilt = "happy", 0.1
    return plan


_STANCES = {
    "stand": _stand,
    "walk": _walk,
    "run": _run,
    "sit": _sit,
    "kneel": _kneel,
    "crouch": _crouch,
    "lie": _lie,
    "sleep": _sleep,
    "dance": _dance,
    "fly": _fly,
    "swim": _swim,
    "hug": _hug,
}
STANCES = tuple(_STANCES)
"""Every stance that is drawn in its own way."""
