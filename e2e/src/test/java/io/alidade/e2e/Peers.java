package io.alidade.e2e;

import io.alidade.testkit.ExternalTool;
import java.nio.file.Path;
import java.util.Optional;

/// The programs that `e2e/peers` builds, and the scripts beside it. Where they are missing, or this user is not root, tests are
/// left out, which is said; with `ALIDADE_TOOLS=required` that is a failure.
final class Peers {
    private static final System.Logger LOG = System.getLogger(Peers.class.getName());
    private static final Path FOLDER = Path.of(System.getProperty("basedir", ".")).toAbsolutePath().normalize();

    private Peers() {}

    /// Whether tests can run here.
    static boolean areThere() {
        Optional<String> missing = missing();
        return missing.isEmpty() || isLeftOut(missing.get());
    }

    /// False, after the reason was said.
    static boolean isLeftOut(String reason) {
        if ("required".equals(System.getenv("ALIDADE_TOOLS"))) {
            throw new AssertionError(reason + ", and ALIDADE_TOOLS=required.");
        }
        LOG.log(System.Logger.Level.WARNING, "Tests beside the real kubelet are left out: {0}.", reason);
        return false;
    }

    private static Optional<String> missing() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return Optional.of("they need root, for mounts and cgroups of their own");
        }
        if (!ExternalTool.areThere("unshare", "go")) {
            return Optional.of("unshare or go is not installed");
        }
        Finished where = where();
        return where.exitCode() == 0 ? Optional.empty() : Optional.of(where.err().strip());
    }

    /// Their folder.
    static Path bin() {
        return Path.of(where().out().strip());
    }

    private static Finished where() {
        return Finished.of(script("peers"), "--where");
    }

    /// The root of the checkout.
    static Path checkout() {
        return FOLDER.resolve("..").normalize();
    }

    /// A script of `e2e`.
    static String script(String name) {
        return FOLDER.resolve(name).toString();
    }
}
