/*
 * A feed's writer and its reader at full speed in two threads, for the thread sanitizer above all. The reader takes the engine's
 * steps: FeedReader.TryRead and RingRegion.ReleaseFeed, over a ring made by hand. Every word of a record is a function of its position.
 */
#include "check.h"

#include <pthread.h>
#include <stddef.h>

enum { SLOTS = 8, LAST = 300000 };

static uc_feed s_feed;
static unsigned char *s_ring;
static unsigned char *s_consumed;

static uint64_t word_of(uint64_t position, unsigned index)
{
    return (position * 8 + index) * UINT64_C(0x9E3779B97F4A7C15);
}

static void make_ring(const uc_feed *feed)
{
    uc_region_header h = feed->region.header;
    uc_feed_entry entry;
    h.region_kind = UC_REGION_KIND_RING;
    h.feeds_offset = uc_page_up(h.text_offset + h.text_bytes);
    h.feed_capacity = 1;
    h.feed_entry_bytes = sizeof(uc_feed_entry);
    h.provenance_offset = h.feeds_offset + UC_SECTION_ALIGNMENT;
    h.provenance_entry_bytes = sizeof(uc_provenance);
    h.slots_offset = h.provenance_offset + UC_SECTION_ALIGNMENT;
    h.slot_count = 2;
    h.file_bytes = h.slots_offset + UC_SECTION_ALIGNMENT;
    int fd = open(feed->ring.path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    CHECK(fd >= 0 && ftruncate(fd, (off_t)h.file_bytes) == 0 && pwrite(fd, &h, sizeof h, 0) == (ssize_t)sizeof h);
    memset(&entry, 0, sizeof entry);
    entry.committed = 1;
    entry.feed_created_ns = feed->region.header.created_ns;
    memcpy(entry.name, feed->name, sizeof entry.name);
    CHECK(pwrite(fd, &entry, sizeof entry, (off_t)h.feeds_offset) == (ssize_t)sizeof entry);
    s_ring = mmap(NULL, (size_t)h.file_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    CHECK(s_ring != MAP_FAILED);
    s_consumed = s_ring + h.feeds_offset + offsetof(uc_feed_entry, consumed);
    (void)close(fd);
}

static void *read_all(void *nothing)
{
    for (uint64_t position = 1; position <= LAST; position++) {
        uint64_t words[8];
        const unsigned char *slot = s_feed.region.address + s_feed.region.header.slots_offset + (position & (SLOTS - 1)) * sizeof words;
        while (uc_load_acquire(slot) != position) {
            uc_pause();
        }

        /* Plain, as the engine reads it: the writer may not touch it now. */
        memcpy(words, slot, sizeof words);
        for (unsigned i = 1; i < 8; i++) {
            CHECK(words[i] == word_of(position, i));
        }

        uc_store_release(s_consumed, position); /* pairs with the acquire in uc_feed_consumed */
    }

    return nothing;
}

int main(void)
{
    uc_feed_options options = uc_feed_defaults();
    pthread_t reader;
    const char *directory = test_directory();
    options.slots = SLOTS;
    options.instruments = 1;
    CHECK(uc_feed_open(&s_feed, directory, "t", "f", &options) == UC_READY);
    make_ring(&s_feed);
    CHECK(pthread_create(&reader, NULL, read_all, NULL) == 0);
    for (uint64_t position = 1; position <= LAST; position++) {
        uint64_t words[8];
        uc_event_record record;
        for (unsigned i = 0; i < 8; i++) {
            words[i] = word_of(position, i);
        }

        memcpy(&record, words, sizeof record);
        CHECK(uc_feed_publish(&s_feed, &record, INT64_C(60000000000)) == 1);
    }

    CHECK(pthread_join(reader, NULL) == 0);
    CHECK(uc_load_acquire(s_consumed) == LAST);
    uc_feed_stop(&s_feed);
    uc_feed_close(&s_feed);
    test_remove(directory);
    return 0;
}
