/*
 * UltraCascade for C++17 and later: owners for what ultracascade.h opens. Declares no layout of its own; the frames are
 * the C structs.
 *
 *     ultracascade::Signals signals("default", std::chrono::seconds(5));   throws ultracascade::Error
 *     ultracascade::History history = signals.history(UC_FROM_OLDEST);
 *     uc_signal_frame frame;
 *     while (history.next(frame, std::chrono::seconds(1))) std::cout << signals.json(frame) << '\n';
 */
#ifndef ULTRACASCADE_HPP
#define ULTRACASCADE_HPP

#include "ultracascade.h"

#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

namespace ultracascade {

/* A region that cannot be opened: what() says which and why. */
class Error : public std::runtime_error {
public:
    Error(uc_status status, const std::string &path) : std::runtime_error(path + ": " + uc_status_text(status)), _status(status) {}
    uc_status status() const noexcept { return _status; }

private:
    uc_status _status;
};

/* A position in the history. It keeps the map alive that it reads. */
class History {
public:
    History(std::shared_ptr<const uc_signals> signals, uc_start start, int64_t sequence) : _signals(std::move(signals))
    {
        uc_history_start(&_history, _signals.get(), start, sequence);
    }

    uc_read poll(uc_signal_frame &frame) noexcept { return uc_history_poll(&_history, &frame); }

    /* The next frame, waiting for it; false after `timeout` without one. Frames lost on the way are in lost(). */
    bool next(uc_signal_frame &frame, std::chrono::nanoseconds timeout) noexcept
    {
        for (;;) {
            uc_read read = poll(frame);
            if (read == UC_READ_OK || (read == UC_READ_NOT_YET && !uc_history_wait(&_history, timeout.count()))) {
                return read == UC_READ_OK;
            }
        }
    }

    uint64_t position() const noexcept { return _history.next; }
    uint64_t lost() const noexcept { return _history.lost; }

private:
    std::shared_ptr<const uc_signals> _signals;
    uc_history _history;
};

/* An open signal region. */
class Signals {
public:
    /* Waits up to `timeout` for the engine to make the region. */
    explicit Signals(const std::string &instance = UC_DEFAULT_INSTANCE, std::chrono::nanoseconds timeout = {},
                     const std::string &directory = UC_DEFAULT_DIRECTORY)
        : _signals(new uc_signals, [](uc_signals *signals) { uc_signals_close(signals); delete signals; })
    {
        uc_status status = uc_wait_ready(_signals.get(), directory.c_str(), instance.c_str(), timeout.count());
        if (status != UC_READY) {
            throw Error(status, directory + "/" + instance + "/signals");
        }
    }

    const uc_signals *get() const noexcept { return _signals.get(); }
    bool stale() const noexcept { return uc_is_stale(get(), nullptr) != 0; }
    bool superseded() const noexcept { return uc_is_superseded(get()) != 0; }
    uint32_t state() const noexcept { return uc_state(get()); }
    uint64_t generation() const noexcept { return uc_generation(get()); }
    int64_t cursor() const noexcept { return uc_cursor(get()); }
    int64_t counter(uint32_t which) const noexcept { return uc_counter(get(), which); }

    /* Index of a canonical name, nothing when the engine has not seen it. */
    std::optional<uint32_t> find(const std::string &name) const
    {
        int index = uc_find_instrument(get(), name.c_str());
        return index < 0 ? std::nullopt : std::optional<uint32_t>(static_cast<uint32_t>(index));
    }

    std::string name(uint32_t index) const
    {
        char text[65];
        (void)uc_instrument_name(get(), index, text);
        return text;
    }

    std::string venue(uint32_t index) const
    {
        char text[25];
        (void)uc_venue_code(get(), index, text);
        return text;
    }

    uc_read episode(int64_t number, uc_episode_record &record) const noexcept
    {
        return uc_read_episode(get(), number, &record);
    }

    uc_read latest(uint32_t instrument, uc_signal_frame &frame, int64_t *version = nullptr) const noexcept
    {
        return uc_read_latest(get(), instrument, &frame, version);
    }

    History history(uc_start start, int64_t sequence = 0) const { return History(_signals, start, sequence); }

    std::string json(const uc_signal_frame &frame) const
    {
        char text[UC_SIGNAL_JSON_BYTES];
        return std::string(text, uc_format_signal(get(), &frame, text, sizeof text));
    }

private:
    std::shared_ptr<uc_signals> _signals;
};

/* A feed held for writing. Closing it without stop() looks like a dead writer, on purpose: exceptions are no clean end. */
class Feed {
public:
    Feed(const std::string &instance, const std::string &name, const uc_feed_options &options = uc_feed_defaults(),
         const std::string &directory = UC_DEFAULT_DIRECTORY)
    {
        uc_status status = uc_feed_open(&_feed, directory.c_str(), instance.c_str(), name.c_str(), &options);
        if (status != UC_READY) {
            throw Error(status, directory + "/" + instance + "/feed-" + name);
        }
    }

    Feed(const Feed &) = delete;
    Feed &operator=(const Feed &) = delete;
    ~Feed() { uc_feed_close(&_feed); }

    int add_instrument(const std::string &name, const std::string &base)
    {
        return uc_feed_add_instrument(&_feed, name.c_str(), base.c_str(), UC_DIRECTORY_FLAGS_NONE);
    }

    int add_venue(const std::string &code) { return uc_feed_add_venue(&_feed, code.c_str()); }
    bool try_publish(const uc_event_record &record) noexcept { return uc_feed_try_publish(&_feed, &record) != 0; }

    bool publish(const uc_event_record &record, std::chrono::nanoseconds timeout) noexcept
    {
        return uc_feed_publish(&_feed, &record, timeout.count()) != 0;
    }

    void beat() noexcept { uc_feed_beat(&_feed); }
    void stop() noexcept { uc_feed_stop(&_feed); }
    uint64_t published() const noexcept { return _feed.published; }
    uint64_t dropped() const noexcept { return _feed.dropped; }
    bool engine_is_alive() noexcept { return uc_feed_engine_is_alive(&_feed) != 0; }

private:
    uc_feed _feed;
};

}

#endif
