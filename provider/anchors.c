/* SPDX-License-Identifier: Apache-2.0 */
#include "anchors.h"

#include <dirent.h>
#include <errno.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "policy_file.h"
#include "pubkey.h"

#define ANCHOR_FILE_MAX (4 * 1024 * 1024)
#define ANCHORS_MAX 4096

typedef struct anchor {
    slicegate_issuer issuer;
    int64_t not_after;
    bool identified;
    uint8_t key_id[SG_SHA256_SIZE];
    uint8_t certificate[SG_SHA256_SIZE];
} anchor;

struct sg_anchors {
    size_t count;
    anchor *item;
};

typedef struct loading {
    const slicegate_policy *policy;
    sg_anchors *anchors;
    void (*warn)(void *arg, const char *line);
    void *arg;
    slicegate_policy_error *error;
} loading;

static bool fail(loading *l, const char *path, const char *what)
{
    (void)snprintf(l->error->text, sizeof(l->error->text), "%.511s: %.200s",
                   path, what);
    return false;
}

static void warn_about(loading *l, const char *path,
                       const slicegate_findings *findings)
{
    char line[512], expected[128], presented[128];

    for (unsigned i = 0; i < findings->count; i++) {
        const slicegate_finding *f = &findings->item[i];

        if (f->level != SLICEGATE_LEVEL_ENFORCE)
            continue;
        if (!slicegate_finding_text(f, expected, sizeof(expected), presented,
                                    sizeof(presented)))
            continue;
        (void)snprintf(line, sizeof(line),
                       "anchor %s breaks %s: expected %s, presented %s; paths "
                       "that end at it are refused",
                       path, slicegate_rule_get(f->rule)->id, expected,
                       presented);
        l->warn(l->arg, line);
    }
}

static bool add_anchor(loading *l, const char *path, anchor *a)
{
    sg_anchors *list = l->anchors;
    anchor *grown;

    for (size_t i = 0; i < list->count; i++) {
        const anchor *b = &list->item[i];

        if (memcmp(a->certificate, b->certificate, SG_SHA256_SIZE) == 0)
            return true;
        if (l->policy->profile.level[SLICEGATE_RULE_CHAIN_4] ==
                SLICEGATE_LEVEL_ENFORCE &&
            a->identified && b->identified &&
            memcmp(a->key_id, b->key_id, SG_SHA256_SIZE) == 0 &&
            a->issuer.subject_len == b->issuer.subject_len &&
            memcmp(a->issuer.subject, b->issuer.subject, SLICEGATE_NAME_MAX) ==
                0)
            return fail(l, path,
                        "CHAIN-4: another anchor has the same name and key; "
                        "expected one certificate for each");
    }
    if (list->count == ANCHORS_MAX)
        return fail(l, path, "more than 4096 anchors");
    grown = OPENSSL_realloc(list->item, (list->count + 1) * sizeof(*grown));
    if (grown == NULL)
        return fail(l, path, "out of memory");
    list->item = grown;
    list->item[list->count++] = *a;
    return true;
}

static bool add_certificate(loading *l, const char *path, slicegate_bytes der)
{
    slicegate_bytes tbs, algorithm, signature;
    slicegate_cert_facts facts;
    slicegate_findings findings;
    anchor a;

    memset(&a, 0, sizeof(a));
    memset(&findings, 0, sizeof(findings));
    if (!slicegate_cert_split(der, &tbs, &algorithm, &signature) ||
        !slicegate_cert_parse(tbs, &facts))
        return fail(l, path,
                    "holds a certificate that is not strict DER; expected "
                    "X.509 certificates in PEM or DER");
    slicegate_judge_cert(&facts, SLICEGATE_ROLE_ANCHOR, &l->policy->profile,
                         time(NULL), &findings);
    warn_about(l, path, &findings);
    slicegate_issuer_keep(&facts, &a.issuer);
    a.issuer.is_anchor = true;
    a.issuer.passed = slicegate_findings_pass(&findings);
    a.not_after = facts.not_after;
    a.identified = sg_pubkey_id_of(&facts.key, a.key_id);
    sg_sha256_bytes(der.p, der.n, a.certificate);
    return add_anchor(l, path, &a);
}

static bool add_pem(loading *l, const char *path, const char *data, size_t size)
{
    BIO *bio = BIO_new_mem_buf(data, (int)size);
    char *name = NULL, *header = NULL;
    unsigned char *der = NULL;
    long n = 0;
    size_t found = 0;
    bool good = bio != NULL || fail(l, path, "out of memory");

    ERR_set_mark();
    while (good && PEM_read_bio(bio, &name, &header, &der, &n) == 1) {
        slicegate_bytes bytes = {der, (size_t)n};

        if (strcmp(name, PEM_STRING_X509) == 0 ||
            strcmp(name, PEM_STRING_X509_OLD) == 0) {
            good = add_certificate(l, path, bytes);
            found++;
        }
        OPENSSL_free(name);
        OPENSSL_free(header);
        OPENSSL_free(der);
        name = header = NULL;
        der = NULL;
    }
    /* The end of the file is an error like any other to PEM_read_bio. */
    if (good && ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE)
        good = fail(l, path, "is damaged PEM; expected whole PEM blocks");
    ERR_pop_to_mark();
    BIO_free(bio);
    if (good && found == 0)
        return fail(l, path,
                    "holds no certificate; expected X.509 certificates in PEM "
                    "or DER");
    return good;
}

static bool add_file(loading *l, const char *path)
{
    char *data;
    size_t size;
    bool good;

    if (!slicegate_guarded_read(path, ANCHOR_FILE_MAX, &data, &size, l->error))
        return false;
    if (size > 0 && data[0] == 0x30) {
        slicegate_bytes der = {(const uint8_t *)data, size};

        good = add_certificate(l, path, der);
    } else {
        good = add_pem(l, path, data, size);
    }
    free(data);
    return good;
}

static bool add_dir(loading *l, const char *dir)
{
    struct dirent **names;
    char path[2 * SLICEGATE_POLICY_PATH_MAX];
    int n = scandir(dir, &names, NULL, alphasort);
    bool good = true;

    if (n < 0)
        return fail(l, dir, strerror(errno));
    for (int i = 0; i < n; i++) {
        if (good && names[i]->d_name[0] != '.') {
            (void)snprintf(path, sizeof(path), "%s/%s", dir, names[i]->d_name);
            good = add_file(l, path);
        }
        free(names[i]);
    }
    free(names);
    if (good && l->anchors->count == 0)
        return fail(l, dir, "holds no certificate files");
    return good;
}

sg_anchors *sg_anchors_load(const slicegate_policy *policy,
                            void (*warn)(void *arg, const char *line),
                            void *arg, const char **blamed,
                            slicegate_policy_error *error)
{
    loading l = {.policy = policy, .warn = warn, .arg = arg, .error = error};
    bool good = true;

    memset(error, 0, sizeof(*error));
    *blamed = NULL;
    if (policy->anchor_file_count == 0 && policy->anchor_dir[0] == '\0')
        return NULL;
    l.anchors = OPENSSL_zalloc(sizeof(*l.anchors));
    if (l.anchors == NULL) {
        (void)fail(&l, "anchors", "out of memory");
        return NULL;
    }
    for (unsigned i = 0; good && i < policy->anchor_file_count; i++) {
        *blamed = policy->anchor_file[i];
        good = add_file(&l, policy->anchor_file[i]);
    }
    if (good && policy->anchor_dir[0] != '\0') {
        *blamed = policy->anchor_dir;
        good = add_dir(&l, policy->anchor_dir);
    }
    if (!good) {
        sg_anchors_free(l.anchors);
        return NULL;
    }
    return l.anchors;
}

void sg_anchors_free(sg_anchors *anchors)
{
    if (anchors == NULL)
        return;
    OPENSSL_free(anchors->item);
    OPENSSL_free(anchors);
}

void sg_anchors_digest(const sg_anchors *anchors, uint8_t out[SG_SHA256_SIZE])
{
    uint8_t running[2 * SG_SHA256_SIZE] = {0};

    for (size_t i = 0; anchors != NULL && i < anchors->count; i++) {
        memcpy(running + SG_SHA256_SIZE, anchors->item[i].certificate,
               SG_SHA256_SIZE);
        sg_sha256_bytes(running, sizeof(running), running);
    }
    memcpy(out, running, SG_SHA256_SIZE);
}

static bool subject_is(const slicegate_issuer *issuer, slicegate_bytes name)
{
    return name.n <= SLICEGATE_NAME_MAX && issuer->subject_len == name.n &&
           memcmp(issuer->subject, name.p, name.n) == 0;
}

bool sg_anchors_find(const sg_anchors *anchors,
                     const uint8_t key_id[SG_SHA256_SIZE], slicegate_bytes name,
                     sg_anchor_match *match)
{
    bool found = false;

    for (size_t i = 0; anchors != NULL && i < anchors->count; i++) {
        const anchor *a = &anchors->item[i];
        bool named = subject_is(&a->issuer, name);

        if (!a->identified || memcmp(a->key_id, key_id, SG_SHA256_SIZE) != 0 ||
            (found && !named))
            continue;
        match->issuer = &a->issuer;
        match->not_after = a->not_after;
        match->named = named;
        found = true;
        if (named)
            break;
    }
    return found;
}
