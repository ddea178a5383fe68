package io.alidade.agent.runtime;

import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.ResourceAmounts;
import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.document.Fields;
import io.alidade.kube.pod.PodManifest;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the variables of containers: values, and what a pod says of itself.
final class EnvironmentReader {
    private static final Pattern ENTRY = Pattern.compile("metadata\\.(labels|annotations)\\['([^']+)'\\]");
    private static final Pattern AMOUNT = Pattern.compile("(limits|requests)\\.(.+)");

    private final PodManifest manifest;
    private final Fields object;

    /// @param object the whole pod
    EnvironmentReader(PodManifest manifest, Fields object) {
        this.manifest = manifest;
        this.object = object;
    }

    Map<String, String> read(Fields container) {
        Map<String, String> environment = new LinkedHashMap<>();
        for (Fields variable : container.objects("env")) {
            FieldRules.VARIABLE.check(variable);
            String name = variable.string("name").orElse("");
            if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
                throw UnsupportedField.at(variable.path("name"), "is not the name of a variable.");
            }
            String value = variable.string("value").orElse("");
            Optional<Fields> source = variable.object("valueFrom");
            if (source.isPresent() && !value.isEmpty()) {
                throw UnsupportedField.at(variable.path("valueFrom"), "stands beside value, and a variable has one.");
            }
            environment.put(name, source.isPresent() ? from(source.get(), container.string("name").orElse(""))
                    : References.expand(value, environment));
        }
        return environment;
    }

    private String from(Fields source, String container) {
        FieldRules.VARIABLE_SOURCE.check(source);
        Optional<Fields> field = source.object("fieldRef");
        Optional<Fields> resource = source.object("resourceFieldRef");
        if (field.isPresent() == resource.isPresent()) {
            throw UnsupportedField.at(source.path(), "is not one of fieldRef and resourceFieldRef.");
        }
        return field.isPresent() ? field(field.get()) : amount(resource.orElseThrow(), container);
    }

    private String field(Fields reference) {
        FieldRules.FIELD_REFERENCE.check(reference);
        String path = reference.string("fieldPath").orElse("");
        Matcher entry = ENTRY.matcher(path);
        if (entry.matches()) {
            return object.object("metadata")
                    .map(metadata -> metadata.strings(entry.group(1)).getOrDefault(entry.group(2), "")).orElse("");
        }
        return switch (path) {
            case "metadata.name" -> manifest.request().name();
            case "metadata.namespace" -> manifest.request().namespace();
            case "metadata.uid" -> manifest.request().uid();
            default -> throw UnsupportedField.at(reference.path("fieldPath"), "is " + reference.describe("fieldPath")
                    + ", not metadata.name, .namespace, .uid, .labels['KEY'] or .annotations['KEY'].");
        };
    }

    /// An amount in units of the divisor, rounded up: CPUs by thousandths, everything else by whole units.
    private String amount(Fields reference, String own) {
        FieldRules.RESOURCE_REFERENCE.check(reference);
        String container = reference.string("containerName").filter(name -> !name.isEmpty()).orElse(own);
        Matcher said = AMOUNT.matcher(reference.string("resource").orElse(""));
        Optional<ResourceAmounts> amounts = manifest.request().containers().stream()
                .filter(other -> other.name().equals(container)).map(ContainerRequest::resources).findFirst();
        if (amounts.isEmpty()) {
            throw UnsupportedField.at(reference.path("containerName"), "is \"" + container
                    + "\", and the pod has no such container.");
        }
        if (!said.matches() || !isKnown(said.group(2))) {
            throw UnsupportedField.at(reference.path("resource"), "is " + reference.describe("resource")
                    + ", not limits. or requests. of cpu, memory, ephemeral-storage or hugepages.");
        }
        boolean isLimit = said.group(1).equals("limits");
        Quantity amount = (isLimit ? amounts.get().limits() : amounts.get().requests()).get(said.group(2));
        if (amount == null && isLimit) {
            throw UnsupportedField.at(reference.path("resource"), "is " + reference.describe("resource")
                    + ", and container " + container + " has no such limit.");
        }
        Quantity divisor = reference.quantity("divisor").filter(size -> !size.isZero()).orElseGet(() -> Quantity.of(1));
        if (divisor.signum() < 0) {
            throw UnsupportedField.at(reference.path("divisor"), "is below 0.");
        }
        return rounded(said.group(2), amount == null ? Quantity.ZERO : amount, divisor);
    }

    private static boolean isKnown(String resource) {
        return List.of("cpu", "memory", "ephemeral-storage").contains(resource) || resource.startsWith("hugepages-");
    }

    private static String rounded(String resource, Quantity amount, Quantity divisor) {
        BigDecimal units = resource.equals("cpu")
                ? BigDecimal.valueOf(amount.ceilMillis()).divide(
                        BigDecimal.valueOf(divisor.ceilMillis()), 0, RoundingMode.CEILING)
                : BigDecimal.valueOf(amount.ceilUnits()).divide(BigDecimal.valueOf(divisor.ceilUnits()), 0,
                        RoundingMode.CEILING);
        return units.toPlainString();
    }
}
