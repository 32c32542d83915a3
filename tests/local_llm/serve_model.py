"""Serve a GGUF file on a free port of 127.0.0.1 with llama.cpp, until standard input is closed.

The first line of standard output is JSON with `url` and `model`. Used by `run_extraction`; it works by hand too.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import xllamacpp

CONTEXT_TOKENS = 8_192


def main() -> None:
    """Load, tell, wait."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gguf", type=Path)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    params = xllamacpp.CommonParams()
    params.model.path = str(options.gguf)
    params.model_alias = {options.gguf.stem}
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.n_ctx = CONTEXT_TOKENS
    params.n_parallel = 1
    params.cache_ram_mib = 256
    for threads in (params.cpuparams, params.cpuparams_batch):
        threads.n_threads = options.threads
        threads.poll = 0  # waiting threads must not burn the cores that others need
    server = xllamacpp.Server(params)
    sys.stdout.write(json.dumps({"url": f"{server.listening_address}/v1", "model": options.gguf.stem}) + "\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main()
