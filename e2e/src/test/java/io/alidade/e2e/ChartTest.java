package io.alidade.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import io.alidade.testkit.ExternalTool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The chart, rendered by a real helm and handed to a real API server.
class ChartTest {
    private static final String ACCOUNT = "system:serviceaccount:alidade:alidade";
    private static final String MANY = "many values";
    private static final String MANY_VALUES = """
            mode: nri
            image: {repository: registry.example.test:5000/tools/alidade, digest: "sha256:%064d", pullPolicy: Always}
            imagePullSecrets: [{name: pull}]
            configuration: {memoryManagerPolicy: Static, reservedMemory: [{numaNode: 0, limits: {memory: 500Mi}}]}
            groups:
              gpu: {nodeSelector: {pool: gpu}, configuration: {topologyManagerPolicy: single-numa-node}}
              rest:
                nodeSelector: {pool: rest}
                tolerations: [{key: x, operator: Exists}]
            kubeletVersion: "1.36"
            kubelet: {api: {address: "https://$(NODE_NAME):10250", ca: /var/lib/kubelet/pki/kubelet.crt, rights: proxy}}
            nodeSelector: {kubernetes.io/os: linux}
            affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions:
              [{key: a, operator: Exists}]}]}}}
            seLinuxOptions: {type: spc_t}
            serviceAccount: {name: other, annotations: {a: b}}
            podAnnotations: {a: b}
            podLabels: {a: b}
            logFormat: text
            updateStrategy: {type: OnDelete}
            """.replace("%064d", "0".repeat(64));

    @TempDir
    static Path folder = Path.of("");
    private static Optional<ControlPlane> plane = Optional.empty();

    @BeforeAll
    static void peers() throws IOException, InterruptedException, GeneralSecurityException {
        assumeTrue(Peers.areThere());
        assumeTrue(ExternalTool.areThere("kubectl"));
        plane = Optional.of(new ControlPlane(folder));
        plane.get().create("/api/v1/namespaces", "{\"metadata\": {\"name\": \"alidade\"}}");
    }

    @AfterAll
    static void end() {
        plane.ifPresent(ControlPlane::close);
    }

    private static String rendered(String... options) {
        Finished template = Chart.template(folder, options);
        assertThat(template.exitCode()).as(template.err()).isZero();
        return template.out();
    }

    private static String valuesFile(String values) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "values", ".yaml"), values).toString();
    }

    @Test
    void chart_isWithoutFaultsAndOfTheVersionOfThePom() throws IOException {
        Finished lint = Chart.helm(folder, "lint", "--strict", Chart.FOLDER.toString());
        assertThat(lint.exitCode()).as(lint.out() + lint.err()).isZero();

        Matcher version = Pattern.compile("<artifactId>alidade</artifactId>\\s*<version>([^<]+)")
                .matcher(Files.readString(Peers.checkout().resolve("pom.xml")));
        assertThat(version.find()).isTrue();
        assertThat(Files.readAllLines(Chart.FOLDER.resolve("Chart.yaml")))
                .contains("version: " + version.group(1), "appVersion: " + version.group(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mode: nri", "mode: shadow", "{mode: nri, kubelet: {api: {enabled: false}}}",
        "{mode: shadow, kubelet: {dir: /data/kubelet}, shadow: {memory: true, anonymise: true}, rbac: {create: false}}",
        MANY})
    void manifests_passTheApiServer(String values) throws IOException {
        String manifests = rendered("-f", valuesFile(values.equals(MANY) ? MANY_VALUES : values));
        Path file = Files.writeString(Files.createTempFile(folder, "manifests", ".yaml"), manifests);

        Finished applied = plane.orElseThrow().kubectl("create", "--dry-run=server", "--validate=strict", "-f",
                file.toString());

        assertThat(applied.exitCode()).as(applied.err() + manifests).isZero();
        assertThat(applied.err()).isEmpty();
        assertThat(applied.out().lines()).allMatch(line -> line.endsWith(" created (server dry run)"))
                .hasSize((int) manifests.lines().filter(line -> line.startsWith("kind: ")).count())
                .anyMatch(line -> line.startsWith("daemonset.apps/alidade"));
    }

    /// What is asked of the kubelet, and in mode shadow events: nothing else, above all no secrets and no commands in pods.
    @ParameterizedTest
    @CsvSource({"nri, auto, get nodes/pods get nodes/configz", "nri, proxy, get nodes/proxy",
        "shadow, auto, get nodes/pods get nodes/configz get nodes/metrics create events"})
    void rights_areThoseThatTheAgentUses(String mode, String rights, String wanted) throws IOException {
        ControlPlane server = plane.orElseThrow();
        Path file = Files.writeString(folder.resolve("rbac.yaml"), rendered("--set", "mode=" + mode, "--set",
                "kubelet.api.rights=" + rights, "--show-only", "templates/rbac.yaml"));
        assertThat(server.kubectl("apply", "-f", file.toString()).exitCode()).isZero();
        try {
            String granted = server.kubectl("auth", "can-i", "--list", "--as", ACCOUNT, "--as-group",
                    "system:serviceaccounts").out();
            String without = server.kubectl("auth", "can-i", "--list", "--as", "system:serviceaccount:alidade:other",
                    "--as-group", "system:serviceaccounts").out();
            List<String> own = granted.lines().filter(line -> !without.contains(line)).map(line -> line.split("\\s+"))
                    .map(line -> line[line.length - 1].replaceAll("[\\[\\]]", "") + " " + line[0]).toList();
            assertThat(String.join(" ", own).split(" (?=get|create)", -1))
                    .containsExactlyInAnyOrder(wanted.split(" (?=get|create)", -1));
        } finally {
            assertThat(server.kubectl("delete", "-f", file.toString()).exitCode()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"mode=standalone, /mode", "'mode=shadow,kubelet.api.enabled=false', /kubelet/api/enabled",
        "typo=1, typo", "image.repository=, /image/repository",
        "image.digest=sha256:12, /image/digest", "port=70000, /port", "port=text, /port",
        "kubelet.api.rights=all, /kubelet/api/rights", "kubelet.api.address=10.0.0.1:10250, /kubelet/api/address",
        "configuration.topologyManagerPolicy=strict, /configuration/topologyManagerPolicy",
        "configuration.reservedSystemCPUs=a, /configuration/reservedSystemCPUs",
        "groups.gpu.configuration.cpuManagerPolicy=static, nodeSelector", "kubeletVersion=1.21, /kubeletVersion",
        "stateDir=state, /stateDir", "watchShapes={train}, /watchShapes/0", "monitoring.rules.on=1, /monitoring/rules",
        "nri.socket=run/nri.sock, /nri/socket", "logFormat=xml, /logFormat"})
    void badValues_areRefusedByTheSchema(String value, String place) {
        Finished template = Chart.template(folder, "--set", value);

        assertThat(template.exitCode()).isNotZero();
        assertThat(template.err()).contains("values don't meet the specifications of the schema").contains(place);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mode=nri", "mode=nri,kubelet.api.enabled=false", "mode=shadow",
        "mode=shadow,shadow.anonymise=true"})
    void options_ofTheAgent_areKnown(String value) {
        String help = Finished.alidade("agent", "--help").out();
        Fields container = Chart.container(Chart.objects(rendered("--set", value), "DaemonSet").getFirst());
        List<String> arguments = container.stringList("args");

        assertThat(arguments.getFirst()).isEqualTo("agent");
        assertThat(arguments.subList(1, arguments.size())).isNotEmpty().allSatisfy(argument -> assertThat(help)
                .contains("  " + argument.replaceFirst("=.*", "")));
    }

    @Test
    void groups_haveTheirNodesAndTheirConfiguration() throws IOException {
        String rendered = rendered("-f", valuesFile(MANY_VALUES));

        List<Fields> sets = Chart.objects(rendered, "DaemonSet");
        assertThat(sets).extracting(set -> Chart.podTemplate(set).object("spec").orElseThrow().strings("nodeSelector"))
                .extracting(Object::toString)
                .containsExactly("{kubernetes.io/os=linux, pool=gpu}", "{kubernetes.io/os=linux, pool=rest}");
        assertThat(Chart.objects(rendered, "ConfigMap")).extracting(Chart::configuration).extracting(ChartTest::read)
                .extracting(configuration -> configuration.topologyManagerPolicy())
                .containsExactly("single-numa-node", "best-effort");
    }

    @Test
    void monitoring_isWhatLiesBesideTheChart() throws IOException {
        String rendered = rendered("--set", "monitoring.rules.enabled=true,monitoring.dashboard.enabled=true",
                "--set", "monitoring.rules.labels.role=alerts", "--set",
                "podMetrics=true,watchShapes={train:cpu=8\\,memory=32Gi}", "--show-only", "templates/monitoring.yaml",
                "--show-only", "templates/daemonset.yaml");

        List<Fields> maps = Chart.objects(rendered, "ConfigMap");
        assertThat(maps).extracting(map -> map.object("metadata").orElseThrow().strings("labels"))
                .satisfiesExactly(labels -> assertThat(labels).containsEntry("role", "alerts"),
                        labels -> assertThat(labels).containsEntry("grafana_dashboard", "1"));
        assertThat(maps.getFirst().object("data").orElseThrow().string("alidade-rules.yaml").orElse("").strip())
                .isEqualTo(Files.readString(WatchingTest.RULES).strip());
        assertThat(maps.getLast().object("data").orElseThrow().string("alidade-dashboard.json").orElse("").strip())
                .isEqualTo(Files.readString(WatchingTest.DASHBOARD).strip());
        assertThat(Chart.container(Chart.objects(rendered, "DaemonSet").getFirst()).stringList("args"))
                .contains("--watch-shape=train:cpu=8,memory=32Gi", "--pod-metrics");
    }

    private static KubeletConfiguration read(String text) {
        return KubeletConfigurationReader.STRICT.decode(DocumentReader.readOne("configuration",
                text.getBytes(StandardCharsets.UTF_8)));
    }

    /// No capability, no way to more rights, and of the node's files the named ones alone.
    @ParameterizedTest
    @CsvSource({"mode=nri, /var/lib/alidade /var/run/nri /sys/fs/cgroup /var/lib/kubelet/pod-resources",
        "'mode=nri,kubelet.api.enabled=false,nri.devices=false', /var/lib/alidade /var/run/nri /sys/fs/cgroup"
                + " /var/lib/kubelet",
        "mode=shadow, /var/lib/alidade /var/lib/kubelet /proc /sys /var/log/containers"})
    void pod_hasWhatItNeedsAndNoMore(String value, String paths) {
        Fields spec = Chart.podTemplate(Chart.objects(rendered("--set", value), "DaemonSet").getFirst())
                .object("spec").orElseThrow();
        Fields security = spec.objects("containers").getFirst().object("securityContext").orElseThrow();

        assertThat(security.bool("allowPrivilegeEscalation")).contains(false);
        assertThat(security.bool("readOnlyRootFilesystem")).contains(true);
        assertThat(security.bool("privileged")).isEmpty();
        assertThat(security.object("capabilities").orElseThrow().stringList("drop")).containsExactly("ALL");
        assertThat(spec.bool("hostPID")).isEqualTo(value.equals("mode=shadow") ? Optional.of(true) : Optional.empty());
        assertThat(spec.objects("volumes").stream().flatMap(volume -> volume.object("hostPath").stream())
                .map(path -> path.string("path").orElse(""))).containsExactlyInAnyOrder(paths.split(" ", -1));
    }

    /// For those without helm; `-Dalidade.golden=write` writes them anew.
    @ParameterizedTest
    @ValueSource(strings = {"nri", "shadow"})
    void manifests_thatAreKept_areThoseOfTheChart(String mode) throws IOException {
        Path kept = Peers.checkout().resolve("deploy/manifests/" + mode + ".yaml");
        String manifests = "# By `helm template alidade deploy/helm/alidade --namespace alidade --set mode=" + mode
                + "`.\n"
                + "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: alidade\n" + rendered("--set", "mode=" + mode);
        if (System.getProperty("alidade.golden", "").equals("write")) {
            Files.createDirectories(kept.resolveSibling(""));
            Files.writeString(kept, manifests);
        }
        assertThat(kept).hasContent(manifests);
    }
}
