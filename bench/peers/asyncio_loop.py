#!/usr/bin/env python3
"""asyncio_loop.py -- the workers are tasks of one asyncio event loop.

HTTP is asyncio's streams and a few lines of our own: the standard library has
no client for the loop. aiohttp_loop.py uses a real one.
"""
import asyncio
from urllib.parse import urlsplit

import overlap


class LoopIo(overlap.Io):
    """Calls suspend the task that makes them."""

    host = reader = writer = None  # of the last connection, kept open

    async def wait_until(self, wake_ns):
        try:
            while (left_ns := wake_ns - overlap.now_ns()) > 0:
                await asyncio.sleep(left_ns / 1e9)  # may wake a little early
        except asyncio.CancelledError:
            raise overlap.Canceled

    async def get_body(self, url, seconds):
        try:
            return await asyncio.wait_for(self.exchange(urlsplit(url)),
                                          seconds)
        except asyncio.CancelledError:
            raise overlap.Canceled
        except asyncio.TimeoutError:
            self.hang_up()
            raise overlap.timed_out()
        except Exception:
            self.hang_up()
            raise

    async def exchange(self, url):
        """One request and its answer over the worker's own connection."""
        if self.host != (url.scheme, url.netloc):
            self.hang_up()
            tls = url.scheme == "https"
            self.reader, self.writer = await asyncio.open_connection(
                url.hostname, url.port or (443 if tls else 80), ssl=tls or None)
            self.host = url.scheme, url.netloc
        self.writer.write(f"GET {overlap.path_of(url)} HTTP/1.1\r\n"
                          f"Host: {url.netloc}\r\n\r\n".encode())
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines if line)
        if "chunked" in headers.get("transfer-encoding", ""):
            body = await self.read_chunks()
        else:
            body = await self.reader.readexactly(
                int(headers["content-length"]))
        if headers.get("connection") == "close":
            self.hang_up()
        _, status, reason = (first + "  ").split(" ", 2)
        overlap.refuse_status(int(status), reason.strip())
        return body

    async def read_chunks(self):
        body = b""
        while size := int(await self.reader.readline(), 16):
            body += await self.reader.readexactly(size)
            await self.reader.readline()
        await self.reader.readline()
        return body

    def hang_up(self):
        if self.writer:
            self.writer.close()
        self.host = self.reader = self.writer = None


async def crew(work, make_io):
    """Runs the workers; when the run is stopped, cancels those that wait."""
    results = [overlap.Result() for _ in range(work.plan.tasks)]
    indexes = iter(range(work.plan.tasks))

    async def worker(io):
        for index in indexes:
            results[index] = await work.do(io, index)

    tasks = [asyncio.create_task(worker(make_io(work, number)))
             for number in range(work.workers)]

    def on_stop():
        loop.remove_reader(work.stop_fd)
        for task in tasks:
            task.cancel()

    loop = asyncio.get_running_loop()
    loop.add_reader(work.stop_fd, on_stop)
    await asyncio.gather(*tasks, return_exceptions=True)
    return results


def run(work):
    return asyncio.run(crew(work, LoopIo))


if __name__ == "__main__":
    overlap.main("python-asyncio", run)
