"""Who is connected and who is subscribed, in this process. Several processes publish to each other, through Redis for example."""
import json

links, rooms = set(), {}


def join(channel, link):
    rooms.setdefault(channel, set()).add(link)


def leave(channel, link):
    members = rooms.get(channel, set())
    members.discard(link)
    if not members:
        rooms.pop(channel, None)


def leave_all(link):
    for channel in [channel for channel, members in rooms.items() if link in members]:
        leave(channel, link)


def publish(channel, event, data):
    text = json.dumps({"type": "event", "channel": channel, "event": event, "data": data})
    for link in tuple(rooms.get(channel, ())):
        link.send(text)


def kick(channel, **why):
    for link in rooms.pop(channel, ()):
        link.say(type="unsubscribed", channel=channel, **why)


def close_all(spread=2_000):
    """Lets the clients come back within `spread` ms, when the next server is there."""
    for link in tuple(links):
        link.close(4000, json.dumps({"retryAfter": 0, "spread": spread}))
