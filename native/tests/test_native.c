/* libultracascade, call by call. */
#include "ultracascade_native.h"

#include "check.h"

#include <sched.h>
#include <sys/wait.h>

static char s_file[UC_PATH_BYTES];

static void should_open_regular_files_only(const char *directory)
{
    char link_path[UC_PATH_BYTES];
    char pipe_path[UC_PATH_BYTES];
    (void)snprintf(s_file, sizeof s_file, "%s/file", directory);
    (void)snprintf(link_path, sizeof link_path, "%s/link", directory);
    (void)snprintf(pipe_path, sizeof pipe_path, "%s/pipe", directory);
    CHECK(uc_file_open(s_file, UC_OPEN_READ, 0) == -ENOENT);
    int fd = uc_file_open(s_file, UC_OPEN_CREATE, 0640);
    CHECK(fd >= 0 && uc_file_close(fd) == 0 && uc_file_close(fd) == -EBADF);
    CHECK(uc_file_open(s_file, UC_OPEN_CREATE, 0640) == -EEXIST);
    CHECK(symlink(s_file, link_path) == 0 && uc_file_open(link_path, UC_OPEN_READ, 0) == -ELOOP);
    CHECK(mkfifo(pipe_path, 0640) == 0 && uc_file_open(pipe_path, UC_OPEN_READ, 0) == -EINVAL);
    CHECK(uc_file_open(directory, UC_OPEN_READ, 0) == -EISDIR && uc_file_open(s_file, 9, 0) == -EINVAL);
}

static void should_reserve_map_and_identify(void)
{
    uint64_t device, inode, other_device, other_inode;
    int error = 1;
    int fd = uc_file_open(s_file, UC_OPEN_OR_CREATE, 0640);
    CHECK(uc_file_allocate(fd, 8192) == 0 && uc_file_bytes(fd) == 8192 && uc_file_allocate(fd, 0) == -EINVAL);
    CHECK(uc_file_permissions(fd, 0600, -1) == 0);
    CHECK(uc_file_identity(fd, &device, &inode) == 0 && uc_path_identity(s_file, &other_device, &other_inode) == 0);
    CHECK(device == other_device && inode == other_inode && uc_path_identity("/nonexistent", &device, &inode) == -ENOENT);
    CHECK(uc_path_name_new(s_file, s_file) == -EEXIST); /* taken: nothing is replaced */
    unsigned char *writable = (unsigned char *)uc_map(fd, 8192, 1, 1, &error);
    CHECK(writable != NULL && error == 0);
    const unsigned char *readable = (const unsigned char *)uc_map(fd, 8192, 0, 0, &error);
    writable[8191] = 7;
    CHECK(readable != NULL && readable[8191] == 7);
    CHECK(uc_map(fd, 0, 0, 0, &error) == NULL && error == -EINVAL && uc_map(-1, 4096, 0, 0, &error) == NULL && error == -EBADF);
    int locked = uc_lock_memory(writable, 8192);
    CHECK(locked == 0 || locked == -ENOMEM || locked == -EPERM || locked == -EAGAIN);
    CHECK(uc_unmap(writable, 8192) == 0 && uc_file_close(fd) == 0);
}

static void should_read_and_write_at_offsets(const char *directory)
{
    char bytes[16] = "";
    int fd = uc_file_open(s_file, UC_OPEN_WRITE, 0);
    CHECK(uc_file_cut(fd, 0) == 0 && uc_file_write_at(fd, "abcdef", 6, 10) == 6 && uc_file_bytes(fd) == 16);
    CHECK(uc_file_read_at(fd, bytes, 3, 12) == 3 && memcmp(bytes, "cde", 3) == 0);
    CHECK(uc_file_read_at(fd, bytes, 16, 10) == 6 && uc_file_read_at(fd, bytes, 16, 16) == 0);
    CHECK(uc_file_cut(fd, 12) == 0 && uc_file_bytes(fd) == 12 && uc_file_sync(fd) == 0);
    CHECK(uc_directory_sync(directory) == 0 && uc_directory_sync(s_file) == -ENOTDIR);
    CHECK(uc_file_close(fd) == 0 && uc_file_write_at(fd, "a", 1, 0) == -EBADF && uc_file_read_at(fd, bytes, 1, 0) == -EBADF);
    fd = uc_file_open(s_file, UC_OPEN_READ, 0);
    CHECK(uc_file_write_at(fd, "a", 1, 0) == -EBADF && uc_file_close(fd) == 0);
}

static void should_lock_against_other_processes(void)
{
    int status = 0;
    int fd = uc_file_open(s_file, UC_OPEN_WRITE, 0);
    CHECK(uc_file_lock(fd) == 0 && uc_file_lock(fd) == 0);
    pid_t child = fork();
    if (child == 0) {
        int second = uc_file_open(s_file, UC_OPEN_WRITE, 0);
        _exit(uc_file_lock(second) == -EWOULDBLOCK ? 0 : 1);
    }

    CHECK(waitpid(child, &status, 0) == child && status == 0 && uc_file_close(fd) == 0);
    fd = uc_file_open(s_file, UC_OPEN_WRITE, 0);
    CHECK(uc_file_lock(fd) == 0 && uc_file_close(fd) == 0);
}

static void should_wait_on_a_read_only_map(void)
{
    int error, status = 0;
    int fd = uc_file_open(s_file, UC_OPEN_WRITE, 0);
    uint32_t *word = (uint32_t *)uc_map(fd, 4096, 1, 0, &error);
    const uint32_t *seen = (const uint32_t *)uc_map(fd, 4096, 0, 0, &error);
    __atomic_store_n(word, 5, __ATOMIC_RELEASE);
    CHECK(uc_futex_wait(seen, 4, -1) == 0);
    CHECK(uc_futex_wait(seen, 5, 1000000) == -ETIMEDOUT);
    CHECK(uc_futex_wake(word, 1) == 0);
    pid_t child = fork();
    if (child == 0) {
        while (__atomic_load_n(seen, __ATOMIC_ACQUIRE) == 5) {
            (void)uc_futex_wait(seen, 5, -1);
        }

        _exit(0);
    }

    __atomic_store_n(word, 6, __ATOMIC_RELEASE);
    CHECK(uc_futex_wake(word, 100) >= 0);
    CHECK(waitpid(child, &status, 0) == child && status == 0 && uc_file_close(fd) == 0);
}

static void should_pin_where_it_may_run(void)
{
    uint64_t mask[16];
    int usable = uc_usable_cpus(mask, 16);
    int first = 0;
    CHECK(usable > 0);
    while ((mask[first / 64] >> (first % 64) & 1) == 0) {
        first++;
    }

    CHECK(uc_pin(first) == 0 && sched_getcpu() == first && uc_usable_cpus(mask, 16) == 1);
    CHECK(uc_pin(-1) == -EINVAL && uc_pin(8191) == -EINVAL && uc_pin(8192) == -EINVAL);
}

static void should_tell_the_time(void)
{
    int64_t before = uc_monotonic_ns();
    uint64_t ticks = uc_tsc();
    CHECK(uc_sleep_ns(1000000) == 0 && uc_sleep_ns(0) == 0 && uc_sleep_ns(-1) == 0);
    CHECK(uc_monotonic_ns() - before >= 1000000 && uc_tsc() > ticks);
    CHECK(uc_realtime_ns() > INT64_C(1600000000000000000));
}

static void should_read_zeros_where_a_file_was_cut(void)
{
    int error = 0;
    int status = 0;
    int fd = uc_file_open(s_file, UC_OPEN_WRITE, 0);
    CHECK(uc_file_cut(fd, 0) == 0 && uc_file_allocate(fd, 16384) == 0 && uc_file_write_at(fd, "abc", 3, 0) == 3);
    const volatile unsigned char *map = (const volatile unsigned char *)uc_map(fd, 16384, 0, 0, &error);
    const volatile unsigned char *other = (const volatile unsigned char *)uc_map(fd, 16384, 0, 0, &error);
    CHECK(map != NULL && other != NULL && uc_guard_map(NULL, 1) == -EINVAL);
    CHECK(uc_guard_map((const void *)map, 16384) == 0 && uc_guard_lost((const void *)map) == 0 && uc_guard_lost((const void *)other) == -ENOENT);
    CHECK(map[0] == 'a' && uc_file_cut(fd, 4096) == 0 && map[1] == 'b');

    /* Behind the new end. All of the map is zeros from here on, what is still in the file too. */
    CHECK(map[8192] == 0 && uc_guard_lost((const void *)map) == 1 && map[1] == 0 && other[1] == 'b');

    /* A fault in a map that is not guarded goes to whoever had it before: the default, which ends the process, or a sanitizer, which does too. */
    pid_t child = fork();
    if (child == 0) {
        _exit(other[8192]);
    }

    CHECK(waitpid(child, &status, 0) == child && !(WIFEXITED(status) && WEXITSTATUS(status) == 0));
    CHECK(uc_guard_forget((const void *)map) == 0 && uc_guard_forget((const void *)map) == -ENOENT && uc_guard_lost((const void *)map) == -ENOENT);
    CHECK(uc_unmap((void *)(uintptr_t)map, 16384) == 0 && uc_unmap((void *)(uintptr_t)other, 16384) == 0 && uc_file_close(fd) == 0);
}

int main(void)
{
    const char *directory = test_directory();
    should_open_regular_files_only(directory);
    should_reserve_map_and_identify();
    should_read_and_write_at_offsets(directory);
    should_lock_against_other_processes();
    should_wait_on_a_read_only_map();
    should_pin_where_it_may_run();
    should_tell_the_time();
    should_read_zeros_where_a_file_was_cut();
    test_remove(directory);
    return 0;
}
