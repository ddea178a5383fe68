package io.alidade.plan.advise;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.kube.admission.AdmissionReport;
import io.alidade.kube.admission.AdmissionRun;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.Restart;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.pod.PodManifest;
import io.alidade.testkit.Property;
import io.alidade.testkit.RandomMachine;
import io.alidade.testkit.Randomness;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What holds of every draft, on machines and workloads drawn at random.
class AdvisorProperties {
    private static final int CASES = 60;

    @Test
    void draft_ofAnyMachine_startsAddsUpAndReservesWholeCores() {
        Property.check("draft starts and adds up", CASES, random -> {
            MachineDescription machine = Inputs.machine(RandomMachine.next(random));
            Goal goal = random.note("goal", random.pick(List.of(Goal.values())));
            Platform platform = random.note("platform", random.pick(List.of(Platform.values())));
            List<PodManifest> pods = pods(random);

            Advice advice = Inputs.advise(machine, goal, platform, pods);

            KubeletConfiguration draft = DraftFields.configuration(advice.draft());
            AdmissionReport report = AdmissionRun.of(KubeletNode.start(machine, draft, KubeletVersion.DEFAULT),
                    KubeletVersion.DEFAULT, draft, pods, List.of()).report();
            assertThat(report.startError()).isEmpty();
            assertThat(report.pods().stream().filter(pod -> pod.refusal().isEmpty()).count())
                    .isEqualTo(advice.chosen().measured().admitted());
            assertReservedMemory(draft);
            assertWholeCores(draft, new CpuTopology(machine.topology()));
            assertThat(advice.draft().lines()).allSatisfy(line -> assertThat(line.reason()).isNotBlank());
        });
    }

    @Test
    void draft_ofAnyMachine_outlivesARestart() {
        Property.check("draft outlives a restart", CASES, random -> {
            MachineDescription machine = Inputs.machine(RandomMachine.next(random));
            List<PodManifest> pods = pods(random);
            Advice advice = Inputs.advise(machine, random.pick(List.of(Goal.values())), Platform.KUBELET, pods);

            KubeletConfiguration draft = DraftFields.configuration(advice.draft());
            KubeletNode node = AdmissionRun.of(KubeletNode.start(machine, draft, KubeletVersion.DEFAULT),
                    KubeletVersion.DEFAULT, draft, pods, List.of()).node().orElseThrow();
            assertThat(node.restarted(machine.devices())).isInstanceOfSatisfying(Restart.Readmitted.class,
                    again -> assertThat(again.lost()).isEmpty());
        });
    }

    @Test
    void chosen_ofAnyMachine_isNotWorseThanAnotherByItsGoal() {
        Property.check("chosen is best", CASES, random -> {
            MachineDescription machine = Inputs.machine(RandomMachine.next(random));
            Goal goal = random.note("goal", random.pick(List.of(Goal.values())));

            Advice advice = Inputs.advise(machine, goal, Platform.KUBELET, pods(random));

            for (Trial other : advice.trials()) {
                if (other.obstacle().isEmpty()) {
                    assertThat(firstDifference(goal, advice.chosen(), other)).isLessThanOrEqualTo(0);
                }
            }
        });
    }

    private static int firstDifference(Goal goal, Trial chosen, Trial other) {
        return goal.criteria().stream().mapToInt(one -> one.compare(chosen.measured(), other.measured()))
                .filter(order -> order != 0).findFirst().orElse(0);
    }

    private static List<PodManifest> pods(Randomness random) {
        List<String> limits = new ArrayList<>();
        random.list(0, 5, () -> random.between(1, 12) + ", memory: " + random.between(1, 24) + "Gi")
                .forEach(own -> limits.add("cpu: " + own));
        return Inputs.pods(random.note("pods", limits).toArray(String[]::new));
    }

    private static void assertReservedMemory(KubeletConfiguration draft) {
        if (draft.memoryManagerPolicy().equals("Static")) {
            Quantity sum = draft.reservedMemory().stream()
                    .map(own -> own.limits().getOrDefault("memory", Quantity.ZERO))
                    .reduce(Quantity.ZERO, Quantity::add);
            Quantity wanted = Quantity.parse(draft.evictionHard().getOrDefault("memory.available", "0"));
            for (var reserved : List.of(draft.kubeReserved(), draft.systemReserved())) {
                wanted = wanted.add(Quantity.parse(reserved.getOrDefault("memory", "0")));
            }
            assertThat(sum.compareTo(wanted)).isZero();
        }
    }

    private static void assertWholeCores(KubeletConfiguration draft, CpuTopology topology) {
        CpuSet reserved = CpuSet.parseList(draft.reservedSystemCpus());
        assertThat(reserved.isSubsetOf(topology.cpus())).isTrue();
        topology.cores().stream().filter(core -> core.cpus().intersects(reserved))
                .forEach(core -> assertThat(core.cpus().isSubsetOf(reserved)).isTrue());
    }
}
