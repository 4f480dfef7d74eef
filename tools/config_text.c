/* SPDX-License-Identifier: Apache-2.0 */
#include "config_text.h"

#include <stdio.h>
#include <string.h>

/* ---- Which providers there are ------------------------------------------ */

static void print_head(const config_text *t)
{
    fputs("# openssl.cnf of one service, with slicegate under it. Written by\n"
          "# `slicegate config`: have it written anew when the policy or the "
          "OpenSSL\n"
          "# changes.",
          stdout);
    if (t->openssl == OFFER_OPENSSL_30)
        puts(" For OpenSSL 3.0 and newer.");
    else
        puts(" For OpenSSL 3.5 and newer: older ones do not know all\n"
             "# of it.");
    puts(
        "#\n"
        "# Make it the file that the service's OpenSSL reads by default (bind "
        "mount over\n"
        "# OPENSSLDIR/openssl.cnf) rather than naming it in OPENSSL_CONF: with "
        "file\n"
        "# capabilities, or in an emptied environment, OPENSSL_CONF is ignored "
        "and the\n"
        "# service runs without the gate. Debian's OPENSSLDIR/openssl.cnf is a "
        "symbolic\n"
        "# link to /etc/ssl/openssl.cnf that only the package `openssl` "
        "brings: without\n"
        "# it a file at /etc/ssl/openssl.cnf is read by nothing. So run "
        "`slicegate check`\n"
        "# wherever this file was put.\n"
        "\n"
        "openssl_conf = openssl_init\n"
        "\n"
        "[openssl_init]\n"
        "providers = provider_sect");
}

static void print_providers(const config_text *t)
{
    puts("\n"
         "# `null` comes first: OpenSSL falls back to its default provider, "
         "silently,\n"
         "# when no provider is activated, so a fault further down would leave "
         "the\n"
         "# service open. With `null` active the same fault stops every "
         "handshake.\n"
         "# Do not list `default`: slicegate loads its own and offers all of "
         "it.\n"
         "[provider_sect]\n"
         "null = null_sect\n"
         "slicegate = slicegate_sect\n"
         "\n"
         "[null_sect]\n"
         "activate = 1\n"
         "\n"
         "[slicegate_sect]");
    printf("module = %s\n", t->module);
    puts("# The only key of slicegate's own; everything else stands in that "
         "file. Without\n"
         "# it the profile mgmt is enforced.");
    if (!t->policy_read && strcmp(t->policy->profile.name, "mgmt") != 0)
        printf("# It must say `name = %s` under [profile], which is what is "
               "written here.\n",
               t->policy->profile.name);
    printf("policy = %s\nactivate = 1\n", t->policy_path);
}

/* ---- What libssl does by itself ------------------------------------------ */

static void print_value(const char *why, const char *name, const char *value)
{
    if (value != NULL)
        printf("%s%s = %s\n", why, name, value);
}

static void print_options(const config_text *t, const offer *o)
{
    bool deny = t->policy->resumption == SLICEGATE_RESUMPTION_DENY;

    if (o->options == NULL)
        return;
    if (strstr(o->options, "NoRenegotiation") != NULL)
        puts("# T12-REN-1: TLS 1.2 does not renegotiate.");
    if (deny)
        puts("# [resumption] mode = deny: no ticket is given out, since it "
             "would be refused.\n"
             "# Session caches are the application's: switch them off there.");
    print_value("", "Options", o->options);
    if (deny)
        print_value("# Of TLS 1.3, which has tickets without that option.\n",
                    "NumTickets", "0");
}

static void print_offer(const config_text *t)
{
    offer o;

    offer_make(t->policy, t->openssl, &o);
    puts("\n"
         "# What libssl offers and takes by itself, on either side, so that an "
         "ordinary\n"
         "# refusal has its proper alert. An application may set something "
         "else: the gate\n"
         "# holds all the same, and refuses with internal_error or "
         "decrypt_error.\n"
         "[ssl_sect]\n"
         "system_default = system_default_sect\n"
         "\n"
         "[system_default_sect]\n"
         "# TLS-VER-1: nothing older than TLS 1.2 and DTLS 1.2.\n"
         "MinProtocol = TLSv1.2\n"
         "dtls.MinProtocol = DTLSv1.2");
    print_value("# T12-CS-1: TLS 1.2 with authenticated encryption and forward "
                "secrecy only, and\n"
                "# with PSK the suites that the policy lets through. The level "
                "2 refuses RSA and\n"
                "# DH below 2048 bits.\n",
                "CipherString", o.ciphers);
    print_value(
        "# RFC 8446 9.1: the suites of TLS 1.3; those with a cut tag are "
        "out.\n",
        "Ciphersuites", o.ciphersuites);
    print_value(t->openssl == OFFER_OPENSSL_30
                    ? "# TLS-GRP-1: the groups of the profile.\n"
                    : "# TLS-GRP-1: the groups of the profile, and hybrids of "
                      "them. A client sends a key\n"
                      "# share of those with an asterisk.\n",
                "Groups", o.groups);
    print_value("# TLS-SIG-1: how peers and we may sign; SHA-1 is out.\n",
                "SignatureAlgorithms", o.schemes);
    print_options(t, &o);
    offer_free(&o);
}

static void print_unbound(const char *why)
{
    printf("\n"
           "# NOTHING IS RESTRICTED HERE. The policy leaves handshakes alone, "
           "by\n"
           "#     %s\n"
           "# and settings of libssl (ssl_conf, system_default) would bind "
           "those as well.\n"
           "# What the gate refuses in others ends in internal_error or "
           "decrypt_error: set\n"
           "# versions, suites and groups in the application, where it can "
           "tell its listeners\n"
           "# apart. `slicegate config --profile mgmt` shows them.\n",
           why);
}

void config_text_print(const config_text *t)
{
    const char *unbound = offer_unbound(t->policy);

    print_head(t);
    if (unbound == NULL)
        puts("ssl_conf = ssl_sect");
    print_providers(t);
    if (unbound == NULL)
        print_offer(t);
    else
        print_unbound(unbound);
}
