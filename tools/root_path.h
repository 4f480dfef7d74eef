/* SPDX-License-Identifier: Apache-2.0 */
/* Paths as a process sees them that has another root or mount namespace. */
#ifndef CLI_ROOT_PATH_H
#define CLI_ROOT_PATH_H

/*
 * PATH (absolute) as it is found below ROOT, every symbolic link followed
 * within ROOT; "" is our own root. To free. NULL, and errno set, where it
 * cannot be resolved.
 */
char *cli_in_root(const char *root, const char *path);

#endif
