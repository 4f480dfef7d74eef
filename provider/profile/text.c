/* SPDX-License-Identifier: Apache-2.0 */
#include "text.h"

#include <string.h>

#include "oid.h"

static const char digits[] = "0123456789ABCDEF";

sg_writer sg_writer_over(char *out, size_t size)
{
    sg_writer w = {out, size, 0, false};
    return w;
}

void sg_write_char(sg_writer *w, char c)
{
    if (w->used + 1 < w->size)
        w->out[w->used++] = c;
    else
        w->cut = true;
}

void sg_write(sg_writer *w, const char *text)
{
    while (*text != '\0')
        sg_write_char(w, *text++);
}

void sg_write_number(sg_writer *w, uint64_t number)
{
    char reversed[20];
    size_t n = 0;
    do {
        reversed[n++] = digits[number % 10];
        number /= 10;
    } while (number != 0);
    while (n > 0)
        sg_write_char(w, reversed[--n]);
}

static void write_octet(sg_writer *w, uint8_t octet)
{
    sg_write_char(w, digits[octet >> 4]);
    sg_write_char(w, digits[octet & 15]);
}

void sg_write_hex(sg_writer *w, slicegate_bytes bytes)
{
    for (size_t i = 0; i < bytes.n && !w->cut; i++)
        write_octet(w, bytes.p[i]);
}

void sg_write_text(sg_writer *w, slicegate_bytes bytes)
{
    for (size_t i = 0; i < bytes.n && !w->cut; i++) {
        if (bytes.p[i] >= ' ' && bytes.p[i] <= '~' && bytes.p[i] != '\\') {
            sg_write_char(w, (char)bytes.p[i]);
        } else {
            sg_write_char(w, '\\');
            write_octet(w, bytes.p[i]);
        }
    }
}

/* Dotted numbers; one beyond 64 bits is told as hexadecimal octets. */
static void write_dotted(sg_writer *w, slicegate_bytes oid)
{
    uint64_t value = 0;
    bool first = true;
    for (size_t i = 0; i < oid.n && !w->cut; i++) {
        if (value > UINT64_MAX >> 7) {
            sg_write(w, "...");
            return;
        }
        value = value << 7 | (oid.p[i] & 0x7fu);
        if ((oid.p[i] & 0x80) != 0)
            continue;
        if (first) {
            uint64_t root = value < 80 ? value / 40 : 2;
            sg_write_number(w, root);
            value -= root * 40;
            first = false;
        }
        sg_write_char(w, '.');
        sg_write_number(w, value);
        value = 0;
    }
}

void sg_write_oid(sg_writer *w, slicegate_bytes oid)
{
    const char *name = sg_oid_name(oid);
    if (name != NULL)
        sg_write(w, name);
    else
        write_dotted(w, oid);
}

void sg_writer_end(sg_writer *w)
{
    static const char mark[] = "...";
    if (w->size == 0)
        return;
    if (w->cut && w->size >= sizeof mark)
        memcpy(w->out + w->size - sizeof mark, mark, sizeof mark - 1);
    w->out[w->cut ? w->size - 1 : w->used] = '\0';
}
