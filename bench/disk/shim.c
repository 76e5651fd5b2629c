/*
 * A disk that fails on command, for LD_PRELOAD: stands between SQLite and libc for the journal's files.
 *
 * DISK_SHIM_DIR      files below this directory count, but for the wal-index, which needs no disk, and the lock
 * DISK_SHIM_LOG      one line for each write, sync, cut and removal, in order, with the ids of the events in each write
 * DISK_SHIM_CONTROL  a file of one line, "GENERATION MODE N": from the N-th call on since this line was first seen
 *                      off        do nothing
 *                      enospc     writes fail, syncs succeed
 *                      eio        writes and syncs fail
 *                      kill       SIGKILL before the call
 *                      kill-after SIGKILL behind it
 *                      power      what is not synced is undone at random, by sectors; then SIGKILL
 *
 * cc -shared -fPIC -O2 -o shim.so shim.c -ldl
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define MAX_FD 4096
#define SECTOR 512
#define REAL(name)                                                          \
  ({                                                                        \
    static __typeof__(&name) found;                                         \
    if (found == NULL) found = (__typeof__(&name))dlsym(RTLD_NEXT, #name);  \
    found;                                                                  \
  })

enum mode { OFF, ENOSPC_, EIO_, KILL, KILL_AFTER, POWER };
enum kind { WRITE, SYNC, OTHER };

/* What one unsynced write or cut changed. */
struct undo {
  struct undo *older;
  ino_t inode;
  char path[512];
  off_t offset, size_before;
  size_t length, old_length;
  int cut;
  unsigned char *old;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char tracked[MAX_FD];
static struct undo *newest;
static int log_fd = -1, control_fd = -1;
static const char *directory;
static char seen[128];
static enum mode mode;
static long left;
static unsigned long long dice;

static unsigned long long roll(void) {
  dice ^= dice << 13;
  dice ^= dice >> 7;
  dice ^= dice << 17;
  return dice;
}

static long long nanos(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

/* One write for a line, so that a kill never leaves half of one; the log itself is not on the failing disk. */
static void say(const char *format, ...) {
  char line[1024];
  va_list arguments;
  if (log_fd < 0) return;
  int head = snprintf(line, sizeof line, "%lld ", nanos());
  va_start(arguments, format);
  int length = head + vsnprintf(line + head, sizeof line - head - 1, format, arguments);
  va_end(arguments);
  if (length > (int)sizeof line - 2) length = sizeof line - 2;
  line[length++] = '\n';
  syscall(SYS_write, log_fd, line, length);
}

__attribute__((constructor)) static void begin(void) {
  const char *path = getenv("DISK_SHIM_LOG");
  directory = getenv("DISK_SHIM_DIR");
  if (path != NULL) log_fd = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  path = getenv("DISK_SHIM_CONTROL");
  if (path != NULL) control_fd = syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
  dice = nanos() * 2654435761ULL | 1;
}

static int below(const char *path) {
  size_t length = directory == NULL ? 0 : strlen(directory);
  return length > 0 && strncmp(path, directory, length) == 0 && path[length] == '/';
}

static int ends(const char *path, const char *end) {
  size_t length = strlen(path), tail = strlen(end);
  return length >= tail && strcmp(path + length - tail, end) == 0;
}

static void track(int fd, const char *path) {
  if (fd >= 0 && fd < MAX_FD) tracked[fd] = below(path) && !ends(path, "-shm") && !ends(path, "/lock");
}

static int is_tracked(int fd) {
  return fd >= 0 && fd < MAX_FD && tracked[fd];
}

static const char *name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash == NULL ? path : slash + 1;
}

static void path_of(int fd, char *path, size_t size) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, size - 1);
  path[length < 0 ? 0 : length] = 0;
}

/* ---- power loss */

static void remember(int fd, off_t offset, size_t length, int cut) {
  struct stat status;
  if (fstat(fd, &status) != 0) return;
  struct undo *one = calloc(1, sizeof *one);
  one->inode = status.st_ino;
  one->size_before = status.st_size;
  one->offset = offset;
  one->length = length;
  one->cut = cut;
  one->old = malloc(length + 1);
  ssize_t old = pread(fd, one->old, length, offset);
  one->old_length = old < 0 ? 0 : old;
  path_of(fd, one->path, sizeof one->path);
  one->older = newest;
  newest = one;
}

static void synced(int fd) {
  struct stat status;
  if (fstat(fd, &status) != 0) return;
  for (struct undo **at = &newest; *at != NULL;) {
    struct undo *one = *at;
    if (one->inode == status.st_ino) {
      *at = one->older;
      free(one->old);
      free(one);
    } else {
      at = &one->older;
    }
  }
}

/* Sectors whose latest bytes stay: nothing older may come back there. */
#define KEPT (1 << 18)
static unsigned long long kept[KEPT];

static int is_kept(ino_t inode, off_t sector, int add) {
  unsigned long long key = ((unsigned long long)inode << 32) + sector + 1;
  unsigned slot = (key * 0x9E3779B97F4A7C15ULL) >> 46;
  while (kept[slot] != 0 && kept[slot] != key) slot = (slot + 1) % KEPT;
  int found = kept[slot] == key;
  if (add) kept[slot] = key;
  return found;
}

/* Some of its sectors, all or none; a cut is one change. */
static int undo(struct undo *one, int fd) {
  unsigned char zeros[SECTOR] = {0};
  off_t end = one->offset + (off_t)one->length;
  int choice = roll() % 3, undone = 0;
  if (one->cut && choice == 1) choice = 2;
  for (off_t at = one->offset; at < end;) {
    off_t next = (at / SECTOR + 1) * SECTOR;
    if (next > end) next = end;
    int keep = choice == 0 || (choice == 1 && (roll() & 1));
    if (!is_kept(one->inode, at / SECTOR, keep) && !keep) {
      size_t from = at - one->offset, size = next - at;
      size_t known = from >= one->old_length ? 0 : one->old_length - from < size ? one->old_length - from : size;
      if (known > 0) REAL(pwrite64)(fd, one->old + from, known, at);
      if (known < size) REAL(pwrite64)(fd, zeros, size - known, at + known);
      undone = 1;
    }
    at = next;
  }
  return undone;
}

static int is_oldest(struct undo *one) {
  for (struct undo *older = one->older; older != NULL; older = older->older) {
    if (older->inode == one->inode) return 0;
  }
  return 1;
}

/* What was appended and not synced may be missing at the end, too. */
static void shorten(struct undo *oldest, int fd) {
  struct stat status;
  if (fstat(fd, &status) != 0 || (roll() & 1)) return;
  off_t size = oldest->size_before;
  for (off_t sector = status.st_size / SECTOR; sector * SECTOR >= size; sector--) {
    if (is_kept(oldest->inode, sector, 0)) return;
    if (sector * SECTOR < status.st_size) REAL(ftruncate64)(fd, sector * SECTOR);
  }
}

static void lose_power(void) {
  int count = 0, undone = 0;
  for (struct undo *one = newest; one != NULL; one = one->older, count++) {
    int fd = syscall(SYS_openat, AT_FDCWD, one->path, O_RDWR, 0);
    struct stat status;
    if (fd < 0) continue;
    if (fstat(fd, &status) == 0 && status.st_ino == one->inode) { /* else removed meanwhile */
      undone += undo(one, fd);
      if (is_oldest(one)) shorten(one, fd);
    }
    syscall(SYS_close, fd);
  }
  say("P %d unsynced, %d undone", count, undone);
}

/* ---- commands */

static void die(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

static void look(void) {
  char line[128] = {0}, word[32] = {0};
  long generation = 0, n = 0;
  if (control_fd < 0 || pread(control_fd, line, sizeof line - 1, 0) <= 0 || strcmp(line, seen) == 0) return;
  if (strchr(line, '\n') == NULL || sscanf(line, "%ld %31s %ld", &generation, word, &n) != 3) return;
  strcpy(seen, line);
  left = n;
  mode = strcmp(word, "enospc") == 0  ? ENOSPC_
         : strcmp(word, "eio") == 0   ? EIO_
         : strcmp(word, "kill") == 0  ? KILL
         : strcmp(word, "kill-after") == 0 ? KILL_AFTER
         : strcmp(word, "power") == 0 ? POWER
                                      : OFF;
  say("C %s %ld", word, n);
}

/* Before a call; an error number when it is to fail. */
static int fails(enum kind kind) {
  look();
  if (mode == OFF || (left > 0 && --left > 0)) return 0;
  switch (mode) {
    case KILL:
      say("K");
      die();
      return 0;
    case POWER:
      lose_power();
      die();
      return 0;
    case ENOSPC_:
      return kind == WRITE ? ENOSPC : 0;
    case EIO_:
      return EIO;
    default:
      return 0;
  }
}

static void after(void) {
  if (mode == KILL_AFTER && left <= 0) {
    say("K");
    die();
  }
}

/* Which events a page holds: their attributes stand there as JSON. */
static void ids(const char *data, size_t length) {
  static const char start[] = "\"id\":\"";
  const char *at = data, *end = data + length;
  while ((at = memmem(at, end - at, start, sizeof start - 1)) != NULL) {
    at += sizeof start - 1;
    const char *quote = memchr(at, '"', end - at);
    if (quote == NULL || quote - at > 300) return;
    say("I %.*s", (int)(quote - at), at);
    at = quote;
  }
}

/* ---- what SQLite calls */

static ssize_t written(int fd, const void *data, size_t length, off_t offset) {
  char path[512];
  pthread_mutex_lock(&lock);
  int error = fails(WRITE);
  ssize_t result = -1;
  path_of(fd, path, sizeof path);
  if (error == 0) {
    remember(fd, offset, length, 0);
    result = REAL(pwrite64)(fd, data, length, offset);
    say("W %s %lld %zu", name(path), (long long)offset, length);
    ids(data, length);
    after();
  } else {
    say("F write %s %d", name(path), error);
  }
  pthread_mutex_unlock(&lock);
  if (error != 0) errno = error;
  return result;
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) {
  return is_tracked(fd) ? written(fd, data, length, offset) : REAL(pwrite64)(fd, data, length, offset);
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) {
  return is_tracked(fd) ? written(fd, data, length, offset) : REAL(pwrite)(fd, data, length, offset);
}

ssize_t write(int fd, const void *data, size_t length) {
  if (!is_tracked(fd)) return syscall(SYS_write, fd, data, length);
  ssize_t result = written(fd, data, length, lseek(fd, 0, SEEK_CUR));
  if (result > 0) lseek(fd, result, SEEK_CUR);
  return result;
}

static int sync_call(int fd, int (*call)(int)) {
  char path[512];
  if (!is_tracked(fd)) return call(fd);
  pthread_mutex_lock(&lock);
  path_of(fd, path, sizeof path);
  int error = fails(SYNC);
  int result = error == 0 ? call(fd) : -1;
  if (result == 0) {
    synced(fd);
    say("S %s", name(path));
    after();
  } else {
    say("F sync %s %d", name(path), error);
  }
  pthread_mutex_unlock(&lock);
  if (error != 0) errno = error;
  return result;
}

int fsync(int fd) {
  return sync_call(fd, REAL(fsync));
}

int fdatasync(int fd) {
  return sync_call(fd, REAL(fdatasync));
}

static int cut(int fd, off_t length) {
  char path[512];
  struct stat status;
  pthread_mutex_lock(&lock);
  path_of(fd, path, sizeof path);
  int error = fails(OTHER), result = -1;
  if (error == 0) {
    if (fstat(fd, &status) == 0 && status.st_size > length) remember(fd, length, status.st_size - length, 1);
    result = REAL(ftruncate64)(fd, length);
    say("T %s %lld", name(path), (long long)length);
    after();
  } else {
    say("F cut %s %d", name(path), error);
  }
  pthread_mutex_unlock(&lock);
  if (error != 0) errno = error;
  return result;
}

int ftruncate64(int fd, off64_t length) {
  return is_tracked(fd) ? cut(fd, length) : REAL(ftruncate64)(fd, length);
}

int ftruncate(int fd, off_t length) {
  return is_tracked(fd) ? cut(fd, length) : REAL(ftruncate)(fd, length);
}

int unlink(const char *path) {
  if (!below(path)) return REAL(unlink)(path);
  pthread_mutex_lock(&lock);
  int error = fails(OTHER);
  int result = error == 0 ? REAL(unlink)(path) : -1;
  say("%s %s", error == 0 ? "U" : "F unlink", name(path));
  pthread_mutex_unlock(&lock);
  if (error != 0) errno = error;
  return result;
}

int rename(const char *from, const char *to) {
  if (below(from)) say("R %s %s", name(from), name(to));
  return REAL(rename)(from, to);
}

int open64(const char *path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  mode_t mode_bits = va_arg(arguments, int);
  va_end(arguments);
  int fd = REAL(open64)(path, flags, mode_bits);
  track(fd, path);
  return fd;
}

int open(const char *path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  mode_t mode_bits = va_arg(arguments, int);
  va_end(arguments);
  int fd = REAL(open)(path, flags, mode_bits);
  track(fd, path);
  return fd;
}

int close(int fd) {
  if (fd >= 0 && fd < MAX_FD) tracked[fd] = 0;
  return REAL(close)(fd);
}
