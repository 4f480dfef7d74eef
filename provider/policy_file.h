/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading the files that decide who is let in: policy and anchors.
 *
 * Such a file counts only where nobody but root and the user we run as could
 * have written it. Every failure is an error; nothing is skipped.
 */
#ifndef SLICEGATE_POLICY_FILE_H
#define SLICEGATE_POLICY_FILE_H

#include "slicegate/policy.h"

/*
 * Reads the whole file PATH of at most MAX bytes into *data, *size bytes and
 * one NUL behind them; the caller frees *data.
 *
 * The path must be absolute and end at a regular file. The file, the folder
 * it is in and, through every symbolic link in place of the file, the folder
 * of the link must belong to root or the effective user and be writable by
 * neither group nor others. Folders further up are not looked at.
 *
 * False: *data is NULL, *size is 0, error->line is 0, and error->text names
 * the path, what was found or the system's error, and what was expected.
 */
bool slicegate_guarded_read(const char *path, size_t max, char **data,
                            size_t *size, slicegate_policy_error *error);

/* slicegate_guarded_read with the bound of a policy. */
bool slicegate_policy_file_read(const char *path, char **text, size_t *size,
                                slicegate_policy_error *error);

/*
 * Reads and parses the policy file PATH. The text it was parsed from is left
 * in *text for the caller to digest and free. Where PATH is NULL *out is the
 * default policy and *text empty. False: *text is NULL, *out is zeroed.
 */
bool slicegate_policy_load(const char *path, slicegate_policy *out, char **text,
                           size_t *size, slicegate_policy_error *error);

/*
 * The line of the policy TEXT whose value is VALUE, or "file:" and VALUE: where
 * a file was named that turned out to be no good. 0 where there is none.
 */
unsigned slicegate_policy_line_of(const char *text, size_t size,
                                  const char *value);

/*
 * The error as one line: "PATH:LINE: TEXT", or the text alone where no line
 * is to blame. Always terminated, printable ASCII, cut to SIZE.
 */
void slicegate_policy_error_line(const char *path,
                                 const slicegate_policy_error *error, char *out,
                                 size_t size);

#endif
