#!/usr/bin/env python3
"""aiohttp_loop.py -- the workers are tasks of a loop; HTTP is aiohttp's."""
import asyncio
import sys

import asyncio_loop
import overlap

try:
    import aiohttp
except ImportError as error:
    sys.exit(overlap.refuse("python-aiohttp", f"{error}; expected aiohttp"))


class AiohttpIo(asyncio_loop.LoopIo):
    """All workers share a session, with as many connections as they need."""

    session = None

    async def get_body(self, url, seconds):
        timeout = aiohttp.ClientTimeout(total=seconds)
        try:
            async with self.session.get(url, timeout=timeout) as answer:
                overlap.refuse_status(answer.status, answer.reason)
                return await answer.read()
        except asyncio.CancelledError:
            raise overlap.Canceled
        except asyncio.TimeoutError:
            raise overlap.timed_out()


async def crew(work):
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:
        AiohttpIo.session = session
        return await asyncio_loop.crew(work, AiohttpIo)


def run(work):
    return asyncio.run(crew(work))


if __name__ == "__main__":
    overlap.main("python-aiohttp", run)
