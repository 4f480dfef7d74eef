/* SPDX-License-Identifier: Apache-2.0 */
/* Faults that an end entity and a TLS CA can both have. */
#ifndef SLICEGATE_TEST_PKI_CASE_FAULTS_H
#define SLICEGATE_TEST_PKI_CASE_FAULTS_H

#include "cases.h"

void fault_ecdsa_null(const pki_operators *op, pki_spec *s); /* SHA-256/384 */
void fault_ec_compressed(const pki_operators *op, pki_spec *s);
void fault_name_order(const pki_operators *op, pki_spec *s);
void fault_name_printable(const pki_operators *op, pki_spec *s);
void fault_gentime(const pki_operators *op, pki_spec *s);
void fault_policy_critical(const pki_operators *op, pki_spec *s);
void fault_ext_twice(const pki_operators *op, pki_spec *s);

#endif
