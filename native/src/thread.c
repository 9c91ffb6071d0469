/* Threads: where they run, and how they wait. */
#include "ultracascade_native.h"

#include <errno.h>
#include <linux/futex.h>
#include <limits.h>
#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { MASK_WORDS = 128 /* 8192 CPUs, the largest number the kernel is built for */ };

static struct timespec duration_of(int64_t ns)
{
    struct timespec duration = {.tv_sec = (time_t)(ns / 1000000000), .tv_nsec = (long)(ns % 1000000000)};
    return duration;
}

int uc_pin(int cpu)
{
    if (cpu < 0 || cpu >= MASK_WORDS * 64) {
        return -EINVAL;
    }

    unsigned long mask[MASK_WORDS * sizeof(uint64_t) / sizeof(unsigned long)] = {0};
    const int bits = (int)(sizeof(unsigned long) * CHAR_BIT);
    mask[cpu / bits] = 1UL << (cpu % bits);
    return syscall(SYS_sched_setaffinity, 0, sizeof mask, mask) < 0 ? -errno : 0;
}

int uc_usable_cpus(uint64_t *mask, int words)
{
    uint64_t all[MASK_WORDS] = {0};
    if (syscall(SYS_sched_getaffinity, 0, sizeof all, all) < 0) {
        return -errno;
    }

    int count = 0;
    for (int i = 0; i < MASK_WORDS; i++) {
        count += __builtin_popcountll(all[i]);
        if (i < words) {
            mask[i] = all[i];
        }
    }

    for (int i = MASK_WORDS; i < words; i++) {
        mask[i] = 0;
    }

    return count;
}

int uc_futex_wait(const void *address, uint32_t expected, int64_t timeout_ns)
{
    /* FUTEX_WAIT without FUTEX_PRIVATE_FLAG: the waker is another process. The kernel only reads the word. */
    struct timespec limit = duration_of(timeout_ns < 0 ? 0 : timeout_ns);
    if (syscall(SYS_futex, address, FUTEX_WAIT, expected, timeout_ns < 0 ? NULL : &limit, NULL, 0) == 0 || errno == EAGAIN) {
        return 0;
    }

    return -errno;
}

int uc_futex_wake(const void *address, int count)
{
    long woken = syscall(SYS_futex, address, FUTEX_WAKE, count, NULL, NULL, 0);
    return woken < 0 ? -errno : (int)woken;
}

int uc_sleep_ns(int64_t ns)
{
    static _Thread_local bool slack_set;
    if (!slack_set) {
        (void)prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
        slack_set = true;
    }

    if (ns <= 0) {
        return 0;
    }

    struct timespec duration = duration_of(ns);
    return -clock_nanosleep(CLOCK_MONOTONIC, 0, &duration, NULL);
}
