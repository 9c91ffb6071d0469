/*
 * Writes a signal region with frames that exercise every rule of the JSON, for tests of the readers.
 *
 *     region_writer DIRECTORY INSTANCE FRAMES [SLOTS]
 *
 * The frames are the same on every run. Ends when all are written; the region is left with state STOPPED.
 */
#include "signal_writer.h"

#include <stdlib.h>

static uint64_t s_random = 42;

static uint64_t next_random(void)
{
    s_random ^= s_random << 13;
    s_random ^= s_random >> 7;
    s_random ^= s_random << 17;
    return s_random;
}

/* Any finite or infinite float, or one of a size that signals have. */
static float next_float(void)
{
    uint64_t bits = next_random();
    uint32_t low = (uint32_t)bits;
    float any;
    memcpy(&any, &low, sizeof any);
    return (bits >> 33 & 1) != 0 ? any : (float)((double)low / (double)(1 + (bits >> 44)));
}

static void fill(uc_signal_frame *frame, int64_t number)
{
    memset(frame, 0, sizeof *frame);
    frame->engine_sequence = number * 3;
    frame->engine_ns = INT64_C(1772668800123456789) + number * 1000;
    frame->exchange_ns = number % 7 == 0 ? -1999 : frame->engine_ns - 1500;
    frame->publish_ns = uc_now_ns(CLOCK_REALTIME);
    frame->episode_id = (uint64_t)number * 2;
    frame->episode_start_ns = number % 2 == 0 ? 0 : frame->engine_ns - 1000000;
    frame->instrument = (uint16_t)(number % 7);
    frame->side = (uint8_t)(number % 4);
    frame->level = (uint8_t)(number % 6);
    frame->previous_level = (uint8_t)(number % 5);
    frame->phase = (uint8_t)(number % 6);
    frame->regime = (uint8_t)(number % 8);
    frame->missing_factors = (uint8_t)(number % 64);
    frame->flags = (uint32_t)(number % 129);
    frame->venue_mask = (uint32_t)(number % 300);
    frame->probability = next_float();
    frame->log_odds = next_float();
    frame->risk = next_float();
    frame->pressure = number % 5 == 0 ? -0.0f : next_float();
    for (int i = 0; i < 6; i++) {
        frame->risk_factors[i] = next_float();
    }

    frame->acceleration = next_float();
    frame->jerk = next_float();
    for (int i = 0; i < 8; i++) {
        frame->count_velocity[i] = next_float();
        frame->usd_velocity[i] = 1234567.125f + (float)i / 4; /* exact ties in the ninth digit */
    }

    frame->long_micro_usd60s = (int64_t)(next_random() >> 10);
    frame->short_micro_usd60s = number % 11 == 0 ? -1500001 : number;
    frame->mean_coincidence = number % 3 == 0 ? NAN : 0.5f;
    frame->baseline_rate = number % 3 == 1 ? NAN : 0.0166666667f;
    frame->leader_venue = (uint8_t)(number % 9);
}

int main(int count, char **arguments)
{
    if (count < 4) {
        (void)fprintf(stderr, "usage: region_writer DIRECTORY INSTANCE FRAMES [SLOTS]\n");
        return 2;
    }

    test_writer writer;
    uc_status status = test_create(&writer, arguments[1], arguments[2], count > 4 ? strtoull(arguments[4], NULL, 10) : 1024, 16);
    if (status != UC_READY) {
        (void)fprintf(stderr, "%s\n", uc_status_text(status));
        return 1;
    }

    char longest[64];
    memset(longest, 'x', sizeof longest);
    test_add_instrument(&writer, 1, "BTC/USDT:USDT", 13);
    test_add_instrument(&writer, 2, "A\"B\\C/D\n\x7f<&'+>", 14);
    test_add_instrument(&writer, 3, "\xc3\xa4\xe2\x82\xac\xf0\x9f\x94\xa5", 9);
    test_add_instrument(&writer, 4, "bad\xff\xc3\xa4", 6);
    test_add_instrument(&writer, 5, longest, sizeof longest);
    for (int64_t number = 1; number <= strtoll(arguments[3], NULL, 10); number++) {
        uc_signal_frame frame;
        fill(&frame, number);
        test_append_history(&writer, &frame);
        frame.instrument = (uint16_t)(frame.instrument % 6);
        test_publish_latest(&writer, &frame);
    }

    test_notify(&writer);
    test_beat(&writer);
    uc_store_release32(&uc_live_header(&writer.region)->state, UC_REGION_STATE_STOPPED);
    uc_region_close(&writer.region);
    return 0;
}
