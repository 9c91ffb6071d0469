// The C++ view: errors are exceptions, a history outlives the object it came from, and the frames are the C frames.
#include "ultracascade.hpp"

#include "check.h"
#include "signal_writer.h"

static void should_throw_what_is_wrong(const std::string &directory)
{
    uc_status status = UC_READY;
    try {
        ultracascade::Signals signals("missing", std::chrono::milliseconds(1), directory);
    } catch (const ultracascade::Error &error) {
        status = error.status();
        CHECK(std::string(error.what()).find("start the engine") != std::string::npos);
    }

    CHECK(status == UC_MISSING);
}

static void should_read_what_was_written(const std::string &directory)
{
    test_writer writer;
    uc_signal_frame frame = {};
    CHECK(test_create(&writer, directory.c_str(), "t", 16, 4) == UC_READY);
    test_add_instrument(&writer, 1, "BTC/USDT:USDT", 13);
    auto signals = std::make_unique<ultracascade::Signals>("t", std::chrono::nanoseconds(0), directory);
    CHECK(!signals->stale() && !signals->superseded() && signals->cursor() == 0 && signals->generation() == 1);
    CHECK(signals->find("BTC/USDT:USDT") == 1U && !signals->find("ETH/USDT:USDT") && signals->name(0) == "MARKET");
    CHECK(signals->venue(4) == "okx" && signals->latest(1, frame) == UC_READ_EMPTY);
    frame.instrument = 1;
    frame.level = UC_SIGNAL_LEVEL_ALERT;
    test_append_history(&writer, &frame);
    test_publish_latest(&writer, &frame);
    CHECK(signals->latest(1, frame) == UC_READ_OK && frame.level == UC_SIGNAL_LEVEL_ALERT);
    CHECK(signals->json(frame).find("\"instrument\":\"BTC/USDT:USDT\",\"side\":\"none\",\"level\":\"ALERT\"") != std::string::npos);
    ultracascade::History history = signals->history(UC_FROM_OLDEST);
    signals.reset();
    CHECK(history.next(frame, std::chrono::seconds(10)) && frame.sequence == 1 && history.lost() == 0);
    CHECK(!history.next(frame, std::chrono::nanoseconds(0)));
    uc_region_close(&writer.region);
}

static void should_write_a_feed(const std::string &directory)
{
    ultracascade::Feed feed("t", "cpp", uc_feed_defaults(), directory);
    uc_event_record record = {};
    record.instrument = static_cast<uint16_t>(feed.add_instrument("BTC/USDT:USDT", "BTC"));
    record.venue = static_cast<uint8_t>(feed.add_venue("okx"));
    record.kind = UC_RECORD_KIND_LIQUIDATION;
    CHECK(feed.try_publish(record) && feed.publish(record, std::chrono::seconds(1)) && feed.published() == 2);
    feed.beat();
    feed.stop();
    CHECK(feed.dropped() == 0 && !feed.engine_is_alive());
}

int main()
{
    const std::string directory = test_directory();
    should_throw_what_is_wrong(directory);
    should_read_what_was_written(directory);
    should_write_a_feed(directory);
    test_remove(directory.c_str());
    return 0;
}
