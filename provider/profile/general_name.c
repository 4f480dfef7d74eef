/* SPDX-License-Identifier: Apache-2.0 */
#include "general_name.h"

#include <string.h>

#include "name.h"

#define OTHER_NAME SG_CONTEXT_CONSTRUCTED(0)
#define RFC822_NAME SG_CONTEXT(1)
#define X400_ADDRESS SG_CONTEXT_CONSTRUCTED(3)
#define DIRECTORY_NAME SG_CONTEXT_CONSTRUCTED(4)
#define EDI_PARTY_NAME SG_CONTEXT_CONSTRUCTED(5)
#define IP_ADDRESS SG_CONTEXT(7)
#define REGISTERED_ID SG_CONTEXT(8)

/* Visible ASCII, at least one character: no NUL, blank or other octet. */
static bool visible(slicegate_bytes text)
{
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] <= ' ' || text.p[i] > '~')
            return false;
    return text.n != 0;
}

/* OtherName: type-id, [0] EXPLICIT ANY */
static bool other_name(slicegate_bytes content)
{
    sg_der in = sg_der_over(content), value;
    slicegate_bytes oid;
    sg_tlv any;
    return sg_der_oid(&in, &oid) &&
           sg_der_enter(&in, SG_CONTEXT_CONSTRUCTED(0), &value) &&
           sg_der_any(&value, &any) && sg_der_done(&value) && sg_der_done(&in);
}

static bool directory_name(slicegate_bytes content)
{
    sg_der in = sg_der_over(content);
    slicegate_bytes whole;
    slicegate_name_detail detail;
    return sg_name_read(&in, &whole, &detail) && sg_der_done(&in);
}

static bool registered_id(slicegate_bytes content)
{
    return content.n != 0 && (content.p[content.n - 1] & 0x80) == 0;
}

bool sg_general_name(sg_der *in, sg_tlv *name)
{
    if (!sg_der_any(in, name))
        return false;
    slicegate_bytes content = name->content;
    switch (name->tag) {
    case RFC822_NAME:
    case SG_NAME_DNS:
    case SG_NAME_URI:
        return visible(content);
    case IP_ADDRESS:
        return content.n == 4 || content.n == 16;
    case OTHER_NAME:
        return other_name(content);
    case DIRECTORY_NAME:
        return directory_name(content);
    case REGISTERED_ID:
        return registered_id(content);
    default:
        return name->tag == X400_ADDRESS || name->tag == EDI_PARTY_NAME;
    }
}

bool sg_general_names(slicegate_bytes content)
{
    sg_der in = sg_der_over(content);
    sg_tlv name;
    while (!sg_der_done(&in))
        if (!sg_general_name(&in, &name))
            return false;
    return content.n != 0;
}

/* Does TEXT begin with the small letters PREFIX, in any case? */
static bool begins(slicegate_bytes text, const char *prefix)
{
    size_t n = strlen(prefix);
    if (text.n < n)
        return false;
    for (size_t i = 0; i < n; i++) {
        unsigned c = text.p[i];
        if (c >= 'A' && c <= 'Z')
            c |= 0x20;
        if (c != (unsigned char)prefix[i])
            return false;
    }
    return true;
}

bool sg_uri_is_http(slicegate_bytes uri)
{
    return begins(uri, "http://") && uri.n > strlen("http://");
}

bool sg_uri_is_ldap(slicegate_bytes uri)
{
    return begins(uri, "ldap://") && uri.n > strlen("ldap://");
}

static bool is_hex(unsigned c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

bool sg_uri_is_uuid4(slicegate_bytes uri)
{
    /* x: any digit; 4: the version; y: the variant, 8 to b */
    static const char form[] = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";
    const size_t head = strlen("urn:uuid:");
    if (!begins(uri, "urn:uuid:") || uri.n != head + sizeof form - 1)
        return false;
    for (size_t i = 0; i < sizeof form - 1; i++) {
        unsigned c = uri.p[head + i];
        bool fits = form[i] == 'x'   ? is_hex(c)
                    : form[i] == 'y' ? strchr("89abAB", (int)c) != NULL
                                     : c == (unsigned char)form[i];
        if (!fits || c == 0)
            return false;
    }
    return true;
}
