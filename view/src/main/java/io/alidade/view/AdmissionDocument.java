package io.alidade.view;

import io.alidade.engine.pod.ContainerKind;
import io.alidade.kube.admission.AdmissionReport;
import io.alidade.kube.admission.Offer;
import io.alidade.kube.document.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/// An [AdmissionReport] as the document of kind `AdmissionReport` (docs/schemas/admission-report.schema.json). What is
/// absent is left out; `warnings`, `pods`, `containers` and `numaNodes` are there also when empty.
public final class AdmissionDocument {
    private AdmissionDocument() {}

    /// The document of a report.
    ///
    /// @param machine what the machine is called
    public static Value.Mapping of(String machine, AdmissionReport report) {
        return Value.mapping().with("apiVersion", "alidade.io/v1").with("kind", "AdmissionReport")
                .with("machine", machine).with("kubeletVersion", report.kubeletVersion().minor())
                .with("policies", Headline.document(report.policies()))
                .with("startError", report.startError().map(Value::of))
                .with("warnings", Value.texts(report.warnings()))
                .with("pods", list(report.pods(), AdmissionDocument::pod))
                .with("numaNodes", list(report.numaNodes(), AdmissionDocument::numaNode))
                .with("freeDevicesWithoutNumaNode", numbers(report.freeDevicesWithoutNumaNode())).build();
    }

    private static Value pod(AdmissionReport.Pod pod) {
        return Value.mapping().with("name", pod.name()).with("namespace", pod.namespace()).with("uid", pod.uid())
                .with("qosClass", pod.qosClass().wireName()).with("admitted", pod.refusal().isEmpty())
                .with("reason", pod.refusal().map(refusal -> Value.of(refusal.reason())))
                .with("message", pod.refusal().map(refusal -> Value.of(refusal.message())))
                .with("offers", pod.refusal().filter(refusal -> !refusal.offers().isEmpty())
                        .map(refusal -> list(refusal.offers(), AdmissionDocument::offer)))
                .with("warnings", Value.texts(pod.warnings()))
                .with("defaulted",
                        pod.defaulted().isEmpty() ? Optional.empty() : Optional.of(Value.texts(pod.defaulted())))
                .with("containers", list(pod.containers(), AdmissionDocument::container)).build();
    }

    private static Value offer(Offer offer) {
        return Value.mapping().with("container", offer.container().map(Value::of)).with("resource", offer.resource())
                .with("asked", offer.asked())
                .with("numaNodes", list(offer.numaNodes(), numaNode -> Value.mapping().with("id", numaNode.id())
                        .with("free", unsigned(numaNode.free())).build()))
                .with("withoutNumaNode", optional(offer.withoutNumaNode())).build();
    }

    /// What one container was given.
    public static Value.Mapping container(AdmissionReport.Container container) {
        Value.Builder affinity = Value.mapping().with("numaNodes", container.affinity().map(AdmissionDocument::ids))
                .with("preferred", container.preferred());
        Value.Builder devices = Value.mapping();
        container.devices().forEach((resource, ids) -> devices.with(resource, Value.texts(ids)));
        return Value.mapping().with("name", container.name())
                .with("init", container.kind() == ContainerKind.APP ? Optional.empty() : Optional.of(Value.of(true)))
                .with("exclusiveCpus", container.exclusiveCpus().map(cpus -> Value.of(cpus.toListString())))
                .with("cpus", container.cpus().toListString()).with("affinity", affinity)
                .with("memory", container.memory().isEmpty() ? Optional.empty()
                        : Optional.of(list(container.memory(), AdmissionDocument::block)))
                .with("mems", container.mems().isEmpty() ? Optional.empty()
                        : Optional.of(Value.of(IdLists.text(container.mems()))))
                .with("devices", container.devices().isEmpty() ? Optional.empty() : Optional.of(devices.build()))
                .build();
    }

    private static Value block(AdmissionReport.PinnedMemory block) {
        return Value.mapping().with("type", block.type()).with("numaNodes", ids(block.numaNodes()))
                .with("bytes", unsigned(block.bytes())).build();
    }

    private static Value numaNode(AdmissionReport.NumaNode numaNode) {
        return Value.mapping().with("id", numaNode.id())
                .with("freeCpus", numaNode.freeCpus().map(cpus -> Value.of(cpus.toListString())))
                .with("freeMemoryBytes", optional(numaNode.freeMemoryBytes()))
                .with("freeHugepages", numbers(numaNode.freeHugepages()))
                .with("freeDevices", numbers(numaNode.freeDevices())).build();
    }

    private static <T> Value list(Collection<T> items, Function<T, Value> toValue) {
        return Value.sequence(items.stream().map(toValue).toList());
    }

    private static Value ids(List<Integer> ids) {
        return list(ids, id -> Value.of((long) id));
    }

    private static Optional<Value> optional(OptionalLong number) {
        return number.isPresent() ? Optional.of(unsigned(number.getAsLong())) : Optional.empty();
    }

    private static Optional<Value> numbers(Map<String, ? extends Number> numbers) {
        Value.Builder builder = Value.mapping();
        numbers.forEach((key, number) -> builder.with(key, unsigned(number.longValue())));
        return numbers.isEmpty() ? Optional.empty() : Optional.of(builder.build());
    }

    private static Value unsigned(long number) {
        return Value.of(new BigDecimal(new BigInteger(Long.toUnsignedString(number))));
    }
}
