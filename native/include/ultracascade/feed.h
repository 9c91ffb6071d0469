/*
 * A feed: one writer, one reader (the engine), flow-controlled. A slot is reused only after the engine has said, in the feed
 * table of its ring region, that it has stored what the record led to. One thread at a time uses a uc_feed.
 */
#ifndef ULTRACASCADE_FEED_H
#define ULTRACASCADE_FEED_H

#include "feed_file.h"

#include <sched.h>

#define UC_RING_LOOK_NS INT64_C(10000000) /* a full feed looks for a new ring file this often */

typedef struct uc_feed {
    uc_region region;
    int fd;               /* holds the lock */
    uint64_t published;   /* newest position, 0 = none */
    uint64_t consumed;    /* as last seen */
    int drop_when_full;
    uint64_t dropped;     /* in this file, by all its writers */
    uint64_t gap_records; /* lost since the last record that was taken */
    int64_t gap_from_ns;
    int64_t gap_to_ns;
    char name[40];
    uc_region ring; /* the engine's; address NULL while there is none */
    const unsigned char *entry;
    int64_t ring_looked_ns;
} uc_feed;

/* Looks for the engine's ring and for our entry in its feed table. At most every UC_RING_LOOK_NS. */
static inline void uc_feed_find_engine(uc_feed *feed)
{
    int64_t now = uc_now_ns(CLOCK_MONOTONIC);
    if (now - feed->ring_looked_ns < UC_RING_LOOK_NS) {
        return;
    }

    feed->ring_looked_ns = now;
    if (feed->ring.address != NULL && uc_region_is_superseded(&feed->ring)) {
        uc_region_close(&feed->ring);
    }

    feed->entry = NULL;
    if (feed->ring.address == NULL && uc_region_open(&feed->ring, UC_REGION_KIND_RING) != UC_READY) {
        return;
    }

    const uc_region_header *h = &feed->ring.header;
    for (uint32_t i = 0; i < h->feed_capacity; i++) {
        const unsigned char *entry = feed->ring.address + h->feeds_offset + i * sizeof(uc_feed_entry);

        /* Acquire: pairs with the release-store of `committed` in RingRegion.AttachFeed. */
        if (uc_load_acquire(entry) == (uint64_t)i + 1 &&
            memcmp(entry + offsetof(uc_feed_entry, name), feed->name, sizeof feed->name) == 0) {
            feed->entry = entry;
            return;
        }
    }
}

/* Position up to which slots may be reused; 0 while no engine knows this very file. */
static inline uint64_t uc_feed_consumed(uc_feed *feed)
{
    uc_feed_find_engine(feed);
    if (feed->entry == NULL) {
        return 0;
    }

    /* The entry may be given to another file of this name in between: its identity is looked at twice. Pairs with
       RingRegion.AttachFeed, which takes the identity away before it resets the position. */
    uint64_t created = uc_load_acquire(feed->entry + offsetof(uc_feed_entry, feed_created_ns));

    /* Acquire: pairs with the release-store in RingRegion.ReleaseFeed; what it covers has been read, so it may be overwritten. */
    uint64_t consumed = uc_load_acquire(feed->entry + offsetof(uc_feed_entry, consumed));
    uc_fence_acquire();
    int same = uc_load_relaxed(feed->entry + offsetof(uc_feed_entry, feed_created_ns)) == created;
    int ours = same && created == (uint64_t)feed->region.header.created_ns && consumed <= feed->published;
    return ours ? consumed : 0;
}

/* 1 while an engine that keeps its heartbeat owns the ring. */
static inline int uc_feed_engine_is_alive(uc_feed *feed)
{
    uc_feed_find_engine(feed);
    if (feed->ring.address == NULL || uc_region_is_stale(&feed->ring, NULL)) {
        return 0;
    }

    uint32_t state = uc_region_state(&feed->ring);
    return state != UC_REGION_STATE_STOPPED && state != UC_REGION_STATE_FAULTED;
}

/* Proof of life: call it at least every 100 ms, also when there is nothing to publish. */
static inline void uc_feed_beat(uc_feed *feed)
{
    uc_store_release(&uc_live_header(&feed->region)->heartbeat_ns, (uint64_t)uc_now_ns(CLOCK_MONOTONIC));
}

/* 1 when `records` more records fit. */
static inline int uc_feed_has_room(uc_feed *feed, uint64_t records)
{
    uint64_t slots = feed->region.header.slot_count;
    if (feed->published - feed->consumed + records <= slots) {
        return 1;
    }

    feed->consumed = uc_feed_consumed(feed);
    return feed->published - feed->consumed + records <= slots;
}

/* Stores a record into a slot that is free. */
static inline void uc_feed_put(uc_feed *feed, const uc_event_record *record)
{
    uint64_t position = feed->published + 1;
    unsigned char *slot = feed->region.address + feed->region.header.slots_offset +
                          (position & (feed->region.header.slot_count - 1)) * sizeof *record;
    memcpy(slot + sizeof position, (const unsigned char *)record + sizeof position, sizeof *record - sizeof position);

    /* Release: pairs with the acquire of the sequence in FeedReader.TryRead; the record is whole when its position is seen. */
    uc_store_release(slot, position);

    /* Release: pairs with the acquire of the cursor in FeedReader and in uc_feed_recover. */
    uc_store_release(&uc_live_header(&feed->region)->cursor, position);
    feed->published = position;
}

/* A full feed that drops: counts the record and remembers the stretch of time that is missing. */
static inline void uc_feed_drop(uc_feed *feed, const uc_event_record *record)
{
    if (feed->gap_records++ == 0) {
        feed->gap_from_ns = feed->gap_to_ns = record->receive_ns;
    }

    feed->gap_to_ns = record->receive_ns > feed->gap_to_ns ? record->receive_ns : feed->gap_to_ns;
    uc_store_release(&uc_live_header(&feed->region)->dropped, ++feed->dropped);
}

/* After a loss the next record is preceded by a Gap that says so. */
static inline void uc_feed_put_gap(uc_feed *feed)
{
    uc_event_record gap;
    memset(&gap, 0, sizeof gap);
    gap.kind = UC_RECORD_KIND_GAP;
    gap.id = UC_GAP_REASON_DROPPED;
    gap.exchange_ns = feed->gap_from_ns;
    gap.receive_ns = feed->gap_to_ns;
    uc_feed_put(feed, &gap);
    feed->gap_records = 0;
}

/*
 * Publishes one record; its sequence is set here. 1 = taken. 0 = the feed is full: a waiting feed did nothing, a dropping
 * feed counted the record as lost. Makes no system call unless the feed is full.
 */
static inline int uc_feed_try_publish(uc_feed *feed, const uc_event_record *record)
{
    if (!uc_feed_has_room(feed, feed->gap_records != 0 ? 2 : 1)) {
        if (feed->drop_when_full) {
            uc_feed_drop(feed, record);
        }

        return 0;
    }

    if (feed->gap_records != 0) {
        uc_feed_put_gap(feed);
    }

    uc_feed_put(feed, record);
    return 1;
}

/* Publishes one record. A full feed is waited for (unless it drops), with the heartbeat kept; 0 after timeout_ns. */
static inline int uc_feed_publish(uc_feed *feed, const uc_event_record *record, int64_t timeout_ns)
{
    if (uc_feed_try_publish(feed, record)) {
        return 1;
    }

    int64_t start = uc_now_ns(CLOCK_MONOTONIC);
    for (int turn = 0; !feed->drop_when_full && uc_now_ns(CLOCK_MONOTONIC) - start < timeout_ns; turn++) {
        uc_feed_beat(feed);
        if (turn < 100) {
            uc_pause();
        } else if (turn < 200) {
            (void)sched_yield();
        } else {
            uc_sleep_ns_at_most(50000);
        }

        if (uc_feed_try_publish(feed, record)) {
            return 1;
        }
    }

    return 0;
}

/* Index of an instrument in this feed's directory, added when it is new; -1: no possible name, or the directory is full. */
static inline int uc_feed_add_instrument(uc_feed *feed, const char *name, const char *base, uint32_t flags)
{
    uc_instrument_entry entry;
    size_t length = strlen(name);
    size_t base_length = strlen(base);
    if (length == 0 || length > sizeof entry.name || base_length > sizeof entry.base || strcmp(name, "MARKET") == 0) {
        return -1;
    }

    uint32_t index = 1;
    for (; uc_get_instrument(&feed->region, index, &entry); index++) {
        if (strncmp((const char *)entry.name, name, sizeof entry.name) == 0) {
            return (int)index;
        }
    }

    if (index >= feed->region.header.instrument_capacity) {
        return -1;
    }

    memset(&entry, 0, sizeof entry);
    entry.group = index;
    entry.flags = flags;
    memcpy(entry.name, name, length);
    memcpy(entry.base, base, base_length);
    unsigned char *at = feed->region.address + feed->region.header.instruments_offset + (uint64_t)index * sizeof entry;
    const size_t payload = sizeof entry.committed;
    memcpy(at + payload, (const unsigned char *)&entry + payload, sizeof entry - payload);

    /* Release: pairs with the acquire in FeedReader.TryGetInstrument and uc_get_instrument. */
    uc_store_release(at, (uint64_t)index + 1);
    return (int)index;
}

/* Index of a venue code, adding it when it is new; -1 when it is too long or the table full. */
static inline int uc_feed_add_venue(uc_feed *feed, const char *code)
{
    uc_venue_entry entry;
    size_t length = strlen(code);
    if (length == 0 || length > sizeof entry.code) {
        return -1;
    }

    uint32_t index = 1;
    for (; uc_get_venue(&feed->region, index, &entry); index++) {
        if (strncmp((const char *)entry.code, code, sizeof entry.code) == 0) {
            return (int)index;
        }
    }

    if (index >= feed->region.header.venue_capacity) {
        return -1;
    }

    memset(&entry, 0, sizeof entry);
    memcpy(entry.code, code, length);
    unsigned char *at = feed->region.address + feed->region.header.venues_offset + (uint64_t)index * sizeof entry;
    memcpy(at + sizeof entry.committed, entry.code, sizeof entry.code);

    /* Release: pairs with the acquire in FeedReader.TryGetVenue and uc_get_venue. */
    uc_store_release(at, (uint64_t)index + 1);
    return (int)index;
}

/* Says that this feed ends here on purpose, so that its silence is no fault; announces a loss that was not announced yet. */
static inline void uc_feed_stop(uc_feed *feed)
{
    if (feed->gap_records != 0 && uc_feed_has_room(feed, 1)) {
        uc_feed_put_gap(feed);
    }

    /* Release: pairs with the acquire of the state in FeedReader.State. */
    uc_store_release32(&uc_live_header(&feed->region)->state, UC_REGION_STATE_STOPPED);
}

/* Unmaps and drops the lock. Without uc_feed_stop the feed looks like one whose writer died. */
static inline void uc_feed_close(uc_feed *feed)
{
    uc_region_close(&feed->ring);
    uc_region_close(&feed->region);
    if (feed->fd >= 0) {
        (void)close(feed->fd);
        feed->fd = -1;
    }
}

#endif
