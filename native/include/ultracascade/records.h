/*
 * The records of every region as C structs. docs/LAYOUT.md draws them; the assertions at the end compare each size, offset
 * and type with layout.txt. Times ending in _ns are nanoseconds since 1970 UTC unless said otherwise. Text is UTF-8 padded
 * with NUL and has no terminator when it fills its field.
 */
#ifndef ULTRACASCADE_RECORDS_H
#define ULTRACASCADE_RECORDS_H

#include "../ultracascade_layout.h"

#if defined(__cplusplus)
#define UC_STATIC_ASSERT(condition, text) static_assert(condition, text)
#else
#define UC_STATIC_ASSERT(condition, text) _Static_assert(condition, text)
#endif

#define UC_MAGIC UINT64_C(0x4544414353414355)         /* "UCASCADE" read as a little-endian integer */
#define UC_SWAPPED_MAGIC UINT64_C(0x5543415343414445)  /* the same bytes on a machine of the other byte order */
#define UC_ENDIAN_MARK UINT32_C(0x01020304)
#define UC_SWAPPED_ENDIAN_MARK UINT32_C(0x04030201)
#define UC_HEADER_BYTES 4096
#define UC_SECTION_ALIGNMENT 4096
#define UC_MAX_SLOTS (UINT64_C(1) << 30)
#define UC_MAX_INSTRUMENTS 65535 /* entries of a directory, entry 0 included */
#define UC_MAX_VENUES 32         /* one bit each in venue_mask */
#define UC_MAX_FEEDS 64
#define UC_MAX_COUNTERS 4096
#define UC_MAX_EPISODES (1 << 20)
#define UC_MAX_TEXT_BYTES (UINT64_C(1) << 20)
#define UC_MAX_AMOUNT_MICRO_USD INT64_C(10000000000000000)
#define UC_WRITING (UINT64_C(1) << 63) /* mark on the first word of a slot whose payload is not whole */
#define UC_VENUES_FIXED 7              /* indices 1 to 6 mean the same in every region */

/* First 4096 bytes of every region. From 256 on, each block of 128 bytes has one writing thread. */
typedef struct uc_region_header {
    uint64_t magic;
    uint32_t endian_mark;
    uint16_t abi_major;
    uint16_t abi_minor;
    uint32_t header_bytes;
    uint32_t region_kind; /* UC_REGION_KIND_… */
    uint64_t file_bytes;
    uint64_t layout_hash;
    uint64_t text_offset;
    uint64_t text_bytes;
    uint64_t instruments_offset;
    uint32_t instrument_capacity;
    uint32_t instrument_entry_bytes;
    uint64_t venues_offset;
    uint32_t venue_capacity;
    uint32_t venue_entry_bytes;
    uint64_t latest_offset;
    uint32_t latest_capacity;
    uint32_t latest_slot_bytes;
    uint64_t slots_offset;
    uint64_t slot_count; /* a power of two */
    uint32_t slot_bytes;
    uint32_t instance_mode; /* UC_INSTANCE_MODE_… */
    uint64_t feeds_offset;
    uint32_t feed_capacity;
    uint32_t feed_entry_bytes;
    uint64_t provenance_offset;
    uint32_t provenance_entry_bytes;
    uint32_t counter_count;
    uint64_t counters_offset;
    uint64_t episodes_offset;
    uint8_t boot_id[16]; /* digits of /proc/sys/kernel/random/boot_id in text order, two a byte */
    int64_t created_ns;  /* identity of the file's sequences */
    uint32_t writer_pid;
    uint32_t episode_capacity; /* slots of the episode table, a power of two */
    uint64_t writer_start_ticks; /* field 22 of /proc/PID/stat */
    uint64_t generation;         /* 1 at creation, + 1 at each restart in place */
    uint8_t padding0[32];
    int64_t heartbeat_ns; /* CLOCK_MONOTONIC */
    uint8_t padding1[120];
    uint32_t state; /* UC_REGION_STATE_… */
    uint8_t padding2[124];
    int64_t cursor; /* sequence of the newest published slot, 0 = none */
    uint64_t signal_hash;
    uint8_t padding3[112];
    uint32_t notify_word; /* futex: low 32 bits of the cursor */
    uint8_t padding4[124];
    int64_t dropped;
    uint8_t padding5[3320];
} uc_region_header;

/* Directory entry of an instrument. Written once; committed last, with release. */
typedef struct uc_instrument_entry {
    uint64_t committed; /* index + 1; 0 = this entry and all after it are empty */
    uint32_t group;     /* index of the first entry with the same base */
    uint32_t flags;     /* UC_DIRECTORY_FLAGS_… */
    uint8_t name[64];   /* BTC/USDT:USDT; MARKET at index 0 of a signal region */
    uint8_t base[24];   /* BTC */
    uint8_t reserved[24];
} uc_instrument_entry;

/* Venue of an index; index 0 is unused. */
typedef struct uc_venue_entry {
    uint64_t committed; /* index + 1; 0 = empty */
    uint8_t code[24];   /* binance_um */
} uc_venue_entry;

/* What the engine keeps of one feed, in the ring region. */
typedef struct uc_feed_entry {
    uint64_t committed;      /* index + 1; 0 = empty */
    int64_t feed_created_ns; /* created_ns of the feed file that the positions belong to */
    int64_t consumed;        /* position of the last record whose slot may be reused */
    int64_t accepted;
    int64_t rejected;
    int64_t attached_after;  /* newest ring sequence when this file was attached */
    uint8_t name[40];
    uint8_t reserved1[40];
} uc_feed_entry;

/* Where a ring record came from: one for each slot of the ring. */
typedef struct uc_provenance {
    int64_t feed_position;
    int32_t feed;
    int32_t reserved;
} uc_provenance;

/* One record of a feed or of the ring: one cache line. */
typedef struct uc_event_record {
    int64_t sequence;  /* position in a feed, set by uc_feed_publish; 0 = never written */
    int64_t engine_ns; /* 0 in a feed */
    int64_t exchange_ns;
    int64_t receive_ns;
    int64_t amount_micro_usd; /* liquidation: notional; open interest; depth */
    double value;             /* liquidation and price: price, 0 = not known; funding: rate; depth: spread in bps */
    uint64_t id;              /* liquidation: the venue's trade id or a hash of it, 0 = none; gap: UC_GAP_REASON_… */
    uint16_t instrument;      /* index in the same region's directory, 0 = none */
    uint8_t kind;             /* UC_RECORD_KIND_… */
    uint8_t venue;            /* index in the same region's venue table, 0 = none */
    uint8_t side;             /* UC_POSITION_SIDE_…: of the position that was liquidated */
    uint8_t flags;            /* UC_RECORD_FLAGS_… */
    uint8_t feed;             /* 0 in a feed */
    uint8_t reserved;
} uc_event_record;

/* One signal: four cache lines. */
typedef struct uc_signal_frame {
    int64_t sequence;        /* history: 1-based; latest: newest history frame of this instrument, 0 = none yet */
    int64_t engine_sequence; /* of the record that caused the frame */
    int64_t engine_ns;
    int64_t exchange_ns;
    int64_t receive_ns;
    int64_t publish_ns;
    uint64_t episode_id; /* 0 = none */
    int64_t episode_start_ns;
    uint16_t instrument;     /* 0 = the whole market */
    uint8_t side;            /* UC_POSITION_SIDE_… */
    uint8_t level;           /* UC_SIGNAL_LEVEL_… */
    uint8_t previous_level;
    uint8_t phase;           /* UC_EPISODE_PHASE_… */
    uint8_t regime;          /* UC_MARKET_REGIME_… */
    uint8_t missing_factors; /* bit i = risk_factors[i] is undefined */
    uint32_t flags;          /* UC_SIGNAL_FLAGS_… */
    uint32_t venue_mask;     /* bit v = venue v was active within 10 s */
    float probability;       /* 0 … 1 */
    float log_odds;          /* nats */
    float risk;              /* 0 … 100 */
    float pressure;          /* 0 … 1 */
    float risk_factors[6];   /* 0 … 100, by UC_RISK_FACTOR_… */
    float acceleration;      /* 1/s² */
    float jerk;              /* 1/s³ */
    float count_velocity[8]; /* 1/s over .1, .5, 2, 10, 60, 300 s, then decayed with 900 and 7200 s */
    float usd_velocity[8];   /* USD/s, the same lanes */
    int64_t long_micro_usd60s;
    int64_t short_micro_usd60s;
    float mean_coincidence; /* NaN = undefined */
    float baseline_rate;    /* 1/s; NaN = undefined */
    uint8_t leader_venue;   /* 0 = none claimed */
    uint8_t missing_pressure;
    uint16_t reserved0;
    uint32_t reserved1;
    uint64_t reserved2;
    uint64_t reserved3;
    uint64_t reserved4;
    uint64_t reserved5;
} uc_signal_frame;

/* One slot of the latest table: the version on a line of its own, then the frame. */
typedef struct uc_latest_slot {
    int64_t version; /* 0 = never written; number of refreshes, with UC_WRITING while the frame is not whole */
    uint8_t padding[56];
    uc_signal_frame frame;
} uc_latest_slot;

/* What is known of one episode. Slot (number - 1) mod capacity of the episode table; rewritten while it runs. */
typedef struct uc_episode_record {
    int64_t version; /* 0 = never written; rises, with UC_WRITING while the record is not whole */
    int64_t number;  /* from 1 */
    uint64_t episode_id;
    int64_t start_ns; /* engine time of the alarm */
    int64_t peak_ns;
    int64_t end_ns; /* 0 = the alarm is on */
    int64_t events;
    int64_t long_micro_usd;
    int64_t short_micro_usd;
    int64_t onset_ns; /* estimated */
    uint16_t instrument;
    uint8_t side;
    uint8_t peak_level;
    uint8_t phase;
    uint8_t leader_venue; /* 0 = none could be claimed */
    uint16_t reserved0;
    uint8_t venues[8];   /* in order of arrival, 0 = none */
    float peak_velocity; /* 1/s over ten seconds */
    float peak_risk;
    float price_move; /* NaN = no prices */
    uint32_t reserved1;
    uint64_t reserved2;
    uint64_t reserved3;
} uc_episode_record;

#define UC_ASSERT_STRUCT(name, bytes) UC_STATIC_ASSERT(sizeof(uc_##name) == (bytes), "size of " #name);
#define UC_ASSERT_FIELD(name, field, type, offset, count)                                             \
    UC_STATIC_ASSERT(offsetof(uc_##name, field) == (offset), "offset of " #name "." #field);          \
    UC_STATIC_ASSERT(sizeof(((uc_##name *)0)->field) == sizeof(type) * (count), "size of " #name "." #field);
UC_LAYOUT_STRUCTS(UC_ASSERT_STRUCT)
UC_LAYOUT_FIELDS(UC_ASSERT_FIELD)
#undef UC_ASSERT_STRUCT
#undef UC_ASSERT_FIELD

#endif
