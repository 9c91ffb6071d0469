#!/usr/bin/env python3
"""Reads UltraCascade's signals from its Redis stream: each once, in order, over restarts of Redis and of itself.

    subscribe.py [--host 127.0.0.1] [--port 6379] [--stream cascade:stream] [--state FILE] [--count N]

The id of the last entry dealt with is kept in FILE, so the next start goes on behind it. Python alone is enough; with
redis-py the same is one call: client.xread({stream: last_id}, count=100, block=1000).
"""
import argparse
import json
import os
import socket
import sys
import time


class Redis:
    """As much of the Redis protocol as a subscriber needs."""

    def __init__(self, host, port):
        self.file = socket.create_connection((host, port), timeout=10).makefile("rwb")

    def call(self, *words):
        parts = [b"*%d\r\n" % len(words)]
        for word in words:
            data = str(word).encode()
            parts.append(b"$%d\r\n%s\r\n" % (len(data), data))
        self.file.write(b"".join(parts))
        self.file.flush()
        return self.read()

    def read(self):
        line = self.file.readline()
        if not line.endswith(b"\r\n"):
            raise ConnectionError("Redis closed the connection")
        kind, rest = line[:1], line[1:-2]
        if kind == b"-":
            raise ConnectionError(rest.decode())
        if kind in b"+:":
            return rest.decode()
        size = int(rest)
        if size < 0:
            return None
        if kind == b"$":
            return self.file.read(size + 2)[:-2].decode()
        return [self.read() for _ in range(size)]


def load(path):
    try:
        with open(path) as file:
            return file.read().strip() or "0-0"
    except FileNotFoundError:
        return "0-0"


def save(path, last):
    """Under another name first: half a file would be no place to go on from."""
    with open(path + ".new", "w") as file:
        file.write(last)
    os.replace(path + ".new", path)


def deal_with(entry_id, fields):
    """What your bot does with a signal."""
    signal = json.loads(fields["data"])
    if fields["level"] == "GAP":
        print(f"{entry_id} GAP {signal['lost']} signals are gone for good", flush=True)
        return
    print(f"{entry_id} {signal['symbol']} {signal['signal']} {signal['probability']:.2%}", flush=True)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--host", default="127.0.0.1")
    options.add_argument("--port", type=int, default=6379)
    options.add_argument("--stream", default="cascade:stream")
    options.add_argument("--state", default="last-id.txt")
    options.add_argument("--count", type=int, default=0)
    options = options.parse_args()
    last, seen = load(options.state), 0
    while True:
        try:
            redis = Redis(options.host, options.port)
            while True:
                reply = redis.call("XREAD", "COUNT", 100, "BLOCK", 1000, "STREAMS", options.stream, last)
                for entry_id, pairs in (reply[0][1] if reply else []):
                    deal_with(entry_id, dict(zip(pairs[::2], pairs[1::2])))
                    last = entry_id
                    save(options.state, last)
                    seen += 1
                    if seen == options.count:
                        return
        except OSError as error:
            print(f"waiting for Redis: {error}", file=sys.stderr)
            time.sleep(0.3)


if __name__ == "__main__":
    main()
