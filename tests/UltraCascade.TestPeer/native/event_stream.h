/* A stream in which every record is a function of its position: the twin of EventStream.cs, which explains it. Change both. */
#ifndef ULTRACASCADE_TESTPEER_EVENT_STREAM_H
#define ULTRACASCADE_TESTPEER_EVENT_STREAM_H

#include "ultracascade.h"

/* The finaliser of SplitMix64 (Steele, Lea, Flood 2014). */
static inline uint64_t stream_mix(uint64_t z)
{
    z += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static inline void stream_at(uc_event_record *record, uint64_t position, uint64_t instruments)
{
    static const uint8_t venues[4] = {4, 3, 1, 5}; /* okx, bybit, binance_um, hyperliquid */
    int64_t time_ns = INT64_C(1772668800000000000) + (int64_t)position * 50000000;
    memset(record, 0, sizeof *record);
    record->kind = UC_RECORD_KIND_TICK;
    record->exchange_ns = record->receive_ns = time_ns;
    uint64_t busy = position % 14000 >= 12000;
    if (position % (busy ? 2 : 400) != 0) {
        return;
    }

    uint64_t mix = stream_mix(position);
    record->kind = UC_RECORD_KIND_LIQUIDATION;
    record->exchange_ns = time_ns - (int64_t)((mix >> 5) % 40000000);
    record->instrument = (uint16_t)(1 + mix % instruments);
    record->venue = venues[(mix >> 8) % 4];
    record->side = ((mix >> 16) & (busy ? 7 : 1)) == 0 ? UC_POSITION_SIDE_SHORT : UC_POSITION_SIDE_LONG;
    record->amount_micro_usd = INT64_C(1000000000) + (int64_t)((mix >> 20) % UINT64_C(500000000000));
    record->value = 100 + (double)((mix >> 40) % 10000);
    record->id = position;
}

#endif
