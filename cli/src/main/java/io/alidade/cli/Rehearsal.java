package io.alidade.cli;

import java.util.ArrayList;
import java.util.List;

/// Runs several commands one after the other in one process, for the launcher: what they load is kept in the cache that later
/// starts map. Commands are separated by `--then`; their exit codes are lost.
final class Rehearsal {
    private static final String SEPARATOR = "--then";

    private Rehearsal() {}

    public static void main(String[] arguments) {
        Session session = Session.ofProcess();
        List<String> command = new ArrayList<>();
        for (String argument : arguments) {
            if (argument.equals(SEPARATOR)) {
                Main.execute(session, command.toArray(String[]::new));
                command.clear();
            } else {
                command.add(argument);
            }
        }
        Main.execute(session, command.toArray(String[]::new));
    }
}
