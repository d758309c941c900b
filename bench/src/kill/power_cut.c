/* What a disk keeps when the power fails: of each file the content at its last fsync, and nothing that came after.
 *
 * Loaded before the program (LD_PRELOAD). After each fsync or fdatasync of a file below SIGAP_POWER_CUT_FOLDER a copy of the whole file is
 * put beside it, with ".durable" behind its name. Whoever cuts the power puts those copies back. A real disk may keep more than
 * that, never less. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *SUFFIX = ".durable";

/* Copies what the file holds now to `to`; a copy that is not whole is not taken. */
static int copy(int from, const char *to) {
    static char piece[1 << 16];
    int out = open(to, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
    off_t at = 0;
    ssize_t read_bytes;
    if (out < 0) return -1;
    while ((read_bytes = pread(from, piece, sizeof piece, at)) > 0) {
        if (write(out, piece, (size_t)read_bytes) != read_bytes) break;
        at += read_bytes;
    }
    close(out);
    return read_bytes == 0 ? 0 : -1;
}

static void keep(int fd) {
    static int lock;
    const char *folder = getenv("SIGAP_POWER_CUT_FOLDER");
    char of_fd[64], path[PATH_MAX], kept[PATH_MAX + 16], begun[PATH_MAX + 32];
    struct stat what;
    snprintf(of_fd, sizeof of_fd, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(of_fd, path, sizeof path - 1);
    if (!folder || length <= 0 || fstat(fd, &what) != 0 || !S_ISREG(what.st_mode)) return;
    path[length] = 0;
    if (strncmp(path, folder, strlen(folder)) != 0) return;
    /* The descriptor may be open for writing alone. */
    int readable = open(path, O_RDONLY | O_CLOEXEC);
    if (readable < 0) return;
    while (__sync_lock_test_and_set(&lock, 1)) usleep(50);
    snprintf(kept, sizeof kept, "%s%s", path, SUFFIX);
    snprintf(begun, sizeof begun, "%s.new", kept);
    if (copy(readable, begun) == 0) rename(begun, kept);
    __sync_lock_release(&lock);
    close(readable);
}

int fsync(int fd) {
    int (*next)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    int said = next(fd);
    if (said == 0) keep(fd);
    return said;
}

int fdatasync(int fd) {
    int (*next)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    int said = next(fd);
    if (said == 0) keep(fd);
    return said;
}
