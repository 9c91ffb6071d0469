/*
 * Whose word is taken: a region is believed when nobody but this user, root, or members of a group this user belongs to can have put it
 * where it is. Asked of the file, of the instance's directory, which must not be a symbolic link, and of the directory of instances.
 * docs/SECURITY.md says why.
 */
#ifndef ULTRACASCADE_PLACE_H
#define ULTRACASCADE_PLACE_H

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#define UC_PLACE_BYTES 4096
#define UC_MAX_GROUPS 1024

static inline int uc_is_own_group(gid_t group)
{
    gid_t groups[UC_MAX_GROUPS];
    int count = getgroups(UC_MAX_GROUPS, groups);
    for (int i = 0; i < count; i++) {
        if (groups[i] == group) {
            return 1;
        }
    }

    return group == getegid();
}

/*
 * 1 when the owner is this user or root, or the group is one of this user's, and not everybody may write. A directory in which everybody
 * may write counts when it is sticky, as /dev/shm: nobody can take away there what another put.
 */
static inline int uc_is_trusted(const struct stat *status)
{
    int open_to_all = (status->st_mode & S_IWOTH) != 0 && !(S_ISDIR(status->st_mode) && (status->st_mode & S_ISVTX) != 0);
    return !open_to_all && (status->st_uid == geteuid() || status->st_uid == 0 || uc_is_own_group(status->st_gid));
}

/* Cuts the last name off a path. 0 when there is only one. */
static inline int uc_to_parent(char *path)
{
    char *slash = strrchr(path, '/');
    if (slash == NULL) {
        return 0;
    }

    slash[slash == path] = '\0';
    return 1;
}

/*
 * Judges the two directories above `path`. 0 when they can be trusted; ELOOP: the nearer one is a symbolic link; EPERM: one of them is
 * somebody else's; else the errno of looking at them. What holds now holds until one of those who are trusted changes it.
 */
static inline int uc_check_place(const char *path)
{
    char directory[UC_PLACE_BYTES];
    struct stat status;
    if (strlen(path) >= sizeof directory) {
        return ENAMETOOLONG;
    }

    memcpy(directory, path, strlen(path) + 1);
    if (!uc_to_parent(directory)) {
        return 0;
    }

    if (lstat(directory, &status) < 0) {
        return errno;
    }

    if (!S_ISDIR(status.st_mode)) {
        return S_ISLNK(status.st_mode) ? ELOOP : ENOTDIR;
    }

    if (!uc_is_trusted(&status)) {
        return EPERM;
    }

    /* The directory of instances is named by whoever starts the program: it may be reached by a link. */
    if (!uc_to_parent(directory)) {
        return 0;
    }

    return stat(directory, &status) < 0 ? errno : uc_is_trusted(&status) ? 0 : EPERM;
}

#endif
