package io.alidade.testkit;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;

/// Runs a statement that must hold for every input over many inputs drawn from a seed.
///
/// Two system properties steer it: `alidade.seed` is the base seed (a fixed number when absent, so that builds repeat) or the
/// `seed@size` of one case, which runs that case only; `alidade.cases` multiplies the number of cases (`10`, `0.1`).
/// Sizes grow from 1 to [Randomness#MAX_SIZE] over the cases, so that an early failure is a small one; there is no shrinking.
/// A statement draws its inputs from the [Randomness] it is given and from nothing else, else a replay shows another case.
public final class Property {
    private static final StackWalker CALLERS = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private Property() {}

    /// A statement about the inputs it draws: it returns when they satisfy it and throws when they do not.
    @FunctionalInterface
    public interface Statement {
        void check(Randomness random) throws Exception;
    }

    /// Checks the statement on `cases` inputs (times `alidade.cases`, at least one). The inputs depend on the base seed and
    /// on `name` only, so two properties of one test class see different ones.
    ///
    /// @throws AssertionError for the first case that fails, with its seed, what it noted, the command that replays it, and
    ///     the failure itself as cause
    public static void check(String name, int cases, Statement statement) {
        run(PropertySettings.fromSystemProperties(), Origin.ofCaller(), name, cases, statement);
    }

    static void run(PropertySettings settings, Origin origin, String name, int cases, Statement statement) {
        if (cases < 1) {
            throw new IllegalArgumentException(
                    "property \"" + name + "\" asks for " + cases + " cases; ask for at least one.");
        }
        if (settings.replay().isPresent()) {
            runCase(settings.replay().get(), "replayed", origin, name, statement);
            return;
        }
        int scaled = settings.scaled(cases);
        SplittableRandom seeds = new SplittableRandom(settings.baseSeed() ^ name.hashCode() * 0x9E3779B97F4A7C15L);
        for (int index = 0; index < scaled; index++) {
            Seed seed = new Seed(seeds.nextLong(), sizeOf(index, scaled));
            runCase(seed, "case " + (index + 1) + " of " + scaled, origin, name, statement);
        }
    }

    // A failure of any kind counts, but an exhausted machine is not a fact about the statement.
    private static void runCase(Seed seed, String which, Origin origin, String name, Statement statement) {
        Randomness random = new Randomness(seed.value(), seed.size());
        try {
            statement.check(random);
        } catch (OutOfMemoryError exhausted) {
            throw exhausted;
        } catch (Exception | Error failure) {
            throw new AssertionError(message(seed, which, origin, name, random, failure), failure);
        }
    }

    private static String message(
            Seed seed, String which, Origin origin, String name, Randomness random, Throwable failure) {
        StringBuilder text = new StringBuilder()
                .append("property \"").append(name).append("\" does not hold (").append(which).append(", size ")
                .append(seed.size()).append(").\n  seed:   ").append(seed.toText())
                .append("\n  replay: ").append(origin.command(seed)).append('\n');
        random.notes()
                .forEach((label, value) -> text.append("  ").append(label).append(" = ").append(value).append('\n'));
        return text.append("  cause:  ").append(failure).toString();
    }

    private static int sizeOf(int index, int cases) {
        return 1 + (int) ((long) index * (Randomness.MAX_SIZE - 1) / Math.max(1, cases - 1));
    }

    /// What one case depends on; its text is `seed@size`, the seed in hexadecimal.
    record Seed(long value, int size) {
        String toText() {
            return String.format(Locale.ROOT, "%016x@%d", value, size);
        }
    }

    /// The test that checks a property, as Maven names it.
    record Origin(String module, String testClass, String testMethod) {
        // The test is the outermost method of the class that asked: it may have asked through a helper or a lambda.
        static Origin ofCaller() {
            List<StackWalker.StackFrame> frames = CALLERS.walk(walked -> walked
                    .filter(frame -> frame.getDeclaringClass() != Property.class
                            && frame.getDeclaringClass() != Origin.class)
                    .toList());
            Class<?> testClass = frames.getFirst().getDeclaringClass();
            String method = frames.reversed().stream()
                    .filter(frame -> frame.getDeclaringClass() == testClass)
                    .findFirst()
                    .orElseThrow()
                    .getMethodName();
            String binaryName = testClass.getName();
            String simpleName = binaryName.substring(binaryName.lastIndexOf('.') + 1);
            String named = method.startsWith("lambda$") ? method.split("\\$", -1)[1] : method;
            return new Origin(moduleOf(testClass).orElse("MODULE"), simpleName, named);
        }

        // Maven compiles the tests of a module into MODULE/target/test-classes.
        private static Optional<String> moduleOf(Class<?> declaring) {
            CodeSource source = declaring.getProtectionDomain().getCodeSource();
            if (source == null) {
                return Optional.empty();
            }
            try {
                return Optional.ofNullable(Path.of(source.getLocation().toURI()).getParent())
                        .map(Path::getParent)
                        .map(Path::getFileName)
                        .map(Path::toString);
            } catch (URISyntaxException | IllegalArgumentException unusual) {
                return Optional.empty();
            }
        }

        String command(Seed seed) {
            return "mvn -pl " + module + " -am test '-Dtest=" + testClass + "#" + testMethod
                    + "' -Dsurefire.failIfNoSpecifiedTests=false -Dalidade.seed=" + seed.toText();
        }
    }
}
