/*
 * feed_peer --dir D --instance I --name FEED --count N [--slots S] [--instruments I]: the twin of the verb write-feed. Continues
 * the stream up to position N; then a number on standard input is the next N, the end of input the end.
 */
#include "event_stream.h"
#include "peer_options.h"

#include <poll.h>

static int open_feed(uc_feed *feed, int count, char **arguments)
{
    uc_feed_options options = uc_feed_defaults();
    options.slots = (uint64_t)peer_number(count, arguments, "--slots", "65536");
    options.instance_mode = UC_INSTANCE_MODE_REPLAY;
    uc_status status = uc_feed_open(feed, peer_text(count, arguments, "--dir", NULL), peer_text(count, arguments, "--instance", NULL),
                                    peer_text(count, arguments, "--name", "peer"), &options);
    if (status != UC_READY) {
        (void)fprintf(stderr, "%s: %s\n", feed->region.path, uc_status_text(status));
        return status == UC_HELD ? PEER_HELD : PEER_FAILURE;
    }

    char name[65];
    char base[25];
    for (long index = 1; index <= peer_number(count, arguments, "--instruments", "3"); index++) {
        (void)snprintf(name, sizeof name, "COIN%ld/USDT:USDT", index);
        (void)snprintf(base, sizeof base, "COIN%ld", index);
        if (uc_feed_add_instrument(feed, name, base, UC_DIRECTORY_FLAGS_NONE) != (int)index) {
            (void)fprintf(stderr, "the feed has instruments of another writer\n");
            return PEER_FAILURE;
        }
    }

    return PEER_OK;
}

/* The next line of standard input as a number, keeping the heartbeat meanwhile; 0 at the end of input. */
static uint64_t next_count(uc_feed *feed)
{
    char line[32];
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    while (poll(&input, 1, 50) == 0) {
        uc_feed_beat(feed);
    }

    return fgets(line, sizeof line, stdin) != NULL ? strtoull(line, NULL, 10) : 0;
}

int main(int count, char **arguments)
{
    uc_feed feed;
    int opened = open_feed(&feed, count, arguments);
    if (opened != PEER_OK) {
        return opened;
    }

    uint64_t instruments = (uint64_t)peer_number(count, arguments, "--instruments", "3");
    (void)setvbuf(stdout, NULL, _IOLBF, 4096);
    (void)setvbuf(stdin, NULL, _IONBF, 0);
    (void)printf("open %llu\n", (unsigned long long)feed.published);
    for (uint64_t last = (uint64_t)peer_number(count, arguments, "--count", "0"); last != 0; last = next_count(&feed)) {
        while (feed.published < last) {
            uc_event_record record;
            stream_at(&record, feed.published + 1, instruments);
            if (!uc_feed_publish(&feed, &record, INT64_C(60000000000))) {
                (void)fprintf(stderr, "the feed stayed full\n");
                return PEER_FAILURE;
            }

            if ((feed.published & 63) == 0) {
                uc_feed_beat(&feed);
            }
        }

        (void)printf("published %llu\n", (unsigned long long)feed.published);
    }

    uc_feed_stop(&feed);
    uc_feed_close(&feed);
    return PEER_OK;
}
