/*
 * The file of a feed: made under a temporary name and renamed when it is whole, or continued in place by the next writer.
 * The lock on the open file says who writes; the kernel drops it when the process dies.
 */
#ifndef ULTRACASCADE_FEED_FILE_H
#define ULTRACASCADE_FEED_FILE_H

#include "signals.h"

#include <sys/file.h>

typedef struct uc_feed_options {
    uint64_t slots;         /* a power of two; 65536 by default */
    uint32_t instruments;   /* 4096 by default */
    uint32_t instance_mode; /* UC_INSTANCE_MODE_… */
    int drop_when_full;     /* 0: the writer waits (replay, import); 1: it drops and counts (live) */
} uc_feed_options;

static inline uc_feed_options uc_feed_defaults(void)
{
    uc_feed_options options = {65536, 4096, UC_INSTANCE_MODE_NONE, 0};
    return options;
}

static inline uint64_t uc_page_up(uint64_t offset)
{
    return (offset + UC_SECTION_ALIGNMENT - 1) / UC_SECTION_ALIGNMENT * UC_SECTION_ALIGNMENT;
}

/* Geometry of a feed: RegionLayout.Feed in C#. 0 when the options are out of range. */
static inline int uc_feed_layout(uc_region_header *h, const uc_feed_options *options)
{
    memset(h, 0, sizeof *h);
    if (options->slots < 2 || options->slots > UC_MAX_SLOTS || (options->slots & (options->slots - 1)) != 0 ||
        options->instruments < 1 || options->instruments > UC_MAX_INSTRUMENTS - 1) {
        return 0;
    }

    h->magic = UC_MAGIC;
    h->endian_mark = UC_ENDIAN_MARK;
    h->abi_major = UC_ABI_MAJOR;
    h->abi_minor = UC_ABI_MINOR;
    h->header_bytes = UC_HEADER_BYTES;
    h->region_kind = UC_REGION_KIND_FEED;
    h->layout_hash = UC_LAYOUT_HASH;
    h->text_offset = UC_HEADER_BYTES;
    h->text_bytes = UC_LAYOUT_TEXT_BYTES;
    h->instruments_offset = uc_page_up(h->text_offset + h->text_bytes);
    h->instrument_capacity = options->instruments + 1;
    h->instrument_entry_bytes = sizeof(uc_instrument_entry);
    h->venues_offset = uc_page_up(h->instruments_offset + (uint64_t)h->instrument_capacity * sizeof(uc_instrument_entry));
    h->venue_capacity = UC_MAX_VENUES;
    h->venue_entry_bytes = sizeof(uc_venue_entry);
    h->slots_offset = uc_page_up(h->venues_offset + UC_MAX_VENUES * sizeof(uc_venue_entry));
    h->slot_count = options->slots;
    h->slot_bytes = sizeof(uc_event_record);
    h->instance_mode = options->instance_mode;
    h->file_bytes = uc_page_up(h->slots_offset + options->slots * sizeof(uc_event_record));
    return 1;
}

/* Start time of this process in clock ticks since boot: field 22 of /proc/self/stat, counted behind the last ')'. */
static inline uint64_t uc_own_start_ticks(void)
{
    char text[1024] = {0};
    unsigned long long ticks = 0;
    int fd = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return 0;
    }

    ssize_t length = read(fd, text, sizeof text - 1);
    (void)close(fd);
    const char *rest = length > 0 ? strrchr(text, ')') : NULL;
    for (int field = 2; rest != NULL && field < 22; field++) {
        rest = strchr(rest + 1, ' ');
    }

    return rest != NULL && sscanf(rest, "%llu", &ticks) == 1 ? (uint64_t)ticks : 0;
}

/* Says in the mapped header who writes from now on. The generation last: it tells readers that the rest is new. */
static inline void uc_region_own(const uc_region *region, uint64_t generation)
{
    uc_region_header *live = uc_live_header(region);
    uc_store_relaxed(&live->heartbeat_ns, (uint64_t)uc_now_ns(CLOCK_MONOTONIC));
    uc_copy_in(live->boot_id, region->boot_id, 2);
    live->writer_pid = (uint32_t)getpid();
    live->writer_start_ticks = uc_own_start_ticks();

    /* Release: pairs with uc_region_generation and its C# and Python counterparts. */
    uc_store_release(&live->generation, generation);
}

static inline uc_status uc_lock_file(int fd)
{
    if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
        return UC_READY;
    }

    return errno == EWOULDBLOCK ? UC_HELD : UC_FAILED;
}

/* Writes what a fresh file holds: text, fixed venues, and the header last. Nobody sees the file yet. */
static inline uc_status uc_feed_fill(int fd, const uc_region_header *header)
{
    static const char *const fixed[UC_VENUES_FIXED] = {"", "binance_um", "binance_cm", "bybit", "okx", "hyperliquid", "bitmex"};
    off_t at = (off_t)header->text_offset;
    const char *part;
    for (size_t i = 0; (part = uc_layout_part(i)) != NULL; i++) {
        size_t length = strlen(part);
        if (pwrite(fd, part, length, at) != (ssize_t)length) {
            return UC_FAILED;
        }

        at += (off_t)length;
    }

    for (uint32_t venue = 1; venue < UC_VENUES_FIXED; venue++) {
        uc_venue_entry entry;
        memset(&entry, 0, sizeof entry);
        entry.committed = (uint64_t)venue + 1;
        memcpy(entry.code, fixed[venue], strlen(fixed[venue]));
        if (pwrite(fd, &entry, sizeof entry, (off_t)(header->venues_offset + venue * sizeof entry)) != (ssize_t)sizeof entry) {
            return UC_FAILED;
        }
    }

    return pwrite(fd, header, sizeof *header, 0) == (ssize_t)sizeof *header ? UC_READY : UC_FAILED;
}

/* Opens the temporary file and locks it. One left behind by a dead process is removed; one that is locked belongs to somebody. */
static inline uc_status uc_open_temporary(const char *path, int *fd)
{
    for (int attempt = 0; attempt < 3; attempt++) {
        *fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0640);
        if (*fd >= 0) {
            return uc_lock_file(*fd);
        }

        if (errno != EEXIST) {
            return uc_status_of_errno(errno);
        }

        *fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
        if (*fd >= 0) {
            uc_status status = uc_lock_file(*fd);
            if (status == UC_READY) {
                (void)unlink(path);
            }

            (void)close(*fd);
            if (status != UC_READY) {
                return status;
            }
        }
    }

    return UC_FAILED;
}

/*
 * Makes the file: temporary name, lock, every byte reserved (a full file system is an error here and not SIGBUS later),
 * content, then its real name. `replace` renames over a file whose lock the caller holds; otherwise a name that was taken
 * meanwhile is left alone and reported as UC_HELD.
 */
static inline uc_status uc_feed_create(const char *path, const uc_region_header *header, int replace, int *fd)
{
    char temporary[UC_PATH_BYTES + 32];
    (void)snprintf(temporary, sizeof temporary, "%s.tmp-%ld", path, (long)getpid());
    uc_status status = uc_open_temporary(temporary, fd);
    if (status != UC_READY) {
        return status;
    }

    int error = posix_fallocate(*fd, 0, (off_t)header->file_bytes);
    status = error == 0 ? uc_feed_fill(*fd, header) : uc_status_of_errno(error);
    if (status == UC_READY && (fchmod(*fd, 0640) < 0 || (replace && rename(temporary, path) < 0))) {
        status = uc_status_of_errno(errno);
    }

    if (status == UC_READY && !replace) {
        /* link refuses an existing name, rename does not: of two first writers one wins. */
        status = link(temporary, path) == 0 ? UC_READY : errno == EEXIST ? UC_HELD : uc_status_of_errno(errno);
    }

    (void)unlink(temporary);
    if (status != UC_READY) {
        (void)close(*fd);
    }

    return status;
}

/* Makes `<directory>/<instance>` when it is missing. */
static inline uc_status uc_make_directory(const char *directory, const char *instance)
{
    char path[UC_PATH_BYTES];
    (void)snprintf(path, sizeof path, "%s/%s", directory, instance);
    if ((mkdir(directory, 0750) < 0 && errno != EEXIST) || (mkdir(path, 0750) < 0 && errno != EEXIST)) {
        return uc_status_of_errno(errno);
    }

    return UC_READY;
}

#endif
