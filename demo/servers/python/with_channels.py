"""Channels on Django Channels 4 and Daphne:  python3 -m daphne -p 8080 with_channels:application

Daphne breaks its links when it is told to end, so clients come back after a random part of a second, without a hint.
Channels 4.0 closes with a code, and has no word for a reason.
"""
import asyncio

import chat
import django
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter
from channels.security.websocket import OriginValidator
from django.conf import settings
from holdfast_channels import Link

# In a project of yours, settings.py and asgi.py say this.
settings.configure(ALLOWED_HOSTS=["127.0.0.1", "localhost"])
django.setup()


class Chat(AsyncWebsocketConsumer):
    async def connect(self):
        self.waiting = asyncio.Queue(maxsize=10_000)
        self.writer = asyncio.create_task(self.write())
        self.link = Link(chat, self.enqueue, lambda code, reason: self.enqueue(code))
        await self.accept()

    async def receive(self, text_data=None, bytes_data=None):
        self.link.received(text_data)

    async def disconnect(self, code):
        self.link.ended()
        self.writer.cancel()

    def enqueue(self, what):
        try:
            self.waiting.put_nowait(what)
        except asyncio.QueueFull:
            self.writer.cancel()  # it reads too slowly
            asyncio.create_task(self.close(4905))

    async def write(self):
        while isinstance(what := await self.waiting.get(), str):
            await self.send(what)
        await self.close(what)


class PagesOfOurHosts(OriginValidator):
    def valid_origin(self, origin):
        return origin is None or super().valid_origin(origin)  # programs that are no browsers name none


application = ProtocolTypeRouter({"websocket": PagesOfOurHosts(Chat.as_asgi(), settings.ALLOWED_HOSTS)})
