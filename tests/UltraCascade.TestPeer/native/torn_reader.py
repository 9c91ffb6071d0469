#!/usr/bin/env python3
"""torn_reader.py MODULE_DIRECTORY --dir D --instance I --reads N: the twin of the verb torn-read; TornFrame.cs explains the frames."""
import struct
import sys

sys.path.insert(0, sys.argv[1])
import ultracascade  # noqa: E402

INSTRUMENT = 1
FACTOR = 0x9E3779B97F4A7C15
INVERSE = pow(FACTOR, -1, 1 << 64)
MASK = (1 << 64) - 1


def is_torn(words):
    version = (words[1] * INVERSE - 1) & MASK
    return any(words[i] != (version + i) * FACTOR & MASK for i in range(1, 32))


def main():
    options = dict(zip(sys.argv[2::2], sys.argv[3::2]))
    signals = ultracascade.Signals(options["--instance"], options["--dir"])
    history, layout = signals.history("oldest"), struct.Struct("=32Q")
    first, torn, frames, latest, lapped = history.next_sequence, 0, 0, 0, 0
    while latest + frames < int(options["--reads"]):
        # The raw copies behind latest() and poll(): unpacking would quieten the signalling NaNs among these words.
        try:
            copy = signals._copy_latest(INSTRUMENT)
        except TimeoutError:  # the writer was descheduled in the middle of a slot
            copy = None
        if copy is not None:
            torn += is_torn(layout.unpack(copy))
            latest += 1
        for _ in range(4):
            lost, copy = history.lost, history._take()
            if copy is not None:
                words = layout.unpack(copy)
                torn += is_torn(words) or words[1] != (words[0] + 1) * FACTOR & MASK
                frames += 1
            lapped += history.lost != lost
    print("latest %d history %d lapped %d lost %d torn %d" % (latest, frames, lapped, history.lost, torn))
    return 0 if torn == 0 and frames + history.lost == history.next_sequence - first else 3


if __name__ == "__main__":
    sys.exit(main())
