#!/usr/bin/env python3
"""Follows the signals of an engine and prints each as a line of JSON: tail.c in Python, with the same options.

It is what `python3 ultracascade.py tail` does, spelt out.
"""
import argparse
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "python"))
import ultracascade  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dir", default=ultracascade.DEFAULT_DIRECTORY)
    parser.add_argument("--instance", default="default")
    parser.add_argument("--from", dest="start", default="latest", help="latest, oldest or a sequence")
    parser.add_argument("--count", type=int, default=0)
    parser.add_argument("--timeout", type=float, default=10.0)
    options = parser.parse_args()
    try:
        signals = ultracascade.Signals(options.instance, options.dir, options.timeout)
    except ultracascade.RegionError as error:
        print(error, file=sys.stderr)
        return 5

    history = signals.history(options.start)
    printed = 0
    while options.count == 0 or printed < options.count:
        frame = history.next(options.timeout)
        if frame is None:
            break
        print(signals.json(frame), flush=True)
        printed += 1

    if history.lost:
        print("lost", history.lost, file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(main())
