/* What the targets share: a directory of their own, and the bytes of a file. */
#ifndef ULTRACASCADE_FUZZ_SCRATCH_H
#define ULTRACASCADE_FUZZ_SCRATCH_H

#include "check.h"

static const char *s_directory;

static void scratch_remove(void)
{
    test_remove(s_directory);
}

static inline void scratch_make(void)
{
    s_directory = test_directory();
    CHECK(atexit(scratch_remove) == 0);
}

/* Reads a whole file into memory that stays. */
static inline unsigned char *scratch_bytes(const char *path, size_t *bytes)
{
    struct stat status;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    CHECK(fd >= 0 && fstat(fd, &status) == 0);
    *bytes = (size_t)status.st_size;
    unsigned char *copy = malloc(*bytes);
    CHECK(copy != NULL && read(fd, copy, *bytes) == (ssize_t)*bytes);
    (void)close(fd);
    return copy;
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size);

#endif
