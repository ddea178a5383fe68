package io.alidade.cli;

import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// `--color`, which every command has. It is looked for before the others are parsed, since usage texts and complaints about
/// the other options have colours too.
final class ColourOption {
    static final String NAME = "--color";

    enum When { AUTO, ALWAYS, NEVER }

    static final class Whens extends Choice<When> {
        Whens() {
            super(When.values(), Choice::word);
        }
    }

    @Option(names = NAME, paramLabel = "WHEN", scope = ScopeType.INHERIT, converter = Whens.class,
            completionCandidates = Whens.class,
            description = "auto (default: on a terminal, without NO_COLOR), always or never.")
    Optional<When> when = Optional.empty();

    /// What the arguments say; what is wrong with it is said when they are parsed.
    static When in(String... arguments) {
        String value = "";
        for (int i = 0; i < arguments.length && !arguments[i].equals("--"); i++) {
            if (arguments[i].equals(NAME) && i + 1 < arguments.length) {
                value = arguments[++i];
            } else if (arguments[i].startsWith(NAME + "=")) {
                value = arguments[i].substring(NAME.length() + 1);
            }
        }
        return switch (value) {
            case "always" -> When.ALWAYS;
            case "never" -> When.NEVER;
            default -> When.AUTO;
        };
    }
}
