#!/usr/bin/env python3
"""watch_peer.py MODULE_DIRECTORY --dir D --instance I: the twin of the verb watch. Says what changes about a region until killed."""
import sys
import time

sys.path.insert(0, sys.argv[1])
import ultracascade  # noqa: E402


def main():
    options = dict(zip(sys.argv[2::2], sys.argv[3::2]))
    signals = ultracascade.Signals(options["--instance"], options["--dir"], timeout=60)
    history, frames, said = signals.history("oldest"), 0, ""
    while True:
        # The state first: what a state implies was stored before it, so it is read after it.
        age_ns = signals.heartbeat_age_ns
        stale = signals.is_stale()
        state = "superseded" if signals.is_superseded() else "stale" if stale else signals.state
        generation = signals.generation
        while True:
            lost, frame = history.lost, history.poll()
            if frame is not None:
                frames += 1
            elif lost == history.lost:
                break
        now = "%s generation %d frames %d lost %d" % (state, generation, frames, history.lost)
        if now != said:
            said = now
            print("%s age_ms %d" % (now, age_ns // 1_000_000), flush=True)
        time.sleep(0.005)


if __name__ == "__main__":
    main()
