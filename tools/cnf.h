/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An openssl.cnf: values as OpenSSL's own reader gives them, and beside them
 * where each stands. The files that .include names are put in place before
 * that reader sees the text, so that it reads what the process would read,
 * also below another root.
 */
#ifndef CLI_CNF_H
#define CLI_CNF_H

#include <openssl/conf.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct cnf_origin {
    const char *file;
    unsigned line;
} cnf_origin;

/* A line with a key, or the head of a section (name is NULL). */
typedef struct cnf_entry {
    char *section, *name;
    cnf_origin at;
} cnf_entry;

/* An .include that gave nothing. */
typedef struct cnf_missing {
    cnf_origin at;
    char *path;
    int error; /* errno, 0: it could not be followed */
} cnf_missing;

typedef struct cnf {
    const char *root; /* "" or such as /proc/PID/root */
    CONF *conf;       /* NULL where the text is not valid */
    size_t files, entries, lines, missing_count;
    char **file; /* every file that was read, as the process names it */
    cnf_entry *entry;
    cnf_origin *line; /* of the text as a whole */
    cnf_missing *missing;
    char *text;
    size_t size;
} cnf;

/*
 * Reads PATH below ROOT. False where the file itself cannot be read (errno).
 * Where it can, but is not valid, conf is NULL and *wrong says where.
 */
bool cnf_read(const char *root, const char *path, cnf *out, cnf_origin *wrong);
void cnf_free(cnf *c);

/* The value of a key that stands in that very section; NULL where none. */
const char *cnf_get(const cnf *c, const char *section, const char *name);

/* Where the key stands (the last one, which counts), or with NAME NULL the
 * section's head; {first file, 0} where it does not stand at all. */
cnf_origin cnf_where(const cnf *c, const char *section, const char *name);

#endif
