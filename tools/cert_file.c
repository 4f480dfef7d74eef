/* SPDX-License-Identifier: Apache-2.0 */
#include "cert_file.h"

#include <errno.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"

#define FILE_MAX (64U * 1024 * 1024)
#define DER_SEQUENCE 0x30
#define DER_VERSION 0xa0     /* [0] of a TBSCertificate */
#define DER_LONG_LENGTH 0x80 /* above it: how many octets follow */

static void add(cli_cert_file *out, const uint8_t *der, size_t n)
{
    uint8_t *copy = cli_alloc(n);

    memcpy(copy, der, n);
    out->cert = cli_grow(out->cert, out->count + 1, sizeof(*out->cert));
    out->cert[out->count].p = copy;
    out->cert[out->count].n = n;
    out->count++;
}

void cli_cert_file_free(cli_cert_file *file)
{
    for (size_t i = 0; i < file->count; i++)
        free((void *)(uintptr_t)file->cert[i].p);
    free(file->cert);
    free(file->name);
    memset(file, 0, sizeof(*file));
}

/* Every CERTIFICATE block. False where a block is damaged. */
static bool add_pem(cli_cert_file *out, slicegate_bytes data)
{
    BIO *bio = BIO_new_mem_buf(data.p, (int)data.n);
    char *name, *header;
    unsigned char *der;
    bool whole;
    long n;

    ERR_set_mark();
    while (bio != NULL && PEM_read_bio(bio, &name, &header, &der, &n) == 1) {
        if (strcmp(name, PEM_STRING_X509) == 0 ||
            strcmp(name, PEM_STRING_X509_OLD) == 0)
            add(out, der, (size_t)n);
        OPENSSL_free(name);
        OPENSSL_free(header);
        OPENSSL_free(der);
    }
    /* The end of the file is an error like any other to PEM_read_bio. */
    whole = bio != NULL &&
            ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    ERR_pop_to_mark();
    BIO_free(bio);
    return whole;
}

/* Passes over the head of a SEQUENCE, whatever length it claims. */
static bool enter_sequence(slicegate_bytes *data)
{
    size_t head = 2;

    if (data->n < head || data->p[0] != DER_SEQUENCE)
        return false;
    if (data->p[1] > DER_LONG_LENGTH)
        head += (size_t)data->p[1] - DER_LONG_LENGTH;
    if (head > data->n)
        return false;
    data->p += head;
    data->n -= head;
    return true;
}

/* A certificate that is damaged or cut off is to be told from what never was
 * one: a TBSCertificate as libcrypto might read it, or the beginning of one
 * with a version, which keys, PKCS#12, CSRs, CRLs and CMS do not have there. */
static bool may_be_certificate(slicegate_bytes data)
{
    return enter_sequence(&data) &&
           (slicegate_is_tbs_certificate(data) ||
            (enter_sequence(&data) && data.n > 0 && data.p[0] == DER_VERSION));
}

bool cli_cert_file_parse(const char *name, slicegate_bytes data,
                         cli_cert_file *out, bool *empty, char **why)
{
    bool good = true;

    memset(out, 0, sizeof(*out));
    *why = NULL;
    *empty = false;
    if (may_be_certificate(data))
        add(out, data.p, data.n);
    else if (data.n > 0 && data.p[0] != DER_SEQUENCE)
        good = add_pem(out, data);
    if (!good)
        *why = cli_format("%s: damaged PEM; expected whole PEM blocks", name);
    else if (out->count == 0)
        *why = cli_format("%s: holds no certificate; expected X.509 "
                          "certificates in PEM or DER",
                          name);
    if (*why != NULL) {
        *empty = good;
        cli_cert_file_free(out);
        return false;
    }
    out->name = cli_copy(name);
    return true;
}

static bool read_all(FILE *in, uint8_t **data, size_t *n)
{
    size_t room = 65536, got;

    *n = 0;
    *data = cli_alloc(room);
    while ((got = fread(*data + *n, 1, room - *n, in)) > 0) {
        *n += got;
        if (*n > FILE_MAX) {
            errno = EFBIG;
            return false;
        }
        if (*n == room) {
            room *= 2;
            *data = cli_grow(*data, room, 1);
        }
    }
    return ferror(in) == 0;
}

bool cli_cert_file_read(const char *path, cli_cert_file *out, bool *empty,
                        char **why)
{
    bool standard = strcmp(path, "-") == 0, good;
    FILE *in = standard ? stdin : fopen(path, "rbe");
    uint8_t *data = NULL;
    size_t n;

    memset(out, 0, sizeof(*out));
    *empty = false;
    if (in == NULL || !read_all(in, &data, &n)) {
        *why = cli_format("%s: %s", standard ? "(standard input)" : path,
                          strerror(errno));
        good = false;
    } else {
        slicegate_bytes bytes = {data, n};

        good = cli_cert_file_parse(standard ? "(standard input)" : path, bytes,
                                   out, empty, why);
    }
    free(data);
    if (in != NULL && !standard)
        fclose(in);
    return good;
}
