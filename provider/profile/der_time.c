/* SPDX-License-Identifier: Apache-2.0 */
#include "der_time.h"

/* Two decimal digits at TEXT + AT, or 100, which is out of every range. */
static int pair(slicegate_bytes text, size_t at)
{
    unsigned tens = text.p[at] - (unsigned)'0';
    unsigned ones = text.p[at + 1] - (unsigned)'0';
    return tens > 9 || ones > 9 ? 100 : (int)(tens * 10 + ones);
}

static int days_in(int month, int year)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

/* Days from 1970-01-01 in the proleptic Gregorian calendar. */
static int64_t days_from_epoch(int year, int month, int day)
{
    static const int before[] = {0,   31,  59,  90,  120, 151,
                                 181, 212, 243, 273, 304, 334};
    bool leap = days_in(2, year) == 29;
    int64_t past = year - 1;
    int64_t days = past * 365 + past / 4 - past / 100 + past / 400;
    days += before[month - 1] + (month > 2 && leap) + day - 1;
    return days - INT64_C(719162);
}

bool sg_time_read(uint8_t tag, slicegate_bytes text, int64_t *when)
{
    size_t digits = tag == SG_UTC_TIME ? 12 : 14;
    if (text.n != digits + 1 || text.p[digits] != 'Z')
        return false;
    int high = tag == SG_UTC_TIME ? 0 : pair(text, 0);
    size_t at = digits - 12;
    int low = pair(text, at);
    int month = pair(text, at + 2), day = pair(text, at + 4);
    int hour = pair(text, at + 6), minute = pair(text, at + 8);
    int second = pair(text, at + 10);
    if (high > 99 || low > 99 || month < 1 || month > 12 || day < 1 ||
        hour > 23 || minute > 59 || second > 59)
        return false;
    int year = high * 100 + low;
    if (tag == SG_UTC_TIME)
        year += low < 50 ? 2000 : 1900;
    if (year < 1 || day > days_in(month, year))
        return false;
    *when =
        ((days_from_epoch(year, month, day) * 24 + hour) * 60 + minute) * 60 +
        second;
    return true;
}
