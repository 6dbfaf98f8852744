"""Every harness on its seeds, on seeds damaged by a fixed draw, and under atheris for a bounded time."""

import random
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from fuzz.harnesses import HARNESSES
from fuzz.seeds import SEEDS

ROUNDS, SECONDS = 1500, 10
TESTS = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("name", HARNESSES)
def test_damaged_seeds(name: str) -> None:
    draw = random.Random(20260304)
    for seed in SEEDS[name]:
        HARNESSES[name](seed)
        for _ in range(ROUNDS // len(SEEDS[name])):
            HARNESSES[name](_damaged(seed, draw))


def _damaged(seed: bytes, draw: random.Random) -> bytes:
    data = bytearray(seed)
    for _ in range(draw.randint(1, 4)):
        at, end = sorted(draw.randrange(len(data) + 1) for _ in "ab")
        match draw.randrange(4):
            case 0 if at < len(data):
                data[at] = draw.choice((0, 1, 0x7F, 0x80, 0xFF, draw.randrange(256)))
            case 1:
                del data[at:end]
            case 2:
                data[at:at] = data[at:end][:200]
            case _:
                data[at : at + 4] = draw.randbytes(4)
    return bytes(data)


@pytest.mark.skipif(find_spec("atheris") is None, reason="atheris has no wheel for this platform")
@pytest.mark.parametrize("name", HARNESSES)
def test_atheris_finds_nothing(name: str, tmp_path: Path) -> None:
    bounds = ["-runs=30000", f"-max_total_time={SECONDS}", "-max_len=4096", "-rss_limit_mb=1024"]
    # a process keeps the peak of whoever it was split off from, and this one has a gigabyte: the shell splits again
    shell = ["sh", "-c", 'ulimit -t 60; "$@"; exit $?', "sh"]  # seconds of CPU: an input that never ends
    command = [*shell, sys.executable, "-m", "fuzz", name, *bounds, "-seed=1", f"-artifact_prefix={tmp_path}/"]
    pipe = subprocess.PIPE
    done = subprocess.run(
        command, cwd=TESTS, stdout=pipe, stderr=subprocess.STDOUT, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + "".join(repr(one.read_bytes()) for one in tmp_path.iterdir())
