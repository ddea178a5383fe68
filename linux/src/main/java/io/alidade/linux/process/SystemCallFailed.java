package io.alidade.linux.process;

import java.util.Map;

/// What the kernel refused, with its error number.
public final class SystemCallFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final int EPERM = 1;
    private static final int ENOENT = 2;
    private static final int ESRCH = 3;
    private static final int E2BIG = 7;
    private static final int ENOEXEC = 8;
    private static final int ENOMEM = 12;
    private static final int EACCES = 13;
    private static final int ENOTDIR = 20;
    private static final int EXDEV = 18;
    private static final int EINVAL = 22;
    private static final int ENAMETOOLONG = 36;
    private static final int ENOSYS = 38;
    private static final int ELOOP = 40;

    private static final Map<Integer, String> TEXTS = Map.of(EPERM, "operation not permitted", ENOENT,
            "no such file or directory", ESRCH, "no such process", E2BIG, "argument list too long", ENOEXEC,
            "not a program", EACCES, "permission denied", EINVAL, "invalid argument", ENOSYS,
            "not there in this kernel", ELOOP, "too many symbolic links", EXDEV, "it leads out of its folder");
    private static final String NO_MEMORY = "there is not enough memory";

    private final int error;

    SystemCallFailed(String call, int error) {
        super(call + ": " + text(error));
        this.error = error;
    }

    private static String text(int error) {
        return error == ENOMEM ? NO_MEMORY : TEXTS.getOrDefault(error, "error " + error);
    }

    /// The kernel's words without the name of the call.
    public String reason() {
        return text(error);
    }

    /// True if what was named is not there.
    public boolean isMissing() {
        return error == ENOENT || error == ENOTDIR || error == ENAMETOOLONG;
    }

    /// True if the process or thread has ended.
    public boolean isGone() {
        return error == ESRCH;
    }

    /// True if this kernel has not got the call, or something between (a seccomp profile) does not let it through.
    public boolean isUnavailable() {
        return error == ENOSYS || error == EPERM;
    }

    /// True if the kernel does not accept an argument: a CPU or NUMA node that is not there, or not allowed.
    public boolean isInvalid() {
        return error == EINVAL;
    }
}
