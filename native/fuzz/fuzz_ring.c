/*
 * The ring of a hostile engine, followed by the writer of a sound feed. Whatever the ring says, the writer stays inside its maps and never
 * believes that more was consumed than it published.
 */
#include "hostile.h"

#include "ultracascade.h"

#include "scratch.h"

enum { SLOTS = 4, FEEDS = 4, RECORDS = 16 };

static unsigned char *s_sound;
static size_t s_bytes;
static uc_feed s_feed;

static void layout_of_ring(uc_region_header *h, const uc_region_header *feed)
{
    *h = *feed;
    h->region_kind = UC_REGION_KIND_RING;
    h->feeds_offset = uc_page_up(h->text_offset + h->text_bytes);
    h->feed_capacity = FEEDS;
    h->feed_entry_bytes = sizeof(uc_feed_entry);
    h->provenance_offset = uc_page_up(h->feeds_offset + FEEDS * sizeof(uc_feed_entry));
    h->provenance_entry_bytes = sizeof(uc_provenance);
    h->slots_offset = uc_page_up(h->provenance_offset + SLOTS * sizeof(uc_provenance));
    h->slot_count = SLOTS;
    h->slot_bytes = sizeof(uc_event_record);
    h->file_bytes = uc_page_up(h->slots_offset + SLOTS * sizeof(uc_event_record));
    h->state = UC_REGION_STATE_LIVE;
}

static void make_sound(void)
{
    uc_region_header header;
    uc_feed_entry entry;
    uc_feed_options options = uc_feed_defaults();
    options.slots = SLOTS;
    options.instruments = 1;
    scratch_make();
    CHECK(uc_feed_open(&s_feed, s_directory, "t", "f", &options) == UC_READY);
    layout_of_ring(&header, &s_feed.region.header);
    s_bytes = (size_t)header.file_bytes;
    s_sound = calloc(1, s_bytes);
    CHECK(s_sound != NULL);
    memcpy(s_sound, &header, sizeof header);
    memset(&entry, 0, sizeof entry);
    entry.committed = 2;
    entry.feed_created_ns = s_feed.region.header.created_ns;
    entry.consumed = 3;
    memcpy(entry.name, s_feed.name, sizeof entry.name);
    uc_feed_entry other;
    memset(&other, 0, sizeof other);
    other.committed = 1;
    other.name[0] = 'x';
    memcpy(s_sound + header.feeds_offset, &other, sizeof other);
    memcpy(s_sound + header.feeds_offset + sizeof entry, &entry, sizeof entry);
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
    uc_event_record record;
    memset(&record, 0, sizeof record);
    record.kind = UC_RECORD_KIND_TICK;
    if (s_sound == NULL) {
        make_sound();
    }

    hostile_begin(input, size);
    hostile_place(s_feed.ring.path, s_sound, s_bytes);
    s_feed.published = 4;
    s_feed.consumed = 0;
    for (int i = 0; i < RECORDS; i++) {
        s_feed.ring_looked_ns = INT64_MIN / 2;
        int taken = uc_feed_try_publish(&s_feed, &record);
        CHECK(s_feed.consumed <= s_feed.published && (!taken || s_feed.published - s_feed.consumed <= SLOTS));
        (void)uc_feed_engine_is_alive(&s_feed);
    }

    uc_region_close(&s_feed.ring);
    hostile_end();
    return 0;
}
