/*
 * Publishes liquidations of one instrument into a feed, in the present: the smallest feed writer.
 *
 *     feed_writer [--dir DIR] [--instance NAME] [--name FEED] [--count N]
 *
 * Writes N liquidations (20) of 50,000 USD, one every 100 ms with a tick before each, waits while the feed is full, and says
 * goodbye. Exit code 75 when another writer has the feed, 1 when it cannot be opened or nobody reads it.
 */
#include "ultracascade.h"

#include <stdlib.h>

static const char *option(int count, char **arguments, const char *name, const char *otherwise)
{
    for (int i = 1; i + 1 < count; i += 2) {
        if (strcmp(arguments[i], name) == 0) {
            return arguments[i + 1];
        }
    }

    return otherwise;
}

int main(int count, char **arguments)
{
    long wanted = strtol(option(count, arguments, "--count", "20"), NULL, 10);
    uc_feed_options options = uc_feed_defaults();
    uc_feed feed;
    uc_status status = uc_feed_open(&feed, option(count, arguments, "--dir", NULL), option(count, arguments, "--instance", NULL),
                                    option(count, arguments, "--name", "example"), &options);
    if (status != UC_READY) {
        (void)fprintf(stderr, "%s: %s\n", feed.region.path, uc_status_text(status));
        return status == UC_HELD ? 75 : 1;
    }

    uc_event_record tick = {.kind = UC_RECORD_KIND_TICK};
    uc_event_record event = {.kind = UC_RECORD_KIND_LIQUIDATION, .side = UC_POSITION_SIDE_LONG, .amount_micro_usd = INT64_C(50000000000)};
    event.instrument = (uint16_t)uc_feed_add_instrument(&feed, "BTC/USDT:USDT", "BTC", UC_DIRECTORY_FLAGS_NONE);
    event.venue = (uint8_t)uc_feed_add_venue(&feed, "okx");
    int taken = 1;
    for (long i = 0; i < wanted && taken; i++) {
        tick.exchange_ns = tick.receive_ns = event.exchange_ns = event.receive_ns = uc_now_ns(CLOCK_REALTIME);
        event.id = (uint64_t)event.receive_ns;
        taken = uc_feed_publish(&feed, &tick, INT64_C(5000000000)) && uc_feed_publish(&feed, &event, INT64_C(5000000000));
        uc_feed_beat(&feed);
        uc_sleep_ns_at_most(100000000);
    }

    (void)fprintf(stderr, "published %llu\n", (unsigned long long)feed.published);
    uc_feed_stop(&feed);
    uc_feed_close(&feed);
    return taken ? 0 : 1;
}
