/* Memory: shared maps, and locking them. */
#include "ultracascade_native.h"

#include <errno.h>
#include <stddef.h>
#include <sys/mman.h>

void *uc_map(int fd, uint64_t bytes, int writable, int prefault, int *error)
{
    if (bytes == 0 || bytes > (uint64_t)PTRDIFF_MAX) {
        *error = -EINVAL;
        return NULL;
    }

    int protection = writable ? PROT_READ | PROT_WRITE : PROT_READ;
    int flags = prefault ? MAP_SHARED | MAP_POPULATE : MAP_SHARED;
    void *address = mmap(NULL, (size_t)bytes, protection, flags, fd, 0);
    if (address == MAP_FAILED) {
        *error = -errno;
        return NULL;
    }

    *error = 0;
    return address;
}

int uc_unmap(void *address, uint64_t bytes)
{
    return munmap(address, (size_t)bytes) < 0 ? -errno : 0;
}

int uc_lock_memory(void *address, uint64_t bytes)
{
    return mlock(address, (size_t)bytes) < 0 ? -errno : 0;
}
