/* Every way in which a region can be wrong has a name, and none of them is followed. */
#include "check.h"
#include "signal_writer.h"

static const char *s_directory;
static uc_region_header s_good;
static char s_path[UC_PATH_BYTES];

static uc_status open_it(void)
{
    uc_signals signals;
    uc_status status = uc_signals_open(&signals, s_directory, "t");
    uc_signals_close(&signals);
    return status;
}

/* Writes `header` into the file, opens it, and puts the good one back. */
static uc_status open_with(const uc_region_header *header)
{
    int fd = open(s_path, O_RDWR);
    CHECK(pwrite(fd, header, sizeof *header, 0) == (ssize_t)sizeof *header);
    uc_status status = open_it();
    CHECK(pwrite(fd, &s_good, sizeof s_good, 0) == (ssize_t)sizeof s_good);
    (void)close(fd);
    return status;
}

#define CHECK_WITH(change, expected)   \
    do {                               \
        uc_region_header h = s_good;   \
        change;                        \
        CHECK(open_with(&h) == (expected)); \
    } while (0)

static void should_name_foreign_headers(void)
{
    CHECK_WITH((void)h, UC_READY);
    CHECK_WITH(h.magic++, UC_NOT_OURS);
    CHECK_WITH(h.magic = UC_SWAPPED_MAGIC, UC_OTHER_ENDIANNESS);
    CHECK_WITH(h.endian_mark = UC_SWAPPED_ENDIAN_MARK, UC_OTHER_ENDIANNESS);
    CHECK_WITH(h.endian_mark = 0, UC_CORRUPT);
    CHECK_WITH(h.abi_major = 2, UC_OTHER_ABI);
    CHECK_WITH(h.layout_hash++, UC_OTHER_LAYOUT);
    CHECK_WITH(h.region_kind = UC_REGION_KIND_FEED, UC_WRONG_KIND);
    CHECK_WITH(h.header_bytes = 8192, UC_OTHER_LAYOUT);
    CHECK_WITH(h.file_bytes += 4096, UC_TRUNCATED);
    CHECK_WITH(h.file_bytes -= 4096, UC_CORRUPT);
}

static void should_accept_a_newer_minor_of_the_same_sizes(void)
{
    CHECK_WITH((h.abi_minor = 1, h.layout_hash++), UC_READY);
    CHECK_WITH((h.abi_minor = 1, h.slot_bytes = 512), UC_OTHER_LAYOUT);
}

static void should_refuse_offsets_that_leave_the_file(void)
{
    static const uint64_t hostile[] = {0, 8, 4096 + 8, UINT64_MAX, UINT64_MAX - 4095, UINT64_C(1) << 63, INT64_MAX, UINT64_C(1) << 40};
    for (size_t i = 0; i < sizeof hostile / sizeof hostile[0]; i++) {
        CHECK_WITH(h.text_offset = hostile[i], UC_CORRUPT);
        CHECK_WITH(h.counters_offset = hostile[i], UC_CORRUPT);
        CHECK_WITH(h.instruments_offset = hostile[i], UC_CORRUPT);
        CHECK_WITH(h.venues_offset = hostile[i], UC_CORRUPT);
        CHECK_WITH(h.latest_offset = hostile[i], UC_CORRUPT);
        CHECK_WITH(h.episodes_offset = hostile[i], UC_CORRUPT);
        CHECK_WITH(h.slots_offset = hostile[i], UC_CORRUPT);
    }

    /* Ends one page behind the file. */
    CHECK_WITH(h.slots_offset += 4096, UC_CORRUPT);
    CHECK_WITH(h.text_bytes = UINT64_MAX, UC_CORRUPT);
}

static void should_refuse_impossible_counts(void)
{
    CHECK_WITH(h.slot_count = 0, UC_CORRUPT);
    CHECK_WITH(h.slot_count = 63, UC_CORRUPT);
    CHECK_WITH(h.slot_count = 1, UC_CORRUPT);
    CHECK_WITH(h.slot_count = UINT64_C(1) << 56, UC_CORRUPT); /* × 256 is 0 in 64 bits */
    CHECK_WITH(h.slot_count = UINT64_C(1) << 30, UC_CORRUPT);
    CHECK_WITH(h.slot_bytes = 0, UC_OTHER_LAYOUT);
    CHECK_WITH(h.instrument_capacity = 0, UC_CORRUPT);
    CHECK_WITH(h.instrument_capacity = UINT32_MAX, UC_CORRUPT);
    CHECK_WITH(h.instrument_entry_bytes = 64, UC_OTHER_LAYOUT);
    CHECK_WITH(h.venue_capacity = 0, UC_CORRUPT);
    CHECK_WITH(h.venue_capacity = 257, UC_CORRUPT);
    CHECK_WITH(h.latest_capacity = UC_MAX_INSTRUMENTS, UC_CORRUPT);
    CHECK_WITH(h.latest_slot_bytes = 256, UC_OTHER_LAYOUT);
    CHECK_WITH(h.counter_count = 0, UC_CORRUPT);
    CHECK_WITH(h.counter_count = UINT32_MAX, UC_CORRUPT);
}

static void should_name_files_that_are_too_short(void)
{
    static const struct {
        off_t bytes;
        uc_status status;
    } cases[] = {{0, UC_EMPTY}, {1, UC_TRUNCATED}, {100, UC_TRUNCATED}, {4095, UC_TRUNCATED}, {4096, UC_TRUNCATED}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int fd = open(s_path, O_RDWR);
        CHECK(ftruncate(fd, cases[i].bytes) == 0 && open_it() == cases[i].status);
        CHECK(ftruncate(fd, (off_t)s_good.file_bytes) == 0 && pwrite(fd, &s_good, sizeof s_good, 0) == (ssize_t)sizeof s_good);
        CHECK(ftruncate(fd, (off_t)s_good.file_bytes / 2) == 0 && open_it() == UC_TRUNCATED);
        CHECK(ftruncate(fd, (off_t)s_good.file_bytes) == 0);
        (void)close(fd);
    }
}

static void should_name_paths_that_are_no_file(void)
{
    char target[UC_PATH_BYTES + 8];
    uc_signals signals;
    (void)snprintf(target, sizeof target, "%s.x", s_path);
    CHECK(rename(s_path, target) == 0 && open_it() == UC_MISSING);
    CHECK(symlink(target, s_path) == 0 && open_it() == UC_SYMLINK && unlink(s_path) == 0);
    CHECK(mkfifo(s_path, 0640) == 0 && open_it() == UC_NOT_OURS && unlink(s_path) == 0);
    CHECK(mkdir(s_path, 0750) == 0 && open_it() == UC_NOT_OURS && rmdir(s_path) == 0);
    CHECK(rename(target, s_path) == 0 && open_it() == UC_READY);
    CHECK(uc_signals_open(&signals, s_directory, "../t") == UC_BAD_NAME);
    CHECK(uc_signals_open(&signals, s_directory, "") == UC_BAD_NAME);
    if (geteuid() != 0) {
        CHECK(chmod(s_path, 0) == 0 && open_it() == UC_DENIED && chmod(s_path, 0640) == 0);
    }
}

static void should_make_files_for_owner_and_group_only(void)
{
    char directory[UC_PATH_BYTES];
    struct stat status;
    CHECK(stat(s_path, &status) == 0 && (status.st_mode & 07777) == 0640);
    (void)snprintf(directory, sizeof directory, "%s/t", s_directory);
    CHECK(stat(directory, &status) == 0 && (status.st_mode & 07777 & ~(mode_t)0750) == 0);
}

/* docs/SECURITY.md: what somebody else could have put there is not believed. */
static void should_refuse_places_of_others(void)
{
    char directory[UC_PATH_BYTES];
    char alias[UC_PATH_BYTES];
    uc_signals signals;
    (void)snprintf(directory, sizeof directory, "%s/t", s_directory);
    (void)snprintf(alias, sizeof alias, "%s/alias", s_directory);
    CHECK(symlink(directory, alias) == 0 && uc_signals_open(&signals, s_directory, "alias") == UC_SYMLINK && unlink(alias) == 0);
    CHECK(chmod(s_path, 0646) == 0 && open_it() == UC_DENIED && chmod(s_path, 0640) == 0);
    CHECK(chmod(directory, 0777) == 0 && open_it() == UC_DENIED && chmod(directory, 0750) == 0);
    CHECK(chmod(s_directory, 0777) == 0 && open_it() == UC_DENIED);
    CHECK(chmod(s_directory, 01777) == 0 && open_it() == UC_READY && chmod(s_directory, 0700) == 0);
    if (geteuid() == 0) {
        const char *const places[] = {s_path, directory, s_directory};
        for (int i = 0; i < 3; i++) {
            CHECK(chown(places[i], 54321, 54321) == 0 && open_it() == UC_DENIED);
            CHECK(chown(places[i], 54321, getegid()) == 0 && open_it() == UC_READY);
            CHECK(chown(places[i], 0, getegid()) == 0 && open_it() == UC_READY);
        }
    }
}

static void should_notice_a_dead_and_a_replaced_writer(test_writer *writer)
{
    uc_signals signals;
    CHECK(uc_signals_open(&signals, s_directory, "t") == UC_READY);
    test_beat(writer);
    CHECK(!uc_is_stale(&signals, NULL) && !uc_is_superseded(&signals));
    uc_region_header *live = uc_live_header(&writer->region);
    uc_store_release(&live->heartbeat_ns, (uint64_t)(uc_now_ns(CLOCK_MONOTONIC) - 2 * UC_STALE_NS));
    CHECK(uc_is_stale(&signals, NULL));
    uc_store_release32(&live->state, UC_REGION_STATE_STOPPED);
    CHECK(!uc_is_stale(&signals, NULL));
    uc_store_release32(&live->state, UC_REGION_STATE_LIVE);
    test_beat(writer);
    live->boot_id[3] ^= 1;
    CHECK(uc_is_stale(&signals, NULL));
    live->boot_id[3] ^= 1;
    test_writer second;
    CHECK(test_create(&second, s_directory, "t", 64, 8) == UC_READY);
    CHECK(uc_is_superseded(&signals));
    uc_region_close(&second.region);
    uc_signals_close(&signals);
}

int main(void)
{
    test_writer writer;
    s_directory = test_directory();
    CHECK(uc_path_of(s_path, s_directory, "t", "signals", "") == UC_READY);
    CHECK(test_create(&writer, s_directory, "t", 64, 8) == UC_READY);
    memcpy(&s_good, writer.region.address, sizeof s_good);
    should_notice_a_dead_and_a_replaced_writer(&writer);
    uc_region_close(&writer.region);
    should_name_foreign_headers();
    should_accept_a_newer_minor_of_the_same_sizes();
    should_refuse_offsets_that_leave_the_file();
    should_refuse_impossible_counts();
    should_name_files_that_are_too_short();
    should_name_paths_that_are_no_file();
    should_make_files_for_owner_and_group_only();
    should_refuse_places_of_others();
    test_remove(s_directory);
    return 0;
}
