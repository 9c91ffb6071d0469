/* What a test needs: a condition that must hold, and a directory of its own that is removed at the end. */
#ifndef ULTRACASCADE_TESTS_CHECK_H
#define ULTRACASCADE_TESTS_CHECK_H

#include "ultracascade.h"

#include <dirent.h>
#include <stdlib.h>

#define CHECK(condition)                                                                     \
    do {                                                                                     \
        if (!(condition)) {                                                                  \
            (void)fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition); \
            exit(1);                                                                         \
        }                                                                                    \
    } while (0)

/* Makes an empty directory on tmpfs, where the product's files live. */
static inline const char *test_directory(void)
{
    static char path[64];
    (void)snprintf(path, sizeof path, "/dev/shm/uc-test-XXXXXX");
    CHECK(mkdtemp(path) != NULL);
    return path;
}

/* Removes a directory two levels deep. */
static inline void test_remove(const char *path)
{
    char inner[UC_PATH_BYTES];
    DIR *directory = opendir(path);
    for (struct dirent *entry; directory != NULL && (entry = readdir(directory)) != NULL;) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            (void)snprintf(inner, sizeof inner, "%.200s/%.250s", path, entry->d_name);
            if (unlink(inner) < 0) {
                test_remove(inner);
            }
        }
    }

    if (directory != NULL) {
        (void)closedir(directory);
    }

    (void)rmdir(path);
}

#endif
