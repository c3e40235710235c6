"""Channels on the library `websockets` 10 or later:  PORT=8080 python3 with_websockets.py"""
import asyncio
import os
import signal

import chat
import websockets
from holdfast_channels import Link
from rooms import close_all


async def serve(socket):
    closing = set()

    def close(code, reason):
        closing.add(asyncio.create_task(socket.close(code, reason)))

    # `broadcast` waits for nobody. Whoever reads nothing answers no ping either, and is dropped after 40 s.
    link = Link(chat, lambda text: websockets.broadcast([socket], text), close)
    try:
        async for frame in socket:
            link.received(frame)
    except websockets.ConnectionClosedError:
        pass
    finally:
        link.ended()


async def main():
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    port = int(os.environ.get("PORT", 8080))
    # A browser sends its cookies along, whatever page asks it to connect. Programs that are no browsers name no page.
    origins = [None, f"http://127.0.0.1:{port}"]
    async with websockets.serve(serve, "127.0.0.1", port, origins=origins):
        await ended.wait()
        close_all()


asyncio.run(main())
