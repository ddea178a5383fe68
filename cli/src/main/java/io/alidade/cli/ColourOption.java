package io.alidade.cli;

import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ScopeType;

/// `--color`, which every command has. It is looked for before the others are parsed, since usage texts and complaints about
/// the other options have colours too.
final class ColourOption {
    static final String NAME = "--color";

    enum When { AUTO, ALWAYS, NEVER }

    private ColourOption() {}

    static final class Whens extends Choice<When> {
        Whens() {
            super(When.values(), Choice::word);
        }
    }

    static OptionSpec spec() {
        return OptionSpec.builder(NAME).paramLabel("WHEN").scopeType(ScopeType.INHERIT).type(When.class)
                .converters(new Whens()).completionCandidates(new Whens())
                .description("auto (default: on a terminal, without NO_COLOR), always or never.").build();
    }

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
