package io.alidade.cli;

/// The process: runs the command named by the arguments and ends with its exit code. The only class that may end it.
public final class Main {
    private Main() {}

    /// Runs one command; see the package for what goes in and out. `System.exit` would load the JDK's logging first, to ask
    /// whether exits are logged, which takes longer than many a command; all that was printed is flushed by then.
    public static void main(String[] arguments) {
        Session session = Session.ofProcess();
        int exitCode = execute(session, arguments);
        session.flush();
        Runtime.getRuntime().halt(exitCode);
    }

    /// Runs one command in a session and returns its exit code; throws nothing.
    static int execute(Session session, String... arguments) {
        return Alidade.execute(session, arguments);
    }
}
