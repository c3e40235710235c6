"""The channels of PROTOCOL.md for any framework on asyncio.

A framework makes a Link for each connection, hands each frame to `received()`, and calls `ended()`. `app` says what the
channels are; chat.py is one.
"""
import asyncio
import json
import logging

import rooms


class Refusal(Exception):
    """Says no: the client is told its code, message and data. Of any other exception it is told nothing."""

    def __init__(self, code, message, data=None):
        super().__init__(message)
        self.code, self.data = code, data


class Link:
    def __init__(self, app, send, close):
        """`send(text)` and `close(code, reason)` return at once, and keep their order."""
        self.app, self.send, self.close = app, send, close
        self.user = None
        self.tasks = set()  # the event loop holds its tasks only weakly
        rooms.links.add(self)

    def received(self, frame):
        message = read(frame)
        id, channel, data = message.get("id"), message.get("channel"), message.get("data")
        match message:
            case {"type": "ping"} if is_id(id):
                self.say(type="pong", id=id)
            case {"type": "authenticate"} if is_id(id):
                self.answer(id, self.authenticate, data)
            case {"type": "subscribe", "channel": str()} if is_id(id):
                self.answer(id, self.subscribe, channel)
            case {"type": "unsubscribe", "channel": str()}:
                rooms.leave(channel, self)
            case {"type": "request", "event": str(event)} if is_id(id) and isinstance(channel, str | None):
                self.answer(id, self.request, channel, event, data)
            case {"type": "event", "event": str(event)} if self.user and isinstance(channel, str | None):
                self.app.event(self, channel, event, data)
        # What is no message, or of a type that is not known here, is ignored.

    def ended(self):
        rooms.links.discard(self)
        rooms.leave_all(self)
        for task in self.tasks:
            task.cancel()

    def authenticate(self, data):
        self.user, reply = self.app.authenticate(data)
        return reply

    def subscribe(self, channel):
        self.must_be_known()
        rooms.leave(channel, self)  # a second subscription replaces the first, also if it is refused
        reply = self.app.subscribe(self, channel)
        rooms.join(channel, self)
        return reply

    def request(self, channel, event, data):
        self.must_be_known()
        return self.app.request(self, channel, event, data)

    def must_be_known(self):
        if self.user is None:
            raise Refusal("unauthenticated", "Authenticate first")

    def answer(self, id, handle, *args):
        try:
            reply = handle(*args)
            if asyncio.iscoroutine(reply):
                task = asyncio.create_task(self.answer_later(id, reply))
                self.tasks.add(task)
                task.add_done_callback(self.tasks.discard)
            else:
                self.say(type="reply", id=id, data=reply)  # at once, so that order is kept
        except Exception as error:
            self.refuse(id, error)

    async def answer_later(self, id, reply):
        try:
            self.say(type="reply", id=id, data=await reply)
        except Exception as error:
            self.refuse(id, error)

    def refuse(self, id, error):
        if not isinstance(error, Refusal):
            logging.error("A request failed", exc_info=error)
            error = Refusal("internal", "The server failed")
        self.say(type="error", id=id, code=error.code, message=str(error), data=error.data)

    def say(self, **message):
        self.send(json.dumps(message))


def read(frame):
    """The object in a frame; an empty one if it holds none."""
    try:
        message = json.loads(frame, parse_constant=refuse_constant) if isinstance(frame, str) else None
    except (ValueError, RecursionError):
        return {}
    return message if isinstance(message, dict) else {}


def refuse_constant(name):
    """Python would take NaN and Infinity."""
    raise ValueError(f"{name} is no JSON")


def is_id(value):
    return type(value) is int and 0 < value < 2**53  # True is an instance of int
