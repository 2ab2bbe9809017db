"""workloads.py -- the two workloads that overlap.py lacks; a model adds them."""
import hashlib
import time

import overlap


async def hash(io, plan, index):
    """SHA-256 of the digest before and a buffer, 64 times."""
    state, words = index << 32, []
    for _ in range((plan.size + 7) // 8):
        state = state + 0x9e3779b97f4a7c15 & 0xffffffffffffffff
        words.append(overlap.mix(state).to_bytes(8, "little"))
    buffer = b"".join(words)[:plan.size]
    digest = hashlib.sha256(buffer).digest()
    for _ in range(63):
        digest = hashlib.sha256(digest + buffer).digest()
    return int.from_bytes(digest[:8], "big")


async def stall(io, plan, index):
    """Sleeps behind the io's back."""
    time.sleep(plan.size / 1000)
    return plan.size


overlap.WORKLOADS["hash"] = (hash, "cpu", "bytes", 20, 65536)
overlap.WORKLOADS["stall"] = (stall, "safety", "ms", 10, 50)
