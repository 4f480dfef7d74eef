/* SPDX-License-Identifier: Apache-2.0 */
#include "policy_arg.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "policy_file.h"

#define ANCHOR_FILE_MAX (4 * 1024 * 1024)

char *cli_absolute(const char *path)
{
    char *folder, *whole;

    if (path[0] == '/')
        return cli_copy(path);
    folder = getcwd(NULL, 0);
    whole = cli_format("%s/%s", folder == NULL ? "" : folder, path);
    free(folder);
    return whole;
}

static bool add_file(cli_policy *out, const char *path, char **why)
{
    slicegate_policy_error error;
    slicegate_bytes bytes;
    cli_cert_file file;
    bool empty, good;
    char *data;

    if (!slicegate_guarded_read(path, ANCHOR_FILE_MAX, &data, &bytes.n,
                                &error)) {
        *why = cli_copy(error.text);
        return false;
    }
    bytes.p = (const uint8_t *)data;
    good = cli_cert_file_parse(path, bytes, &file, &empty, why);
    free(data);
    if (!good)
        return false;
    out->anchor =
        cli_grow(out->anchor, out->anchor_files + 1, sizeof(*out->anchor));
    out->anchor[out->anchor_files++] = file;
    return true;
}

static bool add_folder(cli_policy *out, char **why)
{
    const char *folder = out->policy.anchor_dir;
    struct dirent **name;
    int n = scandir(folder, &name, NULL, alphasort);
    bool good = true;

    if (n < 0) {
        *why = cli_format("%s: %s", folder, strerror(errno));
        return false;
    }
    for (int i = 0; i < n; i++) {
        if (good && name[i]->d_name[0] != '.') {
            char *path = cli_format("%s/%s", folder, name[i]->d_name);

            good = add_file(out, path, why);
            free(path);
        }
        free(name[i]);
    }
    free(name);
    return good;
}

static bool read_policy(cli_policy *out, char **why)
{
    slicegate_policy_error error;
    char line[768], *text;
    size_t size;

    if (!slicegate_policy_load(out->path, &out->policy, &text, &size, &error)) {
        slicegate_policy_error_line(out->path, &error, line, sizeof(line));
        *why = cli_copy(line);
        return false;
    }
    free(text);
    return true;
}

bool cli_policy_read(const char *path, cli_policy *out, char **why)
{
    bool good;

    memset(out, 0, sizeof(*out));
    *why = NULL;
    out->path = cli_absolute(path);
    good = read_policy(out, why);
    for (unsigned i = 0; good && i < out->policy.anchor_file_count; i++)
        good = add_file(out, out->policy.anchor_file[i], why);
    if (good && out->policy.anchor_dir[0] != '\0')
        good = add_folder(out, why);
    if (!good)
        cli_policy_free(out);
    return good;
}

void cli_policy_free(cli_policy *policy)
{
    for (size_t i = 0; i < policy->anchor_files; i++)
        cli_cert_file_free(&policy->anchor[i]);
    free(policy->anchor);
    free(policy->path);
    memset(policy, 0, sizeof(*policy));
}
