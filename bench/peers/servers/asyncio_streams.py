"""asyncio_streams.py PORT PAGE DELAY_MS -- a task of the loop serves a
connection."""
import asyncio
import sys

with open(sys.argv[2], "rb") as file:
    PAGE = file.read()
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(PAGE) + PAGE
DELAY_S = float(sys.argv[3]) / 1e3


async def serve(reader, writer):
    try:
        while True:
            await reader.readuntil(b"\r\n\r\n")
            if DELAY_S:
                await asyncio.sleep(DELAY_S)
            writer.write(ANSWER)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", int(sys.argv[1]),
                                        backlog=4096)
    await server.serve_forever()


asyncio.run(main())
