/* SPDX-License-Identifier: Apache-2.0 */
/*
 * conformance - runs public certificate path vectors through X509_verify_cert
 * and prints one line for each case. The providers are those of OPENSSL_CONF;
 * the first line says which libcrypto it is, and whether slicegate serves it.
 *
 *   conformance limbo limbo.json
 *   conformance pkits pkits-manifest.json FOLDER
 *
 * Exit 0 when every case was run, whatever its outcome; 2 otherwise.
 */
#include "json_file.h"
#include "suites.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static bool gate_serves(void)
{
    EVP_MD *md = EVP_MD_fetch(NULL, "SHA2-256", "slicegate.policy=yes");

    EVP_MD_free(md);
    return md != NULL;
}

int main(int argc, char **argv)
{
    if (OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CONFIG, NULL) != 1)
        die("libcrypto could not read its configuration");
    printf("# libcrypto %s, slicegate %s\n",
           OpenSSL_version(OPENSSL_VERSION_STRING),
           gate_serves() ? "yes" : "no");
    if (argc == 3 && strcmp(argv[1], "limbo") == 0)
        limbo_run(argv[2]);
    else if (argc == 4 && strcmp(argv[1], "pkits") == 0)
        pkits_run(argv[2], argv[3]);
    else
        die("usage: conformance limbo FILE | pkits MANIFEST FOLDER");
    if (fflush(stdout) != 0 || ferror(stdout))
        die("results could not be written");
    return 0;
}
