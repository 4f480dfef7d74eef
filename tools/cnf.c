/* SPDX-License-Identifier: Apache-2.0 */
#include "cnf.h"

#include <dirent.h>
#include <errno.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "alloc.h"
#include "root_path.h"

#define INCLUDE_DEPTH_MAX 16
#define INCLUDE ".include"
#define DEFAULT_SECTION "default"

typedef struct reading {
    cnf *c;
    char *section;     /* the one that lines belong to now */
    char *include_dir; /* .pragma includedir, or NULL */
    unsigned depth;
    bool continued; /* the line before ended in a backslash */
} reading;

/* ---- The text as a whole ----------------------------------------------- */

static void add_line(cnf *c, const char *text, size_t n, cnf_origin at)
{
    c->text = cli_grow(c->text, c->size + n + 1, 1);
    memcpy(c->text + c->size, text, n);
    c->size += n;
    c->text[c->size++] = '\n';
    c->line = cli_grow(c->line, c->lines + 1, sizeof(*c->line));
    c->line[c->lines++] = at;
}

static void add_entry(reading *r, const char *name, cnf_origin at)
{
    cnf *c = r->c;
    cnf_entry entry = {cli_copy(r->section),
                       name == NULL ? NULL : cli_copy(name), at};

    c->entry = cli_grow(c->entry, c->entries + 1, sizeof(*c->entry));
    c->entry[c->entries++] = entry;
}

static void add_missing(reading *r, const char *path, cnf_origin at, int error)
{
    cnf *c = r->c;
    cnf_missing missing = {at, cli_copy(path), error};

    c->missing = cli_grow(c->missing, c->missing_count + 1, sizeof(missing));
    c->missing[c->missing_count++] = missing;
}

/* ---- One line ---------------------------------------------------------- */

/* Without blanks at either end, in place. */
static char *trim(char *text)
{
    size_t n;

    text += strspn(text, " \t\r");
    n = strlen(text);
    while (n > 0 && strchr(" \t\r", text[n - 1]) != NULL)
        text[--n] = '\0';
    return text;
}

static bool ends_in_backslash(const char *text)
{
    size_t n = strlen(text), run = 0;

    while (n > 0 && text[n - 1] == '\r')
        n--;
    while (run < n && text[n - 1 - run] == '\\')
        run++;
    return run % 2 == 1;
}

/* What stands behind a directive, without "=" and quotes. */
static char *directive_value(char *text)
{
    size_t n;

    text = trim(text);
    if (*text == '=')
        text = trim(text + 1);
    n = strlen(text);
    if (n >= 2 && (*text == '"' || *text == '\'') && text[n - 1] == *text) {
        text[n - 1] = '\0';
        text++;
    }
    return text;
}

static bool read_path(reading *r, const char *path);

/* Files of a folder whose names end in .cnf or .conf, as OpenSSL takes them.
 */
static int is_conf_name(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');

    return dot != NULL &&
           (strcasecmp(dot, ".cnf") == 0 || strcasecmp(dot, ".conf") == 0);
}

static void include_folder(reading *r, const char *path, const char *host)
{
    struct dirent **name;
    int n = scandir(host, &name, is_conf_name, alphasort);

    for (int i = 0; i < n; i++) {
        char *file = cli_format("%s/%s", path, name[i]->d_name);

        (void)read_path(r, file);
        free(file);
        free(name[i]);
    }
    if (n >= 0)
        free(name);
}

static void include(reading *r, const char *value, cnf_origin at)
{
    const char *folder = r->include_dir != NULL
                             ? r->include_dir
                             : getenv("OPENSSL_CONF_INCLUDE");
    char *path, *host;
    struct stat st;

    if (strchr(value, '$') != NULL || r->depth >= INCLUDE_DEPTH_MAX) {
        add_missing(r, value, at, 0);
        return;
    }
    path = value[0] == '/' || folder == NULL
               ? cli_copy(value)
               : cli_format("%s/%s", folder, value);
    host = cli_in_root(r->c->root, path);
    if (host == NULL || stat(host, &st) != 0)
        add_missing(r, path, at, errno);
    else if (S_ISDIR(st.st_mode))
        include_folder(r, path, host);
    else if (!read_path(r, path))
        add_missing(r, path, at, errno);
    free(host);
    free(path);
}

static void take_section(reading *r, char *text, cnf_origin at)
{
    char *end = strchr(text, ']');

    if (end == NULL)
        return; /* OpenSSL's own reader says so */
    *end = '\0';
    free(r->section);
    r->section = cli_copy(trim(text + 1));
    add_entry(r, NULL, at);
}

static void take_pragma(reading *r, char *text)
{
    char *value = directive_value(text), *colon = strchr(value, ':');

    if (colon == NULL || strncmp(value, "includedir", 10) != 0)
        return;
    free(r->include_dir);
    r->include_dir = cli_copy(trim(colon + 1));
}

static bool is_directive(const char *text, const char *word)
{
    size_t n = strlen(word);

    return strncmp(text, word, n) == 0 && strchr(" \t=", text[n]) != NULL;
}

/* True where the line was an .include, and its files stand in its place. */
static bool take_line(reading *r, char *text, cnf_origin at)
{
    char *hash = strchr(text, '#'), *equals;

    if (hash != NULL)
        *hash = '\0';
    text = trim(text);
    equals = strchr(text, '=');
    if (is_directive(text, INCLUDE)) {
        include(r, directive_value(text + strlen(INCLUDE)), at);
        return true;
    }
    if (is_directive(text, ".pragma")) {
        take_pragma(r, text + strlen(".pragma"));
    } else if (*text == '[') {
        take_section(r, text, at);
    } else if (equals != NULL) {
        *equals = '\0';
        add_entry(r, trim(text), at);
    }
    return false;
}

/* ---- Files ------------------------------------------------------------- */

static const char *remember_file(cnf *c, const char *path)
{
    c->file = cli_grow(c->file, c->files + 1, sizeof(*c->file));
    c->file[c->files] = cli_copy(path);
    return c->file[c->files++];
}

static void read_lines(reading *r, FILE *in, const char *file)
{
    cnf_origin at = {file, 0};
    char *line = NULL, *copy;
    size_t room = 0;
    ssize_t n;

    while ((n = getline(&line, &room, in)) >= 0) {
        bool included = false, was_continued = r->continued;

        at.line++;
        if (n > 0 && line[n - 1] == '\n')
            line[--n] = '\0';
        copy = cli_copy(line);
        r->continued = ends_in_backslash(line);
        if (!was_continued)
            included = take_line(r, copy, at);
        add_line(r->c, line, included ? 0 : (size_t)n, at);
        free(copy);
    }
    free(line);
    r->continued = false;
}

static bool read_path(reading *r, const char *path)
{
    char *host = cli_in_root(r->c->root, path);
    FILE *in = host == NULL ? NULL : fopen(host, "re");
    struct stat st;
    int error = errno;

    free(host);
    if (in != NULL && fstat(fileno(in), &st) == 0 && !S_ISREG(st.st_mode)) {
        fclose(in);
        in = NULL;
        error = EINVAL;
    }
    if (in == NULL) {
        errno = error;
        return false;
    }
    r->depth++;
    read_lines(r, in, remember_file(r->c, path));
    r->depth--;
    fclose(in);
    return true;
}

static void parse(cnf *c, cnf_origin *wrong)
{
    BIO *bio = BIO_new_mem_buf(c->text, (int)c->size);
    long line = 0;

    c->conf = NCONF_new(NULL);
    if (bio == NULL || c->conf == NULL ||
        NCONF_load_bio(c->conf, bio, &line) <= 0) {
        NCONF_free(c->conf);
        c->conf = NULL;
        wrong->file = c->file[0];
        wrong->line = 0;
        if (line > 0 && (size_t)line <= c->lines)
            *wrong = c->line[line - 1];
    }
    ERR_clear_error();
    BIO_free(bio);
}

bool cnf_read(const char *root, const char *path, cnf *out, cnf_origin *wrong)
{
    reading r = {.c = out};
    bool readable;
    int error;

    memset(out, 0, sizeof(*out));
    out->root = root;
    out->text = cli_alloc(1);
    r.section = cli_copy(DEFAULT_SECTION);
    readable = read_path(&r, path);
    error = errno;
    free(r.section);
    free(r.include_dir);
    if (readable)
        parse(out, wrong);
    else
        cnf_free(out);
    errno = error;
    return readable;
}

void cnf_free(cnf *c)
{
    for (size_t i = 0; i < c->files; i++)
        free(c->file[i]);
    for (size_t i = 0; i < c->entries; i++) {
        free(c->entry[i].section);
        free(c->entry[i].name);
    }
    for (size_t i = 0; i < c->missing_count; i++)
        free(c->missing[i].path);
    free(c->file);
    free(c->entry);
    free(c->line);
    free(c->missing);
    free(c->text);
    NCONF_free(c->conf);
    memset(c, 0, sizeof(*c));
}

/* ---- Looking up -------------------------------------------------------- */

const char *cnf_get(const cnf *c, const char *section, const char *name)
{
    STACK_OF(CONF_VALUE) *values = NCONF_get_section(c->conf, section);
    const char *found = NULL;

    /* NCONF_get_string would fall back to other sections. */
    for (int i = 0; i < sk_CONF_VALUE_num(values); i++) {
        const CONF_VALUE *value = sk_CONF_VALUE_value(values, i);

        if (strcmp(value->name, name) == 0)
            found = value->value;
    }
    return found;
}

cnf_origin cnf_where(const cnf *c, const char *section, const char *name)
{
    cnf_origin at = {c->files > 0 ? c->file[0] : "", 0};

    for (size_t i = 0; i < c->entries; i++) {
        const cnf_entry *e = &c->entry[i];
        bool named = name == NULL
                         ? e->name == NULL
                         : e->name != NULL && strcmp(e->name, name) == 0;

        if (named && strcmp(e->section, section) == 0)
            at = e->at;
    }
    return at;
}
