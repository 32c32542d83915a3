"""The storyboard generator: draws a segment as an animatic, encodes it, and reports where everybody is.

No AI model takes part. A take depends on its request alone, so sessions hold nothing that has to be saved; they only
keep sprites and places between segments. Staging is `choreography`, pixels are `renderer`, files are `encode`.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import skia

from iamflow_agents.codec import encode
from iamflow_agents.errors import ConfigError, GeneratorError, StoppedError
from iamflow_agents.generator.protocol import (
    BlockProgress,
    CancelFlag,
    Capabilities,
    GeneratorJob,
    NewKeyframe,
    OnBlock,
    Session,
)
from iamflow_agents.generator.storyboard.encode import FrameEncoder, Pixels, encode_png
from iamflow_agents.generator.storyboard.places.backdrop import make_backdrop
from iamflow_agents.generator.storyboard.places.scenery_furniture import SEAT_HEIGHT
from iamflow_agents.generator.storyboard.sprite import Backdrop
from iamflow_agents.generator.storyboard.stage.blocking import StageFacts
from iamflow_agents.generator.storyboard.stage.camera import plan_camera
from iamflow_agents.generator.storyboard.stage.choreography import choreograph
from iamflow_agents.generator.storyboard.stage.lamps import canopies_of, lamps_of
from iamflow_agents.generator.storyboard.stage.players import Wardrobe, extras_of
from iamflow_agents.generator.storyboard.stage.renderer import Show, StageRenderer
from iamflow_agents.generator.storyboard.stage.set_cache import opaque_info
from iamflow_agents.generator.storyboard.stage.stills import choose_stills
from iamflow_agents.records import Setting, TimeOfDay
from iamflow_agents.takes import FrameLayout, Layout, SegmentRequest, TakeFiles

NAME = "storyboard/1"
BLOCK_FRAMES = 12
SMALLEST_SIDE = 64
LARGEST_SIDE = 4096
LARGEST_FPS = 60
N_KEYFRAMES = 3
PLACES_KEPT = 8
VIDEO, LAYOUT, LAST_FRAME = "video.mp4", "layout.json", "last_frame.png"


class StoryboardGenerator:
    """Draws stories; needs no GPU, no model and no network."""

    @property
    def name(self) -> str:
        """Name and version, part of every take's digest."""
        return NAME

    @property
    def capabilities(self) -> Capabilities:
        """What it can do and needs."""
        return Capabilities(
            max_prompt_tokens=None,
            memory="none",
            soft_transitions=True,
            needs_gpu=False,
            vram_gib=0.0,
            reports_layout=True,
            min_side=SMALLEST_SIDE,
            side_multiple=2,
        )

    def open(self, job: GeneratorJob) -> Session:
        """Begin a job.

        Raises:
            ConfigError: If the size or frame rate cannot be encoded.
        """
        check_size(job.width, job.height, job.fps)
        return StoryboardSession()


def check_size(width: int, height: int, fps: int) -> None:
    """Refuse what H.264 in 4:2:0 cannot hold or no screen can show.

    Raises:
        ConfigError: If a side is odd or out of range, or the frame rate is.
    """
    for what, side in (("width", width), ("height", height)):
        if side % 2 or not SMALLEST_SIDE <= side <= LARGEST_SIDE:
            raise ConfigError(
                f"a {what} of {side} pixels cannot be drawn",
                where="storyboard size",
                next_step=f"Use an even number from {SMALLEST_SIDE} to {LARGEST_SIDE}, for example 832x480.",
            )
    if not 1 <= fps <= LARGEST_FPS:
        raise ConfigError(
            f"{fps} frames a second cannot be drawn",
            where="storyboard fps",
            next_step=f"Use a whole number from 1 to {LARGEST_FPS}, for example 16.",
        )


class StoryboardSession:
    """Draws the takes of one job; keeps sprites and places, never anything a take depends on."""

    def __init__(self) -> None:
        self._wardrobe = Wardrobe()
        self._places: OrderedDict[Setting, Backdrop] = OrderedDict()

    def generate(self, request: SegmentRequest, out_dir: Path, *, on_block: OnBlock, cancel: CancelFlag) -> TakeFiles:
        """Make one take; see `Session.generate`."""
        check_size(request.width, request.height, request.fps)
        show = self._stage(request)
        renderer = StageRenderer(show)
        encoder = FrameEncoder(out_dir / VIDEO, request.width, request.height, request.fps)
        try:
            stills = _Stills(encoder, out_dir, choose_stills(show, N_KEYFRAMES), request.n_frames)
            result = _shoot(request, renderer, stills, encoder, out_dir, on_block, cancel)
            encoder.finish()
        finally:
            encoder.abort()
        return result

    def _stage(self, request: SegmentRequest) -> Show:
        """Prepare everything that decides the frames."""
        sprites = [self._wardrobe.sprite(appearance) for appearance in request.cast]
        backdrop = self._place(request.setting)
        aspect = request.width / request.height
        facts = StageFacts(
            aspect=aspect,
            floor_far=backdrop.floor_far,
            floor_near=backdrop.floor_near,
            seats=tuple(seat * aspect for seat in backdrop.seats),
            seat_floor=backdrop.seat_floor,
            seat_height=SEAT_HEIGHT / 1000,
        )
        timeline, blocking = choreograph(request, extras_of(request.cast, sprites), facts)
        # There is no memory of the last frames to read again: both ways to go on are a blend.
        soft = not request.transition.is_cut and request.previous_frame is not None
        return Show(
            width=request.width,
            height=request.height,
            fps=request.fps,
            n_frames=request.n_frames,
            sprites={a.identity: sprite for a, sprite in zip(request.cast, sprites, strict=True)},
            backdrop=backdrop,
            timeline=timeline,
            blocking=blocking,
            facts=facts,
            plan=plan_camera(request.camera, timeline, blocking, facts, request.actions),
            is_night=request.setting.time_of_day is TimeOfDay.NIGHT,
            lamps=lamps_of(request) if request.setting.time_of_day is not TimeOfDay.DAY else frozenset(),
            canopies=canopies_of(request),
            previous=_previous(request) if soft else None,
            fade_frames=min(request.transition.window_frames, request.n_frames - 1) if soft else 0,
            caption=request.prompt if request.captions else None,
        )

    def _place(self, setting: Setting) -> Backdrop:
        backdrop = self._places.pop(setting, None) or make_backdrop(setting)
        self._places[setting] = backdrop
        while len(self._places) > PLACES_KEPT:
            self._places.popitem(last=False)
        return backdrop

    def snapshot(self) -> bytes:
        """Nothing: takes depend on their requests alone."""
        return b""

    def restore(self, state: bytes) -> None:
        """Accept what `snapshot` gave.

        Raises:
            GeneratorError: If the state comes from another generator.
        """
        if state:
            raise GeneratorError(
                "the saved state is not a storyboard's",
                where="generator snapshot",
                next_step="Resume the job with the generator it was started with.",
            )

    def close(self) -> None:
        """Let go of sprites and places."""
        self._wardrobe = Wardrobe()
        self._places.clear()


def _shoot(
    request: SegmentRequest,
    renderer: StageRenderer,
    stills: _Stills,
    encoder: FrameEncoder,
    out_dir: Path,
    on_block: OnBlock,
    cancel: CancelFlag,
) -> TakeFiles:
    """Draw all frames, hand them to the encoder, and keep the pictures worth keeping."""
    n_frames = request.n_frames
    layouts = []
    surfaces: dict[int, Any] = {}
    for frame_index in range(n_frames):
        if cancel.is_set():
            raise StoppedError(
                "drawing was stopped",
                where=f"segment {request.segment_index}",
                next_step="Resume the job to draw the segment again.",
            )
        pixels = encoder.borrow()
        surface = surfaces.get(id(pixels)) or _surface(surfaces, pixels)
        layouts.append(renderer.draw(surface.getCanvas(), frame_index))
        stills.look(frame_index, pixels, layouts[-1])
        encoder.submit(pixels)
        done = frame_index + 1
        if done % BLOCK_FRAMES == 0 or done == n_frames:
            # The encoder has the pixels and only reads them; they are not borrowed again before the next frame.
            progress = BlockProgress(
                segment_index=request.segment_index,
                frames_done=done,
                frames_total=n_frames,
                preview=partial(encode_png, pixels),
                keyframes=stills.news(),
            )
            on_block(progress)
    layout = Layout(width=request.width, height=request.height, frames=tuple(layouts))
    with _writing(out_dir / LAYOUT):
        (out_dir / LAYOUT).write_text(encode(layout), encoding="utf-8")
    return TakeFiles(
        video=VIDEO,
        layout=LAYOUT,
        last_frame=LAST_FRAME,
        keyframes=stills.names,
        keyframe_indices=stills.indices,
        n_frames=n_frames,
    )


def _surface(surfaces: dict[int, Any], pixels: Pixels) -> Any:
    """A drawing surface right on a buffer of the encoder's ring, made once a buffer."""
    height, width = pixels.shape[:2]
    surface = skia.Surface.MakeRasterDirect(opaque_info(width, height), pixels, width * 4)
    surfaces[id(pixels)] = surface
    return surface


class _Stills:
    """Keeps the pictures that were chosen beforehand, and the last frame."""

    def __init__(self, encoder: FrameEncoder, out_dir: Path, chosen: Sequence[int], n_frames: int) -> None:
        self._encoder, self._out_dir, self._last = encoder, out_dir, n_frames - 1
        self.indices = tuple(chosen)
        self.names = tuple(f"keyframe_{number}.png" for number in range(len(chosen)))
        self._news: list[NewKeyframe] = []

    def look(self, frame_index: int, pixels: Pixels, layout: FrameLayout) -> None:
        """Keep a frame if it is one of those."""
        wanted = [self.names[number] for number, index in enumerate(self.indices) if index == frame_index]
        if wanted or frame_index == self._last:
            kept = pixels.copy()
            if wanted:
                picture = partial(encode_png, kept)
                self._news.append(NewKeyframe(frame_index=frame_index, picture=picture, layout=layout))
            for name in [*wanted, *([LAST_FRAME] if frame_index == self._last else [])]:
                self._encoder.picture(kept, self._out_dir / name)

    def news(self) -> tuple[NewKeyframe, ...]:
        """Keyframes since this was asked last."""
        news, self._news = tuple(self._news), []
        return news


def _previous(request: SegmentRequest) -> Any:
    """The last frame of the segment before, at this request's size."""
    reference = request.previous_frame
    path = reference.path if reference is not None else ""
    problem = "cannot be read"
    try:
        picture = skia.Image.MakeFromEncoded(skia.Data.MakeFromFileName(path)) if Path(path).is_file() else None
    except (RuntimeError, ValueError) as error:
        picture, problem = None, str(error)
    if picture is None:
        raise GeneratorError(
            f"the picture to blend from {problem}",
            where=path or "previous frame",
            next_step="Run the segment before it again, or use a cut.",
        )
    surface = skia.Surface.MakeRaster(opaque_info(request.width, request.height))
    box = skia.Rect.MakeWH(request.width, request.height)
    surface.getCanvas().drawImageRect(picture, box, skia.SamplingOptions(skia.FilterMode.kLinear))
    return surface.makeImageSnapshot()


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Turn what the file system says into an error of ours."""
    try:
        yield
    except OSError as error:
        raise GeneratorError(
            f"a file could not be written: {error.strerror or error}",
            where=str(path),
            next_step="Check that the disk has room and the folder can be written, then resume the job.",
        ) from error
