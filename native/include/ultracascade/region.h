/*
 * One region: why it can or cannot be opened, and whether its writer is alive.
 *
 * A file is believed only after its header was copied and every offset in the copy was checked against the real size of
 * the file; only the copy is followed afterwards. Owners never shrink a file: they rename a new one over it.
 */
#ifndef ULTRACASCADE_REGION_H
#define ULTRACASCADE_REGION_H

#include "atomics.h"
#include "place.h"
#include "records.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#define UC_DEFAULT_DIRECTORY "/dev/shm/ultracascade"
#define UC_DEFAULT_INSTANCE "default"
#define UC_PATH_BYTES 512
#define UC_STALE_NS INT64_C(900000000) /* a heartbeat older than this means a dead or stuck writer */

/* Why a region cannot be opened. The last three are for feed writers. */
typedef enum uc_status {
    UC_READY,
    UC_MISSING,
    UC_EMPTY,
    UC_TRUNCATED,
    UC_NOT_OURS,
    UC_OTHER_ENDIANNESS,
    UC_OTHER_ABI,
    UC_OTHER_LAYOUT,
    UC_WRONG_KIND,
    UC_CORRUPT,
    UC_DENIED,
    UC_SYMLINK,
    UC_FAILED,
    UC_HELD,
    UC_NO_SPACE,
    UC_BAD_NAME
} uc_status;

/* A mapped region. `header` is the checked copy of its first 256 bytes; what changes is read through the map. */
typedef struct uc_region {
    unsigned char *address; /* NULL = not open */
    uint64_t bytes;
    uc_region_header header;
    uint64_t device;
    uint64_t inode;
    uint8_t boot_id[16]; /* of this machine now; zero when it cannot be read */
    char path[UC_PATH_BYTES];
} uc_region;

/* A sentence for people: what the status means and what to do. */
static inline const char *uc_status_text(uc_status status)
{
    static const char *const texts[] = {
        "ready",
        "the file does not exist: start the engine, or look at --dir and --instance",
        "the file has no bytes: it is not a region; remove it while no engine runs",
        "the file is shorter than its header says: it is damaged; remove it while no engine runs",
        "the file is not a region of UltraCascade",
        "the region was written by a machine of the other byte order",
        "the region has another ABI version: use the reader of the same release",
        "the region has another layout: use the reader of the same release",
        "the region is of another kind than the one asked for",
        "the header is corrupt: an offset, size or count is impossible",
        "permission denied, or somebody else's: join the group that owns file and directory (modes 0640, 0750), or run as their user",
        "the path or its directory is a symbolic link, which is never followed",
        "the system refused; see errno",
        "another process holds the lock: one writer at a time",
        "not enough space in the file system of the directory",
        "not a valid name: [A-Za-z0-9][A-Za-z0-9._-]{0,30} without .tmp-"
    };
    return (unsigned)status < sizeof texts / sizeof texts[0] ? texts[status] : "unknown status";
}

static inline int64_t uc_now_ns(clockid_t clock)
{
    struct timespec now;
    (void)clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000000 + (int64_t)now.tv_nsec;
}

/* Instance and feed names become file names, so they cannot leave their directory. */
static inline int uc_is_valid_name(const char *name)
{
    size_t length = strlen(name);
    if (length < 1 || length > 31 || name[0] == '.' || name[0] == '_' || name[0] == '-' || strstr(name, ".tmp-") != NULL) {
        return 0;
    }

    return strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-") == length;
}

/* `<directory>/<instance>/<prefix><name>`. UC_BAD_NAME when it is not one. */
static inline uc_status uc_path_of(char *path, const char *directory, const char *instance, const char *prefix, const char *name)
{
    if (!uc_is_valid_name(instance) || (name[0] != '\0' && !uc_is_valid_name(name))) {
        return UC_BAD_NAME;
    }

    int length = snprintf(path, UC_PATH_BYTES, "%s/%s/%s%s", directory, instance, prefix, name);
    return length > 0 && length < UC_PATH_BYTES ? UC_READY : UC_BAD_NAME;
}

/* The 16 bytes of the kernel's boot id; zero when /proc cannot tell. */
static inline void uc_read_boot_id(uint8_t boot_id[16])
{
    char text[40] = {0};
    memset(boot_id, 0, 16);
    int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return;
    }

    ssize_t length = read(fd, text, sizeof text - 1);
    (void)close(fd);
    unsigned digits = 0;
    for (ssize_t i = 0; i < length && digits < 32; i++) {
        int value = text[i] >= '0' && text[i] <= '9' ? text[i] - '0' : text[i] >= 'a' && text[i] <= 'f' ? text[i] - 'a' + 10 : -1;
        if (value >= 0) {
            boot_id[digits / 2] = (uint8_t)(boot_id[digits / 2] << 4 | value);
            digits++;
        }
    }
}

/* One section: has our entries, begins behind the header on a page, and ends inside the file. No sum can overflow. */
static inline uc_status uc_check_section(uint64_t file_bytes, uint64_t offset, uint64_t count, uint64_t maximum,
                                         uint64_t entry_bytes, uint64_t expected)
{
    if (entry_bytes != expected) {
        return UC_OTHER_LAYOUT;
    }

    int fits = count >= 1 && count <= maximum && offset >= UC_HEADER_BYTES && offset % UC_SECTION_ALIGNMENT == 0 &&
               offset <= file_bytes && count <= (file_bytes - offset) / expected;
    return fits ? UC_READY : UC_CORRUPT;
}

static inline uc_status uc_check_directory(const uc_region_header *h)
{
    uc_status status = uc_check_section(h->file_bytes, h->instruments_offset, h->instrument_capacity, UC_MAX_INSTRUMENTS,
                                        h->instrument_entry_bytes, sizeof(uc_instrument_entry));
    return status != UC_READY ? status
                              : uc_check_section(h->file_bytes, h->venues_offset, h->venue_capacity, 256, h->venue_entry_bytes,
                                                 sizeof(uc_venue_entry));
}

static inline uc_status uc_check_slots(const uc_region_header *h, uint64_t slot_bytes)
{
    if (h->slot_count < 2 || (h->slot_count & (h->slot_count - 1)) != 0) {
        return UC_CORRUPT;
    }

    return uc_check_section(h->file_bytes, h->slots_offset, h->slot_count, UC_MAX_SLOTS, h->slot_bytes, slot_bytes);
}

static inline uc_status uc_check_ring(const uc_region_header *h)
{
    uc_status status = uc_check_section(h->file_bytes, h->feeds_offset, h->feed_capacity, UC_MAX_FEEDS, h->feed_entry_bytes,
                                        sizeof(uc_feed_entry));
    return status != UC_READY ? status
                              : uc_check_section(h->file_bytes, h->provenance_offset, h->slot_count, UC_MAX_SLOTS,
                                                 h->provenance_entry_bytes, sizeof(uc_provenance));
}

static inline uc_status uc_check_signals(const uc_region_header *h)
{
    uc_status status = uc_check_section(h->file_bytes, h->latest_offset, h->latest_capacity, UC_MAX_INSTRUMENTS,
                                        h->latest_slot_bytes, sizeof(uc_latest_slot));
    if (status == UC_READY) {
        status = uc_check_section(h->file_bytes, h->counters_offset, h->counter_count, UC_MAX_COUNTERS, sizeof(uint64_t),
                                  sizeof(uint64_t));
    }

    if (status == UC_READY && (h->episode_capacity == 0 || (h->episode_capacity & (h->episode_capacity - 1)) != 0)) {
        return UC_CORRUPT;
    }

    return status != UC_READY ? status
                              : uc_check_section(h->file_bytes, h->episodes_offset, h->episode_capacity, UC_MAX_EPISODES,
                                                 sizeof(uc_episode_record), sizeof(uc_episode_record));
}

static inline uc_status uc_check_sections(const uc_region_header *h)
{
    int signals = h->region_kind == UC_REGION_KIND_SIGNALS;
    uc_status status = uc_check_section(h->file_bytes, h->text_offset, h->text_bytes, UC_MAX_TEXT_BYTES, 1, 1);
    if (status == UC_READY) {
        status = uc_check_slots(h, signals ? sizeof(uc_signal_frame) : sizeof(uc_event_record));
    }

    if (status == UC_READY && h->region_kind != UC_REGION_KIND_RING) {
        status = uc_check_directory(h);
    }

    if (status == UC_READY && h->region_kind != UC_REGION_KIND_FEED) {
        status = signals ? uc_check_signals(h) : uc_check_ring(h);
    }

    return status;
}

/* Byte order and version: whether the rest of the header can be understood. A writer needs its own minor exactly. */
static inline uc_status uc_check_version(const uc_region_header *h, int writable)
{
    if (h->magic != UC_MAGIC) {
        return h->magic == UC_SWAPPED_MAGIC ? UC_OTHER_ENDIANNESS : UC_NOT_OURS;
    }

    if (h->endian_mark != UC_ENDIAN_MARK) {
        return h->endian_mark == UC_SWAPPED_ENDIAN_MARK ? UC_OTHER_ENDIANNESS : UC_CORRUPT;
    }

    int same_minor = h->abi_minor == UC_ABI_MINOR;
    if (h->abi_major != UC_ABI_MAJOR || (writable && !same_minor)) {
        return UC_OTHER_ABI;
    }

    /* Another minor gives names to reserved fields, so its text differs; the sizes of its entries may not. */
    return (same_minor && h->layout_hash != UC_LAYOUT_HASH) || h->header_bytes != UC_HEADER_BYTES ? UC_OTHER_LAYOUT : UC_READY;
}

/* Checks a copy of a header against the size of its file, in the order of docs/LAYOUT.md: RegionCheck.Check in C#. */
static inline uc_status uc_check_header(const uc_region_header *h, uint64_t file_bytes, uint32_t kind, int writable)
{
    if (file_bytes < UC_HEADER_BYTES) {
        return file_bytes == 0 ? UC_EMPTY : UC_TRUNCATED;
    }

    uc_status status = uc_check_version(h, writable);
    if (status != UC_READY) {
        return status;
    }

    if (h->region_kind != kind) {
        return UC_WRONG_KIND;
    }

    if (file_bytes != h->file_bytes) {
        return file_bytes < h->file_bytes ? UC_TRUNCATED : UC_CORRUPT;
    }

    return uc_check_sections(h);
}

static inline uc_status uc_status_of_errno(int error)
{
    switch (error) {
    case ENOENT:
    case ENOTDIR:
        return UC_MISSING;
    case EACCES:
    case EPERM:
    case EROFS:
        return UC_DENIED;
    case ELOOP:
        return UC_SYMLINK;
    case ENOSPC:
    case EDQUOT:
        return UC_NO_SPACE;
    default:
        return UC_FAILED;
    }
}

/* Checks an open file and maps it. The caller keeps the descriptor. */
static inline uc_status uc_region_map(uc_region *region, int fd, uint32_t kind, int writable)
{
    struct stat status;
    region->address = NULL;
    if (fstat(fd, &status) < 0) {
        return UC_FAILED;
    }

    if (!S_ISREG(status.st_mode)) {
        return UC_NOT_OURS;
    }

    if (!uc_is_trusted(&status)) {
        return UC_DENIED;
    }

    memset(&region->header, 0, sizeof region->header);
    if (pread(fd, &region->header, offsetof(uc_region_header, heartbeat_ns), 0) < 0) {
        return UC_FAILED;
    }

    uc_status checked = uc_check_header(&region->header, (uint64_t)status.st_size, kind, writable);
    if (checked != UC_READY) {
        return checked;
    }

    /* A writer takes its pages now, not in the middle of publishing. */
    void *address = mmap(NULL, (size_t)status.st_size, writable ? PROT_READ | PROT_WRITE : PROT_READ,
                         writable ? MAP_SHARED | MAP_POPULATE : MAP_SHARED, fd, 0);
    if (address == MAP_FAILED) {
        return UC_FAILED;
    }

    region->address = (unsigned char *)address;
    region->bytes = (uint64_t)status.st_size;
    region->device = (uint64_t)status.st_dev;
    region->inode = (uint64_t)status.st_ino;
    uc_read_boot_id(region->boot_id);
    return UC_READY;
}

/* Opens a region read-only; region->path is set by the caller. Never follows a symlink, never hangs on a pipe. */
static inline uc_status uc_region_open(uc_region *region, uint32_t kind)
{
    region->address = NULL;
    int error = uc_check_place(region->path);
    if (error != 0) {
        return uc_status_of_errno(error);
    }

    int fd = open(region->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0) {
        return uc_status_of_errno(errno);
    }

    uc_status status = uc_region_map(region, fd, kind, 0);
    (void)close(fd);
    return status;
}

static inline void uc_region_close(uc_region *region)
{
    if (region->address != NULL) {
        (void)munmap(region->address, (size_t)region->bytes);
        region->address = NULL;
    }
}

/* The header as its writers change it. Read the changing fields through the functions below. */
static inline uc_region_header *uc_live_header(const uc_region *region)
{
    return (uc_region_header *)(void *)region->address;
}

/* Acquire: pairs with the release-store in SignalWriter.SetState, RingRegion.SetState, FeedWriter.MarkStopped, uc_feed_stop. */
static inline uint32_t uc_region_state(const uc_region *region)
{
    return uc_load_acquire32(&uc_live_header(region)->state);
}

/* Acquire: pairs with the release-store of the generation at a restart in place (SignalWriter.Open, uc_feed_open). */
static inline uint64_t uc_region_generation(const uc_region *region)
{
    return uc_load_acquire(&uc_live_header(region)->generation);
}

/*
 * 1 when nobody keeps the region: an old heartbeat or one of another boot (then the age is INT64_MAX). A region that was
 * stopped on purpose is not stale.
 */
static inline int uc_region_is_stale(const uc_region *region, int64_t *age_ns)
{
    static const uint8_t unknown[16] = {0};
    const uc_region_header *live = uc_live_header(region);
    uint8_t boot_id[16];
    uc_copy_out(boot_id, live->boot_id, 2);
    int other_boot = memcmp(boot_id, region->boot_id, 16) != 0 && memcmp(unknown, region->boot_id, 16) != 0;

    /* The beat before the clock: a beat stored in between would seem to come from the future. */
    int64_t beat = (int64_t)uc_load_acquire(&live->heartbeat_ns);
    int64_t now = uc_now_ns(CLOCK_MONOTONIC);
    int64_t age = other_boot || beat <= 0 ? INT64_MAX : now > beat ? now - beat : 0;
    if (age_ns != NULL) {
        *age_ns = age;
    }

    uint32_t state = uc_region_state(region);
    return state != UC_REGION_STATE_STOPPED && state != UC_REGION_STATE_FAULTED && age > UC_STALE_NS;
}

/* 1 when the path names another file now (or none): close and open again. */
static inline int uc_region_is_superseded(const uc_region *region)
{
    struct stat status;
    return lstat(region->path, &status) < 0 || (uint64_t)status.st_dev != region->device ||
           (uint64_t)status.st_ino != region->inode;
}

#endif
