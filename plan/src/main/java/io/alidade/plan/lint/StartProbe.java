package io.alidade.plan.lint;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.config.ConfigurationLayers;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.config.KubeletConfigurationReader.Inspected;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.machine.MachineDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// All errors with which a kubelet ends on a configuration, one after the other: it is started, what it names is taken
/// away, and it is started again.
///
/// @param problems in the order in which it would meet them
/// @param node     the kubelet on the configuration as it is, without pods; absent if it does not start
/// @param isRoomy  whether it was asked on a [RoomyMachine], for want of a machine
record StartProbe(Configuration configuration, List<Problem> problems, Optional<KubeletNode> node, boolean isRoomy) {
    private static final int MAX_STARTS = 40;

    StartProbe {
        problems = List.copyOf(problems);
    }

    /// An error and what is behind it.
    ///
    /// @param root the fields that are left at that point
    record Problem(String error, StartCause cause, Mapping root) {}

    static StartProbe of(Configuration configuration, Optional<MachineDescription> machine, KubeletVersion version) {
        List<Problem> problems = new ArrayList<>();
        Optional<Mapping> next = configuration.valid().map(_ -> configuration.root());
        Optional<KubeletNode> node = Optional.empty();
        for (int starts = 0; next.isPresent() && starts < MAX_STARTS; starts++) {
            Mapping root = next.get();
            switch (start(root, machine, version)) {
                case KubeletStart.Refused(String error) -> {
                    StartCause cause = StartCause.of(error, root);
                    problems.add(new Problem(error, cause, root));
                    next = cause.rest();
                }
                case KubeletStart.Started started -> {
                    boolean isWhole = problems.stream().allMatch(problem -> problem.cause.id().isEmpty());
                    node = Optional.of(started.node()).filter(_ -> isWhole);
                    next = Optional.empty();
                }
            }
        }
        return new StartProbe(configuration, problems, node, machine.isEmpty());
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

    /// Whether a changed configuration starts, or at least gets further than an error.
    boolean mends(String error, Mapping changed, Optional<MachineDescription> machine, KubeletVersion version) {
        return switch (start(changed, machine, version)) {
            case KubeletStart.Refused(String other) -> !other.equals(error);
            case KubeletStart.Started _ -> true;
        };
    }
}
