package io.alidade.view;

import io.alidade.engine.pod.ContainerKind;
import io.alidade.kube.document.Value;
import io.alidade.plan.alignment.Placement;
import io.alidade.plan.alignment.PodAlignment;
import io.alidade.plan.explain.Explanation;
import io.alidade.plan.explain.Explanation.Container;
import io.alidade.plan.explain.Explanation.Merge;
import io.alidade.plan.explain.Explanation.Pod;
import io.alidade.plan.explain.Explanation.Resource;
import io.alidade.plan.explain.Explanation.Shortage;
import io.alidade.plan.explain.Explanation.Step;
import io.alidade.plan.whatif.Change;
import io.alidade.plan.whatif.WhatIf;
import io.alidade.plan.whatif.WhatIfs;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/// An [Explanation] as the document of kind `Explanation` (docs/schemas/explanation.schema.json). What is absent is left out.
public final class ExplanationDocument {
    private ExplanationDocument() {}

    /// The document of an explanation.
    ///
    /// @param machine what the machine is called
    public static Value.Mapping of(String machine, Explanation explanation) {
        return Value.mapping().with("apiVersion", "alidade.io/v1").with("kind", "Explanation")
                .with("machine", machine).with("kubeletVersion", explanation.kubeletVersion().minor())
                .with("startError", explanation.startError().map(Value::of))
                .with("startReasons", explanation.startReasons().isEmpty() ? Optional.empty()
                        : Optional.of(Value.texts(explanation.startReasons())))
                .with("policies", Headline.document(explanation.policies()))
                .with("warnings", Value.texts(explanation.warnings()))
                .with("pods", list(explanation.pods(), ExplanationDocument::pod)).build();
    }

    private static Value pod(Pod pod) {
        return Value.mapping().with("name", pod.name()).with("namespace", pod.namespace()).with("uid", pod.uid())
                .with("verdict", pod.refusal().isPresent() ? "refused" : "admitted")
                .with("aligned", pod.placement().filter(Placement.ALIGNED::equals).isPresent())
                .with("placement", pod.placement().map(placement -> Value.of(placement.wireName())))
                .with("preferred", pod.alignment().flatMap(PodAlignment::preferred).map(Value::of))
                .with("reason", pod.refusal().map(refusal -> Value.of(refusal.reason())))
                .with("message", pod.refusal().map(refusal -> Value.of(refusal.message())))
                .with("qos", Value.mapping().with("class", pod.qos().qosClass().wireName())
                        .with("why", pod.qos().why()))
                .with("rules", pod.rules().isEmpty() ? Optional.empty() : Optional.of(Value.texts(pod.rules())))
                .with("scope", pod.scope()).with("steps", list(pod.steps(), ExplanationDocument::step))
                .with("containers", list(pod.containers(), ExplanationDocument::container))
                .with("shortages", list(pod.shortages(), ExplanationDocument::shortage))
                .with("reasons", Value.texts(pod.reasons())).with("warnings", Value.texts(pod.warnings()))
                .with("fitsEmptyNode", pod.whatIf().map(found -> Value.of(found.fitsEmptyNode())))
                .with("whatIf", pod.whatIf().map(found -> list(found.answers(), ExplanationDocument::whatIf)))
                .with("whatIfCutShort", pod.whatIf().filter(WhatIfs::isCut).map(found -> Value.of(true))).build();
    }

    private static Value step(Step step) {
        return Value.mapping().with("container", step.container().map(Value::of))
                .with("resources", list(step.resources(), ExplanationDocument::resource))
                .with("merge", step.merge().map(ExplanationDocument::merge)).build();
    }

    private static Value resource(Resource resource) {
        return Value.mapping().with("provider", resource.provider()).with("resource", resource.resource())
                .with("asked", optional(resource.asked())).with("answer", resource.answer().map(Value::of))
                .with("minimal", optional(resource.minimal()))
                .with("preferred", resource.preferred().isEmpty() ? Optional.empty()
                        : Optional.of(list(resource.preferred(), ExplanationDocument::ids)))
                .with("numaNodes", list(resource.numaNodes(), numaNode -> Value.mapping().with("id", numaNode.id())
                        .with("available", unsigned(numaNode.available())).with("enough", numaNode.isEnough()).build()))
                .with("withoutNumaNode", optional(resource.withoutNumaNode()))
                .build();
    }

    private static Value merge(Merge merge) {
        return Value.mapping().with("rule", merge.rule())
                .with("affinity", Value.mapping()
                        .with("numaNodes", merge.affinity().map(ExplanationDocument::ids))
                        .with("preferred", merge.preferred()))
                .with("admitted", merge.admitted()).with("why", merge.why()).build();
    }

    private static Value container(Container container) {
        Value.Builder document = Value.mapping().with("name", container.name())
                .with("init", container.kind() == ContainerKind.APP ? Optional.empty() : Optional.of(Value.of(true)))
                .with("exclusiveCpuCount", container.exclusiveCpus()).with("cpusWhy", container.cpusWhy())
                .with("cpuChoice", container.choice().map(Value::of));
        container.given().ifPresent(given -> {
            Value.Builder devices = Value.mapping();
            given.devices().forEach((resource, held) -> devices.with(resource, Value.texts(held)));
            document.with("exclusiveCpus", given.exclusiveCpus().map(cpus -> Value.of(cpus.toListString())))
                    .with("memory", given.memory().isEmpty() ? Optional.empty()
                            : Optional.of(list(given.memory(), block -> Value.mapping().with("type", block.type())
                                    .with("numaNodes", ids(block.numaNodes()))
                                    .with("bytes", unsigned(block.bytes())).build())))
                    .with("devices", given.devices().isEmpty() ? Optional.empty() : Optional.of(devices.build()));
        });
        return document.build();
    }

    private static Value shortage(Shortage shortage) {
        return Value.mapping()
                .with("numaNodes", shortage.numaNodes().isEmpty() ? Optional.empty()
                        : Optional.of(ids(shortage.numaNodes())))
                .with("resource", shortage.resource()).with("asked", unsigned(shortage.asked()))
                .with("available", unsigned(shortage.available())).with("missing", unsigned(shortage.missing()))
                .build();
    }

    private static Value whatIf(WhatIf answer) {
        return change(answer.change()).with("aligned", answer.placement() == Placement.ALIGNED)
                .with("placement", answer.placement().wireName()).with("description", answer.description()).build();
    }

    private static Value.Builder change(Change change) {
        Optional<Value> pods = change instanceof Change.Removal(List<String> uids, List<String> _)
                ? Optional.of(Value.texts(uids)) : Optional.empty();
        Optional<Value> container = change instanceof Change.Request request ? request.container().map(Value::of)
                : Optional.empty();
        Optional<Value> changes = change instanceof Change.Together(List<Change> several)
                ? Optional.of(list(several, one -> change(one).build())) : Optional.empty();
        return Value.mapping().with("kind", change.kind()).with("container", container)
                .with("resource", change.resource().map(Value::of)).with("from", change.from())
                .with("to", change.to().map(Value::of)).with("pods", pods).with("changes", changes);
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

    private static Value unsigned(long number) {
        return Value.of(new BigDecimal(new BigInteger(Long.toUnsignedString(number))));
    }
}
