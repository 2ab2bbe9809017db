/* calls.h -- the system calls that can fail, and how.
 *
 * Left out: those that never fail, and the futex, of which C libraries believe
 * the same. */
#ifndef TESTS_FAULTS_CALLS_H
#define TESTS_FAULTS_CALLS_H

#include <errno.h>
#include <sys/syscall.h>

#define CALLS_MAX 1024

struct call {
    const char *name;
    int number;
    int errors[4];
};

#define CALL(name, ...)                                                        \
    {                                                                          \
#name, SYS_##name,                                                     \
        {                                                                      \
            __VA_ARGS__                                                        \
        }                                                                      \
    }

static const struct call calls[] = {
    /* memory */
    CALL(brk, ENOMEM),
    CALL(mmap, ENOMEM),
    CALL(mprotect, ENOMEM),
    CALL(mremap, ENOMEM),
    CALL(madvise, EINVAL, ENOMEM),
    CALL(mincore, EPERM),
    CALL(mlock, EPERM),
    CALL(memfd_create, EMFILE),
    /* descriptors */
    CALL(openat, EMFILE, ENOMEM, EACCES),
    CALL(close, EIO),
    CALL(read, EIO, EINTR),
    CALL(write, ENOSPC, EIO, EINTR),
    CALL(readv, EIO),
    CALL(writev, ENOSPC, EIO),
    CALL(pread64, EIO),
    CALL(pwrite64, ENOSPC, EIO),
    CALL(preadv, EIO),
    CALL(pwritev, ENOSPC),
    CALL(lseek, ESPIPE),
    CALL(fsync, EIO, ENOSPC),
    CALL(fdatasync, EIO),
    CALL(ftruncate, ENOSPC),
    CALL(fallocate, ENOSPC),
    CALL(fadvise64, EPERM),
    CALL(flock, ENOLCK),
    CALL(fcntl, EMFILE, ENOLCK),
    CALL(ioctl, EPERM),
    CALL(dup3, EMFILE),
    CALL(pipe2, EMFILE),
    CALL(eventfd2, EMFILE),
    CALL(timerfd_create, EMFILE, ENOMEM),
    CALL(signalfd4, EMFILE, ENOMEM),
    CALL(inotify_init1, EMFILE),
    CALL(epoll_create1, EMFILE, ENOMEM),
    CALL(epoll_ctl, ENOMEM, ENOSPC),
    CALL(epoll_pwait, EINTR),
    CALL(ppoll, EINTR, ENOMEM),
    CALL(pselect6, EINTR, ENOMEM),
    /* names */
    CALL(newfstatat, EIO, ENOMEM),
    CALL(statx, EIO),
    CALL(faccessat, EACCES),
    CALL(readlinkat, EACCES),
    CALL(getdents64, EIO),
    CALL(getcwd, ENOENT),
    CALL(mkdirat, ENOSPC, EACCES),
    CALL(unlinkat, EIO),
    CALL(renameat, ENOSPC, EACCES),
    CALL(symlinkat, ENOSPC),
    CALL(chdir, ENOENT),
    CALL(utimensat, EPERM),
    /* processes and threads */
    CALL(clone, EAGAIN, ENOMEM),
    CALL(clone3, EAGAIN),
    CALL(execve, ENOENT, ENOMEM),
    CALL(wait4, EINTR),
    CALL(waitid, EINTR),
    CALL(kill, EPERM),
    CALL(tgkill, EAGAIN),
    CALL(setpgid, EPERM),
    CALL(prctl, EPERM),
    CALL(sigaltstack, ENOMEM),
    CALL(rt_sigtimedwait, EINTR),
    CALL(clock_nanosleep, EINTR),
    CALL(prlimit64, EPERM),
    CALL(sched_getaffinity, EPERM),
    CALL(sched_setaffinity, EPERM),
    CALL(setpriority, EPERM),
    CALL(getrusage, EPERM),
    CALL(getrandom, EINTR, EPERM),
    CALL(sysinfo, EPERM),
    CALL(getcpu, EPERM),
    CALL(uname, EPERM),
    CALL(statfs, EPERM),
    CALL(fstatfs, EPERM),
    /* the network */
    CALL(socket, EMFILE, ENOMEM),
    CALL(socketpair, EMFILE),
    CALL(connect, ECONNREFUSED, EADDRNOTAVAIL),
    CALL(bind, EADDRINUSE),
    CALL(listen, EADDRINUSE),
    CALL(accept4, EMFILE, ECONNABORTED),
    CALL(getsockname, ENOBUFS),
    CALL(getpeername, ENOTCONN),
    CALL(getsockopt, ENOBUFS),
    CALL(setsockopt, ENOBUFS),
    CALL(sendto, EINTR), /* a reset would end the other direction, too */
    CALL(recvfrom, ECONNRESET, EINTR),
    CALL(sendmsg, EINTR),
    CALL(recvmsg, ECONNRESET),
    CALL(sendfile, EIO),
    CALL(shutdown, ENOTCONN),
/* what has no number on newer architectures */
#ifdef SYS_open
    CALL(open, EMFILE, EACCES),
    CALL(stat, EIO),
    CALL(lstat, EIO),
    CALL(fstat, EIO),
    CALL(access, EACCES),
    CALL(readlink, EACCES),
    CALL(mkdir, ENOSPC, EACCES),
    CALL(rmdir, EIO),
    CALL(unlink, EIO),
    CALL(rename, ENOSPC, EACCES),
    CALL(symlink, ENOSPC),
    CALL(pipe, EMFILE),
    CALL(dup2, EMFILE),
    CALL(poll, EINTR, ENOMEM),
    CALL(select, EINTR),
    CALL(epoll_wait, EINTR),
    CALL(fork, EAGAIN),
    CALL(vfork, EAGAIN, ENOMEM),
#endif
    {0},
};

#endif
