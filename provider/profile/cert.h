/* SPDX-License-Identifier: Apache-2.0 */
/* What reading a certificate tells the rules beside the facts. */
#ifndef SLICEGATE_PROFILE_CERT_H
#define SLICEGATE_PROFILE_CERT_H

/* slicegate_cert_detail.faults */
#define SG_FAULT_SERIAL_PADDED (1u << 0)
#define SG_FAULT_NOT_BEFORE (1u << 1) /* not a time of the form wanted */
#define SG_FAULT_NOT_AFTER (1u << 2)
#define SG_FAULT_NOT_BEFORE_TYPE (1u << 3) /* UTCTime and GeneralizedTime */
#define SG_FAULT_NOT_AFTER_TYPE (1u << 4)  /* on the wrong side of 2050 */
#define SG_FAULT_RSA_PARAMETERS (1u << 5)  /* rsaEncryption without NULL */
#define SG_FAULT_DUPLICATE (1u << 6)       /* an extension twice */

#endif
