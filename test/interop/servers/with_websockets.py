# Sends back what it gets, with websockets.
import asyncio
import os

import websockets


async def echo(peer):
    async for message in peer:
        if isinstance(message, str) and message.startswith("close "):
            _, code, reason = message.split(" ", 2)
            await peer.close(int(code), reason)
        else:
            await peer.send(message)


async def main():
    async with websockets.serve(echo, "127.0.0.1", int(os.environ["PORT"]), subprotocols=["b.v1"]):
        await asyncio.Future()


asyncio.run(main())
