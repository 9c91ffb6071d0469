/* Clocks. */
#include "ultracascade_native.h"

#include <time.h>

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

static int64_t nanoseconds_of(clockid_t clock)
{
    struct timespec now;
    (void)clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t uc_monotonic_ns(void)
{
    return nanoseconds_of(CLOCK_MONOTONIC);
}

int64_t uc_realtime_ns(void)
{
    return nanoseconds_of(CLOCK_REALTIME);
}

uint64_t uc_tsc(void)
{
#if defined(__x86_64__)
    return __rdtsc();
#elif defined(__aarch64__)
    uint64_t count;
    __asm__ volatile("mrs %0, cntvct_el0" : "=r"(count));
    return count;
#else
    return (uint64_t)nanoseconds_of(CLOCK_MONOTONIC);
#endif
}
