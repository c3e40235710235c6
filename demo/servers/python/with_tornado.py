"""Channels on Tornado 6:  PORT=8080 python3 with_tornado.py"""
import asyncio
import os
import signal

import chat
from holdfast_channels import Link
from rooms import close_all
from tornado.web import Application
from tornado.websocket import WebSocketClosedError, WebSocketHandler


class Channels(WebSocketHandler):
    """Tornado itself refuses the pages of other hosts: `check_origin`."""

    def open(self):
        self.link = Link(chat, self.send, self.close)

    def on_message(self, frame):
        self.link.received(frame)

    def on_close(self):
        self.link.ended()

    def send(self, text):
        try:
            self.write_message(text)
        except WebSocketClosedError:
            pass  # `on_close` comes


async def main():
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    # Whoever answers no ping for so long is dropped.
    application = Application([("/.*", Channels)], websocket_ping_interval=20, websocket_ping_timeout=20)
    server = application.listen(int(os.environ.get("PORT", 8080)), "127.0.0.1")
    await ended.wait()
    server.stop()
    close_all()
    await asyncio.sleep(0.5)  # the closing frames go out


asyncio.run(main())
