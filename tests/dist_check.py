"""Build the wheel, install it into an empty environment and run a two-segment story from it.

Called by `make test` after the suite; not a pytest file, since it installs packages.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STORY = {
    "title": "Two",
    "segments": [
        {"prompt": "On a beach, Ana, a woman in a red dress, walks with her white dog.", "duration_s": 1},
        {"prompt": "Ana sits down on the beach and the dog sleeps.", "duration_s": 1},
    ],
}


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command; its output is shown when it fails."""
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        raise SystemExit(f"{command[0]} failed with {done.returncode}")
    return done.stdout


def main() -> None:
    """Build, install, run."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run(sys.executable, "-m", "build", "--outdir", folder / "dist", ROOT, cwd=folder)
        wheel = next((folder / "dist").glob("*.whl"))
        venv.create(folder / "env", with_pip=True)
        python = folder / "env" / "bin" / "python"
        run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel, cwd=folder)
        (folder / "two.json").write_text(json.dumps(STORY))
        iamflow = folder / "env" / "bin" / "iamflow"
        result = json.loads(
            run(iamflow, "run", "two.json", "--home", "home", "--size", "320x192", "--json", cwd=folder)
        )
        film = Path(result["video"])
        if len(result["segments"]) != len(STORY["segments"]) or film.stat().st_size == 0:
            raise SystemExit(f"the installed wheel made no film: {result}")
        sys.stdout.write(
            f"wheel {wheel.name}: installed, {len(result['segments'])} segments, {film.stat().st_size} bytes\n"
        )


if __name__ == "__main__":
    main()
