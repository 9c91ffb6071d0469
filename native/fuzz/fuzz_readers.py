#!/usr/bin/env python3
"""The Python reader on the region files of a hostile writer: RegionError or TimeoutError, else it reads. Anything else is a finding.

    fuzz_readers.py REGION_WRITER [COUNT or SECONDS with an s] [SEED]

REGION_WRITER is the program of that name, which makes a sound region. Changes some bytes of it, mostly of the header; in one run of four it says to be of the next minor
version, whose field table the reader has to take from the file, and spoils that table too.
"""
import os
import random
import struct
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))
import ultracascade  # noqa: E402

NUMBERS = [0, 1, 2, 7, 8, 255, 4095, 4096, 65535, 0x7FFFFFFF, 0xFFFFFFFF, 1 << 40, 1 << 56, 1 << 62, (1 << 63) - 1, 1 << 63, (1 << 64) - 4096, (1 << 64) - 1]
TOKENS = [b"0", b"-1", b"1", b"8", b"4096", b"4294967295", b"99999999999999999999", b"u8", b"u64", b"f32", b"field", b"struct", b"enum", b"value", b"x", b"", b"\n",
          b" ", b"class", b"_", b"slot_count", b"notify_word", b"\xff"]


def spoil_bytes(data, rng):
    for _ in range(rng.randint(1, 6)):
        at = rng.choice((rng.randrange(64) * 4, 256 + rng.randrange(64) * 8, rng.randrange(len(data) // 8) * 8))
        value = rng.choice(NUMBERS) + rng.randint(-1, 1) if rng.random() < 0.8 else rng.getrandbits(64)
        packed = struct.pack("=Q", value & 0xFFFFFFFFFFFFFFFF)[:rng.choice((4, 8))]
        data[at:at + len(packed)] = packed


def spoil_table(data, rng):
    offset, length = struct.unpack_from("=QQ", data, 40)
    words = bytes(data[offset:offset + length]).split(b" ")
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(words))
        if rng.random() < 0.2:
            del words[at]
        else:
            words[at] = rng.choice(TOKENS) + (b"\n" + words[at].partition(b"\n")[2] if b"\n" in words[at] and rng.random() < 0.7 else b"")
    text = b" ".join(words)[:length + 1000]
    data[offset:offset + len(text)] = text
    struct.pack_into("=HHIIQQQQ", data, 12, 1, 1, 4096, 3, len(data), ultracascade.fnv1a(text), offset, len(text))


def read_everything(signals):
    for index in (None, -1, 0, 1, 3, 255, 65534, 65535, 1 << 40):
        if index is not None:
            signals.name(index)
            signals.venue_bytes(index)
            try:
                signals.episode(index)
            except TimeoutError:
                pass
        try:
            frame = signals.latest(index)
        except TimeoutError:
            frame = None
        if frame is not None:
            signals.json(frame)
    _ = (signals.state, signals.generation, signals.signal_hash, signals.heartbeat_age_ns, signals.is_stale(), signals.is_superseded())
    signals.counter("events")
    signals.find("BTC/USDT:USDT")
    for start in ("latest", "oldest", 1, (1 << 63) - 1):
        history = signals.history(start)
        first, taken = history.next_sequence, 0
        for _ in range(20):
            frame = history.poll()
            if frame is not None:
                taken += 1
                signals.json(frame)
        assert history.lost + taken == history.next_sequence - first
        history.wait(0)


def attempt(directory, data):
    path = os.path.join(directory, "t", "signals")
    with open(path, "wb") as file:
        file.write(data)
    try:
        with ultracascade.Signals("t", directory) as signals:
            read_everything(signals)
        return 1
    except ultracascade.RegionError:
        return 0


def main():
    limit = sys.argv[2] if len(sys.argv) > 2 else "2000"
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    end = time.monotonic() + float(limit[:-1]) if limit.endswith("s") else None
    number = opened = 0
    with tempfile.TemporaryDirectory(prefix="uc-fuzz-", dir="/dev/shm") as directory:
        subprocess.run([sys.argv[1], directory, "t", "40", "16"], check=True)
        with open(os.path.join(directory, "t", "signals"), "rb") as file:
            good = file.read()
        assert attempt(directory, good) == 1, "the sound file cannot be read"
        while time.monotonic() < end if end is not None else number < int(limit):
            rng = random.Random(seed * 1000003 + number)
            data = bytearray(good)
            if rng.random() < 0.25:
                spoil_table(data, rng)
            else:
                spoil_bytes(data, rng)
            if rng.random() < 0.06:
                data = data[:rng.randrange(len(data) + 1)]
            try:
                opened += attempt(directory, data)
            except BaseException:
                print("input %d of seed %d" % (number, seed), file=sys.stderr)
                raise
            number += 1
    print("%d inputs, %d opened" % (number, opened))


if __name__ == "__main__":
    main()
