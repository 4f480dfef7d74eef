/* SPDX-License-Identifier: Apache-2.0 */
#include "sink.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define SYSLOG_SOCKET "/dev/log"
#define SYSLOG_WARNING "<84>" /* authpriv (10), warning (4): RFC 5424 6.2.1 */

/* A socket of our own: the C library's opens late, can block, and answers to
 * the application's openlog. */
static int connect_syslog(int fd)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    memcpy(address.sun_path, SYSLOG_SOCKET, sizeof(SYSLOG_SOCKET));
    return connect(fd, (const struct sockaddr *)&address, sizeof(address));
}

static int open_syslog(void)
{
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (fd >= 0)
        (void)connect_syslog(fd); /* a later write tries again */
    return fd;
}

static int open_file(const char *path, slicegate_policy_error *error)
{
    struct stat st;
    int fd = open(path,
                  O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC |
                      O_NONBLOCK | O_NOCTTY,
                  0640);

    if (fd < 0) {
        (void)snprintf(error->text, sizeof(error->text),
                       "audit file %s: %s; expected a file that can be "
                       "appended to",
                       path, strerror(errno));
        return -1;
    }
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        (void)snprintf(error->text, sizeof(error->text),
                       "audit file %s: not a regular file", path);
        close(fd);
        return -1;
    }
    return fd;
}

bool sg_sink_open(sg_sink *sink, const slicegate_sink *from,
                  slicegate_policy_error *error)
{
    struct stat st;

    sink->kind = from->kind;
    atomic_init(&sink->off, false);
    switch (from->kind) {
    case SLICEGATE_SINK_SYSLOG:
        sink->fd = open_syslog();
        break;
    case SLICEGATE_SINK_STDERR:
        sink->fd = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
        break;
    case SLICEGATE_SINK_FILE:
        sink->fd = open_file(from->path, error);
        if (sink->fd < 0)
            return false;
        break;
    }
    if (sink->fd >= 0 && fstat(sink->fd, &st) == 0) {
        sink->device = st.st_dev;
        sink->inode = st.st_ino;
    }
    return true;
}

/* A server that closes all descriptors may have given the number to a
 * client's socket: then it is neither written to nor closed by us. */
static bool still_ours(sg_sink *sink)
{
    struct stat st;

    if (sink->fd < 0 || atomic_load(&sink->off))
        return false;
    if (fstat(sink->fd, &st) == 0 && st.st_dev == sink->device &&
        st.st_ino == sink->inode)
        return true;
    atomic_store(&sink->off, true);
    return false;
}

void sg_sink_close(sg_sink *sink)
{
    if (still_ours(sink))
        close(sink->fd);
    sink->fd = -1;
}

static bool send_syslog(int fd, const char *line, size_t n)
{
    char packet[4096];
    size_t priority = sizeof(SYSLOG_WARNING) - 1;

    n -= line[n - 1] == '\n';
    if (n > sizeof(packet) - priority)
        n = sizeof(packet) - priority;
    memcpy(packet, SYSLOG_WARNING, priority);
    memcpy(packet + priority, line, n);
    if (send(fd, packet, priority + n, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0)
        return true;
    /* The logger was restarted, or has come up since. */
    return (errno == ECONNREFUSED || errno == ENOTCONN ||
            errno == EDESTADDRREQ || errno == ECONNRESET) &&
           connect_syslog(fd) == 0 &&
           send(fd, packet, priority + n, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0;
}

static bool is_socket(int fd)
{
    struct stat st;

    return fstat(fd, &st) == 0 && S_ISSOCK(st.st_mode);
}

/* A pipe that poll calls writable takes a line whole (PIPE_BUF). */
static bool write_now(int fd, const char *line, size_t n)
{
    struct pollfd ready = {.fd = fd, .events = POLLOUT};

    if (is_socket(fd))
        return send(fd, line, n, MSG_DONTWAIT | MSG_NOSIGNAL) == (ssize_t)n;
    return poll(&ready, 1, 0) == 1 && (ready.revents & POLLOUT) != 0 &&
           write(fd, line, n) == (ssize_t)n;
}

/*
 * Writes without ever blocking, and without the signals that a reader gone
 * (SIGPIPE) or a file at its limit (SIGXFSZ) would end the server with.
 */
static bool write_quietly(int fd, const char *line, size_t n)
{
    static const struct timespec at_once = {0, 0};
    sigset_t mine, before, pending, ours;
    bool done;

    sigemptyset(&mine);
    sigaddset(&mine, SIGPIPE);
    sigaddset(&mine, SIGXFSZ);
    sigpending(&pending);
    if (pthread_sigmask(SIG_BLOCK, &mine, &before) != 0)
        return false;
    done = write_now(fd, line, n);
    sigemptyset(&ours);
    if (!sigismember(&pending, SIGPIPE))
        sigaddset(&ours, SIGPIPE);
    if (!sigismember(&pending, SIGXFSZ))
        sigaddset(&ours, SIGXFSZ);
    if (!done)
        while (sigtimedwait(&ours, NULL, &at_once) > 0)
            ;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return done;
}

bool sg_sink_write(sg_sink *sink, const char *line, size_t n)
{
    if (!still_ours(sink))
        return false;
    if (sink->kind == SLICEGATE_SINK_SYSLOG)
        return send_syslog(sink->fd, line, n);
    return write_quietly(sink->fd, line, n);
}

void sg_sink_announce(const char *text)
{
    char line[1024];
    int n = snprintf(line, sizeof(line), "slicegate[%ld]: %s\n", (long)getpid(),
                     text);
    int fd;

    if (n < 0)
        return;
    if ((size_t)n >= sizeof(line)) {
        n = (int)sizeof(line) - 1;
        line[n - 1] = '\n';
    }
    (void)write_quietly(STDERR_FILENO, line, (size_t)n);
    fd = open_syslog();
    if (fd >= 0) {
        (void)send_syslog(fd, line, (size_t)n);
        close(fd);
    }
}
