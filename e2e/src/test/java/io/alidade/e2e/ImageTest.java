package io.alidade.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.DocumentWriter;
import io.alidade.kube.document.Fields;
import io.alidade.kube.document.Value;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The image that `dist` has made, in a real containerd: by itself, and as a real kubelet runs the pod of the chart.
class ImageTest {
    private static final Path PACKAGES = Peers.checkout().resolve("dist/target/packages");
    private static final Pattern TAR = Pattern.compile("alidade-(.*)-linux-[^-]*-image\\.tar");
    private static final String KUBELET = """
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            evictionHard: {memory.available: 100Mi, nodefs.available: 1%, imagefs.available: 1%}
            """;
    private static final String PINNING = KUBELET + """
            cpuManagerPolicy: static
            reservedSystemCPUs: "0"
            topologyManagerPolicy: single-numa-node
            """;
    private static final String STRANGERS = "alidade_strangers_on_exclusive_cpus";
    private static final Pattern CONTAINER = Pattern.compile("containerd://([0-9a-f]+)");

    @TempDir
    Path folder = Path.of("");

    @BeforeAll
    static void peers() throws IOException {
        assumeTrue(Peers.areThere());
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "one CPU is reserved, so there must be two");
        assumeTrue(image().isPresent() || Peers.isLeftOut("the module dist has not made an image"));
    }

    private static Optional<Path> image() throws IOException {
        if (!Files.isDirectory(PACKAGES)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(PACKAGES)) {
            return files.filter(file -> TAR.matcher(String.valueOf(file.getFileName())).matches()).findFirst();
        }
    }

    private StandaloneKubelet kubelet(String configuration) throws IOException, InterruptedException {
        Path work = Files.createDirectories(folder.resolve("k"));
        Files.writeString(work.resolve("config.yaml"), configuration);
        Files.copy(image().orElseThrow(), Files.createDirectories(work.resolve("images")).resolve("alidade.tar"));
        return StandaloneKubelet.start("1.36", work, List.of());
    }

    /// What `ctr` does where the kubelet's containerd is.
    private static Finished ctr(StandaloneKubelet kubelet, String... arguments) {
        List<String> command = new ArrayList<>(List.of("nsenter", "--target", Long.toString(kubelet.pid()), "--mount",
                "--pid", "--wd=/", Peers.bin().resolve("ctr").toString(), "-a",
                setting(kubelet, "containerRuntimeEndpoint: unix://"), "-n", "k8s.io"));
        command.addAll(List.of(arguments));
        return Finished.of(command.toArray(String[]::new));
    }

    /// What the kubelet's configuration says behind a text.
    private static String setting(StandaloneKubelet kubelet, String text) {
        Matcher setting = Pattern.compile("(?m)^" + Pattern.quote(text) + "(.*)$")
                .matcher(kubelet.checkpoint("config.yaml").orElseThrow());
        assertThat(setting.find()).isTrue();
        return setting.group(1);
    }

    @Test
    void image_byItselfAndAsThePodOfTheChart_answersAndSaysWhereContainersRun()
            throws IOException, InterruptedException {
        Matcher version = TAR.matcher(String.valueOf(image().orElseThrow().getFileName()));
        assertThat(version.matches()).isTrue();
        try (StandaloneKubelet kubelet = kubelet(KUBELET)) {
            Finished help = ctr(kubelet, "run", "--rm", "localhost/alidade:" + version.group(1), "help");
            assertThat(help.out()).isEqualTo(Finished.alidade("--help").out());

            int port = freePort();
            kubelet.admit("alidade", pod(kubelet, port));
            kubelet.await("the probes of the agent", () -> Optional.of("Ready").filter(_ -> isReady(kubelet)));
            assertThat(answer(port, "/healthz")).isEqualTo("ok");
            assertThat(answer(port, "/readyz")).isEqualTo("ok");

            kubelet.admit("own", ownCpu("own"));
            assertThat(exec(kubelet, "own", "grep", "Cpus_allowed_list", "/proc/self/status"))
                    .isEqualTo("Cpus_allowed_list:\t1\n");
            assertThat(exec(kubelet, "alidade", "java", "@/alidade", "agent", "pods", "list", "--node-socket",
                    folder.resolve("state/agent.sock").toString())).contains("default/own-n1");
        }
    }

    /// The kubelet is asked on its secure port, whose certificate it has signed itself.
    @Test
    void image_asThePodOfAShadow_seesWhatTheKubeletDecidesAndWhereContainersRun()
            throws IOException, InterruptedException {
        try (StandaloneKubelet kubelet = kubelet(PINNING)) {
            int port = freePort();
            kubelet.admit("alidade", shadowPod(kubelet, port));
            kubelet.await("the probes of the agent", () -> Optional.of("Ready").filter(_ -> isReady(kubelet)));

            assertThat(kubelet.admit("own", ownCpu("own")).isRefused()).isFalse();
            assertThat(kubelet.admit("second", ownCpu("second")).isRefused()).isTrue();

            kubelet.await("a look at what is on the container's CPU", () -> Optional.of(metrics(port)).filter(
                    lines -> lines.stream().anyMatch(line -> line.matches(STRANGERS + " [1-9].*"))));
            assertThat(metrics(port)).contains("alidade_shadow_decisions_total{decision=\"admitted\"} 1.0",
                    "alidade_shadow_decisions_total{decision=\"refused\"} 1.0",
                    "alidade_shadow_disagreements_total 0.0",
                    "alidade_drift{kind=\"thread-cpus-drift\"} 0.0");
            assertThat(answer(port, "/readyz")).isEqualTo("ok");
            // The one CPU that pods may ask for is taken.
            assertThat(executed(kubelet, "alidade", "java", "@/alidade", "ask", "copies", "--shape",
                    "cpu=100m,memory=1Mi", "--node-socket", "/var/lib/alidade/agent.sock").out()).contains("OutOfcpu");
        }
    }

    private static String ownCpu(String name) {
        return new Scenario.Pod(name, "containers: [{name: c, image: \"example.test/busybox:1\","
                + " imagePullPolicy: Never, resources: {limits: {cpu: 1, memory: 32Mi}}}]").manifest();
    }

    private static List<String> metrics(int port) {
        try {
            return answer(port, "/metrics").lines().toList();
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    /// What `kubectl exec` does.
    private static String exec(StandaloneKubelet kubelet, String pod, String... command) {
        Finished run = executed(kubelet, pod, command);
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        return run.out();
    }

    private static Finished executed(StandaloneKubelet kubelet, String pod, String... command) {
        Matcher container = CONTAINER.matcher(kubelet.described(pod));
        assertThat(container.find()).isTrue();
        List<String> arguments = new ArrayList<>(List.of("tasks", "exec", "--exec-id", "e" + System.nanoTime(),
                container.group(1)));
        arguments.addAll(List.of(command));
        return ctr(kubelet, arguments.toArray(String[]::new));
    }

    private static boolean isReady(StandaloneKubelet kubelet) {
        Fields pod = Fields.of(DocumentReader.mapping(DocumentReader.readOne("pod",
                kubelet.described("alidade").getBytes(StandardCharsets.UTF_8))));
        return pod.object("status").orElseThrow().objects("conditions").stream()
                .anyMatch(condition -> condition.string("type").filter("Ready"::equals).isPresent()
                        && condition.string("status").filter("True"::equals).isPresent());
    }

    private static String answer(int port, String path) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                    HttpResponse.BodyHandlers.ofString()).body().strip();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /// The pod that the chart's DaemonSet makes, as a static one, which has no account and takes its ConfigMap from a folder.
    private String pod(StandaloneKubelet kubelet, int port) throws IOException {
        String rendered = Chart.template(folder, "--set", "kubelet.api.enabled=false", "--set",
                "image.pullPolicy=Never", "--set", "nri.socket=" + kubelet.nriSocket(), "--set",
                "kubelet.dir=" + kubelet.root(), "--set", "stateDir=" + folder.resolve("state"), "--set",
                "port=" + port, "--set", "configuration.topologyManagerPolicy=single-numa-node",
                // The one CPU that is not reserved is for another pod.
                "--set", "resources.requests.cpu=0").out();
        Path configuration = Files.createDirectory(folder.resolve("configuration"));
        Files.writeString(configuration.resolve("kubelet.yaml"),
                Chart.configuration(Chart.objects(rendered, "ConfigMap").getFirst()));
        String json = staticPod(rendered);
        String map = "\"configMap\":{\"name\":\"alidade\"}";
        assertThat(json).contains(map);
        return json.replace(map, "\"hostPath\":{\"path\":\"" + configuration + "\"}");
    }

    /// Likewise that of a shadow, with a token of the test and a name for the node, and without an API server.
    private String shadowPod(StandaloneKubelet kubelet, int port) throws IOException {
        Path pki = Path.of(setting(kubelet, "containerRuntimeEndpoint: unix://")).resolveSibling("pki/kubelet.crt");
        String json = staticPod(Chart.template(folder, "--set", "mode=shadow", "--set", "shadow.events=false", "--set",
                "image.pullPolicy=Never", "--set", "port=" + port, "--set", "resources.requests.cpu=0", "--set",
                "kubelet.api.address=https://$(NODE_NAME):" + setting(kubelet, "port: "), "--set",
                "kubelet.api.ca=" + pki).out());
        Path account = Files.createDirectory(folder.resolve("account"));
        Files.writeString(account.resolve("token"), "token\n");
        String volumes = "\"volumes\":[";
        String mounts = "\"volumeMounts\":[";
        assertThat(json).containsOnlyOnce(volumes).containsOnlyOnce(mounts).contains("\"/host/proc\"");
        return json.replace(volumes, "\"hostAliases\":[{\"ip\":\"127.0.0.1\",\"hostnames\":[\"n1\"]}]," + volumes
                + "{\"name\":\"account\",\"hostPath\":{\"path\":\"" + account + "\"}},")
                .replace(mounts, mounts + "{\"name\":\"account\",\"mountPath\":"
                        + "\"/var/run/secrets/kubernetes.io/serviceaccount\",\"readOnly\":true},");
    }

    private static String staticPod(String rendered) {
        Fields template = Chart.podTemplate(Chart.objects(rendered, "DaemonSet").getFirst());
        Value.Builder spec = Value.mapping();
        DocumentNode.Mapping given = template.object("spec").orElseThrow().mapping();
        given.entries().stream().filter(entry -> !entry.key().equals("serviceAccountName"))
                .forEach(entry -> spec.with(entry.key(), Value.of(entry.value())));
        Value metadata = Value.mapping().with("name", "alidade").with("namespace", "default").with("uid", "uid-alidade")
                .with("annotations", Value.texts(template.object("metadata").orElseThrow().strings("annotations")))
                .build();
        return DocumentWriter.toCompactJson(Value.mapping().with("apiVersion", "v1").with("kind", "Pod")
                .with("metadata", metadata).with("spec", spec).build());
    }
}
