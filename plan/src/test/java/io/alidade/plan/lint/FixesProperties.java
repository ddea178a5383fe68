package io.alidade.plan.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.testkit.Property;
import io.alidade.testkit.Randomness;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// All that is wrong is found at once: when the fixes are written, nothing is found that was not found before.
class FixesProperties {
    private static final int CASES = 200;
    private static final int MAX_ROUNDS = 10;
    private static final String HEADER = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n";
    private static final MachineDescription MACHINE = Recordings.machine();

    /// A field with the values that it may have, right ones and wrong ones.
    private record Choice(String field, List<String> values) {}

    private static final List<Choice> FIELDS = List.of(
            new Choice("cpuManagerPolicy", List.of("static", "static", "static", "none", "Static")),
            new Choice("cpuManagerPolicyOptions", List.of("{full-pcpus-only: \"true\"}", "{full-pcpus-only: true}",
                    "{distribute-cpus-across-cores: \"true\"}", "{align-by-socket: \"true\"}",
                    "{prefer-align-cpus-by-uncorecache: \"true\", distribute-cpus-across-numa: \"true\"}",
                    "{strict-cpu-reservation: \"true\", nonsense: \"true\"}", "{full-pcpus-only: \"yes\"}")),
            new Choice("memoryManagerPolicy", List.of("Static", "Static", "None", "BestEffort")),
            new Choice("reservedMemory", List.of("\n- numaNode: 0\n  limits:\n    memory: 1124Mi",
                    "\n- numaNode: 0\n  limits:\n    memory: 1Gi", "\n- numaNode: 7\n  limits:\n    memory: 1124Mi",
                    "\n- numaNode: 0\n  limits:\n    memory: 1124Mi\n    hugepages-1Gi: 1Gi",
                    "\n- numaNode: 0\n  limits:\n    memory: 1.5Gi", "\n- numaNode: \"0\"\n  limits:\n    memory: x",
                    "\n- numaNode: 0\n  limits:\n    memory: 1178599424001m")),
            new Choice("topologyManagerPolicy", List.of("restricted", "single-numa-node", "best-effort", "none",
                    "strict")),
            new Choice("topologyManagerScope", List.of("pod", "container", "Pod")),
            new Choice("topologyManagerPolicyOptions", List.of("{max-allowable-numa-nodes: \"9\"}",
                    "{max-allowable-numa-nodes: \"4\"}", "{prefer-closest-numa-nodes: \"true\"}",
                    "{max-allowable-numa-nodes: 9}")),
            new Choice("reservedSystemCPUs", List.of("\"0,64\"", "\"0\"", "\"0-3,200\"", "\"200\"", "\"0--3\"", "0")),
            new Choice("systemReserved", List.of("{cpu: \"2\", memory: 1Gi}", "{cpu: 2, memory: 1Gi}",
                    "{cpu: \"2\", memory: 1GB}", "{memory: 512m}", "{cpu: \"200\", memory: 1Gi}",
                    "{cpu: \"1\", memory: 999Gi}", "{hugepages-1Gi: 1Gi}", "cpu=1")),
            new Choice("kubeReserved", List.of("{cpu: 100m, memory: 100Mi}", "{gpu: \"1\"}", "{memory: -1Gi}")),
            new Choice("evictionHard", List.of("{memory.available: 100Mi}", "{memory.available: 5%}",
                    "{memory.available: \"0\"}", "{memory: 1Gi}", "{memory.available: \"5 %\"}")),
            new Choice("evictionSoft", List.of("{memory.available: 200Mi}", "{nodefs.available: x}")),
            new Choice("evictionSoftGracePeriod", List.of("{memory.available: 1m}", "{memory.available: \"60\"}")),
            new Choice("featureGates", List.of("{CPUManagerPolicyAlphaOptions: false}", "{Nonsense: true}",
                    "{SidecarContainers: false}", "{SidecarContainers: true, KubeletTracing: true}",
                    "{PodLevelResources: false}", "\n  CPUManagerPolicyAlphaOptions: true\n  KubeletTracing: true")),
            new Choice("maxPods", List.of("\"110\"", "110.0", "-1", "300")),
            new Choice("failCgroupV1", List.of("false", "\"false\"")),
            new Choice("maxpods", List.of("5")),
            new Choice("imageGCLowThresholdPercent", List.of("90", "\"70\"")),
            new Choice("shutdownGracePeriodCriticalPods", List.of("10s")),
            new Choice("memorySwap", List.of("{swapBehavior: UnlimitedSwap}")));

    private static final List<String> PODS = List.of("{cpu: \"3\", memory: 1Gi}", "{cpu: \"4\", memory: 1Gi}",
            "{cpu: \"100\", memory: 1Gi}", "{cpu: 1500m, memory: 1Gi}", "{cpu: \"4\", memory: 500Gi}",
            "{cpu: \"4\", memory: 512m}", "{cpu: \"2\", hugepages-1Gi: 1Gi}");

    @Test
    void fixes_ofAnyConfigurationAndPod_bringNothingNew() {
        Property.check("fixes bring nothing new", CASES, random -> {
            String text = random.note("text", text(random));
            Optional<MachineDescription> machine = random.flip() ? Optional.of(MACHINE) : Optional.empty();
            random.note("machine", machine.isPresent());
            assertNothingNew(new Linter(machine, random.pick(List.of(KubeletVersion.values()))),
                    SourceGroup.of(SourceFile.of("a.yaml", text.getBytes(StandardCharsets.UTF_8))));
        });
    }

    @Test
    void search_ofAnyConfiguration_endsWithAKubeletThatStarts() {
        Property.check("search ends with a kubelet", CASES, random -> {
            String text = random.note("text", configuration(random));
            Subjects subjects = SubjectReader.read(List.of(SourceGroup.of(SourceFile.of("a.yaml",
                    text.getBytes(StandardCharsets.UTF_8)))));
            Optional<MachineDescription> machine = random.flip() ? Optional.of(MACHINE) : Optional.empty();

            assertThat(subjects.configurations()).hasSize(1);
            assertThat(StartProbe.of(subjects.configurations().getFirst(), machine,
                    random.pick(List.of(KubeletVersion.values()))).node()).isPresent();
        });
    }

    @Test
    void fixes_ofRefusedConfigurations_bringNothingNew() {
        Linter linter = new Linter(Optional.of(MACHINE), KubeletVersion.parse("1.36"));
        Recordings.read("given-1.36.3.jsonl.gz").stream()
                .filter(recorded -> !recorded.isAccepted() && !recorded.isFileWithDropIns())
                .forEach(recorded -> assertNothingNew(linter, recorded.group()));
    }

    private static void assertNothingNew(Linter linter, SourceGroup group) {
        LintReport first = linter.lint(List.of(group));
        LintReport report = first;
        SourceGroup now = group;
        for (int round = 0; round < MAX_ROUNDS; round++) {
            Map<String, SourceFile> changed = Fixes.applyAll(report);
            if (changed.isEmpty()) {
                break;
            }
            now = new SourceGroup(now.name(), now.files().stream()
                    .map(file -> changed.getOrDefault(file.name(), file)).toList(), now.isDropIns());
            report = linter.lint(List.of(now));
        }
        assertThat(Fixes.applyAll(report)).as("fixes without end of %s", text(now)).isEmpty();
        assertThat(new TreeSet<>(found(report))).as("after the fixes of %s", text(group))
                .isSubsetOf(found(first));
    }

    /// Without the amounts in it, which a fix may change.
    private static List<String> found(LintReport report) {
        return report.findings().stream()
                .map(finding -> finding.id() + " " + finding.object().orElse("") + " "
                        + finding.message().replace("with the other fixes: ", "")
                                .replaceAll("[0-9][0-9A-Za-z.,]*", "#"))
                .toList();
    }

    private static String text(SourceGroup group) {
        return group.files().stream().map(file -> file.name() + ":\n" + file.text()).collect(Collectors.joining("\n"));
    }

    private static String text(Randomness random) {
        String configuration = configuration(random);
        return random.flip() ? configuration
                : configuration + "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: p}\nspec:\n"
                        + "  template:\n    spec:\n      containers:\n      - name: c\n        resources:\n"
                        + "          limits: " + random.pick(PODS) + "\n";
    }

    private static String configuration(Randomness random) {
        List<Choice> fields = new ArrayList<>(random.sample(random.growing(1, 9), FIELDS));
        StringBuilder text = new StringBuilder(HEADER);
        fields.forEach(choice -> text.append(choice.field()).append(": ").append(random.pick(choice.values()))
                .append('\n'));
        return text.toString();
    }
}
