"""A chat room, as docs/conformance.md describes it: what the channels are, and who may do what."""
import asyncio

from holdfast_channels import Refusal
from rooms import kick, publish


def authenticate(data):
    match data:  # a real one checks a token here
        case {"name": str(name)} if name:
            return name, {"expiresIn": 3_600_000}
    raise Refusal("unauthorized", "Give your name")


def subscribe(link, channel):
    if not channel.startswith("room:"):
        raise Refusal("unknown", f"There is no channel {channel}")
    if channel == "room:staff" and link.user != "ada":
        raise Refusal("forbidden", "Staff only")
    return {"you": link.user}


def event(link, channel, event, data):
    if event == "typing" and channel and channel.startswith("room:"):
        publish(channel, "typing", {"from": link.user})


def request(link, channel, event, data):
    if not channel:
        handlers = OF_NO_CHANNEL
    elif channel.startswith("room:"):
        handlers = OF_ROOMS
    else:
        handlers = {}
    if event not in handlers:
        raise Refusal("unknown", f"There is no request {event} here")
    return handlers[event](link, channel, data)


def say(link, channel, data):
    match data:
        case {"text": ""}:
            raise Refusal("empty", "Say something", {"field": "text"})
        case {"text": str(text)}:
            publish(channel, "message", {"from": link.user, "text": text})
            return {"ok": True}
    raise Refusal("validation", "There is no text")


def kick_all(link, channel, data):
    match data:
        case {"retry": bool(retry)}:
            return kick(channel, code="kicked", message="Out, all of you", retry=retry)
    raise Refusal("validation", "Say whether to come back")


async def slow(link, channel, data):
    match data:
        case {"ms": int(ms)} if 0 <= ms <= 5_000:
            await asyncio.sleep(ms / 1000)
            return {"ms": ms}
    raise Refusal("validation", "ms is from 0 to 5000")


def crash(link, channel, data):
    raise RuntimeError("The password of the database is secret")


def close(link, channel, data):
    match data:
        case {"code": int(code), "reason": str(reason)}:
            return link.close(code, reason)
    raise Refusal("validation", "Give a code and a reason")


OF_ROOMS = {"say": say, "kick": kick_all}
OF_NO_CHANNEL = {
    "whoami": lambda link, channel, data: {"name": link.user},
    "echo": lambda link, channel, data: data,
    "slow": slow,
    "crash": crash,
    "close": close,
}
