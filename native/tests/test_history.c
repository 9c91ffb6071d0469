/* The history reader: order, exact loss, restarts, waiting. */
#include "check.h"
#include "signal_writer.h"

#include <sys/wait.h>

enum { SLOTS = 64 };

static test_writer s_writer;
static uc_signals s_signals;

static void append(int count)
{
    uc_signal_frame frame;
    memset(&frame, 0, sizeof frame);
    for (int i = 0; i < count; i++) {
        frame.engine_sequence = s_writer.cursor + 1;
        test_append_history(&s_writer, &frame);
    }
}

/* Reads all there is; returns the frames read and checks that none is out of order. */
static uint64_t drain(uc_history *history)
{
    uc_signal_frame frame;
    uint64_t count = 0;
    for (uc_read read; (read = uc_history_poll(history, &frame)) != UC_READ_NOT_YET;) {
        if (read == UC_READ_OK) {
            count++;
            CHECK(frame.sequence == (int64_t)history->next - 1 && frame.engine_sequence == frame.sequence);
        }
    }

    return count;
}

static void should_deliver_each_frame_once_from_each_start(void)
{
    uc_history oldest, latest, third;
    uc_history_start(&oldest, &s_signals, UC_FROM_OLDEST, 0);
    CHECK(drain(&oldest) == 0 && oldest.next == 1);
    append(10);
    uc_history_start(&latest, &s_signals, UC_FROM_LATEST, 0);
    uc_history_start(&third, &s_signals, UC_FROM_SEQUENCE, 3);
    CHECK(drain(&oldest) == 10 && drain(&latest) == 0 && drain(&third) == 8);
    append(5);
    CHECK(drain(&oldest) == 5 && drain(&latest) == 5 && drain(&third) == 5 && oldest.lost + latest.lost + third.lost == 0);
}

static void should_count_exactly_what_a_slow_reader_lost(void)
{
    uc_history slow;
    uc_history_start(&slow, &s_signals, UC_FROM_LATEST, 0);
    uint64_t first = slow.next;
    append(SLOTS * 3 + 7);
    uint64_t read = drain(&slow);
    CHECK(read == SLOTS - SLOTS / 8 && read + slow.lost == SLOTS * 3 + 7 && slow.next == first + SLOTS * 3 + 7);

    uc_history oldest, gone;
    uc_history_start(&oldest, &s_signals, UC_FROM_OLDEST, 0);
    CHECK(drain(&oldest) == SLOTS - 1 && oldest.lost == 0);
    uc_history_start(&gone, &s_signals, UC_FROM_SEQUENCE, 1);
    CHECK(drain(&gone) + gone.lost == (uint64_t)s_writer.cursor && gone.lost > 0);
}

static void should_not_lose_anything_when_the_ring_is_just_full(void)
{
    uc_history exact;
    uc_history_start(&exact, &s_signals, UC_FROM_LATEST, 0);
    append(SLOTS);
    CHECK(drain(&exact) == SLOTS && exact.lost == 0);
}

/* An engine that died while it wrote a frame: the next one gives up that sequence and goes on behind it. */
static void should_count_a_frame_lost_in_a_restart(void)
{
    uc_history history;
    uc_signal_frame frame;
    uc_history_start(&history, &s_signals, UC_FROM_LATEST, 0);
    uint64_t lost = (uint64_t)s_writer.cursor + 1;
    unsigned char *slot = s_writer.region.address + s_writer.region.header.slots_offset + (lost & (SLOTS - 1)) * sizeof frame;
    uc_store_release(slot, UC_WRITING | lost);
    CHECK(uc_history_poll(&history, &frame) == UC_READ_NOT_YET);
    uc_store_release(slot, 0);
    CHECK(uc_history_poll(&history, &frame) == UC_READ_NOT_YET);
    s_writer.cursor++;
    append(2);
    CHECK(uc_history_poll(&history, &frame) == UC_READ_LAPPED && history.lost == 1);
    CHECK(drain(&history) == 2 && history.lost == 1);
}

static void should_refuse_a_latest_slot_that_stays_half_written(void)
{
    uc_signal_frame frame;
    int64_t version = 0;
    memset(&frame, 0, sizeof frame);
    frame.instrument = 3;
    CHECK(uc_read_latest(&s_signals, 3, &frame, NULL) == UC_READ_EMPTY);
    CHECK(uc_read_latest(&s_signals, 1000, &frame, NULL) == UC_READ_EMPTY);
    frame.engine_sequence = 17;
    test_publish_latest(&s_writer, &frame);
    test_publish_latest(&s_writer, &frame);
    CHECK(uc_read_latest(&s_signals, 3, &frame, &version) == UC_READ_OK && version == 2 && frame.engine_sequence == 17);
    unsigned char *slot = s_writer.region.address + s_writer.region.header.latest_offset + 3 * sizeof(uc_latest_slot);
    uc_store_release(slot, UC_WRITING | 3);
    CHECK(uc_read_latest(&s_signals, 3, &frame, NULL) == UC_READ_STALE);
}

/* Another process sleeps on the futex of a read-only map until this one publishes. */
static void should_wake_a_waiting_process(void)
{
    int ready[2];
    CHECK(pipe(ready) == 0);
    pid_t child = fork();
    if (child == 0) {
        uc_history history;
        uc_signal_frame frame;
        uc_history_start(&history, &s_signals, UC_FROM_LATEST, 0);
        CHECK(write(ready[1], "x", 1) == 1);
        CHECK(uc_history_wait(&history, INT64_C(60000000000)) && uc_history_poll(&history, &frame) == UC_READ_OK);
        _exit(0);
    }

    char byte;
    int status = 0;
    CHECK(read(ready[0], &byte, 1) == 1);
    append(1);
    test_notify(&s_writer);
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    uc_history history;
    uc_history_start(&history, &s_signals, UC_FROM_LATEST, 0);
    CHECK(!uc_history_wait(&history, 1000000));
}

int main(void)
{
    const char *directory = test_directory();
    CHECK(test_create(&s_writer, directory, "t", SLOTS, 8) == UC_READY);
    CHECK(uc_wait_ready(&s_signals, directory, "t", 0) == UC_READY);
    should_deliver_each_frame_once_from_each_start();
    should_count_exactly_what_a_slow_reader_lost();
    should_not_lose_anything_when_the_ring_is_just_full();
    should_count_a_frame_lost_in_a_restart();
    should_refuse_a_latest_slot_that_stays_half_written();
    should_wake_a_waiting_process();
    uc_signals_close(&s_signals);
    uc_region_close(&s_writer.region);
    test_remove(directory);
    return 0;
}
