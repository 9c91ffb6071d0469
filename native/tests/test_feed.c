/* The feed writer: creation, the lock, continuing in place, flow control, loss. The engine's side is played by the test. */
#include "check.h"

#include <sys/statvfs.h>
#include <sys/wait.h>

enum { SLOTS = 8 };

static const char *s_directory;
static uc_region s_ring;

static uc_feed_options options_of(int drop)
{
    uc_feed_options options = {SLOTS, 4, UC_INSTANCE_MODE_LIVE, drop};
    return options;
}

static uc_event_record record_of(int64_t time)
{
    uc_event_record record;
    memset(&record, 0, sizeof record);
    record.kind = UC_RECORD_KIND_LIQUIDATION;
    record.exchange_ns = record.receive_ns = time;
    return record;
}

static const uc_event_record *slot_of(const uc_feed *feed, uint64_t position)
{
    return (const uc_event_record *)(const void *)(feed->region.address + feed->region.header.slots_offset) + (position & (SLOTS - 1));
}

/* Makes the engine's ring file with one entry in its feed table. */
static uc_feed_entry *make_ring(const uc_feed *feed)
{
    uc_region_header h;
    uc_feed_options options = options_of(0);
    int fd = -1;
    CHECK(uc_feed_layout(&h, &options));
    h.region_kind = UC_REGION_KIND_RING;
    h.feeds_offset = h.instruments_offset;
    h.feed_capacity = 4;
    h.feed_entry_bytes = sizeof(uc_feed_entry);
    h.provenance_offset = h.venues_offset;
    h.provenance_entry_bytes = sizeof(uc_provenance);
    CHECK(uc_path_of(s_ring.path, s_directory, "t", "ring", "") == UC_READY);
    CHECK(uc_feed_create(s_ring.path, &h, 1, &fd) == UC_READY);
    CHECK(uc_region_map(&s_ring, fd, UC_REGION_KIND_RING, 1) == UC_READY);
    (void)close(fd);
    uc_region_own(&s_ring, 1);
    uc_feed_entry *entry = (uc_feed_entry *)(void *)(s_ring.address + h.feeds_offset) + 2;
    memcpy(entry->name, feed->name, sizeof entry->name);
    entry->feed_created_ns = feed->region.header.created_ns;
    uc_store_release(&entry->committed, 3);
    return entry;
}

static void should_wait_until_the_engine_has_consumed(uc_feed *feed)
{
    uc_event_record record = record_of(1);
    for (int i = 0; i < SLOTS; i++) {
        CHECK(uc_feed_try_publish(feed, &record));
    }

    CHECK(!uc_feed_try_publish(feed, &record) && feed->published == SLOTS && feed->dropped == 0);
    CHECK(!uc_feed_publish(feed, &record, 1000000));
    CHECK(!uc_feed_engine_is_alive(feed));
    uc_feed_entry *entry = make_ring(feed);
    uc_store_release(&entry->consumed, 3);
    CHECK(uc_feed_publish(feed, &record, INT64_C(10000000000)));
    CHECK(feed->consumed == 3 && slot_of(feed, 9)->sequence == 9);
    CHECK(uc_feed_try_publish(feed, &record) && uc_feed_try_publish(feed, &record) && !uc_feed_try_publish(feed, &record));
    uc_store_release(&entry->consumed, INT64_MAX); /* nonsense frees nothing */
    CHECK(!uc_feed_try_publish(feed, &record));

    /* The engine made a new ring: the writer finds it and its entry again. */
    uc_region_close(&s_ring);
    entry = make_ring(feed);
    uc_store_release(&entry->consumed, 11);
    CHECK(uc_feed_publish(feed, &record, INT64_C(10000000000)) && feed->published == 12);
    entry->feed_created_ns++;
    CHECK(uc_feed_consumed(feed) == 0);
    entry->feed_created_ns--;
}

static void should_refuse_a_second_writer(void)
{
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        uc_feed second;
        uc_feed_options options = options_of(0);
        _exit(uc_feed_open(&second, s_directory, "t", "a", &options) == UC_HELD ? 0 : 1);
    }

    CHECK(waitpid(child, &status, 0) == child && status == 0);
}

static void should_continue_after_the_last_position(uc_feed *feed)
{
    uc_feed_options options = options_of(1);
    int64_t created = feed->region.header.created_ns;
    int btc = uc_feed_add_instrument(feed, "BTC/USDT:USDT", "BTC", 0);

    /* As after kill -9 between the slot and the cursor. */
    uc_store_release(&uc_live_header(&feed->region)->cursor, feed->published - 1);
    uc_feed_close(feed);
    CHECK(uc_feed_open(feed, s_directory, "t", "a", &options) == UC_READY);
    CHECK(feed->published == 12 && feed->region.header.created_ns == created && uc_region_generation(&feed->region) == 2);
    CHECK(uc_feed_add_instrument(feed, "BTC/USDT:USDT", "BTC", 0) == btc && btc == 1);
}

static void should_drop_count_and_say_so(uc_feed *feed)
{
    uc_feed_entry *entry = (uc_feed_entry *)(void *)(s_ring.address + s_ring.header.feeds_offset) + 2;
    uc_event_record record = record_of(100);
    uc_store_release(&entry->consumed, 12);
    while (uc_feed_try_publish(feed, &record)) {
        record.receive_ns++;
    }

    uint64_t full = feed->published;
    CHECK(full == 12 + SLOTS && feed->dropped == 1);
    record.receive_ns = 200;
    CHECK(!uc_feed_publish(feed, &record, INT64_C(10000000000)) && feed->dropped == 2);
    uc_store_release(&entry->consumed, 13); /* room for the gap alone is not enough */
    record.receive_ns = 250;
    CHECK(!uc_feed_try_publish(feed, &record) && feed->published == full);
    uc_store_release(&entry->consumed, 14);
    record.receive_ns = 300;
    CHECK(uc_feed_try_publish(feed, &record) && feed->published == full + 2 && feed->dropped == 3);
    const uc_event_record *gap = slot_of(feed, full + 1);
    CHECK(gap->kind == UC_RECORD_KIND_GAP && gap->id == UC_GAP_REASON_DROPPED && gap->exchange_ns == 108 && gap->receive_ns == 250);
    CHECK(slot_of(feed, full + 2)->receive_ns == 300);
    CHECK(uc_load_acquire(&uc_live_header(&feed->region)->dropped) == 3);
}

static void should_count_a_full_directory(uc_feed *feed)
{
    char name[66];
    for (int i = 2; i <= 4; i++) {
        (void)snprintf(name, sizeof name, "X%d", i);
        CHECK(uc_feed_add_instrument(feed, name, "X", 0) == i);
    }

    CHECK(uc_feed_add_instrument(feed, "one too many", "X", 0) == -1 && uc_feed_add_instrument(feed, "X4", "X", 0) == 4);
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    CHECK(uc_feed_add_instrument(feed, name, "X", 0) == -1);
    CHECK(uc_feed_add_venue(feed, "okx") == 4 && uc_feed_add_venue(feed, "new") == UC_VENUES_FIXED && uc_feed_add_venue(feed, "new") == UC_VENUES_FIXED);
}

static void should_refuse_what_it_cannot_own(void)
{
    uc_feed feed;
    uc_feed_options options = options_of(0);
    CHECK(uc_feed_open(&feed, s_directory, "t", "a/b", &options) == UC_BAD_NAME);
    CHECK(uc_feed_open(&feed, s_directory, "t", "a.tmp-1", &options) == UC_BAD_NAME);
    options.slots = 7;
    CHECK(uc_feed_open(&feed, s_directory, "t", "b", &options) == UC_FAILED);
    options = options_of(0);

    char path[UC_PATH_BYTES];
    CHECK(uc_path_of(path, s_directory, "t", "feed-", "c") == UC_READY);
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL, 0640);
    CHECK(write(fd, "not a region of ours", 20) == 20);
    CHECK(uc_feed_open(&feed, s_directory, "t", "c", &options) == UC_TRUNCATED && ftruncate(fd, 8192) == 0);
    CHECK(uc_feed_open(&feed, s_directory, "t", "c", &options) == UC_NOT_OURS && ftruncate(fd, 0) == 0);
    CHECK(uc_feed_open(&feed, s_directory, "t", "c", &options) == UC_EMPTY && close(fd) == 0);
    uc_feed_close(&feed);

    struct statvfs space;
    options.slots = UC_MAX_SLOTS;
    if (statvfs(s_directory, &space) == 0 && space.f_blocks * space.f_frsize < UC_MAX_SLOTS * sizeof(uc_event_record)) {
        CHECK(uc_feed_open(&feed, s_directory, "t", "d", &options) == UC_NO_SPACE);
        CHECK(uc_path_of(path, s_directory, "t", "feed-", "d") == UC_READY && access(path, F_OK) < 0);
    }
}

static void should_replace_a_file_of_another_size(uc_feed *feed)
{
    uc_feed_options options = options_of(0);
    options.slots = 2 * SLOTS;
    uc_region old = feed->region;
    uint64_t generation = uc_region_generation(&feed->region);
    uc_feed_close(feed);
    CHECK(uc_feed_open(feed, s_directory, "t", "a", &options) == UC_READY);
    CHECK(feed->published == 0 && uc_region_generation(&feed->region) == generation + 1 && uc_region_is_superseded(&old));
    uc_feed_stop(feed);
    CHECK(uc_region_state(&feed->region) == UC_REGION_STATE_STOPPED);
}

int main(void)
{
    uc_feed feed;
    uc_feed_options options = options_of(0);
    s_directory = test_directory();
    CHECK(uc_feed_open(&feed, s_directory, "t", "a", &options) == UC_READY);
    CHECK(uc_region_state(&feed.region) == UC_REGION_STATE_LIVE && uc_region_generation(&feed.region) == 1);
    CHECK(uc_live_header(&feed.region)->writer_pid == (uint32_t)getpid() && !uc_region_is_stale(&feed.region, NULL));
    should_wait_until_the_engine_has_consumed(&feed);
    should_refuse_a_second_writer();
    should_continue_after_the_last_position(&feed);
    should_drop_count_and_say_so(&feed);
    should_count_a_full_directory(&feed);
    should_refuse_what_it_cannot_own();
    should_replace_a_file_of_another_size(&feed);
    uc_feed_close(&feed);
    uc_region_close(&s_ring);
    test_remove(s_directory);
    return 0;
}
