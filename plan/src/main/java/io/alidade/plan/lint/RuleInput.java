package io.alidade.plan.lint;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.machine.MachineDescription;
import java.util.List;
import java.util.Optional;

/// What rules look at: everything that was given, together.
///
/// @param starts what each configuration does at the kubelet's start, in the order of the configurations
/// @param probe  decides on pods by the first configuration
record RuleInput(Subjects subjects, Optional<MachineDescription> machine, KubeletVersion version,
        List<StartProbe> starts,
        AdmissionProbe probe, Edits edits) {
    RuleInput {
        starts = List.copyOf(starts);
    }

    List<Configuration> configurations() {
        return subjects.configurations();
    }

    List<Workload> workloads() {
        return subjects.workloads();
    }
}
