/*
 * The signal region: directory, latest table, counters. Read-only: nothing a reader does can slow or corrupt the engine.
 */
#ifndef ULTRACASCADE_SIGNALS_H
#define ULTRACASCADE_SIGNALS_H

#include "region.h"

#include <linux/futex.h>
#include <sys/syscall.h>

#define UC_LATEST_ATTEMPTS 1000 /* some tens of microseconds: longer than any store, shorter than a descheduled writer */

/* Result of reading a slot. */
typedef enum uc_read {
    UC_READ_OK,
    UC_READ_NOT_YET, /* the writer has not come this far */
    UC_READ_LAPPED,  /* frames were lost, they are counted; read on */
    UC_READ_STALE,   /* the slot stayed half written: its writer is stuck or dead */
    UC_READ_EMPTY    /* nothing was ever written there */
} uc_read;

typedef struct uc_signals {
    uc_region region;
} uc_signals;

/* Opens `<directory>/<instance>/signals`. NULL for the defaults. */
static inline uc_status uc_signals_open(uc_signals *signals, const char *directory, const char *instance)
{
    signals->region.address = NULL;
    uc_status status = uc_path_of(signals->region.path, directory != NULL ? directory : UC_DEFAULT_DIRECTORY,
                                  instance != NULL ? instance : UC_DEFAULT_INSTANCE, "signals", "");
    return status == UC_READY ? uc_region_open(&signals->region, UC_REGION_KIND_SIGNALS) : status;
}

static inline void uc_signals_close(uc_signals *signals)
{
    uc_region_close(&signals->region);
}

/* Sleeps, so that a waiting process does not hold a CPU. */
static inline void uc_sleep_ns_at_most(int64_t ns)
{
    struct timespec duration;
    duration.tv_sec = (time_t)(ns / 1000000000);
    duration.tv_nsec = (long)(ns % 1000000000);
    (void)nanosleep(&duration, NULL);
}

/* Opens the region as soon as an engine has made it, looking every 20 ms; the status of the last look after timeout_ns. */
static inline uc_status uc_wait_ready(uc_signals *signals, const char *directory, const char *instance, int64_t timeout_ns)
{
    int64_t start = uc_now_ns(CLOCK_MONOTONIC);
    for (;;) {
        uc_status status = uc_signals_open(signals, directory, instance);
        if (status != UC_MISSING && status != UC_EMPTY) {
            return status;
        }

        if (uc_now_ns(CLOCK_MONOTONIC) - start >= timeout_ns) {
            return status;
        }

        uc_sleep_ns_at_most(20000000);
    }
}

static inline int uc_is_stale(const uc_signals *signals, int64_t *heartbeat_age_ns)
{
    return uc_region_is_stale(&signals->region, heartbeat_age_ns);
}

static inline int uc_is_superseded(const uc_signals *signals)
{
    return uc_region_is_superseded(&signals->region);
}

static inline uint32_t uc_state(const uc_signals *signals)
{
    return uc_region_state(&signals->region);
}

static inline uint64_t uc_generation(const uc_signals *signals)
{
    return uc_region_generation(&signals->region);
}

/* Sequence of the newest history frame. Acquire: pairs with the release-store of the cursor in SignalWriter.AppendHistory. */
static inline int64_t uc_cursor(const uc_signals *signals)
{
    int64_t cursor = (int64_t)uc_load_acquire(&uc_live_header(&signals->region)->cursor);
    return cursor < 0 ? 0 : cursor;
}

/* Running hash over the history frames (SignalHash in C#): equal hashes, equal signals. */
static inline uint64_t uc_signal_hash(const uc_signals *signals)
{
    return uc_load_relaxed(&uc_live_header(&signals->region)->signal_hash);
}

/* Counter UC_ENGINE_COUNTER_…; 0 for one that the region does not have. */
static inline int64_t uc_counter(const uc_signals *signals, uint32_t counter)
{
    if (counter >= signals->region.header.counter_count) {
        return 0;
    }

    const unsigned char *counters = signals->region.address + signals->region.header.counters_offset;
    return (int64_t)uc_load_relaxed(counters + counter * sizeof(uint64_t));
}

/* Copies an entry of the directory. 0 when there is none with that index. */
static inline int uc_get_instrument(const uc_region *region, uint32_t index, uc_instrument_entry *entry)
{
    if (index >= region->header.instrument_capacity) {
        return 0;
    }

    const unsigned char *from = region->address + region->header.instruments_offset + (uint64_t)index * sizeof *entry;

    /* Acquire: pairs with the release-store of `committed` in SignalWriter.AddInstrument and uc_feed_add_instrument. */
    if (uc_load_acquire(from) != (uint64_t)index + 1) {
        return 0;
    }

    memcpy(entry, from, sizeof *entry);
    return 1;
}

/* Copies a venue. 0 when there is none with that index. */
static inline int uc_get_venue(const uc_region *region, uint32_t index, uc_venue_entry *entry)
{
    if (index >= region->header.venue_capacity) {
        return 0;
    }

    const unsigned char *from = region->address + region->header.venues_offset + (uint64_t)index * sizeof *entry;

    /* Acquire: pairs with the release-store of `committed` in SignalWriter.AddVenue and uc_feed_add_venue. */
    if (uc_load_acquire(from) != (uint64_t)index + 1) {
        return 0;
    }

    memcpy(entry, from, sizeof *entry);
    return 1;
}

/* Name of an instrument with a terminator; 0 and "#<index>" when the directory has no such entry. */
static inline int uc_instrument_name(const uc_signals *signals, uint32_t index, char name[65])
{
    uc_instrument_entry entry;
    if (!uc_get_instrument(&signals->region, index, &entry)) {
        (void)snprintf(name, 65, "#%u", (unsigned)index);
        return 0;
    }

    memcpy(name, entry.name, 64);
    name[64] = '\0';
    return 1;
}

/* Code of a venue with a terminator; 0 and "#<index>" when there is no such entry. */
static inline int uc_venue_code(const uc_signals *signals, uint32_t index, char code[25])
{
    uc_venue_entry entry;
    if (!uc_get_venue(&signals->region, index, &entry)) {
        (void)snprintf(code, 25, "#%u", (unsigned)index);
        return 0;
    }

    memcpy(code, entry.code, 24);
    code[24] = '\0';
    return 1;
}

/* Number of instruments in the directory, MARKET included. Costs one look at each entry. */
static inline uint32_t uc_instrument_count(const uc_signals *signals)
{
    uc_instrument_entry entry;
    uint32_t count = 0;
    while (uc_get_instrument(&signals->region, count, &entry)) {
        count++;
    }

    return count;
}

/* Index of an instrument by its canonical name, -1 when the engine has not seen it. Indices never change: ask once. */
static inline int uc_find_instrument(const uc_signals *signals, const char *name)
{
    char found[65];
    for (uint32_t index = 0; uc_instrument_name(signals, index, found); index++) {
        if (strcmp(found, name) == 0) {
            return (int)index;
        }
    }

    return -1;
}

/*
 * Newest frame of an instrument (0 = the whole market). A writer in the middle of a refresh is waited for a bounded time,
 * then UC_READ_STALE. `version`, when not NULL, rises on every refresh.
 */
static inline uc_read uc_read_latest(const uc_signals *signals, uint32_t instrument, uc_signal_frame *frame, int64_t *version)
{
    if (instrument >= signals->region.header.latest_capacity) {
        return UC_READ_EMPTY;
    }

    const unsigned char *slot =
        signals->region.address + signals->region.header.latest_offset + (uint64_t)instrument * sizeof(uc_latest_slot);
    for (int attempt = 0; attempt < UC_LATEST_ATTEMPTS; attempt++) {
        /* Acquire: pairs with the release-store of the version in SignalWriter.PublishLatest. */
        uint64_t before = uc_load_acquire(slot);
        if (before == 0) {
            return UC_READ_EMPTY;
        }

        if ((before & UC_WRITING) == 0) {
            uc_copy_out(frame, slot + offsetof(uc_latest_slot, frame), sizeof *frame / sizeof(uc_word));

            /* Pairs with the store-store barrier between the WRITING mark and the frame in SignalWriter.PublishLatest: if
               any word copied above is of a later refresh, the load below sees its mark or its version. */
            uc_fence_acquire();
            if (uc_load_relaxed(slot) == before) {
                if (version != NULL) {
                    *version = (int64_t)before;
                }

                return UC_READ_OK;
            }
        }

        uc_pause();
    }

    return UC_READ_STALE;
}

/*
 * Copies what is known of episode `number`, from 1. UC_READ_NOT_YET: there is none of that number yet; UC_READ_LAPPED: its slot has
 * a newer one; UC_READ_STALE: the slot stayed half written.
 */
static inline uc_read uc_read_episode(const uc_signals *signals, int64_t number, uc_episode_record *episode)
{
    if (number < 1) {
        return UC_READ_NOT_YET;
    }

    uint64_t index = (uint64_t)(number - 1) & (signals->region.header.episode_capacity - 1);
    const unsigned char *slot = signals->region.address + signals->region.header.episodes_offset + index * sizeof(uc_episode_record);
    for (int attempt = 0; attempt < UC_LATEST_ATTEMPTS; attempt++) {
        /* Acquire: pairs with the release-store of the version in EpisodeTable.Write. */
        uint64_t before = uc_load_acquire(slot);
        if (before == 0) {
            return UC_READ_NOT_YET;
        }

        if ((before & UC_WRITING) == 0) {
            uc_copy_out(episode, slot, sizeof *episode / sizeof(uc_word));

            /* Pairs with the store-store barrier between the WRITING mark and the record in EpisodeTable.Write. */
            uc_fence_acquire();
            if (uc_load_relaxed(slot) == before) {
                return episode->number == number ? UC_READ_OK : episode->number > number ? UC_READ_LAPPED : UC_READ_NOT_YET;
            }
        }

        uc_pause();
    }

    return UC_READ_STALE;
}

/* Word to hand to uc_wait_news. Acquire: pairs with the release-store in SignalWriter.Notify. */
static inline uint32_t uc_notify_word(const uc_signals *signals)
{
    return uc_load_acquire32(&uc_live_header(&signals->region)->notify_word);
}

/* Sleeps until the engine's notifier wakes this process, at most timeout_ns; at once when the word is not `seen` any more. */
static inline void uc_wait_news(const uc_signals *signals, uint32_t seen, int64_t timeout_ns)
{
    struct timespec limit;
    limit.tv_sec = (time_t)(timeout_ns / 1000000000);
    limit.tv_nsec = (long)(timeout_ns % 1000000000);
    (void)syscall(SYS_futex, &uc_live_header(&signals->region)->notify_word, FUTEX_WAIT, seen, &limit, NULL, 0);
}

#endif
