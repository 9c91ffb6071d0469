/*
 * The history: a ring of frames that one writer overwrites and any number of readers follow, each at its own pace. A reader
 * that is too slow loses frames, and knows exactly how many.
 */
#ifndef ULTRACASCADE_HISTORY_H
#define ULTRACASCADE_HISTORY_H

#include "signals.h"

typedef enum uc_start {
    UC_FROM_LATEST,  /* only frames that come from now on */
    UC_FROM_OLDEST,  /* all that the ring still holds */
    UC_FROM_SEQUENCE /* a sequence: one that is gone counts as lost, one that is to come is waited for */
} uc_start;

typedef struct uc_history {
    const uc_signals *signals;
    uint64_t next; /* sequence of the next frame to read */
    uint64_t lost; /* frames this reader was lapped by, and frames lost in a restart of the engine */
} uc_history;

/* Oldest sequence that stays whole until the next publish: the slot after the newest may be in the writer's hands. */
static inline uint64_t uc_oldest_behind(const uc_signals *signals, uint64_t cursor)
{
    uint64_t slots = signals->region.header.slot_count;
    return cursor + 1 > slots ? cursor + 2 - slots : 1;
}

static inline uint64_t uc_oldest(const uc_signals *signals)
{
    return uc_oldest_behind(signals, (uint64_t)uc_cursor(signals));
}

static inline const unsigned char *uc_history_slot(const uc_history *history)
{
    const uc_region *region = &history->signals->region;
    return region->address + region->header.slots_offset +
           (history->next & (region->header.slot_count - 1)) * sizeof(uc_signal_frame);
}

static inline void uc_history_start(uc_history *history, const uc_signals *signals, uc_start start, int64_t sequence)
{
    history->signals = signals;
    history->lost = 0;

    /* Loaded once: a writer that moves it on between two looks must not send the loop below on a journey. */
    uint64_t cursor = (uint64_t)uc_cursor(signals);
    history->next = start == UC_FROM_LATEST   ? cursor + 1
                    : start == UC_FROM_OLDEST ? uc_oldest_behind(signals, cursor)
                    : sequence > 1            ? (uint64_t)sequence
                                              : 1;

    /* What was never there was not lost: slots that a restart repaired, or that are empty in a ring made anew. */
    while (start == UC_FROM_OLDEST && history->next <= cursor &&
           (uc_load_acquire(uc_history_slot(history)) & ~UC_WRITING) < history->next) {
        history->next++;
    }
}

/* The slot does not hold the wanted frame: not yet, lost to the writer, or lost in a restart. */
static inline uc_read uc_history_miss(uc_history *history)
{
    uint64_t slots = history->signals->region.header.slot_count;

    /* The cursor first: it is release-stored after its slot, so a slot loaded after it cannot be older than the cursor says. */
    uint64_t cursor = (uint64_t)uc_cursor(history->signals);
    uint64_t found = uc_load_acquire(uc_history_slot(history));
    uint64_t sequence = found & ~UC_WRITING;
    uint64_t resume = cursor + 1 > slots ? cursor + 1 - slots : 1;
    if (sequence > history->next) {
        /* Lapped. Resume an eighth of the ring ahead of the oldest frame, or the next lap would follow at once. */
        resume += slots / 8 > 0 ? slots / 8 : 1;
    } else if (found == history->next || cursor < history->next) {
        return UC_READ_NOT_YET;
    }

    resume = resume > history->next ? resume : history->next + 1;
    history->lost += resume - history->next;
    history->next = resume;
    return UC_READ_LAPPED;
}

/*
 * Copies the next frame. UC_READ_OK; UC_READ_NOT_YET: wait or come back; UC_READ_LAPPED: no frame this time, `lost` was
 * raised by the number of frames that were overwritten and `next` stands on one that is still there.
 */
static inline uc_read uc_history_poll(uc_history *history, uc_signal_frame *frame)
{
    const unsigned char *slot = uc_history_slot(history);

    /* Acquire: pairs with the release-store of the sequence in SignalWriter.AppendHistory. */
    if (uc_load_acquire(slot) != history->next) {
        return uc_history_miss(history);
    }

    uc_copy_out(frame, slot, sizeof *frame / sizeof(uc_word));

    /* Pairs with the store-store barrier between the WRITING mark and the payload in SignalWriter.AppendHistory: if any word
       copied above belongs to a later frame, the load below sees its mark or its sequence. */
    uc_fence_acquire();
    if (uc_load_relaxed(slot) != history->next) {
        return uc_history_miss(history);
    }

    frame->sequence = (int64_t)history->next;
    history->next++;
    return UC_READ_OK;
}

/*
 * Sleeps until there is something to poll; 0 after timeout_ns without. Looks every 100 ms by itself, so that an engine
 * without a notifier costs latency and not silence.
 */
static inline int uc_history_wait(const uc_history *history, int64_t timeout_ns)
{
    int64_t start = uc_now_ns(CLOCK_MONOTONIC);
    for (;;) {
        uint32_t seen = uc_notify_word(history->signals);
        if ((uint64_t)uc_cursor(history->signals) >= history->next) {
            return 1;
        }

        int64_t left = timeout_ns - (uc_now_ns(CLOCK_MONOTONIC) - start);
        if (left <= 0) {
            return 0;
        }

        uc_wait_news(history->signals, seen, left < 100000000 ? left : 100000000);
    }
}

#endif
