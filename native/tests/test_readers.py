#!/usr/bin/env python3
"""The readers against layout.txt and against each other: C, C++ and Python. Run by ctest: test_readers.py BUILD_DIRECTORY"""
import json
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest

NATIVE = pathlib.Path(__file__).resolve().parent.parent
BUILD = pathlib.Path(sys.argv.pop()) if len(sys.argv) > 1 else NATIVE / "build"
sys.path.insert(0, str(NATIVE / "python"))
import ultracascade  # noqa: E402

LAYOUT = (NATIVE / "layout.txt").read_text()


def run(*command):
    return subprocess.run([str(part) for part in command], check=True, capture_output=True, timeout=120)


class RegionTest(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.mkdtemp(prefix="uc-test-", dir="/dev/shm")
        self.addCleanup(shutil.rmtree, self.directory)
        self.path = os.path.join(self.directory, "t", "signals")

    def write(self, frames, slots=1024):
        run(BUILD / "tests" / "region_writer", self.directory, "t", frames, slots)

    def open(self):
        return ultracascade.Signals("t", self.directory)


class LayoutTest(RegionTest):
    def test_generated_files_are_current(self):
        run(sys.executable, NATIVE / "generate_layout.py", "--check")

    def test_c_sees_the_layout(self):
        structs = "".join(line + "\n" for line in LAYOUT.splitlines() if not line.startswith(("enum", "value")))
        self.assertEqual(run(BUILD / "tests" / "print_layout").stdout.decode(), structs)

    def test_python_sees_the_layout(self):
        self.assertEqual(ultracascade.fnv1a(LAYOUT.encode()), ultracascade.LAYOUT_HASH)
        self.write(1)
        with self.open() as signals:
            h = signals.header
            self.assertEqual(bytes(signals._bytes[h.text_offset:h.text_offset + h.text_bytes]).decode(), LAYOUT)
            for name, size in ultracascade.SIZES.items():
                if name != "latest_slot":
                    self.assertEqual(signals.table.unpacker(name)[0].size, size)

    def test_numpy_sees_the_layout(self):
        try:
            import numpy  # noqa: F401
        except ImportError:
            self.skipTest("numpy is not installed")
        self.write(700)
        with self.open() as signals:
            self.assertEqual(signals.dtype.itemsize, 256)
            for field, (_, offset, _) in signals.table.structs["signal_frame"][1].items():
                self.assertEqual(signals.dtype.fields[field][1], offset)
            rows = signals.history("oldest").read_array(600)
            frames, history = [], signals.history("oldest")
            while len(frames) < 600:
                frames.append(history.poll())
            self.assertEqual([int(s) for s in rows["sequence"]], [f.sequence for f in frames])
            self.assertTrue(all(tuple(float(x) for x in r["usd_velocity"]) == f.usd_velocity for r, f in zip(rows, frames)))


class AgreementTest(RegionTest):
    def tail(self, *options):
        common = ["--dir", self.directory, "--instance", "t", "--timeout", "0.1", *options]
        lines = [run(BUILD / "examples" / "tail", *common), run(BUILD / "examples" / "tail_cpp", *common),
                 run(sys.executable, NATIVE / "examples" / "tail.py", *common),
                 run(sys.executable, NATIVE / "python" / "ultracascade.py", "tail", *common)]
        for other in lines[1:]:
            self.assertEqual(lines[0].stdout, other.stdout)
            self.assertEqual(lines[0].stderr, other.stderr)
        return lines[0]

    def test_all_tails_print_the_same_bytes(self):
        self.write(1000)
        lines = self.tail("--from", "oldest").stdout.splitlines()
        self.assertEqual([json.loads(line)["sequence"] for line in lines], list(range(1, 1001)))
        self.assertEqual(len(self.tail("--from", "990", "--count", "5").stdout.splitlines()), 5)
        self.assertEqual(self.tail("--from", "latest").stdout, b"")

    def test_all_tails_count_the_same_loss(self):
        self.write(1000, 64)
        self.assertEqual(self.tail("--from", "1").stderr, b"lost 944\n")
        self.assertEqual(len(self.tail("--from", "oldest").stdout.splitlines()), 63)

    def test_latest_is_the_newest_frame_of_each_instrument(self):
        self.write(100)
        printed = run(BUILD / "examples" / "latest", "--dir", self.directory, "--instance", "t").stdout.decode().splitlines()
        with self.open() as signals:
            mine = [signals.json(signals.latest(i)) for i in range(6)]
            self.assertIsNone(signals.latest(6))
            self.assertEqual(printed, mine)
            self.assertEqual(signals.find("BTC/USDT:USDT"), 1)
            self.assertEqual(signals.state, "stopped")
            self.assertFalse(signals.is_stale() or signals.is_superseded())

    def test_a_region_that_is_not_there_is_exit_code_5(self):
        for command in ([BUILD / "examples" / "tail"], [BUILD / "examples" / "tail_cpp"], [BUILD / "examples" / "latest"],
                        [sys.executable, NATIVE / "examples" / "tail.py"]):
            result = subprocess.run([*command, "--dir", self.directory, "--timeout", "0.01"], capture_output=True, timeout=60)
            self.assertEqual(result.returncode, 5)
            self.assertIn(b"default/signals", result.stderr)

    def test_the_feed_example_is_read_back(self):
        run(BUILD / "examples" / "feed_writer", "--dir", self.directory, "--instance", "t", "--count", "2")
        with open(os.path.join(self.directory, "t", "feed-example"), "rb") as file:
            data = file.read()
        offset, slots = struct.unpack_from("=QQ", data, 104)
        self.assertEqual(slots, 65536)
        self.assertEqual([struct.unpack_from("=q50xB", data, offset + i * 64) for i in range(6)],
                         [(0, 0), (1, 2), (2, 1), (3, 2), (4, 1), (0, 0)])

    def test_examples_are_short(self):
        for path in (NATIVE / "examples").iterdir():
            self.assertLess(len(path.read_text().splitlines()), 60, path.name)


class HostileTest(RegionTest):
    """What test_open.c does to the C reader, done to the Python reader."""

    def status_with(self, offset, layout, value):
        original = pathlib.Path(self.path).read_bytes()
        changed = bytearray(original)
        struct.pack_into("=" + layout, changed, offset, value)
        pathlib.Path(self.path).write_bytes(changed)
        try:
            return self.status()
        finally:
            pathlib.Path(self.path).write_bytes(original)

    def status(self):
        try:
            with self.open():
                return "READY"
        except ultracascade.RegionError as error:
            return error.status.name

    def test_each_wrong_header_has_a_name(self):
        self.write(3, 64)
        rows = {f: (o, ultracascade.FORMATS[k]) for f, (k, o, n) in
                ultracascade.FieldTable(LAYOUT).structs["region_header"][1].items() if n == 1}
        size = os.path.getsize(self.path)
        cases = [("magic", 1, "NOT_OURS"), ("magic", 0x5543415343414445, "OTHER_ENDIANNESS"),
                 ("endian_mark", 0x04030201, "OTHER_ENDIANNESS"), ("endian_mark", 0, "CORRUPT"), ("abi_major", 2, "OTHER_ABI"),
                 ("layout_hash", 1, "OTHER_LAYOUT"), ("region_kind", 1, "WRONG_KIND"), ("header_bytes", 1, "OTHER_LAYOUT"),
                 ("file_bytes", size + 1, "TRUNCATED"), ("file_bytes", size - 1, "CORRUPT"), ("slot_count", 0, "CORRUPT"),
                 ("slot_count", 63, "CORRUPT"), ("slot_count", 1 << 56, "CORRUPT"), ("instrument_capacity", 0, "CORRUPT"),
                 ("venue_capacity", 257, "CORRUPT"), ("latest_slot_bytes", 1, "OTHER_LAYOUT"), ("counter_count", 0, "CORRUPT")]
        for field in ("text_offset", "counters_offset", "instruments_offset", "venues_offset", "latest_offset", "slots_offset"):
            cases += [(field, value, "CORRUPT") for value in (0, 8, 4104, 1 << 40, 1 << 63, (1 << 64) - 4096)]
        for field, value, status in cases:
            self.assertEqual(self.status_with(*rows[field], value), status, (field, value))
        self.assertEqual(self.status_with(4096 + 100, "B", 0), "CORRUPT")
        self.assertEqual(self.status(), "READY")

    def test_places_of_others_are_refused(self):
        self.write(3, 64)
        os.symlink(os.path.join(self.directory, "t"), os.path.join(self.directory, "alias"))
        with self.assertRaises(ultracascade.RegionError) as caught:
            ultracascade.Signals("alias", self.directory)
        self.assertEqual(caught.exception.status.name, "SYMLINK")
        for place in (self.path, os.path.dirname(self.path), self.directory):
            mode = os.stat(place).st_mode & 0o7777
            os.chmod(place, 0o777)
            self.assertEqual(self.status(), "DENIED", place)
            os.chmod(place, mode)
            if os.geteuid() == 0:
                os.chown(place, 54321, 54321)
                self.assertEqual(self.status(), "DENIED", place)
                os.chown(place, 54321, 0)
                self.assertEqual(self.status(), "READY", place)
                os.chown(place, 0, 0)

    def status_with_table(self, change):
        """As a region of the next minor version whose field table was changed so."""
        original = bytearray(pathlib.Path(self.path).read_bytes())
        changed, text = bytearray(original), change(LAYOUT).encode()
        self.assertNotEqual(text, LAYOUT.encode())
        changed[4096:4096 + len(text)] = text
        struct.pack_into("=HHIIQQQQ", changed, 12, 1, 1, 4096, 3, len(changed), ultracascade.fnv1a(text), 4096, len(text))
        pathlib.Path(self.path).write_bytes(changed)
        try:
            return self.status()
        finally:
            pathlib.Path(self.path).write_bytes(original)

    def test_a_table_of_a_later_minor_is_believed_only_if_it_can_be(self):
        self.write(3, 64)
        self.assertEqual(self.status_with_table(lambda text: text.replace("field reserved0 u16", "field bell u16")), "READY")
        for old, new in (("field boot_id u8 176 16\n", ""), ("field generation u64", "field generation2 u64"), ("field cursor i64", "field cursor u64"),
                         ("field risk_factors f32 96 6", "field risk_factors f32 96 5"), ("field notify_word u32 640 1", "field notify_word u32 4094 1"),
                         ("field version i64 0 1\nfield frame signal_frame 64", "field version i64 0 1\nfield frame signal_frame 72"),
                         ("field heartbeat_ns i64 256 1", "field heartbeat_ns i64 257 1"), ("enum position_side", "enum other"),
                         ("field jerk f32 124 1", "field jerk f32 124 100000000")):
            self.assertEqual(self.status_with_table(lambda text: text.replace(old, new)), "CORRUPT", new)

    def test_each_wrong_file_has_a_name(self):
        self.assertEqual(self.status(), "MISSING")
        self.write(3, 64)
        whole = pathlib.Path(self.path).read_bytes()
        for length, status in ((0, "EMPTY"), (3, "TRUNCATED"), (4095, "TRUNCATED"), (4096, "TRUNCATED"), (len(whole) // 2, "TRUNCATED")):
            pathlib.Path(self.path).write_bytes(whole[:length])
            self.assertEqual(self.status(), status)
        os.rename(self.path, self.path + ".x")
        os.symlink(self.path + ".x", self.path)
        self.assertEqual(self.status(), "SYMLINK")
        os.unlink(self.path)
        os.mkfifo(self.path)
        self.assertEqual(self.status(), "NOT_OURS")


class TornTest(RegionTest):
    def test_python_reads_no_torn_frame(self):
        writer = subprocess.Popen([str(BUILD / "tests" / "test_torn"), "write", self.directory, "t"])
        try:
            signals = ultracascade.Signals("t", self.directory, timeout=60)
            history, checked = signals.history("oldest"), 0
            layout = struct.Struct("=32Q")
            while checked < 20000:
                for source in (lambda: history._take(), lambda: self.latest_copy(signals)):
                    copy = source()
                    if copy is None:
                        continue
                    words = layout.unpack(copy)
                    version = (words[1] * 0xF1DE83E19937733D - 1) % (1 << 64)  # the factor's inverse
                    self.assertTrue(all(words[i] == (version + i) * 0x9E3779B97F4A7C15 % (1 << 64) for i in range(1, 32) if i != 8))
                    checked += 1
            signals.close()
        finally:
            writer.kill()
            writer.wait()

    @staticmethod
    def latest_copy(signals):
        try:
            return signals._copy_latest(2)
        except TimeoutError:  # the writer was descheduled in the middle of a slot
            return None


if __name__ == "__main__":
    unittest.main()
