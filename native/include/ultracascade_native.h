/*
 * libultracascade: the few calls of the kernel that a managed process cannot make well by itself. SharedMemory binds it by
 * P/Invoke as "ultracascade". A C program that reads signals or writes a feed does not need it: ultracascade.h is complete.
 *
 * Every function returns 0 or a value >= 0 when it worked and a negative errno when it did not. None allocates, none
 * keeps state but the timer slack of uc_sleep_ns and the maps of uc_guard_map, all are safe on any thread.
 */
#ifndef ULTRACASCADE_NATIVE_H
#define ULTRACASCADE_NATIVE_H

#include <stdint.h>

#if defined(__GNUC__)
#define UC_EXPORT __attribute__((visibility("default")))
#else
#define UC_EXPORT
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Values of `mode` of uc_file_open. */
enum {
    UC_OPEN_READ = 0,       /* existing file, read-only */
    UC_OPEN_WRITE = 1,      /* existing file, read and write */
    UC_OPEN_CREATE = 2,     /* new file, read and write; -EEXIST when the name is taken */
    UC_OPEN_OR_CREATE = 3   /* either, read and write */
};

/*
 * Opens a regular file, close-on-exec, never through a symlink in the last component (-ELOOP), never blocking on a pipe.
 * Returns the descriptor; -EISDIR for a directory, -EINVAL for a mode that does not exist or another kind of file.
 * No lock is taken: that is the difference from the managed file classes, which lock what they open.
 */
UC_EXPORT int uc_file_open(const char *path, int mode, unsigned permissions);
UC_EXPORT int uc_file_close(int fd);

/* flock, exclusive, not waiting: -EWOULDBLOCK when another open description holds it. The kernel drops it on kill -9. */
UC_EXPORT int uc_file_lock(int fd);

/* Reserves every byte from 0 on, so that a full file system is -ENOSPC here and not SIGBUS later. */
UC_EXPORT int uc_file_allocate(int fd, uint64_t bytes);
UC_EXPORT int64_t uc_file_bytes(int fd);

/* Device and inode of an open file, and of a path (a symlink's own). They differ when the file was replaced. */
UC_EXPORT int uc_file_identity(int fd, uint64_t *device, uint64_t *inode);
UC_EXPORT int uc_path_identity(const char *path, uint64_t *device, uint64_t *inode);

/* Gives a file its name unless the name is taken (-EEXIST), in one step: of two that try, one wins. The temporary name goes. */
UC_EXPORT int uc_path_name_new(const char *temporary, const char *path);

/* Whether an open file, or the two directories above a path, can be trusted: 0, -EPERM or what ultracascade/place.h says. */
UC_EXPORT int uc_file_trust(int fd);
UC_EXPORT int uc_path_trust(const char *path);

/* Sets the mode whatever the umask, and the group unless it is negative. */
UC_EXPORT int uc_file_permissions(int fd, unsigned permissions, int64_t group);

/*
 * Reads or writes at an offset without moving anything, again until all is done or the file ends. Bytes read or written, which are
 * fewer than asked for at the end of a file only; a negative errno when nothing could be done.
 */
UC_EXPORT int64_t uc_file_read_at(int fd, void *bytes, uint64_t count, uint64_t offset);
UC_EXPORT int64_t uc_file_write_at(int fd, const void *bytes, uint64_t count, uint64_t offset);

/* Waits until what was written is on the disk: of a file, and of the names in a directory. */
UC_EXPORT int uc_file_sync(int fd);
UC_EXPORT int uc_directory_sync(const char *path);

/* Ends the file after `bytes` bytes. */
UC_EXPORT int uc_file_cut(int fd, uint64_t bytes);

/* Maps the first `bytes` bytes, shared. NULL when it failed; then *error is the negative errno, else 0. */
UC_EXPORT void *uc_map(int fd, uint64_t bytes, int writable, int prefault, int *error);
UC_EXPORT int uc_unmap(void *address, uint64_t bytes);

/*
 * What a reader may do about a region that somebody else cuts short. Nothing of UltraCascade does that (files are replaced by renaming),
 * but a program with the right to write may, and then a load behind the new end is SIGBUS, which ends the process. A guarded map turns into
 * zeros as a whole instead: its reader finds a region whose writer is gone (stale, nothing published). uc_guard_map takes the process's
 * SIGBUS handler on its first call; faults outside guarded maps go to the handler before it. At most UC_GUARDED_MAPS: -ENOSPC.
 * Guard a map that is only read, and forget it before it is unmapped. uc_guard_lost: 1 when it has turned into zeros, else 0.
 * With ultracascade.h: uc_guard_map(signals.region.address, signals.region.bytes).
 */
enum { UC_GUARDED_MAPS = 256 };
UC_EXPORT int uc_guard_map(const void *address, uint64_t bytes);
UC_EXPORT int uc_guard_forget(const void *address);
UC_EXPORT int uc_guard_lost(const void *address);

/* Locks this range into memory, not the whole address space. -ENOMEM or -EPERM beyond `ulimit -l`. */
UC_EXPORT int uc_lock_memory(void *address, uint64_t bytes);

/* Pins the calling thread; threads it creates afterwards inherit the mask. -EINVAL for a CPU that cannot be used. */
UC_EXPORT int uc_pin(int cpu);

/* Fills `words` 64-bit words with the calling thread's CPU mask and returns the number of CPUs in it. */
UC_EXPORT int uc_usable_cpus(uint64_t *mask, int words);

/*
 * Sleeps while the word equals `expected`, at most timeout_ns (negative: without limit). Works on a read-only map.
 * 0 woken or changed, -ETIMEDOUT, -EINTR. Callers look again whatever it says.
 */
UC_EXPORT int uc_futex_wait(const void *address, uint32_t expected, int64_t timeout_ns);

/* Wakes up to `count` waiters in any process; returns how many. */
UC_EXPORT int uc_futex_wake(const void *address, int count);

UC_EXPORT int64_t uc_monotonic_ns(void);
UC_EXPORT int64_t uc_realtime_ns(void);

/* The CPU's time stamp counter (x86-64: rdtsc, ARM64: cntvct_el0, else the monotonic clock). Not serialising. */
UC_EXPORT uint64_t uc_tsc(void);

/* Sleeps, for idle strategies. The thread's timer slack is set to 1 ns on its first call. -EINTR when a signal came. */
UC_EXPORT int uc_sleep_ns(int64_t ns);

#ifdef __cplusplus
}
#endif

#endif
