/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mkpki [-k KEYDIR] DIR - writes the PKI of demo and scenarios into DIR:
 * CASE.crt (leaf, then its intermediates; a stranger's path with its root),
 * CASE.key, root-a.crt, root-a-new.crt, root-b.crt, root.crt (all three),
 * server.crt and .key, the others of servers.c likewise, cases.tsv;
 * stranger-broken.crt and .key: the CSMF's key, certified by a stranger.
 */
#include "cases.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef PKI_HAVE_PROFILE
#include "slicegate/profile.h"

static const char *clause_of(const char *rule)
{
    const slicegate_rule_info *info =
        slicegate_rule_get(slicegate_rule_find(rule));

    return info != NULL ? info->clause : "-";
}
#else
static const char *clause_of(const char *rule)
{
    (void)rule;
    return "-";
}
#endif

static FILE *create(const char *dir, const char *name, const char *suffix)
{
    char path[1024];
    FILE *f;

    (void)snprintf(path, sizeof(path), "%s/%s%s", dir, name, suffix);
    f = fopen(path, "w");
    if (f == NULL)
        pki_die("cannot write a file of the PKI");
    return f;
}

static void finish(FILE *f)
{
    if (fclose(f) != 0)
        pki_die("cannot write a file of the PKI");
}

static void write_anchor(const char *dir, const char *name,
                         const pki_cert *root, FILE *all)
{
    FILE *f = create(dir, name, ".crt");

    pki_pem_cert(f, root);
    finish(f);
    pki_pem_cert(all, root);
}

static void write_anchors(const char *dir, const pki_operators *op)
{
    FILE *all = create(dir, "root", ".crt");

    write_anchor(dir, "root-a", op->root_a, all);
    write_anchor(dir, "root-a-new", op->root_a_new, all);
    write_anchor(dir, "root-b", op->root_b, all);
    finish(all);
}

static void write_identity(const char *dir, const char *name,
                           const pki_cert *leaf, bool with_anchor)
{
    FILE *f = create(dir, name, ".crt");

    pki_pem_chain(f, leaf, with_anchor);
    finish(f);
    f = create(dir, name, ".key");
    pki_pem_key(f, leaf->key);
    finish(f);
}

static const pki_cert *root_of(const pki_cert *c)
{
    while (c->issuer != NULL)
        c = c->issuer;
    return c;
}

static void write_cases(const char *dir, const pki_operators *op)
{
    FILE *index = create(dir, "cases", ".tsv");
    const pki_case *c;
    size_t i;

    (void)fprintf(index, "#case\trule\tclause\texpect\tstock12\tstock13\t"
                         "text\n");
    for (i = 0; (c = pki_case_at(i)) != NULL; i++) {
        const pki_cert *leaf = c->build(op);
        bool refuse = strcmp(c->rule, "-") != 0;

        write_identity(dir, c->name, leaf, root_of(leaf) == op->stranger_root);
        (void)fprintf(index, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", c->name, c->rule,
                      refuse ? clause_of(c->rule) : "-",
                      refuse ? "refuse" : "accept", c->stock12, c->stock13,
                      c->text);
    }
    finish(index);
}

static void write_server_cases(const char *dir, const pki_operators *op)
{
    const pki_server_case *c;
    size_t i;

    for (i = 0; (c = pki_server_case_at(i)) != NULL; i++) {
        const pki_cert *leaf = c->build(op);

        write_identity(dir, c->name, leaf, root_of(leaf) == op->stranger_root);
    }
}

int main(int argc, char **argv)
{
    const char *keys = NULL;
    const pki_operators *op;
    pki *pk;
    int c;

    while ((c = getopt(argc, argv, "k:")) == 'k')
        keys = optarg;
    if (c != -1 || argc - optind != 1) {
        (void)fprintf(stderr, "usage: mkpki [-k KEYDIR] DIR\n");
        return 2;
    }
    (void)umask(077);
    if (mkdir(argv[optind], 0700) != 0 && errno != EEXIST)
        pki_die("cannot make the folder");
    pk = pki_new(keys);
    op = pki_operators_new(pk);
    write_anchors(argv[optind], op);
    write_identity(argv[optind], "server", pki_server(op), false);
    write_server_cases(argv[optind], op);
    write_identity(argv[optind], "stranger-broken", pki_stranger_broken(op),
                   true);
    write_cases(argv[optind], op);
    pki_free(pk);
    return 0;
}
