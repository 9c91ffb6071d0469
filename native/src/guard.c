/* What happens to a reader whose map loses its file: a page behind the end of a file is SIGBUS. */
#include "ultracascade_native.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>

/* A place is free while bytes is 0. Taken with a compare-exchange of start, published by bytes (release), read by the handler (acquire). */
struct guarded {
    _Atomic(uintptr_t) start;
    _Atomic(uint64_t) bytes;
    atomic_int lost;
};

static struct guarded s_guarded[UC_GUARDED_MAPS];
static struct sigaction s_before;
static atomic_int s_installed; /* 0 no, 1 being installed, 2 yes */

static struct guarded *find(uintptr_t address)
{
    for (int i = 0; i < UC_GUARDED_MAPS; i++) {
        uint64_t bytes = atomic_load_explicit(&s_guarded[i].bytes, memory_order_acquire);
        uintptr_t start = atomic_load_explicit(&s_guarded[i].start, memory_order_relaxed);
        if (bytes != 0 && address >= start && address - start < bytes) {
            return &s_guarded[i];
        }
    }

    return NULL;
}

/* Somebody else's fault goes to whoever handled it before us. */
static void pass_on(int signal, siginfo_t *info, void *context)
{
    if (s_before.sa_flags & SA_SIGINFO) {
        s_before.sa_sigaction(signal, info, context);
    } else if (s_before.sa_handler != SIG_DFL && s_before.sa_handler != SIG_IGN) {
        s_before.sa_handler(signal);
    } else {
        /* The instruction is run again, faults again, and ends the process as it would have without us. */
        struct sigaction plain;
        memset(&plain, 0, sizeof plain);
        plain.sa_handler = SIG_DFL;
        (void)sigaction(signal, &plain, NULL);
    }
}

/* The whole map becomes zeros of this process, so that nobody meets half a region; the load that faulted is run again and reads 0. */
static void on_bus_error(int signal, siginfo_t *info, void *context)
{
    int error = errno;
    struct guarded *map = info->si_code == BUS_ADRERR ? find((uintptr_t)info->si_addr) : NULL;
    if (map != NULL) {
        void *start = (void *)atomic_load_explicit(&map->start, memory_order_relaxed);
        size_t bytes = (size_t)atomic_load_explicit(&map->bytes, memory_order_relaxed);
        atomic_store_explicit(&map->lost, 1, memory_order_release);
        if (mmap(start, bytes, PROT_READ, MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED) {
            errno = error;
            return;
        }
    }

    errno = error;
    pass_on(signal, info, context);
}

static int install(void)
{
    int expected = 0;
    if (!atomic_compare_exchange_strong(&s_installed, &expected, 1)) {
        return expected == 2 ? 0 : -EAGAIN;
    }

    struct sigaction ours;
    memset(&ours, 0, sizeof ours);
    ours.sa_sigaction = on_bus_error;
    ours.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
    (void)sigemptyset(&ours.sa_mask);
    int error = sigaction(SIGBUS, &ours, &s_before) < 0 ? -errno : 0;
    atomic_store(&s_installed, error == 0 ? 2 : 0);
    return error;
}

int uc_guard_map(const void *address, uint64_t bytes)
{
    if (address == NULL || bytes == 0 || bytes > (uint64_t)PTRDIFF_MAX) {
        return -EINVAL;
    }

    int error = install();
    if (error != 0) {
        return error;
    }

    for (int i = 0; i < UC_GUARDED_MAPS; i++) {
        uintptr_t none = 0;
        if (atomic_compare_exchange_strong(&s_guarded[i].start, &none, (uintptr_t)address)) {
            atomic_store_explicit(&s_guarded[i].lost, 0, memory_order_relaxed);
            atomic_store_explicit(&s_guarded[i].bytes, bytes, memory_order_release);
            return 0;
        }
    }

    return -ENOSPC;
}

int uc_guard_forget(const void *address)
{
    struct guarded *map = find((uintptr_t)address);
    if (map == NULL || atomic_load(&map->start) != (uintptr_t)address) {
        return -ENOENT;
    }

    atomic_store_explicit(&map->bytes, 0, memory_order_release);
    atomic_store_explicit(&map->start, 0, memory_order_release);
    return 0;
}

int uc_guard_lost(const void *address)
{
    struct guarded *map = find((uintptr_t)address);
    return map == NULL ? -ENOENT : atomic_load_explicit(&map->lost, memory_order_acquire);
}
