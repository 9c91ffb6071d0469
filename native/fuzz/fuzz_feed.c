/* A feed that a hostile predecessor left, taken over by a writer: found, repaired or refused, written to. */
#include "hostile.h"

#include "ultracascade.h"

#include "scratch.h"

static unsigned char *s_sound;
static size_t s_bytes;
static char s_path[UC_PATH_BYTES];

static uc_feed_options small_feed(void)
{
    uc_feed_options options = uc_feed_defaults();
    options.slots = 8;
    options.instruments = 3;
    options.drop_when_full = 1;
    return options;
}

static void publish_some(uc_feed *feed)
{
    uc_event_record record;
    memset(&record, 0, sizeof record);
    record.kind = UC_RECORD_KIND_TICK;
    for (int i = 0; i < 12; i++) {
        record.receive_ns = i;
        uint64_t before = feed->published;
        int taken = uc_feed_try_publish(feed, &record);

        /* A feed that was continued far on, and whose engine is not to be found, is full: nothing is taken. */
        CHECK(taken ? feed->published > before && feed->published - feed->consumed <= feed->region.header.slot_count
                    : feed->published == before);
    }
}

static void make_sound(void)
{
    uc_feed feed;
    uc_feed_options options = small_feed();
    scratch_make();
    CHECK(uc_feed_open(&feed, s_directory, "t", "f", &options) == UC_READY);
    publish_some(&feed);
    CHECK(uc_feed_add_instrument(&feed, "BTC/USDT:USDT", "BTC", 0) == 1);
    memcpy(s_path, feed.region.path, sizeof s_path);
    uc_feed_close(&feed);
    s_sound = scratch_bytes(s_path, &s_bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
    uc_feed feed;
    uc_feed_options options = small_feed();
    if (s_sound == NULL) {
        make_sound();
    }

    hostile_begin(input, size);
    hostile_place(s_path, s_sound, s_bytes);
    if (uc_feed_open(&feed, s_directory, "t", "f", &options) == UC_READY) {
        publish_some(&feed);
        (void)uc_feed_add_instrument(&feed, "BTC/USDT:USDT", "BTC", 0);
        (void)uc_feed_add_instrument(&feed, "ETH/USDT:USDT", "ETH", 0);
        (void)uc_feed_add_venue(&feed, "okx");
        (void)uc_feed_add_venue(&feed, "elsewhere");
        uc_feed_beat(&feed);
        (void)uc_feed_engine_is_alive(&feed);
        uc_feed_stop(&feed);
        uc_feed_close(&feed);
    }

    hostile_end();
    return 0;
}
