/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates from files: PEM with any number of them, DER, standard input. */
#ifndef CLI_CERT_FILE_H
#define CLI_CERT_FILE_H

#include <stdbool.h>

#include "slicegate/profile.h"

typedef struct cli_cert_file {
    char *name; /* as shown: the path, or "(standard input)" */
    size_t count;
    slicegate_bytes *cert; /* DER, as it stood in the file */
} cli_cert_file;

/*
 * Reads PATH ("-" is standard input). False, and *why a line to free, where
 * it cannot be read, is damaged, or holds no certificate; then *empty says
 * whether the last was the cause.
 */
bool cli_cert_file_read(const char *path, cli_cert_file *out, bool *empty,
                        char **why);

/* The same from bytes already read. */
bool cli_cert_file_parse(const char *name, slicegate_bytes data,
                         cli_cert_file *out, bool *empty, char **why);
void cli_cert_file_free(cli_cert_file *file);

#endif
