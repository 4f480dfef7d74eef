/* SPDX-License-Identifier: Apache-2.0 */
#include "strangers.h"

#include <string.h>

#include "check.h"
#include "path_check.h"

pki_bytes tbs_reencoded(pki *pk, pki_bytes tbs, pki_length form, bool tagged)
{
    size_t head = tbs.p[1] < 0x80 ? 2 : 2 + (size_t)(tbs.p[1] & 0x7f);
    pki_bytes content = {tbs.p + head, tbs.n - head};
    pki_bytes out = pki_tlv_form(pk, 0x30, content, form);

    if (!tagged)
        return out;
    return PKI_CAT(pk, pki_hex(pk, "3f10"),
                   ((pki_bytes){out.p + 1, out.n - 1}));
}

/* The stranger's own CA with the key and the name of the operator's. */
static pki_spec *twin_ca(const parties *p)
{
    pki_spec *ca =
        pki_spec_ca(p->pk, p->op->stranger_root, p->op->tls_a->key, "Twin", 0);

    ca->subject = p->op->tls_a->subject;
    return ca;
}

static const pki_cert *bad_twin(const parties *p)
{
    pki_spec *ca = twin_ca(p);

    pki_ext_find(ca, PKI_OID_KEY_USAGE)->critical = false;
    return pki_issue(p->pk, ca);
}

static const pki_cert *short_twin(const parties *p)
{
    pki_spec *ca = twin_ca(p);

    ca->validity = PKI_SEQ(p->pk, pki_utc_time(p->pk, time(NULL) - 60),
                           pki_utc_time(p->pk, time(NULL)));
    return pki_issue(p->pk, ca);
}

static const pki_cert *unreadable_twin(const parties *p)
{
    pki_spec *ca = twin_ca(p);

    return pki_issue_tbs(
        p->pk, ca,
        tbs_reencoded(p->pk, pki_tbs(p->pk, ca), PKI_LENGTH_PADDED, false));
}

static pki_spec *leaf_with(const parties *p, const pki_key *key)
{
    return pki_spec_client(p->pk, p->op->stranger, key);
}

static const pki_cert *without_cdp(const parties *p, const pki_cert *issuer)
{
    pki_spec *spec = pki_spec_client(p->pk, issuer, p->op->csmf);

    pki_ext_drop(spec, PKI_OID_CDP);
    return pki_issue(p->pk, spec);
}

static const pki_cert *self_signed(const parties *p)
{
    pki_spec *spec = pki_spec_client(p->pk, p->good, p->op->csmf);

    spec->issuer_name = p->good->subject;
    pki_ext_drop(spec, PKI_OID_CDP);
    return pki_issue(p->pk, spec);
}

static const pki_cert *unreadable_leaf(const parties *p)
{
    pki_spec *spec = leaf_with(p, p->op->csmf);

    return pki_issue_tbs(p->pk, spec,
                         tbs_reencoded(p->pk, pki_tbs(p->pk, spec),
                                       PKI_LENGTH_INDEFINITE, false));
}

static const pki_cert *wrongly_signed(const parties *p)
{
    pki_spec *spec = leaf_with(p, p->op->root_a->key);

    spec->signer = p->op->csmf;
    return pki_issue(p->pk, spec);
}

size_t strangers_make(const parties *p, stranger list[STRANGERS_MAX])
{
    const pki_operators *op = p->op;
    const pki_cert *root = op->stranger_root, *ca = op->stranger;
    const stranger all[] = {
        {"self-signed, the CSMF's key, no CDP", self_signed(p), {NULL}},
        {"the CSMF's key, no CDP", without_cdp(p, ca), {ca, root, NULL}},
        {"the CSMF's own leaf under a bad CA of the operator's key",
         p->good,
         {bad_twin(p), root, NULL}},
        {"the CSMF's own leaf under a CA that ends now",
         p->good,
         {short_twin(p), root, NULL}},
        {"the CSMF's own leaf under a CA that nobody can read",
         p->good,
         {unreadable_twin(p), root, NULL}},
        {"a leaf that nobody can read", unreadable_leaf(p), {ca, root, NULL}},
        {"a leaf of the operator's root's key",
         pki_issue(p->pk, leaf_with(p, op->root_a->key)),
         {ca, root, NULL}},
        {"a leaf of the operator's TLS CA's key",
         pki_issue(p->pk, leaf_with(p, op->tls_a->key)),
         {ca, root, NULL}},
        {"a wrongly signed leaf of the operator's root's key",
         wrongly_signed(p),
         {ca, root, NULL}},
    };
    size_t n = sizeof(all) / sizeof(all[0]);

    NEED(n <= STRANGERS_MAX);
    memcpy(list, all, sizeof(all));
    return n;
}

void stranger_shows(const parties *p, const gate *g, const stranger *s)
{
    (void)path_check(g, s->leaf, s->sent, p->anchors, true);
    /* Again for a store that holds nothing: the chain the stranger wants. */
    (void)path_check(g, s->leaf, s->sent, NULL, true);
}
