# Sends back what it gets, with Django Channels, which Daphne serves.
import django
from django.conf import settings

settings.configure(SECRET_KEY="of a test", ALLOWED_HOSTS=["*"])
django.setup()

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter


class Echo(AsyncWebsocketConsumer):
    async def connect(self):
        await self.accept("b.v1" if "b.v1" in self.scope["subprotocols"] else None)

    async def receive(self, text_data=None, bytes_data=None):
        if text_data and text_data.startswith("close "):
            await self.close(int(text_data.split(" ")[1]))
        else:
            await self.send(text_data=text_data, bytes_data=bytes_data)


application = ProtocolTypeRouter({"websocket": Echo.as_asgi()})
