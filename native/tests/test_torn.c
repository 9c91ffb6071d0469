/*
 * The hunt for torn reads: a writer at full speed in another process (or thread, for the thread sanitizer), a reader that
 * checks each copy. Every word of a frame is a function of its version, so a copy of two versions gives itself away.
 *
 *     test_torn [READS] [thread]             writes and reads
 *     test_torn write DIRECTORY INSTANCE     writes until it is killed, for readers in other languages
 */
#include "check.h"
#include "signal_writer.h"

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>

enum { SLOTS = 16, INSTRUMENT = 2 };

static test_writer s_writer;
static uint32_t s_stop;

static uint64_t word_of(uint64_t version, size_t index)
{
    return (version + index) * UINT64_C(0x9E3779B97F4A7C15);
}

/* Word 8 holds the instrument, which the writer needs; it stays what it is. */
static void *write_at_full_speed(void *nothing)
{
    uint64_t words[32];
    uc_signal_frame frame;
    for (uint64_t version = 1; __atomic_load_n(&s_stop, __ATOMIC_RELAXED) == 0; version++) {
        for (size_t i = 0; i < 32; i++) {
            words[i] = i == 8 ? INSTRUMENT : word_of(version, i);
        }

        memcpy(&frame, words, sizeof frame);
        test_publish_latest(&s_writer, &frame);
        test_append_history(&s_writer, &frame);
    }

    return nothing;
}

static void check_whole(const uc_signal_frame *frame, uint64_t version)
{
    uint64_t words[32];
    memcpy(words, frame, sizeof words);
    for (size_t i = 1; i < 32; i++) {
        CHECK(words[i] == (i == 8 ? INSTRUMENT : word_of(version, i)));
    }
}

static void read_many(const uc_signals *signals, long reads)
{
    uc_signal_frame frame;
    uc_history history;
    long latest = 0, frames = 0, lapped = 0;
    uint64_t before = 0;
    uc_history_start(&history, signals, UC_FROM_OLDEST, 0);
    const uint64_t first = history.next;
    while (latest + frames < reads) {
        int64_t version = 0;
        if (uc_read_latest(signals, INSTRUMENT, &frame, &version) == UC_READ_OK) {
            CHECK((uint64_t)version >= before);
            before = (uint64_t)version;
            check_whole(&frame, before);
            latest++;
        }

        for (int i = 0; i < 8; i++) {
            uc_read read = uc_history_poll(&history, &frame);
            if (read == UC_READ_OK) {
                check_whole(&frame, (uint64_t)frame.sequence);
                frames++;
            }

            lapped += read == UC_READ_LAPPED;
        }
    }

    CHECK((uint64_t)frames + history.lost == history.next - first);
    (void)printf("latest %ld, history %ld, lapped %ld times, lost %llu, torn 0\n", latest, frames, lapped,
                 (unsigned long long)history.lost);
}

int main(int count, char **arguments)
{
    long reads = count > 1 ? strtol(arguments[1], NULL, 10) : 1000000;
    int threaded = count > 2;
    uc_signals signals;
    pthread_t thread;
    pid_t child = 0;
    if (count == 4) {
        CHECK(test_create(&s_writer, arguments[2], arguments[3], SLOTS, 4) == UC_READY);
        (void)write_at_full_speed(NULL);
    }

    const char *directory = test_directory();
    CHECK(test_create(&s_writer, directory, "t", SLOTS, 4) == UC_READY);
    CHECK(uc_signals_open(&signals, directory, "t") == UC_READY);
    if (threaded) {
        CHECK(pthread_create(&thread, NULL, write_at_full_speed, NULL) == 0);
    } else if ((child = fork()) == 0) {
        (void)write_at_full_speed(NULL);
    }

    read_many(&signals, reads);
    if (threaded) {
        __atomic_store_n(&s_stop, 1, __ATOMIC_RELAXED);
        CHECK(pthread_join(thread, NULL) == 0);
    } else {
        CHECK(kill(child, SIGKILL) == 0 && waitpid(child, NULL, 0) == child);
    }

    uc_signals_close(&signals);
    uc_region_close(&s_writer.region);
    test_remove(directory);
    return 0;
}
