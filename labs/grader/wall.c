/* wall.c -- runs a program of a submission behind walls, and ends it. */
#include "labs/grader/wall.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/base/process.h"
#include "labs/grader/left.h"

const char *const wall_kinds[] = {"bubblewrap", "uid", "limits", NULL};

#define LOOK_MS   50
#define FILES_MAX 4096
#define MIB       (1024L * 1024)

/* A command line that grows; its numbers are kept in it, too. */
struct words {
    char *word[120];
    int count;
    char text[20][32];
    int texts;
};

static void add(struct words *words, const char *word)
{
    if (words->count + 1 < (int)(sizeof words->word / sizeof *words->word))
        words->word[words->count++] = (char *)word;
}

static void add_all(struct words *words, const char *const *list)
{
    while (*list)
        add(words, *list++);
}
#define ADD(words, ...) add_all(words, (const char *const[]){__VA_ARGS__, NULL})

static char *number(struct words *words, const char *before, long value)
{
    char *text = words->text[words->texts++];
    snprintf(text, sizeof *words->text, "%s%ld", before, value);
    return text;
}

/* The system's programs and libraries, where this system has them. */
static void add_system(struct words *words)
{
    static const char *const links[] = {"/bin", "/sbin", "/lib", "/lib64",
                                        NULL};
    static const char *const etc[] = {"/etc/alternatives", "/etc/ld.so.cache",
                                      "/etc/hosts",        "/etc/nsswitch.conf",
                                      "/etc/ld.so.conf.d", NULL};
    static char target[4][64];
    ADD(words, "--ro-bind", "/usr", "/usr");
    for (int i = 0; links[i]; i++) {
        ssize_t length = readlink(links[i], target[i], sizeof *target - 1);
        if (length > 0)
            ADD(words, "--symlink", target[i], links[i]);
        else
            ADD(words, "--ro-bind-try", links[i], links[i]);
    }
    for (int i = 0; etc[i]; i++)
        ADD(words, "--ro-bind-try", etc[i], etc[i]);
}

/* Labs that are installed are in what add_system() shows. */
static void add_hidden(struct words *words, const struct wall *wall)
{
    static char real[PATH_MAX];
    if (wall->hides && realpath(wall->hides, real) &&
        strncmp(real, "/usr/", 5) == 0)
        ADD(words, "--tmpfs", real);
}

/* The folder of the submission comes after the temporary folder, in which it
 * may be. */
static void add_bubblewrap(struct words *words, const struct wall *wall)
{
    char *size = number(words, "", wall->disk_mib * MIB);
    ADD(words, "bwrap", "--unshare-all", "--die-with-parent", "--new-session",
        "--hostname", "lab");
    add_system(words);
    add_hidden(words, wall);
    ADD(words, "--proc", "/proc", "--dev", "/dev", "--size", size, "--tmpfs",
        "/dev/shm", "--size", size, "--tmpfs", "/tmp");
    if (wall->folder)
        ADD(words, "--ro-bind", wall->folder, wall->folder);
    if (wall->writes)
        ADD(words, "--bind", wall->writes, wall->writes);
    ADD(words, "--remount-ro", "/dev", "--remount-ro", "/");
    if (wall->folder)
        ADD(words, "--chdir", wall->folder);
    ADD(words, "--");
}

static void add_uid(struct words *words, const struct wall *wall)
{
    ADD(words, "setpriv", number(words, "--reuid=", wall->uid),
        number(words, "--regid=", wall->uid), "--clear-groups", "--pdeathsig",
        "KILL");
    if (wall->kind != WALL_BUBBLEWRAP)
        ADD(words, "--no-new-privs");
    ADD(words, "--");
}

/* How many threads does this user have? */
static long threads_of(uid_t uid)
{
    DIR *proc = opendir("/proc");
    long threads = 0;
    struct stat status;
    for (struct dirent *entry; proc && (entry = readdir(proc));) {
        char path[64];
        if (*entry->d_name < '1' || *entry->d_name > '9' ||
            fstatat(dirfd(proc), entry->d_name, &status, 0) < 0 ||
            status.st_uid != uid)
            continue;
        snprintf(path, sizeof path, "/proc/%.20s/task", entry->d_name);
        threads += stat(path, &status) == 0 ? (long)status.st_nlink - 2 : 1;
    }
    if (proc)
        closedir(proc);
    return threads;
}

/* Processes are counted within bubblewrap's user namespace, so that limit is set
 * in there; a student's own user id has others elsewhere, which count, too, and
 * some may be added meanwhile: against a fork bomb, so many more still help. */
#define OTHERS_MORE 512

static void add_limits(struct words *words, const struct wall *wall)
{
    long others =
        wall->kind == WALL_LIMITS ? threads_of(geteuid()) + OTHERS_MORE : 0;
    struct rlimit files = {FILES_MAX, FILES_MAX};
    getrlimit(RLIMIT_NOFILE, &files);
    long most = files.rlim_max < FILES_MAX ? (long)files.rlim_max : FILES_MAX;
    ADD(words, "prlimit", "--core=0", number(words, "--nofile=", most),
        number(words, "--fsize=", wall->disk_mib * MIB),
        number(words, "--nproc=", others + wall->processes), "--");
}

static void command_make(struct words *words, const struct wall *wall,
                         char *const argv[])
{
    if (wall->uid)
        add_uid(words, wall);
    if (wall->kind == WALL_BUBBLEWRAP)
        add_bubblewrap(words, wall);
    add_limits(words, wall);
    while (*argv)
        add(words, *argv++);
    words->word[words->count] = NULL;
}

/* Addresses are the same in each run, which sanitizers like, too; where that is
 * not allowed, they are not. A program may close its standard error, but not go
 * on after a report. */
static _Noreturn void child_exec(const struct wall *wall, char *const argv[])
{
    static char *const environment[] = {"PATH=/usr/local/bin:/usr/bin:/bin",
                                        "HOME=/tmp",
                                        "TMPDIR=/tmp",
                                        "LC_ALL=C.UTF-8",
                                        "TSAN_OPTIONS=halt_on_error=1",
                                        NULL};
    struct words words = {0};
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    signal(SIGXFSZ, SIG_DFL);
    setpgid(0, 0);
    personality(ADDR_NO_RANDOMIZE);
    command_make(&words, wall, argv);
    if (!wall->folder || chdir(wall->folder) == 0)
        execvpe(words.word[0], words.word, environment);
    dprintf(STDERR_FILENO, "%s: %s\n", words.word[0], strerror(errno));
    _exit(PROCESS_NOT_RUN);
}

/* Calls `each` for all descendants of ours, until it asks to stop. */
static void descend(pid_t pid, void (*each)(pid_t pid, void *arg), void *arg)
{
    char path[64];
    int child;
    snprintf(path, sizeof path, "/proc/%d/task", pid);
    DIR *tasks = opendir(path);
    if (!tasks)
        return;
    for (struct dirent *task; (task = readdir(tasks));) {
        snprintf(path, sizeof path, "/proc/%d/task/%.20s/children", pid,
                 task->d_name);
        FILE *children = *task->d_name == '.' ? NULL : fopen(path, "re");
        while (children && fscanf(children, "%d", &child) == 1) {
            descend(child, each, arg);
            each(child, arg);
        }
        if (children)
            fclose(children);
    }
    closedir(tasks);
}

static void add_memory(pid_t pid, void *arg)
{
    char path[64];
    long pages = 0, *sum = arg;
    snprintf(path, sizeof path, "/proc/%d/statm", pid);
    FILE *statm = fopen(path, "re");
    if (!statm)
        return;
    if (fscanf(statm, "%*d %ld", &pages) == 1)
        *sum += pages;
    fclose(statm);
}

static long disk_used;

static int add_file(const char *path, const struct stat *status, int type,
                    struct FTW *at)
{
    (void)path, (void)type, (void)at;
    disk_used += (long)status->st_blocks * 512;
    return 0;
}

/* bubblewrap gives it temporary folders of its own. */
static bool shares_folders(const struct wall *wall)
{
    return wall->uid && wall->kind != WALL_BUBBLEWRAP;
}

/* What it has used too much of, or NULL. */
static const char *overdone(const struct wall *wall)
{
    long pages = 0;
    descend(getpid(), add_memory, &pages);
    if (pages > wall->memory_mib * MIB / sysconf(_SC_PAGESIZE))
        return "memory";
    disk_used = 0;
    if (wall->writes)
        nftw(wall->writes, add_file, 8, FTW_PHYS);
    if (shares_folders(wall))
        disk_used += left_bytes(wall->uid);
    return disk_used > wall->disk_mib * MIB ? "disk space" : NULL;
}

static void stop_one(pid_t pid, void *arg)
{
    long *found = arg;
    ++*found;
    kill(pid, SIGSTOP);
}

/* Stops those that fork faster than we can kill: their number is limited, so
 * there is an end to it, when two looks find as many. */
static void stop_all(void)
{
    for (long before = -1, found = 0; found != before;) {
        before = found;
        found = 0;
        descend(getpid(), stop_one, &found);
    }
}

static void kill_one(pid_t pid, void *arg)
{
    (void)arg;
    kill(pid, SIGKILL);
}

/* All processes of a user id, even those that fork faster than we can read. */
static void kill_user(uid_t uid)
{
    pid_t pid = fork();
    if (pid == 0) {
        if (setresgid(uid, uid, uid) == 0 && setresuid(uid, uid, uid) == 0)
            kill(-1, SIGKILL);
        _exit(0);
    }
    if (pid > 0)
        waitpid(pid, NULL, 0);
}

/* Orphans are our children, so there is an end to it when we have none. */
static void kill_all(const struct wall *wall)
{
    const struct timespec step = {.tv_nsec = 2000000};
    while (waitpid(-1, NULL, WNOHANG) >= 0) {
        stop_all();
        descend(getpid(), kill_one, NULL);
        if (wall->uid)
            kill_user(wall->uid);
        nanosleep(&step, NULL);
    }
}

static int status_of(int status)
{
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* What wakes us: a child, or who wants us to end. */
static sigset_t signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

/* Waits until the program has ended, or did too much, or we are to end. */
static int supervise(const struct wall *wall, pid_t pid, pid_t parent)
{
    uint64_t end_ms = process_now_ms() + (uint64_t)wall->seconds * 1000;
    sigset_t told = signals();
    for (;;) {
        const struct timespec look = {.tv_nsec = LOOK_MS * 1000000};
        int status;
        for (pid_t ended; (ended = waitpid(-1, &status, WNOHANG)) > 0;)
            if (ended == pid)
                return status_of(status);
        const char *what = overdone(wall);
        if (what) {
            dprintf(STDERR_FILENO, "lab: used too much %s\n", what);
            return WALL_TOO_MUCH;
        }
        if (process_now_ms() >= end_ms || getppid() != parent) {
            dprintf(STDERR_FILENO, "lab: took longer than %d s\n",
                    wall->seconds);
            return WALL_TOO_LONG;
        }
        int signal = sigtimedwait(&told, NULL, &look);
        if (signal > 0 && signal != SIGCHLD)
            return 128 + signal;
    }
}

int wall_run(const struct wall *wall, char *const argv[])
{
    pid_t parent = getppid();
    sigset_t told = signals();
    sigprocmask(SIG_BLOCK, &told, NULL);
    signal(SIGCHLD, SIG_DFL);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    pid_t pid = process_fork();
    if (pid < 0)
        return PROCESS_NOT_RUN;
    if (pid == 0)
        child_exec(wall, argv);
    int status = supervise(wall, pid, parent);
    kill_all(wall);
    if (shares_folders(wall))
        left_remove(wall->uid);
    return status;
}

/* Takes a user id for as long as this process lives: between two programs of a
 * submission no process has it, and another grader that took it, too, would kill
 * the next one. */
static bool take_uid(uid_t uid)
{
    static int held = -1;
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    int length = snprintf(name.sun_path + 1, sizeof name.sun_path - 1,
                          "overlap-lab-%u", uid);
    size_t size = offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)length;
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && bind(fd, (struct sockaddr *)&name, (socklen_t)size) < 0) {
        close(fd);
        return false;
    }
    if (held >= 0)
        close(held);
    held = fd;
    return true;
}

static bool works(const struct wall *wall)
{
    char *const argv[] = {"true", NULL};
    pid_t pid = fork();
    int status = -1;
    if (pid == 0) {
        fclose(stderr);
        close(STDERR_FILENO);
        _exit(wall_run(wall, argv));
    }
    return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

/* Debian gives ids from 65000 on to nobody. The variable is for tests. */
void wall_probe(struct wall *wall)
{
    enum { LEAST = 65000, MANY = 500 };
    wall->uid = 0;
    if (geteuid() == 0) {
        uid_t uid = LEAST + (uid_t)getpid() % MANY;
        while (threads_of(uid) > 0 || !take_uid(uid))
            uid = LEAST + (uid + 1 - LEAST) % MANY;
        wall->uid = uid;
    }
    const char *wanted = getenv("OVERLAP_LAB_WALLS");
    wall->kind = WALL_BUBBLEWRAP;
    if ((wanted && strcmp(wanted, wall_kinds[WALL_BUBBLEWRAP]) != 0) ||
        !works(wall))
        wall->kind = wall->uid ? WALL_UID : WALL_LIMITS;
}
