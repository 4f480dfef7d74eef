/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a process says of its gate to whoever may read its memory: `slicegate
 * check --pid` finds this record in the module's own writable data, and takes
 * nothing that lies anywhere else for it.
 */
#ifndef SG_RECORD_H
#define SG_RECORD_H

#include <stdint.h>

#define SG_RECORD_MAGIC "slicegate-record"
#define SG_RECORD_MAGIC_SIZE 16 /* without a NUL */
#define SG_RECORD_BUILDINFO 224
#define SG_RECORD_PATH 512

/* All text ends with a NUL. A record without build information says nothing:
 * no gate is in force, or the one that it told of is gone. */
typedef struct sg_record {
    char magic[SG_RECORD_MAGIC_SIZE];
    uint32_t size;                       /* of the whole record */
    uint32_t states;                     /* gates that are in force */
    char buildinfo[SG_RECORD_BUILDINFO]; /* of the first of them */
    char conf[SG_RECORD_PATH]; /* openssl.cnf that counted by default then */
    char
        policy[SG_RECORD_PATH]; /* its policy file; empty where none is named */
} sg_record;

/* OWNER tells one gate from another. Paths that are NULL are empty; one that
 * does not fit is left empty too, rather than cut. */
void sg_record_add(const void *owner, const char *buildinfo, const char *conf,
                   const char *policy);

/* Of an OWNER that was added, once. */
void sg_record_remove(const void *owner);

/* Around fork. */
void sg_record_lock(void);
void sg_record_unlock(void);

#endif
