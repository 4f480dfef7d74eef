/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where audit events go. Opened once, in init, before a server changes its
 * root or its user; written without ever blocking the handshake.
 */
#ifndef SG_SINK_H
#define SG_SINK_H

#include <stdatomic.h>
#include <sys/types.h>

#include "slicegate/policy.h"

typedef struct sg_sink {
    slicegate_sink_kind kind;
    int fd; /* -1 where the sink could not be opened */
    dev_t device;
    ino_t inode;
    atomic_bool off; /* the descriptor turned out to be somebody else's */
} sg_sink;

/*
 * Opens a sink. False, with *error set, only for a file that cannot be opened
 * or is not a regular file; an absent syslog socket or a closed stderr is a
 * sink that loses its events and counts them.
 */
bool sg_sink_open(sg_sink *sink, const slicegate_sink *from,
                  slicegate_policy_error *error);
void sg_sink_close(sg_sink *sink);

/*
 * Writes one line (LINE ends with a newline; N counts it) in one call. False
 * where it was lost: full disk, absent or full socket, foreign descriptor.
 */
bool sg_sink_write(sg_sink *sink, const char *line, size_t n);

/* One line to syslog and stderr: for what must be said before any policy. */
void sg_sink_announce(const char *text);

#endif
