/*
 * Taking a feed: create it, or continue the one that is there after the last position its writer published.
 */
#ifndef ULTRACASCADE_FEED_OPEN_H
#define ULTRACASCADE_FEED_OPEN_H

#include "feed.h"

/*
 * Finds the newest published position of a file that another writer left: the cursor may be behind its slot. 0 when the
 * cursor is none that a writer can have left.
 */
static inline int uc_feed_recover(uc_feed *feed)
{
    const uc_region_header *h = &feed->region.header;
    uint64_t position = uc_load_acquire(&uc_live_header(&feed->region)->cursor);
    const unsigned char *newest = feed->region.address + h->slots_offset + (position & (h->slot_count - 1)) * h->slot_bytes;
    if (position > INT64_MAX / 2 || (position != 0 && uc_load_acquire(newest) < position)) {
        return 0;
    }

    for (uint64_t i = 0; i < h->slot_count; i++) {
        uint64_t index = (position + 1) & (h->slot_count - 1);
        if (uc_load_acquire(feed->region.address + h->slots_offset + index * h->slot_bytes) != position + 1) {
            break;
        }

        position++;
    }

    feed->published = position;
    feed->dropped = uc_load_relaxed(&uc_live_header(&feed->region)->dropped);
    uc_store_release(&uc_live_header(&feed->region)->cursor, position);
    return 1;
}

/* Opens the file that exists, locks it, and checks that the lock is on the file of that name. */
static inline uc_status uc_feed_attach(uc_feed *feed)
{
    for (int attempt = 0; attempt < 3; attempt++) {
        int fd = open(feed->region.path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
        if (fd < 0) {
            return uc_status_of_errno(errno);
        }

        uc_status status = uc_lock_file(fd);
        struct stat file;
        int whole = fstat(fd, &file) == 0 && S_ISREG(file.st_mode) && file.st_size > 0;
        if (status == UC_READY && whole && posix_fallocate(fd, 0, file.st_size) == ENOSPC) {
            status = UC_NO_SPACE; /* a copied file may have holes, and a store into one would end this process */
        }

        status = status == UC_READY ? uc_region_map(&feed->region, fd, UC_REGION_KIND_FEED, 1) : status;
        if (status == UC_READY && !uc_region_is_superseded(&feed->region)) {
            feed->fd = fd;
            return UC_READY;
        }

        uc_region_close(&feed->region);
        (void)close(fd);
        if (status != UC_READY) {
            return status;
        }
    }

    return UC_HELD;
}

/* A new file of generation `generation`; when `replace`, over the one this feed holds, whose lock is kept until then. */
static inline uc_status uc_feed_begin(uc_feed *feed, uc_region_header *wanted, uint64_t generation, int replace)
{
    int fd = -1;
    wanted->created_ns = uc_now_ns(CLOCK_REALTIME);
    wanted->generation = generation;
    wanted->state = UC_REGION_STATE_STARTING;
    wanted->writer_pid = (uint32_t)getpid();
    wanted->writer_start_ticks = uc_own_start_ticks();
    wanted->heartbeat_ns = uc_now_ns(CLOCK_MONOTONIC);
    uc_read_boot_id(wanted->boot_id);
    uc_status status = uc_feed_create(feed->region.path, wanted, replace, &fd);
    if (replace) {
        /* Whoever has the old file mapped sees a clean end, looks at the path and finds the new one. */
        if (status == UC_READY) {
            uc_store_release32(&uc_live_header(&feed->region)->state, UC_REGION_STATE_STOPPED);
        }

        uc_region_close(&feed->region);
        (void)close(feed->fd);
        feed->fd = -1;
    }

    if (status == UC_READY) {
        status = uc_region_map(&feed->region, fd, UC_REGION_KIND_FEED, 1);
        if (status != UC_READY) {
            (void)close(fd);
            return status;
        }

        feed->fd = fd;
    }

    return status;
}

/*
 * Creates the feed `name` of an instance, or continues the one that is there after its last position. UC_HELD: another
 * process writes it. A file that cannot be ours is refused with its status, never overwritten; one of another size is
 * replaced. NULL for the default directory and instance.
 */
static inline uc_status uc_feed_open(uc_feed *feed, const char *directory, const char *instance, const char *name,
                                     const uc_feed_options *options)
{
    uc_region_header wanted;
    const char *root = directory != NULL ? directory : UC_DEFAULT_DIRECTORY;
    const char *of = instance != NULL ? instance : UC_DEFAULT_INSTANCE;
    memset(feed, 0, sizeof *feed);
    feed->fd = -1;
    if (!uc_is_valid_name(name) || uc_path_of(feed->region.path, root, of, "feed-", name) != UC_READY ||
        uc_path_of(feed->ring.path, root, of, "ring", "") != UC_READY) {
        return UC_BAD_NAME;
    }

    if (!uc_feed_layout(&wanted, options)) {
        errno = EINVAL;
        return UC_FAILED;
    }

    memcpy(feed->name, name, strlen(name));
    feed->drop_when_full = options->drop_when_full;
    feed->ring_looked_ns = INT64_MIN / 2;
    uc_status status = uc_make_directory(root, of);
    int untrusted = status == UC_READY ? uc_check_place(feed->region.path) : 0;
    if (untrusted != 0) {
        status = uc_status_of_errno(untrusted);
    }

    if (status == UC_READY) {
        status = uc_feed_attach(feed);
    }

    uint64_t generation = 1;
    if (status == UC_MISSING) {
        status = uc_feed_begin(feed, &wanted, generation, 0);
    } else if (status == UC_READY) {
        const uc_region_header *found = &feed->region.header;
        generation = uc_region_generation(&feed->region) + 1;
        if (found->slot_count != wanted.slot_count || found->instrument_capacity != wanted.instrument_capacity) {
            status = uc_feed_begin(feed, &wanted, generation, 1);
        }
    }

    if (status == UC_READY && !uc_feed_recover(feed)) {
        uc_feed_close(feed);
        status = UC_CORRUPT;
    }

    if (status != UC_READY) {
        return status;
    }

    uc_live_header(&feed->region)->instance_mode = options->instance_mode;
    uc_region_own(&feed->region, generation);

    /* Release: pairs with the acquire of the state in FeedReader.State. */
    uc_store_release32(&uc_live_header(&feed->region)->state, UC_REGION_STATE_LIVE);
    return UC_READY;
}

#endif
