/*
 * One region: why it can or cannot be opened, and whether its writer is alive.
 *
 * A file is believed only after its header was copied and every offset in the copy was checked against the real size of
 * the file; only the copy is followed afterwards. Owners never shrink a file: they rename a new one over it.
 */
#ifndef ULTRACASCADE_REGION_H
#define ULTRACASCADE_REGION_H

#include "atomics.h"
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
        "permission denied: join the group that owns the file (mode 0640), or run as its user",
        "the path is a symbolic link, which is never followed",
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

/* One section: begins behind the header on a page, has our entries, and ends inside the file. No sum can overflow. */
static inline int uc_section_fits(uint64_t file_bytes, uint64_t offset, uint64_t count, uint64_t entry_bytes, uint64_t expected)
{
    return entry_bytes == expected && count >= 1 && offset >= UC_HEADER_BYTES && offset % UC_SECTION_ALIGNMENT == 0 &&
           offset <= file_bytes && count <= (file_bytes - offset) / expected;
}

static inline int uc_directory_fits(const uc_region_header *h)
{
    return h->instrument_capacity <= UC_MAX_INSTRUMENTS && h->venue_capacity <= UC_MAX_VENUES &&
           uc_section_fits(h->file_bytes, h->instruments_offset, h->instrument_capacity, h->instrument_entry_bytes,
                           sizeof(uc_instrument_entry)) &&
           uc_section_fits(h->file_bytes, h->venues_offset, h->venue_capacity, h->venue_entry_bytes, sizeof(uc_venue_entry));
}

static inline int uc_slots_fit(const uc_region_header *h, uint64_t slot_bytes)
{
    return h->slot_count >= 2 && h->slot_count <= UC_MAX_SLOTS && (h->slot_count & (h->slot_count - 1)) == 0 &&
           uc_section_fits(h->file_bytes, h->slots_offset, h->slot_count, h->slot_bytes, slot_bytes);
}

static inline int uc_sections_fit(const uc_region_header *h)
{
    if (!uc_section_fits(h->file_bytes, h->text_offset, h->text_bytes, 1, 1)) {
        return 0;
    }

    switch (h->region_kind) {
    case UC_REGION_KIND_FEED:
        return uc_directory_fits(h) && uc_slots_fit(h, sizeof(uc_event_record));
    case UC_REGION_KIND_RING:
        return h->feed_capacity <= UC_MAX_FEEDS && uc_slots_fit(h, sizeof(uc_event_record)) &&
               uc_section_fits(h->file_bytes, h->feeds_offset, h->feed_capacity, h->feed_entry_bytes, sizeof(uc_feed_entry)) &&
               uc_section_fits(h->file_bytes, h->provenance_offset, h->slot_count, h->provenance_entry_bytes, sizeof(uc_provenance));
    case UC_REGION_KIND_SIGNALS:
        return h->counter_count <= UC_MAX_COUNTERS && h->latest_capacity == h->instrument_capacity && uc_directory_fits(h) &&
               uc_slots_fit(h, sizeof(uc_signal_frame)) &&
               uc_section_fits(h->file_bytes, h->counters_offset, h->counter_count, sizeof(uint64_t), sizeof(uint64_t)) &&
               uc_section_fits(h->file_bytes, h->latest_offset, h->latest_capacity, h->latest_slot_bytes, sizeof(uc_latest_slot));
    default:
        return 0;
    }
}

/* Checks a copy of a header against the size of its file, in the order of docs/LAYOUT.md. */
static inline uc_status uc_check_header(const uc_region_header *h, uint64_t file_bytes, uint32_t kind)
{
    if (file_bytes == 0) {
        return UC_EMPTY;
    }

    if (file_bytes >= sizeof h->magic && h->magic != UC_MAGIC) {
        return h->magic == UC_SWAPPED_MAGIC ? UC_OTHER_ENDIANNESS : UC_NOT_OURS;
    }

    if (file_bytes < UC_HEADER_BYTES) {
        return UC_TRUNCATED;
    }

    if (h->endian_mark != UC_ENDIAN_MARK) {
        return h->endian_mark == UC_SWAPPED_ENDIAN_MARK ? UC_OTHER_ENDIANNESS : UC_CORRUPT;
    }

    if (h->abi_major != UC_ABI_MAJOR) {
        return UC_OTHER_ABI;
    }

    /* A newer minor gives names to reserved fields, so its text differs; the sizes are checked below all the same. */
    if (h->abi_minor == UC_ABI_MINOR && h->layout_hash != UC_LAYOUT_HASH) {
        return UC_OTHER_LAYOUT;
    }

    if (h->region_kind != kind) {
        return UC_WRONG_KIND;
    }

    if (h->header_bytes != UC_HEADER_BYTES) {
        return UC_CORRUPT;
    }

    if (file_bytes != h->file_bytes) {
        return file_bytes < h->file_bytes ? UC_TRUNCATED : UC_CORRUPT;
    }

    return uc_sections_fit(h) ? UC_READY : UC_CORRUPT;
}

static inline uc_status uc_status_of_errno(int error)
{
    switch (error) {
    case ENOENT:
    case ENOTDIR:
        return UC_MISSING;
    case EACCES:
    case EPERM:
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

    memset(&region->header, 0, sizeof region->header);
    if (pread(fd, &region->header, offsetof(uc_region_header, heartbeat_ns), 0) < 0) {
        return UC_FAILED;
    }

    uc_status checked = uc_check_header(&region->header, (uint64_t)status.st_size, kind);
    if (checked != UC_READY) {
        return checked;
    }

    void *address = mmap(NULL, (size_t)status.st_size, writable ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED, fd, 0);
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

/* 1 when nobody keeps the region: an old heartbeat or one of another boot. A region that was stopped is not stale. */
static inline int uc_region_is_stale(const uc_region *region, int64_t *age_ns)
{
    static const uint8_t unknown[16] = {0};
    const uc_region_header *live = uc_live_header(region);
    uint8_t boot_id[16];
    int64_t age = uc_now_ns(CLOCK_MONOTONIC) - (int64_t)uc_load_relaxed(&live->heartbeat_ns);
    if (age_ns != NULL) {
        *age_ns = age;
    }

    uint32_t state = uc_region_state(region);
    if (state == UC_REGION_STATE_STOPPED || state == UC_REGION_STATE_FAULTED) {
        return 0;
    }

    uc_copy_out(boot_id, live->boot_id, 2);
    int other_boot = memcmp(boot_id, region->boot_id, 16) != 0 && memcmp(unknown, region->boot_id, 16) != 0;
    return other_boot || age > UC_STALE_NS;
}

/* 1 when the path names another file now (or none): close and open again. */
static inline int uc_region_is_superseded(const uc_region *region)
{
    struct stat status;
    return lstat(region->path, &status) < 0 || (uint64_t)status.st_dev != region->device ||
           (uint64_t)status.st_ino != region->inode;
}

#endif
