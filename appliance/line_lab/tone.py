"""Whether recorded sound holds a steady tone."""

from drivers.virtual.dsp.goertzel import judge
from drivers.virtual.dsp.level import RATE, samples

BLOCK = RATE // 4  # samples judged at once; a busy processor tears some of them
LEAST_SHARE = 0.9  # of a block's power that must be at the frequency
LEAST_LEVEL = -20.0  # dBm0; what an exchange passes on arrives nearly as loud as it was sent


def carries(sound: bytes, frequency: float) -> bool:
    """Whether a quarter of a second of `sound` (16-bit, 8 kHz) is the tone and nothing else."""
    every = samples(sound[: len(sound) // 2 * 2])
    blocks = (every[at : at + BLOCK] for at in range(0, len(every) - BLOCK + 1, BLOCK // 2))
    return any(
        share >= LEAST_SHARE and level >= LEAST_LEVEL
        for share, level in (judge(block, frequency) for block in blocks)
    )
