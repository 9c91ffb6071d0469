#!/usr/bin/env python3
"""UltraCascade for Python: read liquidation-cascade signals from shared memory. One file, Python 3.9 or later, Linux.

    import ultracascade
    signals = ultracascade.Signals("default", timeout=5)         # waits for the engine; RegionError says why not
    frame = signals.latest(signals.find("BTC/USDT:USDT"))        # a named tuple, or None; index 0 is the whole market
    history = signals.history("oldest")                          # "latest", "oldest" or a sequence
    while (frame := history.next(timeout=1)) is not None:        # history.lost counts what this reader was too slow for
        print(signals.json(frame))

The types are built from the field table that stands in the region itself. The map is read-only: nothing done here can
disturb the engine. With numpy, history.read_array() and signals.dtype give structured arrays.
As a script: python3 ultracascade.py tail --instance default --from oldest
"""
import argparse
import collections
import ctypes
import enum
import errno
import math
import mmap
import os
import platform
import re
import stat
import struct
import sys
import threading
import time

DEFAULT_DIRECTORY = "/dev/shm/ultracascade"
STALE_NS = 900_000_000
MAGIC = 0x4544414353414355
ENDIAN_MARK = 0x01020304
ABI_MAJOR, ABI_MINOR = 1, 0
LAYOUT_HASH = 0x8e68aa868d49224d  # written by native/generate_layout.py
HEADER_BYTES = 4096
WRITING = 1 << 63
SIZES = {"region_header": 4096, "instrument_entry": 128, "venue_entry": 32, "signal_frame": 256, "latest_slot": 320,
         "episode_record": 128}
FORMATS = {"u8": "B", "u16": "H", "u32": "I", "u64": "Q", "i32": "i", "i64": "q", "f32": "f", "f64": "d"}
LATEST_ATTEMPTS = 1000

# What this reader takes from the table of a region. Another minor version may name more; without these it is no table of ours.
NEEDED = {
    "region_header": {"u64": "instruments_offset venues_offset latest_offset slots_offset slot_count counters_offset episodes_offset "
                             "generation signal_hash", "i64": "heartbeat_ns cursor", "u8*16": "boot_id",
                      "u32": "instrument_capacity instrument_entry_bytes venue_capacity venue_entry_bytes latest_capacity latest_slot_bytes "
                             "slot_bytes counter_count episode_capacity state notify_word"},
    "instrument_entry": {"u64": "committed", "u8*64": "name"},
    "venue_entry": {"u64": "committed", "u8*24": "code"},
    "latest_slot": {"signal_frame": "frame"},
    "episode_record": {"i64": "number"},
    "signal_frame": {"i64": "sequence engine_sequence engine_ns exchange_ns episode_start_ns long_micro_usd60s short_micro_usd60s",
                     "u64": "episode_id", "u32": "flags venue_mask", "u16": "instrument",
                     "u8": "side level previous_level phase regime missing_factors leader_venue",
                     "f32": "probability log_odds risk pressure acceleration jerk mean_coincidence baseline_rate",
                     "f32*6": "risk_factors", "f32*8": "count_velocity usd_velocity"}}
NEEDED_ENUMS = "region_state position_side signal_level episode_phase market_regime signal_flags risk_factor engine_counter"

Status = enum.Enum("Status", "READY MISSING EMPTY TRUNCATED NOT_OURS OTHER_ENDIANNESS OTHER_ABI OTHER_LAYOUT WRONG_KIND "
                             "CORRUPT DENIED SYMLINK FAILED", start=0)


ADVICE = {Status.MISSING: "start the engine, or look at the directory and the instance",
          Status.DENIED: "join the group that owns file and directory, or run as their user",
          Status.SYMLINK: "links are not followed: name file and directory themselves",
          Status.OTHER_ABI: "use the reader of the same release", Status.OTHER_LAYOUT: "use the reader of the same release",
          Status.OTHER_ENDIANNESS: "read it on the machine that wrote it"}


class RegionError(OSError):
    """The region cannot be opened; `status` says why."""

    def __init__(self, status, path):
        advice = ADVICE.get(status, "restart its writer; if that does not help, remove the file")
        super().__init__("%s is %s: %s" % (path, status.name.lower().replace("_", " "), advice))
        self.status = status


class FieldTable:
    """The layout text of a region: structs = name -> (bytes, {field: (type, offset, count)}), enums = name -> {value: name}."""

    def __init__(self, text):
        self.structs, self.enums = {}, {}
        for line in text.splitlines():
            word, name, *rest = line.split()
            if word == "struct":
                fields = {}
                self.structs[name] = (int(rest[0]), fields)
            elif word == "field":
                fields[name] = (rest[0], int(rest[1]), int(rest[2]))
            elif word == "enum":
                values = self.enums[name] = {}
            elif word == "value":
                values[int(rest[0])] = name

    def check(self):
        """Raises ValueError unless all that is needed is there, as it has to be, and inside its struct. The table is a stranger's text."""
        sizes = {"signal_frame": SIZES["signal_frame"], **{kind: struct.calcsize("=" + code) for kind, code in FORMATS.items()}}
        for name in SIZES:
            size, fields = self.structs[name]
            for kind, offset, count in fields.values():
                align = min(8, sizes[kind])
                if not (1 <= count <= size and 0 <= offset <= size - count * sizes[kind] and offset % align == 0):
                    raise ValueError("a field of %s lies outside" % name)
        for name, kinds in NEEDED.items():
            for kind, wanted in kinds.items():
                kind, _, count = kind.partition("*")
                for field in wanted.split():
                    if (self.structs[name][1][field][0], self.structs[name][1][field][2]) != (kind, int(count or 1)):
                        raise ValueError("%s.%s is of another type" % (name, field))
        values = [(value, text) for name in NEEDED_ENUMS.split() for value, text in self.enums[name].items()]
        if not all(value >= 0 and text.isidentifier() for value, text in values) or max(self.enums["risk_factor"], default=0) > 5:
            raise ValueError("an enumeration makes no sense")

    def unpacker(self, name):
        """Returns (struct.Struct, named tuple class, [(field, first value, count or None)]) for a struct of primitives."""
        layout, slices, at, values = "=", [], 0, 0
        size, fields = self.structs[name]
        for field, (kind, offset, count) in fields.items():
            text = kind == "u8" and count > 1
            layout += "%dx%d%s" % (offset - at, count, "s" if text else FORMATS[kind])
            taken = 1 if text else count
            slices.append((field, values, None if taken == 1 else taken))
            values += taken
            at = offset + count * struct.calcsize("=" + FORMATS[kind])
        return struct.Struct(layout + "%dx" % (size - at)), collections.namedtuple(name, fields), slices

    def dtype(self, name):
        """numpy's dtype of a struct."""
        size, fields = self.structs[name]
        formats = [("=" + FORMATS[kind], (count,)) if count > 1 else "=" + FORMATS[kind] for kind, _, count in fields.values()]
        return {"names": list(fields), "formats": formats, "offsets": [f[1] for f in fields.values()], "itemsize": size}


def fnv1a(data):
    value = 14695981039346656037
    for byte in data:
        value = ((value ^ byte) * 1099511628211) & 0xFFFFFFFFFFFFFFFF
    return value


# Orders the loads before it with the loads after it, like the fences of uc_history_poll; pairs with the barriers in
# SignalWriter. x86-64 never reorders loads. Elsewhere the release of one lock and the next acquire do it.
_fence_lock = threading.Lock()


def _lock_twice():
    with _fence_lock:
        pass
    with _fence_lock:
        pass


_fence = (lambda: None) if platform.machine() in ("x86_64", "AMD64") else _lock_twice


class Futex:
    """Waits for a word of a file to change, through a read-only map of its page; polls where there is no futex call."""

    NUMBERS = {"x86_64": 202, "aarch64": 98}

    def __init__(self, fd, offset):
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._libc.mmap.restype = ctypes.c_void_p
        self._libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
        self._libc.munmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
        page = self._libc.mmap(None, HEADER_BYTES, mmap.PROT_READ, mmap.MAP_SHARED, fd, 0)
        number = self.NUMBERS.get(platform.machine())
        self._page = None if page in (None, ctypes.c_void_p(-1).value) else page
        self._number = number if ctypes.sizeof(ctypes.c_void_p) == 8 and self._page else None
        self._offset = offset

    def wait(self, seen, timeout):
        """Returns when the word is not `seen`, after `timeout` seconds, or earlier: look again."""
        if self._number is None:
            time.sleep(min(timeout, 0.005))
            return
        limit = (ctypes.c_long * 2)(int(timeout), int(timeout % 1 * 1e9))
        self._libc.syscall(ctypes.c_long(self._number), ctypes.c_void_p(self._page + self._offset), ctypes.c_long(0),
                           ctypes.c_uint32(seen), limit, ctypes.c_void_p(None), ctypes.c_long(0))

    def close(self):
        if self._page:
            self._libc.munmap(self._page, HEADER_BYTES)
        self._page = self._number = None


def _read_boot_id():
    try:
        with open("/proc/sys/kernel/random/boot_id", "rb") as file:
            return bytes.fromhex(file.read().decode().strip().replace("-", ""))
    except (OSError, ValueError):
        return None


def _is_trusted(info):
    """The rule of ultracascade/place.h: this user's, root's or one of this user's groups', and not open to everybody."""
    open_to_all = info.st_mode & stat.S_IWOTH and not (stat.S_ISDIR(info.st_mode) and info.st_mode & stat.S_ISVTX)
    return not open_to_all and (info.st_uid in (os.geteuid(), 0) or info.st_gid in (os.getegid(), *os.getgroups()))


def _check_place(path):
    """Judges the two directories above `path`; the nearer one must not be a symbolic link."""
    directory = os.path.dirname(path)
    info = os.lstat(directory)
    if not stat.S_ISDIR(info.st_mode):
        return Status.SYMLINK if stat.S_ISLNK(info.st_mode) else Status.MISSING
    return Status.READY if _is_trusted(info) and _is_trusted(os.stat(os.path.dirname(directory) or ".")) else Status.DENIED


def _check_prefix(head, size):
    """The checks that need no field table, in the order of docs/LAYOUT.md; returns (status, text offset, text bytes)."""
    if size < HEADER_BYTES:
        return (Status.TRUNCATED if size else Status.EMPTY), 0, 0
    magic = int.from_bytes(head[:8], sys.byteorder)
    if magic != MAGIC:
        swapped = int.from_bytes(head[:8][::-1], sys.byteorder) == MAGIC
        return (Status.OTHER_ENDIANNESS if swapped else Status.NOT_OURS), 0, 0
    _, mark, major, minor, header, kind, file_bytes, layout, text, length = struct.unpack_from("=QIHHIIQQQQ", head)
    status = Status.READY
    if mark != ENDIAN_MARK:
        status = Status.OTHER_ENDIANNESS if mark == 0x04030201 else Status.CORRUPT
    elif major != ABI_MAJOR:
        status = Status.OTHER_ABI
    elif minor == ABI_MINOR and layout != LAYOUT_HASH or header != HEADER_BYTES:
        status = Status.OTHER_LAYOUT
    elif kind != 3:
        status = Status.WRONG_KIND
    elif size != file_bytes:
        status = Status.TRUNCATED if size < file_bytes else Status.CORRUPT
    else:
        status = _check_section(size, text, length, 1 << 20, 1, 1)
    return status, text, length


def _check_section(size, offset, count, maximum, entry, expected):
    if entry != expected:
        return Status.OTHER_LAYOUT
    fits = 1 <= count <= maximum and HEADER_BYTES <= offset <= size and offset % 4096 == 0 and count * entry <= size - offset
    return Status.READY if fits else Status.CORRUPT


def _check_sections(h, size):
    """RegionCheck.CheckSections in C#: the first fault in the same order."""
    if h.slot_count < 2 or h.slot_count & (h.slot_count - 1):
        return Status.CORRUPT
    for section in ((h.slots_offset, h.slot_count, 1 << 30, h.slot_bytes, 256),
                    (h.instruments_offset, h.instrument_capacity, 65535, h.instrument_entry_bytes, 128),
                    (h.venues_offset, h.venue_capacity, 256, h.venue_entry_bytes, 32),
                    (h.latest_offset, h.latest_capacity, 65535, h.latest_slot_bytes, 320),
                    (h.counters_offset, h.counter_count, 4096, 8, 8),
                    (h.episodes_offset, h.episode_capacity, 1 << 20, 128, 128)):
        status = _check_section(size, *section)
        if status is not Status.READY:
            return status
    return Status.READY


class Signals:
    """An open signal region. `timeout` is how many seconds to wait for the engine to make it."""

    def __init__(self, instance="default", directory=DEFAULT_DIRECTORY, timeout=0.0):
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,30}", instance) or ".tmp-" in instance:
            raise ValueError("%r is not an instance name" % instance)
        self.path = os.path.join(directory, instance, "signals")
        deadline = time.monotonic() + timeout
        while (status := self._open()) in (Status.MISSING, Status.EMPTY) and time.monotonic() < deadline:
            time.sleep(0.02)
        if status is not Status.READY:
            raise RegionError(status, self.path)

    def _open(self):
        self._map = self._words = self._futex = None
        try:
            status = _check_place(self.path)
            if status is not Status.READY:
                return status
            fd = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError as error:
            return {errno.ENOENT: Status.MISSING, errno.ENOTDIR: Status.MISSING, errno.EACCES: Status.DENIED,
                    errno.EPERM: Status.DENIED, errno.EROFS: Status.DENIED, errno.ELOOP: Status.SYMLINK}.get(error.errno, Status.FAILED)
        try:
            return self._attach(fd)
        except (ValueError, KeyError, IndexError, struct.error, NameError):
            return Status.CORRUPT
        except OSError:
            return Status.FAILED
        finally:
            os.close(fd)

    def _attach(self, fd):
        info = os.fstat(fd)
        if not stat.S_ISREG(info.st_mode):
            return Status.NOT_OURS
        if not _is_trusted(info):
            return Status.DENIED
        head = os.pread(fd, HEADER_BYTES, 0)
        status, offset, length = _check_prefix(head, info.st_size)
        if status is not Status.READY:
            return status
        text = os.pread(fd, length, offset)
        if fnv1a(text) != struct.unpack_from("=Q", head, 32)[0]:
            return Status.CORRUPT
        self.table = FieldTable(text.decode("ascii"))
        if any(self.table.structs[name][0] != size for name, size in SIZES.items()):
            return Status.OTHER_LAYOUT
        self.table.check()
        self.header = self._unpack_with(self.table.unpacker("region_header"), head)
        status = _check_sections(self.header, info.st_size)
        if status is not Status.READY:
            return status
        self._types = {name: self.table.unpacker(name) for name in ("signal_frame", "instrument_entry", "venue_entry",
                                                                             "episode_record")}
        self._at = {field: row[1] for field, row in self.table.structs["region_header"][1].items()}
        self._frame_at = self.table.structs["latest_slot"][1]["frame"][1]
        self._identity = (info.st_dev, info.st_ino)
        self._boot_id = _read_boot_id()
        self._map = mmap.mmap(fd, info.st_size, flags=mmap.MAP_SHARED, prot=mmap.PROT_READ)
        self._bytes = memoryview(self._map)
        self._words = self._bytes.cast("Q")  # one aligned 8-byte load for each item
        self._futex = Futex(fd, self._at["notify_word"])
        return Status.READY

    @staticmethod
    def _unpack_with(unpacker, data):
        layout, kind, slices = unpacker
        values = layout.unpack(data)
        return kind(*[values[at] if count is None else values[at:at + count] for _, at, count in slices])

    def close(self):
        if self._map is not None:
            self._futex.close()
            self._words.release()
            self._bytes.release()
            self._map.close()
            self._map = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _field(self, name):
        at, kind = self._at[name], self.table.structs["region_header"][1][name][0]
        word = self._words[at // 8]
        _fence()
        if kind in ("u32", "i32"):
            return word >> (32 if (at % 8 == 4) == (sys.byteorder == "little") else 0) & 0xFFFFFFFF
        return word - (1 << 64) if kind == "i64" and word & WRITING else word

    state = property(lambda self: self.table.enums["region_state"].get(self._field("state"), "unknown"))
    generation = property(lambda self: self._field("generation"))
    signal_hash = property(lambda self: self._field("signal_hash"))
    cursor = property(lambda self: max(0, self._field("cursor")))
    notify_word = property(lambda self: self._field("notify_word"))

    @property
    def heartbeat_age_ns(self):
        """Age of the engine's heartbeat; infinite when it was written under another boot."""
        at, beat = self._at["boot_id"], self._field("heartbeat_ns")  # the beat before the clock
        other_boot = self._boot_id is not None and bytes(self._bytes[at:at + 16]) != self._boot_id
        return math.inf if other_boot or beat <= 0 else max(0, time.monotonic_ns() - beat)

    def is_stale(self):
        """True when no engine keeps the region; a region that was stopped on purpose is not stale."""
        return self.state not in ("stopped", "faulted") and self.heartbeat_age_ns > STALE_NS

    def is_superseded(self):
        """True when the path names another file now: open again."""
        try:
            info = os.lstat(self.path)
        except OSError:
            return True
        return (info.st_dev, info.st_ino) != self._identity

    def counter(self, name):
        """Counter by the name of its EngineCounter in snake case, as "events"; 0 when the region does not have it."""
        index = {v: k for k, v in self.table.enums["engine_counter"].items()}.get(name, self.header.counter_count)
        return self._words[self.header.counters_offset // 8 + index] if index < self.header.counter_count else 0

    def _entry(self, kind, offset, capacity, index):
        size = SIZES[kind]
        at = offset + index * size
        if not 0 <= index < capacity or self._words[at // 8] != index + 1:
            return None
        _fence()
        return self._unpack_with(self._types[kind], self._bytes[at:at + size])

    def instrument(self, index):
        """Directory entry, or None."""
        return self._entry("instrument_entry", self.header.instruments_offset, self.header.instrument_capacity, index)

    def name_bytes(self, index):
        entry = self.instrument(index)
        return b"#%d" % index if entry is None else entry.name.split(b"\0")[0]

    def venue_bytes(self, index):
        entry = self._entry("venue_entry", self.header.venues_offset, self.header.venue_capacity, index)
        return b"#%d" % index if entry is None else entry.code.split(b"\0")[0]

    def name(self, index):
        return self.name_bytes(index).decode("utf-8", "replace")

    def instruments(self):
        """Names by index."""
        names = []
        while self.instrument(len(names)) is not None:
            names.append(self.name(len(names)))
        return names

    def find(self, name):
        """Index of a canonical name, or None."""
        names = self.instruments()
        return names.index(name) if name in names else None

    def latest(self, instrument):
        """Newest frame of an instrument (0 = the whole market); None when there is none. TimeoutError: its writer is stuck."""
        copy = self._copy_latest(instrument)
        return None if copy is None else self._unpack_with(self._types["signal_frame"], copy)

    def _copy_latest(self, instrument):
        if instrument is None or not 0 <= instrument < self.header.latest_capacity:
            return None
        at = self.header.latest_offset + instrument * SIZES["latest_slot"]
        for _ in range(LATEST_ATTEMPTS):
            before = self._words[at // 8]
            if before == 0:
                return None
            _fence()
            copy = bytes(self._bytes[at + self._frame_at:at + self._frame_at + 256])
            _fence()
            if before < WRITING and self._words[at // 8] == before:
                return copy
        raise TimeoutError("the slot of instrument %d stays half written" % instrument)

    def episode(self, number):
        """What is known of episode `number`, from 1; None when there is none yet or its slot has a newer one."""
        if number < 1:
            return None
        at = self.header.episodes_offset + ((number - 1) & (self.header.episode_capacity - 1)) * SIZES["episode_record"]
        for _ in range(LATEST_ATTEMPTS):
            before = self._words[at // 8]
            if before == 0:
                return None
            _fence()
            copy = bytes(self._bytes[at:at + SIZES["episode_record"]])
            _fence()
            if before < WRITING and self._words[at // 8] == before:
                record = self._unpack_with(self._types["episode_record"], copy)
                return record if record.number == number else None
        raise TimeoutError("the slot of episode %d stays half written" % number)

    def history(self, start="latest"):
        return History(self, start)

    def json(self, frame):
        return format_signal(self, frame).decode("utf-8")

    @property
    def dtype(self):
        """numpy's dtype of a signal frame."""
        import numpy
        return numpy.dtype(self.table.dtype("signal_frame"))


class History:
    """A position in the history. `next_sequence` is the frame to come, `lost` counts those this reader was too slow for."""

    def __init__(self, signals, start):
        self._signals, self.lost = signals, 0
        self._slots, self._offset = signals.header.slot_count, signals.header.slots_offset
        cursor = signals.cursor
        oldest = max(1, cursor - self._slots + 2)  # the slot after the newest may be in the writer's hands
        self.next_sequence = {"latest": cursor + 1, "oldest": oldest}.get(start) or max(1, int(start))
        while start == "oldest" and self.next_sequence <= cursor and self._stored() & ~WRITING < self.next_sequence:
            self.next_sequence += 1  # never there: repaired in a restart, or empty in a ring made anew

    def _stored(self):
        return self._signals._words[(self._offset + (self.next_sequence & (self._slots - 1)) * 256) // 8]

    def poll(self):
        """The next frame, or None: nothing there yet, or frames were lost (then `lost` rose; poll again)."""
        copy = self._take()
        return None if copy is None else self._signals._unpack_with(self._signals._types["signal_frame"], copy)

    def _take(self):
        words, at = self._signals._words, self._offset + (self.next_sequence & (self._slots - 1)) * 256
        if words[at // 8] == self.next_sequence:
            _fence()
            copy = bytes(self._signals._bytes[at:at + 256])
            _fence()
            if words[at // 8] == self.next_sequence:
                self.next_sequence += 1
                return copy
        # The cursor first: it is stored after its slot, so a slot loaded after it cannot be older than it says.
        cursor = self._signals.cursor
        found = self._stored()
        resume = max(1, cursor - self._slots + 1)
        if found & ~WRITING > self.next_sequence:
            resume += max(1, self._slots // 8)
        elif found == self.next_sequence or cursor < self.next_sequence:
            return None
        resume = max(resume, self.next_sequence + 1)
        self.lost += resume - self.next_sequence
        self.next_sequence = resume
        return None

    def wait(self, timeout):
        """True as soon as there is something to poll, False after `timeout` seconds."""
        deadline = time.monotonic() + timeout
        while True:
            seen = self._signals.notify_word
            if self._signals.cursor >= self.next_sequence:
                return True
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            self._signals._futex.wait(seen, min(left, 0.1))

    def next(self, timeout=0.0):
        """The next frame, waiting for it; None after `timeout` seconds without one."""
        while True:
            lost = self.lost
            frame = self.poll()
            if frame is not None or (self.lost == lost and not self.wait(timeout)):
                return frame

    def read_array(self, limit=4096):
        """Up to `limit` frames that are there, as a numpy structured array."""
        import numpy
        copies, lost = [], -1
        while len(copies) < limit and (lost != self.lost or self._signals.cursor >= self.next_sequence):
            lost, copy = self.lost, self._take()
            copies += [copy] if copy is not None else []
        return numpy.frombuffer(b"".join(copies), dtype=self._signals.dtype)


def _number(value):
    return b"%.9g" % value if math.isfinite(value) else b"null"


def _numbers(values):
    return b"[" + b",".join(map(_number, values)) + b"]"


def _text(value):
    """A JSON string of bytes, as docs/LAYOUT.md defines it."""
    try:
        value.decode("utf-8")
        valid = True
    except UnicodeDecodeError:
        valid = False
    out = b""
    for byte in value:
        if byte < 0x20 or byte == 0x7F:
            out += b"\\u%04x" % byte
        else:
            out += (b"\\" if byte in b'"\\' else b"") + (b"\\ufffd" if byte >= 0x80 and not valid else bytes((byte,)))
    return b'"' + out + b'"'


def format_signal(signals, frame):
    """The frame as one line of JSON without its end, as UTF-8 bytes: the same bytes as from C, C++ and C#."""
    enums = signals.table.enums

    def name(kind, value):
        found = enums[kind].get(value)
        return _text(b"#%d" % value if found is None else found.encode() if kind == "position_side" else found.upper().encode())

    def us(ns):
        return b"%d" % (ns // 1000 if ns >= 0 else -(-ns // 1000))

    def usd(micro):
        return b"%s%d.%06d" % (b"-" if micro < 0 else b"", *divmod(abs(micro), 1_000_000))

    def bits(mask):
        return [bit for bit in range(32) if mask >> bit & 1]

    factors = [b'"%s":%s' % (factor.encode(), b"null" if frame.missing_factors >> i & 1 else _number(frame.risk_factors[i]))
               for i, factor in sorted(enums["risk_factor"].items())]
    items = [
        (b"sequence", b"%d" % frame.sequence), (b"ts_us", us(frame.engine_ns)), (b"exchange_ts_us", us(frame.exchange_ns)),
        (b"instrument", _text(signals.name_bytes(frame.instrument))), (b"side", name("position_side", frame.side)),
        (b"level", name("signal_level", frame.level)), (b"previous_level", name("signal_level", frame.previous_level)),
        (b"phase", name("episode_phase", frame.phase)), (b"episode_id", b"%d" % frame.episode_id),
        (b"episode_start_us", us(frame.episode_start_ns)), (b"probability", _number(frame.probability)),
        (b"risk", _number(frame.risk)), (b"risk_factors", b"{" + b",".join(factors) + b"}"),
        (b"pressure", _number(frame.pressure)), (b"regime", name("market_regime", frame.regime)),
        (b"counts_per_s", _numbers(frame.count_velocity)), (b"usd_per_s", _numbers(frame.usd_velocity)),
        (b"acceleration", _number(frame.acceleration)), (b"jerk", _number(frame.jerk)),
        (b"coincidence", _number(frame.mean_coincidence)),
        (b"leader", _text(signals.venue_bytes(frame.leader_venue)) if frame.leader_venue else b"null"),
        (b"venues", b"[" + b",".join(_text(signals.venue_bytes(v)) for v in bits(frame.venue_mask)) + b"]"),
        (b"flags", b"[" + b",".join(name("signal_flags", 1 << bit) for bit in bits(frame.flags)) + b"]"),
        (b"log_odds", _number(frame.log_odds)), (b"baseline_per_s", _number(frame.baseline_rate)),
        (b"long_usd_60s", usd(frame.long_micro_usd60s)), (b"short_usd_60s", usd(frame.short_micro_usd60s)),
        (b"engine_sequence", b"%d" % frame.engine_sequence)]
    return b"{" + b",".join(b'"%s":%s' % item for item in items) + b"}"


def main():
    parser = argparse.ArgumentParser(description="Follows the signals of an UltraCascade engine, one JSON object a line.")
    parser.add_argument("verb", choices=["tail"])
    parser.add_argument("--dir", default=DEFAULT_DIRECTORY)
    parser.add_argument("--instance", default="default")
    parser.add_argument("--from", dest="start", default="latest", help="latest, oldest or a sequence")
    parser.add_argument("--count", type=int, default=0, help="stop after so many frames (0: never)")
    parser.add_argument("--timeout", type=float, default=10.0, help="stop after so many seconds without a frame")
    options = parser.parse_args()
    try:
        with Signals(options.instance, options.dir, options.timeout) as signals:
            history, printed = signals.history(options.start), 0
            while (frame := history.next(options.timeout)) is not None:
                sys.stdout.buffer.write(format_signal(signals, frame) + b"\n")
                sys.stdout.buffer.flush()
                printed += 1
                if printed == options.count:
                    break
            if history.lost:
                print("lost %d" % history.lost, file=sys.stderr)
    except (RegionError, ValueError) as error:
        print(error, file=sys.stderr)
        return 5 if isinstance(error, RegionError) else 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
