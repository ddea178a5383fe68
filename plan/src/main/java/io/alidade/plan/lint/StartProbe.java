package io.alidade.plan.lint;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.config.ConfigurationLayers;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.config.KubeletConfigurationReader.Inspected;
import io.alidade.kube.config.StartProblem;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.Trees;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.plan.lint.ReadablePart.Rewrite;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// All errors with which a kubelet ends on a configuration, one start after the other: what it names is mended or taken away,
/// and it is started again.
///
/// @param problems beside those of reading the file, in the order in which it would meet them
/// @param rewrites how values that it cannot read may be written
/// @param mended   the fields that it starts with in the end; absent if none were found
/// @param node     the kubelet on these fields, without pods
/// @param isRoomy  whether it was asked on a [RoomyMachine], for want of a machine
record StartProbe(Configuration configuration, List<Problem> problems, List<Rewrite> rewrites, Optional<Mapping> mended,
        Optional<KubeletNode> node, boolean isRoomy) {
    private static final int MAX_STARTS = 40;

    StartProbe {
        problems = List.copyOf(problems);
        rewrites = List.copyOf(rewrites);
    }

    /// An error and what is behind it.
    ///
    /// @param root       the fields that are left at that point
    /// @param isFirstWay whether the first way to mend it led on
    record Problem(String error, StartCause cause, Mapping root, boolean isFirstWay) {}

    static StartProbe of(Configuration configuration, Optional<MachineDescription> machine, KubeletVersion version) {
        return new Search(configuration, machine, version).run();
    }

    /// Starts a kubelet on fields that are valid, or were before something was taken away.
    static KubeletStart start(Mapping root, Optional<MachineDescription> machine, KubeletVersion version) {
        return switch (KubeletConfigurationReader.LENIENT.inspect(ConfigurationLayers.settings(root))) {
            case Inspected.Valid(KubeletConfiguration configuration) -> KubeletNode
                    .start(machine.orElseGet(() -> RoomyMachine.of(configuration)), configuration, version);
            case Inspected.Invalid invalid -> new KubeletStart.Refused(invalid.problems().stream()
                    .map(BadInput::problem).findFirst().orElse("invalid"));
        };
    }

    /// The errors that a rule has to report.
    List<Problem> problems(String id) {
        return problems.stream().filter(problem -> problem.cause.id().equals(id)).toList();
    }

    /// Whether something at these places had to be left out before the kubelet starts, so that nobody knows what it should be.
    boolean isLost(List<List<String>> paths) {
        return mended.filter(now -> !isLost(configuration.root(), now, paths)).isEmpty();
    }

    private static boolean isLost(Mapping before, Mapping now, List<List<String>> paths) {
        return paths.stream().anyMatch(path -> IntStream.rangeClosed(1, path.size())
                .mapToObj(length -> path.subList(0, length).toArray(String[]::new))
                .anyMatch(part -> Trees.at(before, part).isPresent() && Trees.at(now, part).isEmpty()));
    }

    /// The search for all errors of one configuration.
    private static final class Search {
        private final Configuration configuration;
        private final Optional<MachineDescription> machine;
        private final KubeletVersion version;
        private final List<Problem> problems = new ArrayList<>();

        Search(Configuration configuration, Optional<MachineDescription> machine, KubeletVersion version) {
            this.configuration = configuration;
            this.machine = machine;
            this.version = version;
        }

        StartProbe run() {
            ReadablePart readable = ReadablePart.of(configuration);
            Optional<Mapping> next = readable.root().flatMap(this::withoutSettingsProblems);
            Optional<KubeletNode> node = Optional.empty();
            Optional<Mapping> mended = Optional.empty();
            for (int starts = 0; next.isPresent() && starts < MAX_STARTS; starts++) {
                Mapping root = next.get();
                switch (start(root, machine, version)) {
                    case KubeletStart.Refused(String error) -> next = afterManagers(error, root);
                    case KubeletStart.Started started -> {
                        node = Optional.of(started.node());
                        mended = next;
                        next = Optional.empty();
                    }
                }
            }
            return new StartProbe(configuration, problems, readable.rewrites(), mended, node, machine.isEmpty());
        }

        /// The fields without what stops the kubelet before its managers are made.
        private Optional<Mapping> withoutSettingsProblems(Mapping first) {
            Mapping root = first;
            for (int round = 0; round < MAX_STARTS; round++) {
                List<StartProblem> found = settingsProblems(root);
                if (found.isEmpty()) {
                    return Optional.of(root);
                }
                Mapping less = root;
                for (StartProblem problem : found) {
                    StartCause cause = StartCause.of(problem, less);
                    if (round == 0) {
                        problems.add(new Problem(problem.error(), cause, root, true));
                    }
                    less = cause.ways().stream().findFirst().orElse(less);
                }
                if (less.equals(root)) {
                    return Optional.empty();
                }
                root = less;
            }
            return Optional.empty();
        }

        private List<StartProblem> settingsProblems(Mapping root) {
            return switch (KubeletConfigurationReader.LENIENT.inspect(ConfigurationLayers.settings(root))) {
                case Inspected.Valid(KubeletConfiguration valid) -> {
                    MachineDescription on = machine.orElseGet(() -> RoomyMachine.of(valid));
                    yield valid.startProblems(version, on.topology(), on.capacity());
                }
                case Inspected.Invalid invalid -> invalid.problems().stream().map(BadInput::problem)
                        .map(problem -> new StartProblem(problem, List.of())).toList();
            };
        }

        /// The fields after the first way that leads past an error of the managers.
        private Optional<Mapping> afterManagers(String error, Mapping root) {
            StartCause cause = StartCause.of(error, root);
            Optional<Mapping> way = cause.ways().stream().filter(changed -> settingsProblems(changed).isEmpty()
                    && !(start(changed, machine, version) instanceof KubeletStart.Refused(String other)
                            && other.equals(error)))
                    .findFirst();
            if (!isLost(configuration.root(), root, cause.needs())) {
                problems.add(new Problem(error, cause, root, way.equals(cause.ways().stream().findFirst())));
            }
            return way;
        }
    }
}
