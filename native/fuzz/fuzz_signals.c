/* A signal region of a hostile writer, opened and read with everything the reader has. */
#include "hostile.h"

#define TEST_EPISODES 4
#include "signal_writer.h"
#include "scratch.h"

enum { SLOTS = 8, INSTRUMENTS = 3, POLLS = 24 };

static unsigned char *s_sound;
static size_t s_bytes;
static char s_path[UC_PATH_BYTES];

static void make_sound(void)
{
    test_writer writer;
    uc_signal_frame frame;
    memset(&frame, 0, sizeof frame);
    scratch_make();
    CHECK(test_create(&writer, s_directory, "t", SLOTS, INSTRUMENTS) == UC_READY);
    test_add_instrument(&writer, 1, "BTC/USDT:USDT", 13);
    for (int i = 0; i < 2 * SLOTS; i++) {
        frame.instrument = (uint16_t)(i % 2);
        frame.level = (uint8_t)(i % 5);
        test_publish_latest(&writer, &frame);
        test_append_history(&writer, &frame);
    }

    memcpy(s_path, writer.region.path, sizeof s_path);
    uc_region_close(&writer.region);
    s_sound = scratch_bytes(s_path, &s_bytes);
}

static void show(const uc_signals *signals, const uc_signal_frame *frame)
{
    static char line[UC_SIGNAL_JSON_BYTES];
    size_t length = uc_format_signal(signals, frame, line, sizeof line);
    CHECK(length > 0 && length == strlen(line));
}

static void read_tables(const uc_signals *signals)
{
    static const uint32_t indices[] = {0, 1, 2, 3, 4, 255, 256, 65534, 65535, UINT32_MAX};
    char text[65];
    uc_signal_frame frame;
    uc_episode_record episode;
    int64_t version, age;
    for (size_t i = 0; i < sizeof indices / sizeof indices[0]; i++) {
        (void)uc_counter(signals, indices[i]);
        (void)uc_instrument_name(signals, indices[i], text);
        CHECK(strlen(text) <= 64);
        (void)uc_venue_code(signals, indices[i], text);
        CHECK(strlen(text) <= 24);
        if (uc_read_latest(signals, indices[i], &frame, &version) == UC_READ_OK) {
            show(signals, &frame);
        }

        (void)uc_read_episode(signals, (int64_t)indices[i], &episode);
    }

    (void)uc_read_episode(signals, INT64_MAX, &episode);
    (void)uc_read_episode(signals, INT64_MIN, &episode);
    (void)uc_instrument_count(signals);
    (void)uc_find_instrument(signals, "BTC/USDT:USDT");
    (void)uc_is_stale(signals, &age);
    (void)uc_is_superseded(signals);
    (void)uc_state(signals);
    (void)uc_generation(signals);
    (void)uc_signal_hash(signals);
    uc_wait_news(signals, uc_notify_word(signals) + 1, 0);
}

static void follow(const uc_signals *signals, uc_start start, int64_t sequence)
{
    uc_history history;
    uc_signal_frame frame;
    uc_history_start(&history, signals, start, sequence);
    const uint64_t first = history.next;
    uint64_t taken = 0;
    for (int i = 0; i < POLLS; i++) {
        if (uc_history_poll(&history, &frame) == UC_READ_OK) {
            taken++;
            show(signals, &frame);
        }
    }

    CHECK(taken + history.lost == history.next - first);
    (void)uc_history_wait(&history, 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
    uc_signals signals;
    if (s_sound == NULL) {
        make_sound();
    }

    hostile_begin(input, size);
    hostile_place(s_path, s_sound, s_bytes);
    if (uc_signals_open(&signals, s_directory, "t") == UC_READY) {
        follow(&signals, UC_FROM_OLDEST, 0);
        read_tables(&signals);
        follow(&signals, UC_FROM_SEQUENCE, 1);
        follow(&signals, UC_FROM_LATEST, 0);
        follow(&signals, UC_FROM_SEQUENCE, INT64_MAX);
        uc_signals_close(&signals);
    }

    hostile_end();
    return 0;
}
