package io.alidade.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.agent.Samples;
import io.alidade.agent.pod.AgentPod;
import io.alidade.agent.pod.PodOrigin;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every field of a pod is followed, or of no effect here and documented as such, or refused by its name.
class FieldRulesTest {
    private static final Map<String, FieldRules> RULES = Map.ofEntries(Map.entry("PodSpec", FieldRules.POD),
            Map.entry("Container", FieldRules.CONTAINER), Map.entry("PodSecurityContext", FieldRules.POD_SECURITY),
            Map.entry("SecurityContext", FieldRules.SECURITY), Map.entry("Capabilities", FieldRules.CAPABILITIES),
            Map.entry("SeccompProfile", FieldRules.SECCOMP), Map.entry("Volume", FieldRules.VOLUME),
            Map.entry("EmptyDirVolumeSource", FieldRules.EMPTY_DIR),
            Map.entry("HostPathVolumeSource", FieldRules.HOST_PATH), Map.entry("VolumeMount", FieldRules.MOUNT),
            Map.entry("ContainerPort", FieldRules.PORT), Map.entry("EnvVar", FieldRules.VARIABLE),
            Map.entry("EnvVarSource", FieldRules.VARIABLE_SOURCE),
            Map.entry("ObjectFieldSelector", FieldRules.FIELD_REFERENCE),
            Map.entry("ResourceFieldSelector", FieldRules.RESOURCE_REFERENCE));

    /// A pod in which an object of each kind stands in the place of `@`.
    private static final Map<String, String> PLACES = Map.ofEntries(
            Map.entry("PodSpec", "containers: [{name: c}], @"),
            Map.entry("Container", "containers: [{name: c, @}]"),
            Map.entry("PodSecurityContext", "securityContext: {@}, containers: [{name: c}]"),
            Map.entry("SecurityContext", "containers: [{name: c, securityContext: {@}}]"),
            Map.entry("Capabilities", "containers: [{name: c, securityContext: {capabilities: {@}}}]"),
            Map.entry("SeccompProfile",
                    "containers: [{name: c, securityContext: {seccompProfile: {type: Unconfined, @}}}]"),
            Map.entry("Volume", "volumes: [{name: v, @}], containers: [{name: c}]"),
            Map.entry("EmptyDirVolumeSource", "volumes: [{name: v, emptyDir: {@}}], containers: [{name: c}]"),
            Map.entry("HostPathVolumeSource", "volumes: [{name: v, hostPath: {path: /x, @}}], containers: [{name: c}]"),
            Map.entry("VolumeMount",
                    "volumes: [{name: v}], containers: [{name: c, volumeMounts: [{name: v, mountPath: /x, @}]}]"),
            Map.entry("ContainerPort", "containers: [{name: c, ports: [{containerPort: 1, @}]}]"),
            Map.entry("EnvVar", "containers: [{name: c, env: [{name: E, @}]}]"),
            Map.entry("EnvVarSource", "containers: [{name: c, env: [{name: E, valueFrom: {@}}]}]"),
            Map.entry("ObjectFieldSelector", "containers: [{name: c, env: [{name: E, valueFrom: {fieldRef: {@}}}]}]"),
            Map.entry("ResourceFieldSelector",
                    "containers: [{name: c, env: [{name: E, valueFrom: {resourceFieldRef: {@}}}]}]"));

    /// Read before the rules are asked, and so of the right type here.
    private static final Set<String> READ_AS_LISTS = Set.of("resourceClaims");

    private static Map<String, Set<String>> known() {
        Map<String, Set<String>> known = new TreeMap<>();
        try (var in = FieldRulesTest.class.getResourceAsStream("pod-fields-1.36.txt")) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> !line.startsWith("#"))
                    .forEach(line -> known.put(line.substring(0, line.indexOf(':')),
                            new TreeSet<>(List.of(line.substring(line.indexOf(':') + 2).split(" ", -1)))));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        // What a volume is stands beside its name.
        known.getOrDefault("Volume", new TreeSet<>()).addAll(known.getOrDefault("VolumeSource", Set.of()));
        known.remove("VolumeSource");
        return known;
    }

    private static RunSpec read(String spec) {
        return RunSpecReader.read(AgentPod.read(
                Samples.document("{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {" + spec + "}}"),
                new PodOrigin.Api()));
    }

    static Stream<String> fieldsWithoutRule() {
        return known().entrySet().stream().flatMap(kind -> kind.getValue().stream()
                .filter(field -> !named(rules(kind.getKey())).contains(field))
                .map(field -> kind.getKey() + "." + field));
    }

    private static FieldRules rules(String kind) {
        return Optional.ofNullable(RULES.get(kind)).orElseThrow();
    }

    private static Set<String> named(FieldRules rules) {
        Set<String> named = new HashSet<>(rules.followed());
        named.addAll(rules.withoutEffect());
        return named;
    }

    @Test
    void rules_areOfFieldsThatThereAre() {
        assertThat(known().keySet()).isEqualTo(RULES.keySet());
        known().forEach((kind, fields) -> {
            Set<String> ruled = named(rules(kind));
            ruled.addAll(rules(kind).defaults().keySet());
            assertThat(fields).as(kind).containsAll(ruled);
        });
    }

    @ParameterizedTest
    @MethodSource("fieldsWithoutRule")
    void field_thatIsNotFollowed_refusesThePodByItsName(String field) {
        String kind = field.substring(0, field.indexOf('.'));
        String name = field.substring(field.indexOf('.') + 1);
        assertThatThrownBy(() -> read(
                PLACES.getOrDefault(kind, "").replace("@",
                        name + ": " + (READ_AS_LISTS.contains(name) ? "[{}]" : "{a: b}"))))
                .as(field)
                .isInstanceOf(BadInput.class).hasMessageContaining("." + name + " is not followed.");
    }

    @Test
    void defaults_ofFieldsThatAreNotFollowed_areTaken() {
        RULES.forEach((kind, rules) -> rules.defaults()
                .forEach((field, values) -> values.forEach(value -> assertThatCode(
                        () -> rules.check(
                                Fields.of(DocumentReader.mapping(Samples.document("{" + field + ": " + value + "}")))))
                        .as(kind + "." + field).doesNotThrowAnyException())));
    }

    /// The page of the agent lists them.
    @Test
    void fieldsWithoutEffect_areDocumented() throws IOException {
        String page = Files.readString(Path.of(System.getProperty("alidade.home", ".."), "docs/agent.md"));
        String list = page.lines().filter(line -> line.startsWith("| without effect |")).findFirst().orElseThrow();
        Set<String> documented = new TreeSet<>(
                Arrays.stream(list.split("`", -1)).filter(word -> word.matches("[A-Za-z.\\[\\]]+"))
                        .toList());
        Set<String> ruled = new TreeSet<>();
        RULES.forEach((kind, rules) -> rules.withoutEffect()
                .forEach(field -> ruled.add(kind.equals("ContainerPort") ? "ports[]." + field : field)));
        assertThat(documented).isEqualTo(ruled);
    }
}
