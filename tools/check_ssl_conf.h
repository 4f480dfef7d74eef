/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_CHECK_SSL_CONF_H
#define CLI_CHECK_SSL_CONF_H

/*
 * In a process that runs under the configuration in question: does libssl take
 * every line that ssl_conf has for all of TLS (system_default)? OpenSSL itself
 * passes over those that it does not, without a word.
 */
void check_ssl_conf(void);

#endif
