package io.alidade.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.IGetter;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// Declares options in code. Annotations say the same, but picocli reads them by reflection, which takes longer than all that
/// `admit` does with a pod: so what commands share is declared here, and the whole of those that people call in loops.
final class Options {
    /// A command with option groups.
    interface Owner {
        /// Its groups, in the order in which help lists them.
        List<OptionGroup> optionGroups();
    }

    /// A command without annotations.
    interface Declared extends Owner {
        /// Its name and texts.
        CommandSpec described(CommandSpec spec);
    }

    private final CommandSpec spec;
    private final OptionGroup owner;

    private Options(CommandSpec spec, OptionGroup owner) {
        this.spec = spec;
        this.owner = owner;
    }

    /// The command line of a command, with all its options; `--help` and `--version` come last.
    static CommandLine commandLine(Object command) {
        CommandLine commandLine = command instanceof CommandLine made ? made
                : command instanceof Declared declared ? new CommandLine(spec(declared)) : new CommandLine(command);
        CommandSpec spec = commandLine.getCommandSpec();
        if (command instanceof Owner owner) {
            owner.optionGroups().forEach(group -> addTo(spec, group));
        }
        // A command that came with those below it has them.
        if (!(command instanceof CommandLine)) {
            withHelp(spec);
        }
        return commandLine;
    }

    private static CommandSpec spec(Declared command) {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(command).versionProvider(new Alidade.Version());
        spec.usageMessage().sortOptions(false);
        return command.described(spec);
    }

    /// With `--help` and `--version`.
    static CommandSpec withHelp(CommandSpec spec) {
        return spec
                .addOption(OptionSpec.builder("-h", "--help").type(boolean.class).arity("0").usageHelp(true)
                        .description("Show this help message and exit.").build())
                .addOption(OptionSpec.builder("-V", "--version").type(boolean.class).arity("0").versionHelp(true)
                        .description("Print version information and exit.").build());
    }

    private static void addTo(CommandSpec spec, OptionGroup group) {
        group.addTo(new Options(spec, group));
    }

    /// Adds the options of another group.
    void include(OptionGroup group) {
        addTo(spec, group);
    }

    /// Adds an option that is made elsewhere.
    void add(OptionSpec option) {
        spec.addOption(option);
    }

    /// An option without a value.
    void flag(Consumer<Boolean> given, String description, String... names) {
        spec.addOption(bound(OptionSpec.builder(names), Boolean.class, value -> given.accept(value.orElse(false)))
                .arity("0").description(description).build());
    }

    /// An option with a value, of a type that picocli reads.
    <V> void value(Class<V> type, Consumer<Optional<V>> given, String label, String description, String name) {
        spec.addOption(bound(OptionSpec.builder(name), type, given).arity("1").paramLabel(label)
                .description(description).build());
    }

    /// An option with a value that is read in a way of its own.
    <V> void value(ITypeConverter<V> converter, Class<V> type, Consumer<Optional<V>> given, String label,
            String description, String name) {
        OptionSpec.Builder option = bound(OptionSpec.builder(name), type, given).arity("1").paramLabel(label)
                .converters(converter).description(description);
        if (converter instanceof Choice<V> choice) {
            option.completionCandidates(choice);
        }
        spec.addOption(option.build());
    }

    /// An option that may be given several times.
    ///
    /// @param candidates what completion offers, if anything
    /// @param separator  between several values given at once, or nothing
    void texts(Consumer<List<String>> given, Optional<Iterable<String>> candidates, String separator, String label,
            String description, String... names) {
        OptionSpec.Builder option = list(OptionSpec.builder(names), given).arity("1").splitRegex(separator)
                .paramLabel(label).description(description);
        candidates.ifPresent(option::completionCandidates);
        spec.addOption(option.build());
    }

    /// All arguments that belong to no option.
    void arguments(Consumer<List<String>> given, String label, String description) {
        Binding<List<String>> binding = listed(given);
        spec.addPositional(PositionalParamSpec.builder().type(List.class).auxiliaryTypes(String.class).userObject(owner)
                .getter(binding).setter(binding).arity("0..*").paramLabel(label).description(description).build());
    }

    private OptionSpec.Builder list(OptionSpec.Builder builder, Consumer<List<String>> given) {
        Binding<List<String>> binding = listed(given);
        return builder.type(List.class).auxiliaryTypes(String.class).userObject(owner).getter(binding).setter(binding);
    }

    private static Binding<List<String>> listed(Consumer<List<String>> given) {
        return new Binding<>(value -> given.accept(value.orElseGet(ArrayList::new)));
    }

    private <V> OptionSpec.Builder bound(OptionSpec.Builder builder, Class<V> type, Consumer<Optional<V>> given) {
        Binding<V> binding = new Binding<>(given);
        return builder.type(type).userObject(owner).getter(binding).setter(binding);
    }

    /// Where picocli puts a value: in its own hands, and told to the group. Before it parses it puts nothing there.
    private static final class Binding<V> implements IGetter, ISetter {
        private final Consumer<Optional<V>> given;
        private @Nullable Object value;

        Binding(Consumer<Optional<V>> given) {
            this.given = given;
        }

        @Override
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // picocli's signature
        public <T> @Nullable T get() {
            return (T) value;
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T> @Nullable T set(@Nullable T next) {
            value = next;
            given.accept(Optional.ofNullable((V) next));
            return next;
        }
    }
}
