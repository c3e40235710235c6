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


def pick(_, names):
    """From websockets 14 on, `names` are those offered; it would refuse who offers none. Before, they are ours."""
    return "b.v1" if "b.v1" in names else None


async def main():
    port = int(os.environ["PORT"])
    async with websockets.serve(echo, "127.0.0.1", port, subprotocols=["b.v1"], select_subprotocol=pick):
        await asyncio.Future()


asyncio.run(main())
