/* SPDX-License-Identifier: Apache-2.0 */
/* The suites that `conformance` runs; what is amiss with a file ends it. */
#ifndef CONFORMANCE_SUITES_H
#define CONFORMANCE_SUITES_H

/* x509-limbo: FILE is its limbo.json, uncompressed. */
void limbo_run(const char *file);

/* NIST PKITS: the manifest of cases, and the folder with certs/ and crls/. */
void pkits_run(const char *manifest, const char *folder);

#endif
