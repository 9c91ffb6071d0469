/*
 * UltraCascade for C: read liquidation-cascade signals, write a feed. Header-only, C11 or C++17, GCC or Clang, Linux on
 * x86-64 or ARM64. Nothing to link, no allocation, no thread, no global state. docs/LAYOUT.md is the definition of the bytes.
 *
 * Read the newest signal of an instrument:
 *
 *     uc_signals signals;
 *     if (uc_wait_ready(&signals, NULL, NULL, INT64_C(5000000000)) != UC_READY) …   NULL: default directory and instance
 *     uc_signal_frame frame;
 *     int btc = uc_find_instrument(&signals, "BTC/USDT:USDT");                        0 is the whole market, -1 not seen yet
 *     if (btc >= 0 && uc_read_latest(&signals, (uint32_t)btc, &frame, NULL) == UC_READ_OK) …
 *
 * Follow every signal:
 *
 *     uc_history history;
 *     uc_history_start(&history, &signals, UC_FROM_OLDEST, 0);
 *     for (;;) {
 *         uc_read read = uc_history_poll(&history, &frame);
 *         if (read == UC_READ_OK) …                                                   frame.sequence, frame.level, …
 *         else if (read == UC_READ_LAPPED) …                                          history.lost were not seen
 *         else if (!uc_history_wait(&history, 1000000000) && uc_is_stale(&signals, NULL)) …  the engine is gone
 *         if (uc_is_superseded(&signals)) …                                           close and open again
 *     }
 *
 * Write a feed: uc_feed_open, uc_feed_add_instrument, uc_feed_add_venue, uc_feed_publish, uc_feed_beat, uc_feed_stop,
 * uc_feed_close (native/examples/feed_writer.c).
 *
 * The parts, in reading order: records.h what the bytes are; atomics.h how they cross; region.h opening and liveness;
 * signals.h directory and latest; history.h the history; json.h a signal as text; feed_file.h, feed.h and
 * feed_open.h writing a feed.
 */
#ifndef ULTRACASCADE_H
#define ULTRACASCADE_H

#if !defined(_GNU_SOURCE) && !defined(_DEFAULT_SOURCE)
#define _DEFAULT_SOURCE 1
#endif

#include <unistd.h>
#if defined(__GLIBC__) && !defined(__USE_MISC)
#error "Include ultracascade.h before other headers, or compile with -D_GNU_SOURCE: it needs POSIX and syscall()"
#endif

#include "ultracascade/records.h"
#include "ultracascade/atomics.h"
#include "ultracascade/place.h"
#include "ultracascade/region.h"
#include "ultracascade/signals.h"
#include "ultracascade/history.h"
#include "ultracascade/json.h"
#include "ultracascade/feed_file.h"
#include "ultracascade/feed.h"
#include "ultracascade/feed_open.h"

#endif
