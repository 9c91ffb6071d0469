/*
 * A signal region written from C, for the tests only: the engine's SignalWriter is C#. It follows docs/LAYOUT.md step by
 * step, so that readers can be tested without an engine.
 */
#ifndef ULTRACASCADE_TESTS_SIGNAL_WRITER_H
#define ULTRACASCADE_TESTS_SIGNAL_WRITER_H

#include "ultracascade.h"

#include <limits.h>

#ifndef TEST_EPISODES
#define TEST_EPISODES 1024
#endif

typedef struct test_writer {
    uc_region region;
    int64_t cursor;
} test_writer;

static inline void test_layout(uc_region_header *h, uint64_t slots, uint32_t instruments)
{
    uc_feed_options options = {2, instruments, UC_INSTANCE_MODE_REPLAY, 0};
    (void)uc_feed_layout(h, &options);
    h->region_kind = UC_REGION_KIND_SIGNALS;
    h->counters_offset = uc_page_up(h->text_offset + h->text_bytes);
    h->counter_count = UC_ENGINE_COUNTER_COUNT;
    h->instruments_offset = uc_page_up(h->counters_offset + UC_ENGINE_COUNTER_COUNT * sizeof(uint64_t));
    h->venues_offset = uc_page_up(h->instruments_offset + (uint64_t)h->instrument_capacity * sizeof(uc_instrument_entry));
    h->episodes_offset = uc_page_up(h->venues_offset + UC_MAX_VENUES * sizeof(uc_venue_entry));
    h->episode_capacity = TEST_EPISODES;
    h->latest_offset = uc_page_up(h->episodes_offset + h->episode_capacity * sizeof(uc_episode_record));
    h->latest_capacity = h->instrument_capacity;
    h->latest_slot_bytes = sizeof(uc_latest_slot);
    h->slots_offset = uc_page_up(h->latest_offset + (uint64_t)h->latest_capacity * sizeof(uc_latest_slot));
    h->slot_count = slots;
    h->slot_bytes = sizeof(uc_signal_frame);
    h->file_bytes = uc_page_up(h->slots_offset + slots * sizeof(uc_signal_frame));
}

static inline void test_add_instrument(test_writer *writer, uint32_t index, const char *name, size_t length)
{
    unsigned char *at = writer->region.address + writer->region.header.instruments_offset + index * sizeof(uc_instrument_entry);
    memcpy(at + offsetof(uc_instrument_entry, name), name, length);
    uc_store_release(at, (uint64_t)index + 1);
}

/* Creates the region anew, over whatever has its name. */
static inline uc_status test_create(test_writer *writer, const char *directory, const char *instance, uint64_t slots, uint32_t instruments)
{
    uc_region_header header;
    int fd = -1;
    memset(writer, 0, sizeof *writer);
    test_layout(&header, slots, instruments);
    header.created_ns = uc_now_ns(CLOCK_REALTIME);
    header.generation = 1;
    uc_status status = uc_make_directory(directory, instance);
    if (status == UC_READY) {
        (void)uc_path_of(writer->region.path, directory, instance, "signals", "");
        status = uc_feed_create(writer->region.path, &header, 1, &fd);
    }

    if (status == UC_READY) {
        status = uc_region_map(&writer->region, fd, UC_REGION_KIND_SIGNALS, 1);
        (void)close(fd);
    }

    if (status == UC_READY) {
        uc_region_own(&writer->region, 1);
        test_add_instrument(writer, 0, "MARKET", 6);
        uc_store_release32(&uc_live_header(&writer->region)->state, UC_REGION_STATE_LIVE);
    }

    return status;
}

/* One refresh of a latest slot. */
static inline void test_publish_latest(test_writer *writer, const uc_signal_frame *frame)
{
    unsigned char *slot = writer->region.address + writer->region.header.latest_offset + frame->instrument * sizeof(uc_latest_slot);
    uint64_t version = (uc_load_relaxed(slot) & ~UC_WRITING) + 1;
    uc_store_relaxed(slot, UC_WRITING | version);
    uc_fence_release(); /* pairs with uc_fence_acquire in uc_read_latest */
    uc_copy_in(slot + offsetof(uc_latest_slot, frame), frame, sizeof *frame / sizeof(uc_word));
    uc_store_release(slot, version); /* pairs with the acquire in uc_read_latest */
}

/* One frame of history; its sequence is set here. */
static inline void test_append_history(test_writer *writer, uc_signal_frame *frame)
{
    const uc_region_header *h = &writer->region.header;
    uint64_t sequence = (uint64_t)++writer->cursor;
    unsigned char *slot = writer->region.address + h->slots_offset + (sequence & (h->slot_count - 1)) * sizeof *frame;
    frame->sequence = (int64_t)sequence;
    uc_store_relaxed(slot, UC_WRITING | sequence);
    uc_fence_release(); /* pairs with uc_fence_acquire in uc_history_poll */
    uc_copy_in(slot + sizeof sequence, (const unsigned char *)frame + sizeof sequence, sizeof *frame / sizeof(uc_word) - 1);
    uc_store_release(slot, sequence);                                   /* pairs with the acquire in uc_history_poll */
    uc_store_release(&uc_live_header(&writer->region)->cursor, sequence); /* pairs with the acquire in uc_cursor */
}

/* What the notifier thread does. */
static inline void test_notify(test_writer *writer)
{
    uint32_t *word = &uc_live_header(&writer->region)->notify_word;
    uc_store_release32(word, (uint32_t)writer->cursor);
    (void)syscall(SYS_futex, word, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

static inline void test_beat(test_writer *writer)
{
    uc_store_release(&uc_live_header(&writer->region)->heartbeat_ns, (uint64_t)uc_now_ns(CLOCK_MONOTONIC));
}

#endif
