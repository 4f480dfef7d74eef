/* SPDX-License-Identifier: Apache-2.0 */
/* Writes printable ASCII into a buffer that may be too small. */
#ifndef SLICEGATE_PROFILE_TEXT_H
#define SLICEGATE_PROFILE_TEXT_H

#include "slicegate/profile.h"

typedef struct sg_writer {
    char *out;
    size_t size, used;
    bool cut;
} sg_writer;

/* A buffer of SIZE octets, of which the last is for the NUL. */
sg_writer sg_writer_over(char *out, size_t size);

void sg_write_char(sg_writer *w, char c);
void sg_write(sg_writer *w, const char *text);
void sg_write_number(sg_writer *w, uint64_t number);
void sg_write_hex(sg_writer *w, slicegate_bytes bytes);

/* Printable ASCII as it is, all else as \XX. */
void sg_write_text(sg_writer *w, slicegate_bytes bytes);

/* The name of an object identifier, or its numbers. */
void sg_write_oid(sg_writer *w, slicegate_bytes oid);

/* Terminates; what did not fit ends in "...". */
void sg_writer_end(sg_writer *w);

#endif
