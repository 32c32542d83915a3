"""From pairings to verdicts: who is confirmed, missing, doubled or hidden, and which colours are right.

Measured facts come in as figures and readings; this file only words them. A person without a box counts as not
visible only when the frames themselves show that the camera looks closely at somebody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from iamflow_agents.agents.repairer import LOST
from iamflow_agents.backends.rules.pixel_expect import Expected, Wanted, fits
from iamflow_agents.backends.rules.pixel_looks import Figure, share_pixels
from iamflow_agents.backends.rules.pixel_match import (
    Pairing,
    Reading,
    compare,
    compare_all,
    is_there,
    look_alike,
    shows,
    untinted,
)
from iamflow_agents.backends.rules.pixel_small import Lost
from iamflow_agents.backends.rules.pixel_swaps import find_swaps
from iamflow_agents.backends.rules.pixel_worn import is_lost
from iamflow_agents.colour_names import nearest_name
from iamflow_agents.records import CHARACTER_KINDS, AttributeValue, Move, Shot, Slot, VerdictKind
from iamflow_agents.takes import SegmentRequest, Verdict

TIGHT_SHOT = 0.62
"""A box that fills this share of the frame's height, or is cut by its edge, shows that the camera is near."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sights:
    """What was looked for in the pictures beyond what boxes hold."""

    copied: frozenset[str]
    """Identities of which a copy was seen outside all boxes."""
    lost: Mapping[str, Lost]
    """Small things that each identity should wear and does not."""
    confused: Mapping[str, str]
    """Look-alikes who have changed places: identity to the one whose look it has."""


@dataclass(frozen=True, slots=True)
class Judge:
    """Words verdicts for one take."""

    request: SegmentRequest
    model: str
    blended: frozenset[str] = frozenset()
    """Labels with boxes only where an earlier picture still shines through."""

    def verdict(
        self,
        identity: str,
        kind: VerdictKind,
        *,
        slot: Slot | None = None,
        expected: str = "",
        observed: str = "",
        confidence: float = 1.0,
        frame_index: int | None = None,
    ) -> Verdict:
        """One verdict about this take."""
        return Verdict(
            segment_index=self.request.segment_index,
            take_number=self.request.take_number,
            identity=identity,
            kind=kind,
            slot=slot,
            expected=expected,
            observed=observed,
            confidence=round(min(1.0, max(0.0, confidence)), 3),
            frame_index=frame_index,
            model=self.model,
        )

    def unknown(self, reason: str) -> tuple[Verdict, ...]:
        """Nothing could be judged: one `unknown` for everybody expected."""
        return tuple(
            self.verdict(look.identity, VerdictKind.UNKNOWN, observed=reason, confidence=0.0)
            for look in self.request.cast
        )

    def judge(
        self, expected: Sequence[Expected], figures: Sequence[Figure], pairing: Pairing, sights: Sights
    ) -> list[Verdict]:
        """Verdicts on everybody expected and their colours.

        Args:
            expected: The cast.
            figures: Everything measured.
            pairing: Who was found where.
            sights: What was looked for in the pictures beyond boxes.
        """
        doubles = _doubles(expected, pairing)
        swapped = dict(sights.confused) | find_swaps(expected, pairing)
        verdicts: list[Verdict] = []
        for one in expected:
            figure = pairing.by_identity.get(one.key)
            if figure is None or not figure.visible:
                verdicts += self._unseen(one, figures, pairing)
                continue
            if one.key in swapped:
                verdicts.append(self._swapped(one, figure, swapped[one.key]))
            else:
                verdicts.append(self._seen(one, figure, doubles.get(one.key, 0) + (one.key in sights.copied), pairing))
            verdicts += self._attributes(one, figure, pairing, sights.lost.get(one.key, frozenset()))
        return verdicts

    def absent(
        self, looks: Iterable[Expected], labels: Iterable[str], pairing: Pairing
    ) -> tuple[list[Verdict], Pairing]:
        """Verdicts on those who should be gone: contradicted where an unclaimed figure has their look.

        Returns:
            The verdicts, and the pairing without the figures they explain.
        """
        verdicts: list[Verdict] = []
        known = {one.key: one for one in looks}
        for key in labels:
            figure = next((f for f in pairing.unclaimed if _is_absentee(key, known.get(key), f, pairing)), None)
            if figure is None:
                verdicts.append(self.verdict(key, VerdictKind.NOT_VISIBLE, expected="gone"))
                continue
            pairing = replace(pairing, unclaimed=tuple(f for f in pairing.unclaimed if f is not figure))
            verdicts.append(
                self.verdict(
                    key,
                    VerdictKind.CONTRADICTED,
                    expected="gone",
                    observed="on screen",
                    frame_index=figure.frame_index,
                )
            )
        return verdicts, pairing

    def _seen(self, one: Expected, figure: Figure, copies: int, pairing: Pairing) -> Verdict:
        """The identity's own verdict when it was found."""
        if copies:
            return self.verdict(
                one.key,
                VerdictKind.DUPLICATED,
                observed=f"{copies} too many",
                confidence=0.9,
                frame_index=figure.frame_index,
            )
        readings = compare_all(one, figure, pairing.tint)
        agreeing = sum(r.agrees for r in readings)
        confidence = 0.6 + 0.4 * agreeing / len(readings) if readings else 0.5 + 0.3 * (figure.presence or 0.0)
        return self.verdict(one.key, VerdictKind.CONFIRMED, confidence=confidence, frame_index=figure.frame_index)

    def _swapped(self, one: Expected, figure: Figure, other: str) -> Verdict:
        """The identity's own verdict when its look is in another's box, and the other's in its own."""
        return self.verdict(
            one.key,
            VerdictKind.CONTRADICTED,
            observed=f"looks like {other}",
            confidence=0.8,
            frame_index=figure.frame_index,
        )

    def _unseen(self, one: Expected, figures: Sequence[Figure], pairing: Pairing) -> list[Verdict]:
        """Verdicts when no figure shows the identity."""
        hidden = self._is_out_of_sight(one, figures, pairing)
        kind = VerdictKind.NOT_VISIBLE if hidden else VerdictKind.MISSING
        ghost = any(f.track[0] == one.key for f in figures) and not hidden
        observed = "outside the shot or covered" if hidden else "nothing of the look in its box" if ghost else ""
        verdicts = [self.verdict(one.key, kind, observed=observed, confidence=0.7)]
        for wanted in one.wanted:
            verdicts.append(
                self.verdict(one.key, VerdictKind.NOT_VISIBLE, slot=wanted.slot, expected=wanted.value, confidence=0.7)
            )
        return verdicts

    def _is_out_of_sight(self, one: Expected, figures: Sequence[Figure], pairing: Pairing) -> bool:
        """Tell whether frames explain why somebody is not seen: covered all along, or a close shot of another."""
        mine = [f for f in figures if f.track[0] == one.key]
        if mine:
            return not any(f.visible and self._could_be_told(one, f) for f in mine)
        if one.key in self.blended:
            return True
        if not self._may_leave_out(one):
            return False
        return any(f.cut_off or f.height_share >= TIGHT_SHOT for f in pairing.by_identity.values())

    def _may_leave_out(self, one: Expected) -> bool:
        """Tell whether the shot that was asked for need not show somebody."""
        camera, people = self.request.camera, [a for a in self.request.cast if a.kind in CHARACTER_KINDS]
        if camera.subject == one.key:
            return False
        if camera.shot is Shot.CLOSE_UP or camera.move is Move.FOLLOW:
            return True
        if camera.shot is Shot.OVER_THE_SHOULDER:  # two people make such a shot; a third one may stand outside it
            return len(people) > 2 or one.appearance.kind not in CHARACTER_KINDS
        return camera.shot is Shot.MEDIUM and camera.subject is not None

    def _could_be_told(self, one: Expected, figure: Figure) -> bool:
        """Tell whether a look into a box decides.

        A thing may have the colours of what is around it; of somebody at the frame's edge too little may be inside.
        """
        if figure.cut_off and not figure.tones:
            return False
        may_blend_in = figure.cut_off if one.appearance.kind in CHARACTER_KINDS else True
        agrees = any(r.agrees for r in compare_all(one, figure))
        return not (may_blend_in and (agrees or (figure.busy and not one.wanted)))

    def _attributes(self, one: Expected, figure: Figure, pairing: Pairing, lost: Lost) -> list[Verdict]:
        """Verdicts on the colours of somebody found, and what is seen where the words are silent."""
        verdicts = [self._attribute(one, wanted, figure, pairing, lost) for wanted in one.wanted]
        checked = {(wanted.slot, wanted.value) for wanted in one.wanted}
        for attribute in one.appearance.attributes:
            told = (attribute.slot, attribute.value)
            if told not in checked and (told in lost or is_lost(attribute, one.appearance, figure)):
                verdicts.append(self._lost(one, attribute, figure))
        for slot in one.open_slots:
            tones = figure.tones.get(slot, ())
            if tones and slot not in figure.inferred and tones[0].share >= 0.5:
                verdicts.append(
                    self.verdict(
                        one.key,
                        VerdictKind.CONFIRMED,
                        slot=slot,
                        observed=nearest_name(untinted(tones[0], pairing.tint), fine=True),
                        confidence=tones[0].share,
                        frame_index=figure.frame_index,
                    )
                )
        return verdicts

    def _attribute(self, one: Expected, wanted: Wanted, figure: Figure, pairing: Pairing, lost: Lost) -> Verdict:
        """The verdict on one colour."""
        reading = compare(wanted, figure, pairing.tint)
        worn = AttributeValue(slot=wanted.slot, value=wanted.value)
        if reading is None and ((worn.slot, worn.value) in lost or is_lost(worn, one.appearance, figure)):
            return self._lost(one, worn, figure)
        # What is seen above a forehead may be a hat that is too small to be reported.
        is_guess = wanted.slot in figure.inferred and one.appearance.value(Slot.HEADWEAR) is not None
        if reading is None or is_guess or not (reading.agrees or _is_decisive(wanted, reading, one, figure, pairing)):
            return self.verdict(one.key, VerdictKind.NOT_VISIBLE, slot=wanted.slot, expected=wanted.value)
        main = figure.tones[wanted.slot][0] if not reading.agrees else reading.tone
        return self.verdict(
            one.key,
            VerdictKind.CONFIRMED if reading.agrees else VerdictKind.CONTRADICTED,
            slot=wanted.slot,
            expected=wanted.value,
            observed=nearest_name(untinted(main, pairing.tint)),
            confidence=_confidence(reading),
            frame_index=figure.frame_index,
        )

    def _lost(self, one: Expected, attribute: AttributeValue, figure: Figure) -> Verdict:
        """The verdict on something that should be worn and is nowhere."""
        return self.verdict(
            one.key,
            VerdictKind.CONTRADICTED,
            slot=attribute.slot,
            expected=attribute.value,
            observed=LOST,
            confidence=0.8,
            frame_index=figure.frame_index,
        )


def _is_decisive(wanted: Wanted, reading: Reading, one: Expected, figure: Figure, pairing: Pairing) -> bool:
    """Tell whether a wrong colour is the attribute's own: with two scarves, the other one may be what is seen."""
    if wanted.alone:
        return True
    others = [w for w in one.wanted if w.slot is wanted.slot and w is not wanted]
    return not any((r := compare(w, figure, pairing.tint)) is not None and r.agrees for w in others)


def _confidence(reading: Reading) -> float:
    """1 for an exact match or a plainly other colour, 0.5 on the border between."""
    border = 20.0
    return 0.5 + 0.5 * min(1.0, abs(reading.difference - border) / border)


def _doubles(expected: Sequence[Expected], pairing: Pairing) -> dict[str, int]:
    """How many figures too many there are, each counted for the identity it looks like most.

    Unclaimed figures with somebody's look are copies of them. Of the others, those that outnumber the identities
    nobody was found for are one person too many; they count for whoever they resemble most.
    """
    counts: dict[str, int] = {}
    strangers: list[str] = []
    for figure in pairing.unclaimed:
        ranked = [
            (shows(one, figure, pairing.tint) or look_alike(mine, figure) >= 0.75, look_alike(mine, figure), one.key)
            for one in expected
            if (mine := pairing.by_identity.get(one.key)) is not None and _is_another(one, mine, figure, pairing)
        ]
        if not ranked or any(share_pixels(figure, mine) for mine in pairing.by_identity.values()):
            continue
        is_copy, _, key = max(ranked)
        if is_copy:
            counts[key] = counts.get(key, 0) + 1
        else:
            strangers.append(key)
    n_missing = sum(one.key not in pairing.by_identity for one in expected)
    for key in strangers[n_missing:]:
        counts[key] = counts.get(key, 0) + 1
    return counts


def _is_another(one: Expected, mine: Figure, figure: Figure, pairing: Pairing) -> bool:
    """Tell whether a figure is really there and of the same sort as somebody found."""
    there = figure.visible and is_there(figure, compare_all(one, figure, pairing.tint))
    return there and bool(figure.tones) and mine.is_clothed == figure.is_clothed and fits(one, figure)


def _is_absentee(key: str, look: Expected | None, figure: Figure, pairing: Pairing) -> bool:
    """Tell whether a figure is somebody who should be gone; without a look to compare, its label is all there is."""
    readings = compare_all(look, figure, pairing.tint) if look else []
    if not figure.visible or not is_there(figure, readings):
        return False
    if readings:
        return shows(look, figure, pairing.tint, least=min(2, len(readings))) if look else False
    return figure.track[0] == key
