package io.alidade.agent.runtime;

import io.alidade.agent.runtime.SecuritySpec.Seccomp;
import io.alidade.kube.document.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/// Reads as whom the containers of a pod run: what the container says, and what its pod says where it says nothing.
final class SecurityReader {
    private static final long MAX_ID = Integer.MAX_VALUE;

    private final Optional<Fields> pod;

    SecurityReader(Fields spec) {
        pod = spec.object("securityContext");
        pod.ifPresent(FieldRules.POD_SECURITY::check);
    }

    SecuritySpec read(Fields container) {
        Optional<Fields> own = container.object("securityContext");
        own.ifPresent(FieldRules.SECURITY::check);
        OptionalLong user = id(own, "runAsUser");
        requireOther(own, container, user);
        Optional<Fields> capabilities = own.flatMap(said -> said.object("capabilities"));
        capabilities.ifPresent(FieldRules.CAPABILITIES::check);
        return new SecuritySpec(user, id(own, "runAsGroup"), groups(), flag(own, "privileged"),
                flag(own, "readOnlyRootFilesystem"), flag(own, "allowPrivilegeEscalation"), names(capabilities, "add"),
                names(capabilities, "drop"), seccomp(own));
    }

    /// Of the container, else of the pod.
    private <T> Optional<T> said(Optional<Fields> own, Function<Fields, Optional<T>> read) {
        return own.flatMap(read).or(() -> pod.flatMap(read));
    }

    private OptionalLong id(Optional<Fields> own, String key) {
        return said(own, fields -> id(fields, key)).map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }

    private static Optional<Long> id(Fields fields, String key) {
        OptionalLong value = fields.integer(key, 0, MAX_ID);
        return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
    }

    private static Optional<Boolean> flag(Optional<Fields> own, String key) {
        return own.flatMap(fields -> fields.bool(key));
    }

    private static List<String> names(Optional<Fields> capabilities, String key) {
        return capabilities.map(fields -> fields.stringList(key)).orElse(List.of());
    }

    private List<Long> groups() {
        List<Long> groups = new ArrayList<>();
        pod.ifPresent(fields -> {
            fields.integers("supplementalGroups", 0, Integer.MAX_VALUE).forEach(group -> groups.add((long) group));
            id(fields, "fsGroup").ifPresent(groups::add);
        });
        return groups;
    }

    /// Whom an image names is not known before it runs, so the pod has to say it.
    private void requireOther(Optional<Fields> own, Fields container, OptionalLong user) {
        boolean isWanted = said(own, fields -> fields.bool("runAsNonRoot")).orElse(false);
        if (isWanted && user.orElse(0) == 0) {
            Fields where = own.filter(fields -> fields.has("runAsNonRoot")).or(() -> pod).orElse(container);
            throw UnsupportedField.at(where.path("runAsNonRoot"), user.isPresent() ? "is true, and runAsUser is 0."
                    : "is true, and runAsUser does not say as whom " + container.path() + " is to run.");
        }
    }

    private Optional<Seccomp> seccomp(Optional<Fields> own) {
        return said(own, fields -> fields.object("seccompProfile")).map(profile -> {
            FieldRules.SECCOMP.check(profile);
            Optional<String> file = profile.string("localhostProfile").filter(name -> !name.isEmpty());
            return switch (profile.string("type").orElse("")) {
                case "Unconfined" -> new Seccomp(Seccomp.Kind.UNCONFINED, "");
                case "RuntimeDefault" -> new Seccomp(Seccomp.Kind.RUNTIME_DEFAULT, "");
                case "Localhost" -> new Seccomp(Seccomp.Kind.LOCALHOST, file
                        .filter(name -> !name.startsWith("/") && !name.contains(".."))
                        .orElseThrow(() -> UnsupportedField.at(profile.path("localhostProfile"), "is "
                                + profile.describe("localhostProfile") + ", not a relative path without ..")));
                default -> throw UnsupportedField.at(profile.path("type"), "is " + profile.describe("type")
                        + ", not Unconfined, RuntimeDefault or Localhost.");
            };
        });
    }
}
