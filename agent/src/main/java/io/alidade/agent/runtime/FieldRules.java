package io.alidade.agent.runtime;

import io.alidade.kube.document.DocumentWriter;
import io.alidade.kube.document.Fields;
import io.alidade.kube.document.Value;
import java.util.Map;
import java.util.Set;

/// What becomes of the fields of one kind of object in a pod: whatever is not named here refuses the pod, so that nothing is
/// silently left out.
///
/// @param followed      looked at here, or decided on before anything runs
/// @param withoutEffect of no meaning to a pod that is on its node already
/// @param defaults      by field, the values (as JSON) with which a pod says no more than without the field
record FieldRules(Set<String> followed, Set<String> withoutEffect, Map<String, Set<String>> defaults) {
    static final FieldRules POD = new FieldRules(
            Set.of("containers", "initContainers", "restartPolicy", "terminationGracePeriodSeconds", "volumes",
                    "securityContext", "hostNetwork", "hostPID", "hostIPC", "nodeName", "nodeSelector", "affinity",
                    "tolerations", "priority", "priorityClassName", "os", "resources", "overhead"),
            Set.of("preemptionPolicy", "schedulerName", "topologySpreadConstraints", "enableServiceLinks",
                    "automountServiceAccountToken", "dnsPolicy"),
            Map.of("hostUsers", Set.of("true"), "shareProcessNamespace", Set.of("false"), "setHostnameAsFQDN",
                    Set.of("false"), "ephemeralContainers", Set.of("[]"), "imagePullSecrets", Set.of("[]"),
                    "hostAliases", Set.of("[]"), "readinessGates", Set.of("[]"), "schedulingGates", Set.of("[]"),
                    "resourceClaims", Set.of("[]")));
    static final FieldRules CONTAINER = new FieldRules(
            Set.of("name", "image", "imagePullPolicy", "command", "args", "env", "workingDir", "resources",
                    "restartPolicy", "volumeMounts", "securityContext", "ports", "terminationMessagePath",
                    "terminationMessagePolicy"),
            Set.of("resizePolicy"),
            Map.of("stdin", Set.of("false"), "stdinOnce", Set.of("false"), "tty", Set.of("false"), "envFrom",
                    Set.of("[]"), "volumeDevices", Set.of("[]"), "restartPolicyRules", Set.of("[]")));
    static final FieldRules POD_SECURITY = new FieldRules(
            Set.of("runAsUser", "runAsGroup", "runAsNonRoot", "supplementalGroups", "fsGroup", "seccompProfile"),
            Set.of("fsGroupChangePolicy"),
            Map.of("supplementalGroupsPolicy", Set.of("\"Merge\""), "sysctls", Set.of("[]")));
    static final FieldRules SECURITY = new FieldRules(
            Set.of("runAsUser", "runAsGroup", "runAsNonRoot", "capabilities", "privileged", "readOnlyRootFilesystem",
                    "allowPrivilegeEscalation", "seccompProfile"),
            Set.of(), Map.of("procMount", Set.of("\"Default\"")));
    static final FieldRules CAPABILITIES = followed("add", "drop");
    static final FieldRules SECCOMP = followed("type", "localhostProfile");
    static final FieldRules VOLUME = followed("name", "emptyDir", "hostPath");
    static final FieldRules EMPTY_DIR = followed("medium", "sizeLimit");
    static final FieldRules HOST_PATH = followed("path", "type");
    static final FieldRules MOUNT = new FieldRules(
            Set.of("name", "readOnly", "mountPath", "subPath", "mountPropagation"), Set.of(),
            Map.of("recursiveReadOnly", Set.of("\"Disabled\"", "\"IfPossible\"")));
    static final FieldRules PORT = new FieldRules(Set.of("containerPort", "hostPort", "protocol", "hostIP"),
            Set.of("name"), Map.of());
    static final FieldRules VARIABLE = followed("name", "value", "valueFrom");
    static final FieldRules VARIABLE_SOURCE = followed("fieldRef", "resourceFieldRef");
    static final FieldRules FIELD_REFERENCE = new FieldRules(Set.of("fieldPath"), Set.of(),
            Map.of("apiVersion", Set.of("\"v1\"", "\"\"")));
    static final FieldRules RESOURCE_REFERENCE = followed("containerName", "resource", "divisor");

    FieldRules {
        followed = Set.copyOf(followed);
        withoutEffect = Set.copyOf(withoutEffect);
        defaults = Map.copyOf(defaults);
    }

    private static FieldRules followed(String... fields) {
        return new FieldRules(Set.of(fields), Set.of(), Map.of());
    }

    /// Looks at all fields of an object.
    ///
    /// @throws io.alidade.kube.document.BadInput with the first that would be left out
    void check(Fields fields) {
        for (String key : fields.keys()) {
            if (!fields.has(key) || followed.contains(key) || withoutEffect.contains(key)) {
                continue;
            }
            String value = fields.node(key).map(node -> DocumentWriter.toCompactJson(Value.of(node)).strip())
                    .orElse("");
            if (!defaults.getOrDefault(key, Set.of()).contains(value)) {
                throw UnsupportedField.at(fields.path(key), "is not followed.");
            }
        }
    }
}
