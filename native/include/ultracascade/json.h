/*
 * One signal as one line of JSON, byte for byte the same in C, C++, Python and C#. docs/LAYOUT.md, "JSON of a signal",
 * defines every byte.
 */
#ifndef ULTRACASCADE_JSON_H
#define ULTRACASCADE_JSON_H

#include "signals.h"

#include <math.h>

#define UC_SIGNAL_JSON_BYTES 8192 /* enough for any frame, terminator included */

/* Text being written; `length` goes on counting when the buffer is full. */
typedef struct uc_json {
    char *buffer;
    size_t size;
    size_t length;
} uc_json;

static inline void uc_json_bytes(uc_json *json, const char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++, json->length++) {
        if (json->length + 1 < json->size) {
            json->buffer[json->length] = bytes[i];
        }
    }
}

static inline void uc_json_text(uc_json *json, const char *text)
{
    uc_json_bytes(json, text, strlen(text));
}

static inline void uc_json_integer(uc_json *json, const char *key, int64_t value)
{
    char text[32];
    (void)snprintf(text, sizeof text, "%lld", (long long)value);
    uc_json_text(json, key);
    uc_json_text(json, text);
}

/* %.9g brings every float back exactly; what JSON cannot say is null. */
static inline void uc_json_number(uc_json *json, const char *key, float value)
{
    char text[32];
    uc_json_text(json, key);
    if (!isfinite(value)) {
        uc_json_text(json, "null");
        return;
    }

    (void)snprintf(text, sizeof text, "%.9g", (double)value);
    for (char *c = text; *c != '\0'; c++) {
        /* A locale may have put its own decimal separator. */
        if (strchr("0123456789+-e.", *c) == NULL) {
            *c = '.';
        }
    }

    uc_json_text(json, text);
}

static inline void uc_json_numbers(uc_json *json, const char *key, const float *values, int count)
{
    uc_json_text(json, key);
    for (int i = 0; i < count; i++) {
        uc_json_number(json, i == 0 ? "[" : ",", values[i]);
    }

    uc_json_text(json, "]");
}

/* Micro-dollars as dollars, exactly. */
static inline void uc_json_dollars(uc_json *json, const char *key, int64_t micro_usd)
{
    char text[48];
    uint64_t size = micro_usd < 0 ? 0 - (uint64_t)micro_usd : (uint64_t)micro_usd;
    (void)snprintf(text, sizeof text, "%s%llu.%06llu", micro_usd < 0 ? "-" : "", (unsigned long long)(size / 1000000),
                   (unsigned long long)(size % 1000000));
    uc_json_text(json, key);
    uc_json_text(json, text);
}

/* Length of the UTF-8 sequence at `text`, 0 when it is none (overlong forms and surrogates are none). */
static inline size_t uc_utf8_length(const unsigned char *text)
{
    unsigned char lead = text[0];
    if (lead < 0x80) {
        return 1;
    }

    size_t length = lead >= 0xc2 && lead <= 0xdf ? 2 : lead >= 0xe0 && lead <= 0xef ? 3 : lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
    for (size_t i = 1; i < length; i++) {
        if ((text[i] & 0xc0) != 0x80) {
            return 0;
        }
    }

    int bad = (lead == 0xe0 && text[1] < 0xa0) || (lead == 0xed && text[1] > 0x9f) || (lead == 0xf0 && text[1] < 0x90) ||
              (lead == 0xf4 && text[1] > 0x8f);
    return bad ? 0 : length;
}

/* A string with its quotes. Names come from feeds, so they may hold anything. */
static inline void uc_json_string(uc_json *json, const char *key, const char *value)
{
    const unsigned char *text = (const unsigned char *)value;
    int valid = 1;
    for (size_t i = 0, step = 0; valid && text[i] != 0; i += step) {
        step = uc_utf8_length(text + i);
        valid = step != 0;
    }

    uc_json_text(json, key);
    uc_json_text(json, "\"");
    for (; *text != 0; text++) {
        char escaped[8];
        if (*text == '"' || *text == '\\') {
            uc_json_text(json, "\\");
        } else if (*text < 0x20 || *text == 0x7f) {
            (void)snprintf(escaped, sizeof escaped, "\\u%04x", (unsigned)*text);
            uc_json_text(json, escaped);
            continue;
        } else if (*text >= 0x80 && !valid) {
            uc_json_text(json, "\\ufffd");
            continue;
        }

        uc_json_bytes(json, (const char *)text, 1);
    }

    uc_json_text(json, "\"");
}

/* Name of a value of an enumeration, "#<value>" beyond its list. */
static inline void uc_json_name(uc_json *json, const char *key, const char *const *names, unsigned count, unsigned value)
{
    char unknown[16];
    (void)snprintf(unknown, sizeof unknown, "#%u", value);
    uc_json_string(json, key, value < count ? names[value] : unknown);
}

static inline void uc_json_head(uc_json *json, const uc_signals *signals, const uc_signal_frame *frame)
{
    static const char *const sides[] = {"none", "long", "short"};
    static const char *const levels[] = {"NONE", "WATCH", "ALERT", "CRITICAL", "EXTREME"};
    static const char *const phases[] = {"NONE", "FORMING", "ACTIVE", "EXHAUSTING", "OVER"};
    char name[65];
    (void)uc_instrument_name(signals, frame->instrument, name);
    uc_json_integer(json, "{\"sequence\":", frame->sequence);
    uc_json_integer(json, ",\"ts_us\":", frame->engine_ns / 1000);
    uc_json_integer(json, ",\"exchange_ts_us\":", frame->exchange_ns / 1000);
    uc_json_string(json, ",\"instrument\":", name);
    uc_json_name(json, ",\"side\":", sides, 3, frame->side);
    uc_json_name(json, ",\"level\":", levels, 5, frame->level);
    uc_json_name(json, ",\"previous_level\":", levels, 5, frame->previous_level);
    uc_json_name(json, ",\"phase\":", phases, 5, frame->phase);

    char episode[24];
    (void)snprintf(episode, sizeof episode, "%llu", (unsigned long long)frame->episode_id);
    uc_json_text(json, ",\"episode_id\":");
    uc_json_text(json, episode);
    uc_json_integer(json, ",\"episode_start_us\":", frame->episode_start_ns / 1000);
}

static inline void uc_json_risk(uc_json *json, const uc_signal_frame *frame)
{
    static const char *const factors[] = {"{\"velocity\":", ",\"acceleration\":", ",\"jerk\":", ",\"volume\":",
                                          ",\"correlation\":", ",\"clustering\":"};
    static const char *const regimes[] = {"NONE", "DORMANT", "LOW", "NORMAL", "ELEVATED", "HIGH", "EXTREME"};
    uc_json_number(json, ",\"probability\":", frame->probability);
    uc_json_number(json, ",\"risk\":", frame->risk);
    uc_json_text(json, ",\"risk_factors\":");
    for (int i = 0; i < 6; i++) {
        float value = (frame->missing_factors >> i & 1) != 0 ? NAN : frame->risk_factors[i];
        uc_json_number(json, factors[i], value);
    }

    uc_json_number(json, "},\"pressure\":", frame->pressure);
    uc_json_name(json, ",\"regime\":", regimes, 7, frame->regime);
}

static inline void uc_json_venues(uc_json *json, const uc_signals *signals, const uc_signal_frame *frame)
{
    char code[25];
    (void)uc_venue_code(signals, frame->leader_venue, code);
    uc_json_text(json, ",\"leader\":");
    if (frame->leader_venue == 0) {
        uc_json_text(json, "null");
    } else {
        uc_json_string(json, "", code);
    }

    uc_json_text(json, ",\"venues\":[");
    const char *separator = "";
    for (uint32_t venue = 0; venue < 32; venue++) {
        if ((frame->venue_mask >> venue & 1) != 0) {
            (void)uc_venue_code(signals, venue, code);
            uc_json_string(json, separator, code);
            separator = ",";
        }
    }
}

static inline void uc_json_flags(uc_json *json, uint32_t flags)
{
    static const char *const names[] = {"SATURATED", "CENSORED", "WARMING", "STALE", "SNAPSHOT", "REPLAY"};
    uc_json_text(json, "],\"flags\":[");
    const char *separator = "";
    for (unsigned bit = 0; bit < 32; bit++) {
        if ((flags >> bit & 1) != 0) {
            char unknown[16];
            (void)snprintf(unknown, sizeof unknown, "#%lu", 1UL << bit);
            uc_json_string(json, separator, bit < 6 ? names[bit] : unknown);
            separator = ",";
        }
    }

    uc_json_text(json, "]");
}

/*
 * Writes the frame as JSON without the line end. Returns the length, or 0 when `size` is too small (UC_SIGNAL_JSON_BYTES
 * always suffices).
 */
static inline size_t uc_format_signal(const uc_signals *signals, const uc_signal_frame *frame, char *buffer, size_t size)
{
    uc_json json = {buffer, size, 0};
    uc_json_head(&json, signals, frame);
    uc_json_risk(&json, frame);
    uc_json_numbers(&json, ",\"counts_per_s\":", frame->count_velocity, 8);
    uc_json_numbers(&json, ",\"usd_per_s\":", frame->usd_velocity, 8);
    uc_json_number(&json, ",\"acceleration\":", frame->acceleration);
    uc_json_number(&json, ",\"jerk\":", frame->jerk);
    uc_json_number(&json, ",\"coincidence\":", frame->mean_coincidence);
    uc_json_venues(&json, signals, frame);
    uc_json_flags(&json, frame->flags);
    uc_json_number(&json, ",\"log_odds\":", frame->log_odds);
    uc_json_number(&json, ",\"baseline_per_s\":", frame->baseline_rate);
    uc_json_dollars(&json, ",\"long_usd_60s\":", frame->long_micro_usd60s);
    uc_json_dollars(&json, ",\"short_usd_60s\":", frame->short_micro_usd60s);
    uc_json_integer(&json, ",\"engine_sequence\":", frame->engine_sequence);
    uc_json_text(&json, "}");
    if (json.length >= size) {
        return 0;
    }

    buffer[json.length] = '\0';
    return json.length;
}

#endif
