package io.alidade.cli;

/// The process: runs the command named by the arguments and ends with its exit code. The only class that may end it.
public final class Main {
    private Main() {}

    /// Runs one command; see the package for what goes in and out.
    public static void main(String[] arguments) {
        System.exit(execute(Session.ofProcess(), arguments));
    }

    /// Runs one command in a session and returns its exit code; throws nothing.
    static int execute(Session session, String... arguments) {
        return Alidade.execute(session, arguments);
    }
}
