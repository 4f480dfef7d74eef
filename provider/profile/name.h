/* SPDX-License-Identifier: Apache-2.0 */
/* How a Name is made up (RFC 5280 4.1.2.4, TS 33.310 6.1.1). */
#ifndef SLICEGATE_PROFILE_NAME_H
#define SLICEGATE_PROFILE_NAME_H

#include "der.h"

/* slicegate_name_detail.form */
typedef enum sg_name_form {
    SG_NAME_OTHER = 0,
    SG_NAME_EMPTY,
    SG_NAME_ORGANIZATION, /* (C,) O, CN */
    SG_NAME_DOMAIN        /* CN (, OU) and DC, DC, in either direction */
} sg_name_form;

/* slicegate_name_detail.fault: the first attribute that is encoded wrongly,
 * told by .attribute (its OID) and .tag (of its value). */
typedef enum sg_name_fault {
    SG_NAME_WELL = 0,
    SG_NAME_STRING_TYPE,
    SG_NAME_STRING_VALUE
} sg_name_fault;

/* Reads a Name; *whole includes tag and length. False where it is not one. */
bool sg_name_read(sg_der *in, slicegate_bytes *whole,
                  slicegate_name_detail *detail);

/* One AttributeTypeAndValue. */
bool sg_name_attribute(sg_der *in, slicegate_bytes *type, sg_tlv *value);

#endif
