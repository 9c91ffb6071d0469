/*
 * A hostile writer for the fuzz targets. A run starts from a sound file; the input is a list of patches, each of which overwrites
 * some bytes of it:
 *
 *     0 when 1 │ 1 length 1 │ 2 offset 3 │ 5 bytes (length & 31)
 *
 * `when` 0 patches the file before it is opened; any other value, that many atomic loads of the reader after the patch before: so
 * every field may change between any two looks at it. `length` & 128 resizes the file to `offset` bytes instead (before the
 * opening only: a file cut short under a map is SIGBUS by design). `length` & 64 counts the offset from the end of the file,
 * in words: that is where the slots are. Offsets wrap round.
 *
 * Maps get a forbidden page on both sides, so that one byte too many ends the run as surely as a wild pointer does.
 */
#ifndef ULTRACASCADE_FUZZ_HOSTILE_H
#define ULTRACASCADE_FUZZ_HOSTILE_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include "ultracascade/atomics.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <fcntl.h>
#include <unistd.h>

#define HOSTILE_PAGE 4096

typedef struct hostile {
    const uint8_t *input;
    size_t left;
    unsigned char *file; /* the writer's own map, NULL before the opening */
    size_t bytes;
    unsigned loads; /* until the next patch; 0 = none waits */
} hostile;

static hostile s_hostile;

/* Takes the head of the next patch off the input; 0 at its end. */
static inline int hostile_next(uint8_t *when, uint8_t *length, uint32_t *offset)
{
    if (s_hostile.left < 5) {
        s_hostile.left = 0;
        return 0;
    }

    *when = s_hostile.input[0];
    *length = s_hostile.input[1];
    *offset = (uint32_t)s_hostile.input[2] | (uint32_t)s_hostile.input[3] << 8 | (uint32_t)s_hostile.input[4] << 16;
    s_hostile.input += 5;
    s_hostile.left -= 5;
    return 1;
}

static inline void hostile_write(unsigned char *file, size_t bytes, uint8_t length, uint32_t offset)
{
    size_t at = (length & 64) != 0 ? bytes - (size_t)(offset & 0x1fff) * 8 % bytes : offset;
    for (size_t i = length & 31; i > 0 && s_hostile.left > 0; i--, at++) {
        file[at % bytes] = *s_hostile.input++;
        s_hostile.left--;
    }
}

/* Patches a copy of `sound` and makes it the file at `path`. The patches for later stay in the input. */
static inline void hostile_place(const char *path, const unsigned char *sound, size_t bytes)
{
    static unsigned char copy[1 << 20];
    size_t size = bytes;
    memcpy(copy, sound, bytes);
    memset(copy + bytes, 0, 2 * HOSTILE_PAGE);
    while (s_hostile.left >= 5 && s_hostile.input[0] == 0) {
        uint8_t when, length;
        uint32_t offset;
        (void)hostile_next(&when, &length, &offset);
        if ((length & 128) != 0) {
            size = offset % (bytes + 2 * HOSTILE_PAGE);
        } else {
            hostile_write(copy, bytes, length, offset);
        }
    }

    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
    if (fd < 0 || write(fd, copy, size) != (ssize_t)size) {
        abort();
    }

    s_hostile.bytes = size;
    s_hostile.file = size == 0 ? NULL : mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    s_hostile.loads = s_hostile.left >= 5 ? s_hostile.input[0] : 0;
    (void)close(fd);
}

static inline void hostile_begin(const uint8_t *input, size_t size)
{
    memset(&s_hostile, 0, sizeof s_hostile);
    s_hostile.input = input;
    s_hostile.left = size;
}

static inline void hostile_end(void)
{
    if (s_hostile.file != NULL && s_hostile.file != MAP_FAILED) {
        (void)munmap(s_hostile.file, s_hostile.bytes);
    }

    s_hostile.file = NULL;
    s_hostile.loads = 0;
}

/* Between any two looks of the reader: another turn for the writer. */
static void hostile_turn(void)
{
    uint8_t when, length;
    uint32_t offset;
    if (s_hostile.loads == 0 || --s_hostile.loads > 0 || s_hostile.file == NULL || !hostile_next(&when, &length, &offset)) {
        return;
    }

    hostile_write(s_hostile.file, s_hostile.bytes, length & 127, offset);
    s_hostile.loads = s_hostile.left >= 5 ? 1u + s_hostile.input[0] % 64u : 0;
}

static uint64_t hostile_load_acquire(const void *address)
{
    hostile_turn();
    return uc_load_acquire(address);
}

static uint64_t hostile_load_relaxed(const void *address)
{
    hostile_turn();
    return uc_load_relaxed(address);
}

static uint32_t hostile_load_acquire32(const uint32_t *address)
{
    hostile_turn();
    return uc_load_acquire32(address);
}

static inline void *hostile_mmap(void *where, size_t bytes, int protection, int flags, int fd, off_t offset)
{
    size_t pages = (bytes + HOSTILE_PAGE - 1) / HOSTILE_PAGE * HOSTILE_PAGE;
    unsigned char *reserved = mmap(where, pages + 2 * HOSTILE_PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (reserved == MAP_FAILED || mmap(reserved + HOSTILE_PAGE, bytes, protection, flags | MAP_FIXED, fd, offset) == MAP_FAILED) {
        abort();
    }

    return reserved + HOSTILE_PAGE;
}

static inline int hostile_munmap(void *address, size_t bytes)
{
    size_t pages = (bytes + HOSTILE_PAGE - 1) / HOSTILE_PAGE * HOSTILE_PAGE;
    return munmap((unsigned char *)address - HOSTILE_PAGE, pages + 2 * HOSTILE_PAGE);
}

/* From here on the headers of the product look through the writer's eyes. */
#define uc_load_acquire hostile_load_acquire
#define uc_load_relaxed hostile_load_relaxed
#define uc_load_acquire32 hostile_load_acquire32
#define mmap hostile_mmap
#define munmap hostile_munmap

#endif
