"""Channels on the library `websockets` 10 or later:  PORT=8080 python3 with_websockets.py"""
import asyncio
import os
import signal
from http import HTTPStatus
from urllib.parse import urlsplit

import chat
import websockets
from holdfast_channels import Link
from rooms import close_all


def refuse_other_pages(connection, request):
    """A browser sends its cookies along, whatever page asks it to connect."""
    headers = getattr(request, "headers", request)  # before websockets 14 these two are the path and the headers
    origin = headers.get("Origin")
    if origin and urlsplit(origin).netloc != headers.get("Host"):
        why = "This page may not connect\n"
        if headers is request:
            return HTTPStatus.FORBIDDEN, [], why.encode()
        return connection.respond(HTTPStatus.FORBIDDEN, why)


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
    async with websockets.serve(serve, "127.0.0.1", port, process_request=refuse_other_pages):
        await ended.wait()
        close_all()


asyncio.run(main())
