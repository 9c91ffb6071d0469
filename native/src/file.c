/* Files: open without following, lock, reserve, identify. */
#include "ultracascade_native.h"

#include "ultracascade/place.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static int error_of(int result)
{
    return result < 0 ? -errno : result;
}

static int refuse(int fd, int error)
{
    (void)close(fd);
    return error;
}

int uc_file_open(const char *path, int mode, unsigned permissions)
{
    static const int flags_of_mode[] = {O_RDONLY, O_RDWR, O_RDWR | O_CREAT | O_EXCL, O_RDWR | O_CREAT};
    if (mode < UC_OPEN_READ || mode > UC_OPEN_OR_CREATE) {
        return -EINVAL;
    }

    /* O_NONBLOCK: opening a pipe somebody put in our place must not hang. It means nothing to a regular file. */
    int fd = open(path, flags_of_mode[mode] | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, (mode_t)permissions);
    if (fd < 0) {
        return -errno;
    }

    struct stat status;
    if (fstat(fd, &status) < 0) {
        return refuse(fd, -errno);
    }

    if (!S_ISREG(status.st_mode)) {
        return refuse(fd, S_ISDIR(status.st_mode) ? -EISDIR : -EINVAL);
    }

    return fd;
}

int uc_file_close(int fd)
{
    return error_of(close(fd));
}

int uc_file_lock(int fd)
{
    int result;
    do {
        result = flock(fd, LOCK_EX | LOCK_NB);
    } while (result < 0 && errno == EINTR);
    return error_of(result);
}

int uc_file_allocate(int fd, uint64_t bytes)
{
    if (bytes == 0 || bytes > (uint64_t)INT64_MAX) {
        return -EINVAL;
    }

    int error;
    do {
        error = posix_fallocate(fd, 0, (off_t)bytes);
    } while (error == EINTR);
    return -error;
}

int64_t uc_file_bytes(int fd)
{
    struct stat status;
    return fstat(fd, &status) < 0 ? (int64_t)-errno : (int64_t)status.st_size;
}

static int identify(int result, const struct stat *status, uint64_t *device, uint64_t *inode)
{
    if (result < 0) {
        return -errno;
    }

    *device = (uint64_t)status->st_dev;
    *inode = (uint64_t)status->st_ino;
    return 0;
}

int uc_file_identity(int fd, uint64_t *device, uint64_t *inode)
{
    struct stat status;
    return identify(fstat(fd, &status), &status, device, inode);
}

int uc_path_identity(const char *path, uint64_t *device, uint64_t *inode)
{
    struct stat status;
    return identify(lstat(path, &status), &status, device, inode);
}

int uc_path_name_new(const char *temporary, const char *path)
{
    if (renameat2(AT_FDCWD, temporary, AT_FDCWD, path, RENAME_NOREPLACE) == 0) {
        return 0;
    }

    /* A file system without that flag still has hard links, which do not replace either. */
    if (errno != EINVAL && errno != ENOSYS) {
        return -errno;
    }

    return link(temporary, path) == 0 ? error_of(unlink(temporary)) : -errno;
}

int uc_file_trust(int fd)
{
    struct stat status;
    if (fstat(fd, &status) < 0) {
        return -errno;
    }

    return uc_is_trusted(&status) ? 0 : -EPERM;
}

int uc_path_trust(const char *path)
{
    return -uc_check_place(path);
}

int uc_file_permissions(int fd, unsigned permissions, int64_t group)
{
    if (group >= 0 && fchown(fd, (uid_t)-1, (gid_t)group) < 0) {
        return -errno;
    }

    return error_of(fchmod(fd, (mode_t)permissions));
}

int64_t uc_file_read_at(int fd, void *bytes, uint64_t count, uint64_t offset)
{
    uint64_t done = 0;
    while (done < count) {
        ssize_t step = pread(fd, (char *)bytes + done, (size_t)(count - done), (off_t)(offset + done));
        if (step == 0) {
            break;
        }

        if (step < 0 && errno != EINTR) {
            return done > 0 ? (int64_t)done : (int64_t)-errno;
        }

        done += step > 0 ? (uint64_t)step : 0;
    }

    return (int64_t)done;
}

int64_t uc_file_write_at(int fd, const void *bytes, uint64_t count, uint64_t offset)
{
    uint64_t done = 0;
    while (done < count) {
        ssize_t step = pwrite(fd, (const char *)bytes + done, (size_t)(count - done), (off_t)(offset + done));
        if (step == 0 || (step < 0 && errno != EINTR)) {
            int error = step == 0 ? EIO : errno;
            return done > 0 ? (int64_t)done : (int64_t)-error;
        }

        done += step > 0 ? (uint64_t)step : 0;
    }

    return (int64_t)done;
}

int uc_file_sync(int fd)
{
    return error_of(fdatasync(fd));
}

int uc_directory_sync(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        return -errno;
    }

    int result = error_of(fsync(fd));
    (void)close(fd);
    return result;
}

int uc_file_cut(int fd, uint64_t bytes)
{
    return bytes > (uint64_t)INT64_MAX ? -EINVAL : error_of(ftruncate(fd, (off_t)bytes));
}
