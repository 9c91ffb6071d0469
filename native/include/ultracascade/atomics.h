/*
 * Loads and stores that cross a process boundary. The compiler's __atomic built-ins are the operations of C11's
 * <stdatomic.h> on plain objects: they also compile as C++17, and mapped memory need not be declared _Atomic.
 */
#ifndef ULTRACASCADE_ATOMICS_H
#define ULTRACASCADE_ATOMICS_H

#include <stdint.h>

#if !defined(__GNUC__)
#error "ultracascade.h needs the __atomic built-ins of GCC or Clang"
#endif

/* A word of a slot, whatever struct lies there. */
typedef uint64_t __attribute__((may_alias)) uc_word;

static inline uint64_t uc_load_acquire(const void *address)
{
    return __atomic_load_n((const uc_word *)address, __ATOMIC_ACQUIRE);
}

static inline uint64_t uc_load_relaxed(const void *address)
{
    return __atomic_load_n((const uc_word *)address, __ATOMIC_RELAXED);
}

static inline uint32_t uc_load_acquire32(const uint32_t *address)
{
    return __atomic_load_n(address, __ATOMIC_ACQUIRE);
}

static inline void uc_store_release(void *address, uint64_t value)
{
    __atomic_store_n((uc_word *)address, value, __ATOMIC_RELEASE);
}

static inline void uc_store_relaxed(void *address, uint64_t value)
{
    __atomic_store_n((uc_word *)address, value, __ATOMIC_RELAXED);
}

static inline void uc_store_release32(uint32_t *address, uint32_t value)
{
    __atomic_store_n(address, value, __ATOMIC_RELEASE);
}

/* Loads before it are not moved behind loads and stores after it. x86-64: no instruction; ARM64: dmb ishld. */
static inline void uc_fence_acquire(void)
{
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
}

/* Stores after it are not moved before loads and stores ahead of it. x86-64: no instruction; ARM64: dmb ish. */
static inline void uc_fence_release(void)
{
    __atomic_thread_fence(__ATOMIC_RELEASE);
}

/*
 * Copies words out of a slot that its writer may be overwriting. Each load is atomic, so that a torn copy is a wrong value
 * to be thrown away and not a data race; nothing is promised about their order.
 */
static inline void uc_copy_out(void *destination, const void *source, unsigned words)
{
    for (unsigned i = 0; i < words; i++) {
        uint64_t word = uc_load_relaxed((const uc_word *)source + i);
        __builtin_memcpy((unsigned char *)destination + i * sizeof word, &word, sizeof word);
    }
}

/* Copies words into a slot that readers may be copying. */
static inline void uc_copy_in(void *destination, const void *source, unsigned words)
{
    for (unsigned i = 0; i < words; i++) {
        uint64_t word;
        __builtin_memcpy(&word, (const unsigned char *)source + i * sizeof word, sizeof word);
        uc_store_relaxed((uc_word *)destination + i, word);
    }
}

/* Tells the CPU that this is a spinning loop. */
static inline void uc_pause(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("isb" ::: "memory");
#endif
}

#endif
