package io.alidade.kube.pod;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Entry;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.DocumentNode.ScalarKind;
import io.alidade.kube.document.DocumentNode.Sequence;
import io.alidade.kube.document.Fields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Finds pod templates in objects of kinds that Kubernetes itself does not have (JobSet, MPIJob, RayCluster, Rollout …):
/// wherever a mapping has a `spec` with a list of `containers`.
///
/// A template stands for as many pods as the product of the `replicas` and `parallelism` on the way to it, 1 where there
/// are none. A LeaderWorkerSet's group has `size` pods, a workflow's template is a pod of its own, and a virtual machine is
/// the launcher pod that it becomes ([LauncherPod]).
public final class PodTemplates {
    private static final int MAX_DEPTH = 24;
    private static final int MAX_VISITED = 20_000;
    private static final int MAX_TEMPLATES = 1_000;
    private static final Set<String> WORKFLOWS = Set.of("Workflow", "WorkflowTemplate", "ClusterWorkflowTemplate",
            "CronWorkflow");

    /// One template.
    ///
    /// @param path     where it is in its object: `spec.template`
    /// @param label    what tells it from the other templates of the object; may be empty
    /// @param template a mapping with a `spec`
    /// @param replicas how many pods are made of it
    /// @param note     what was assumed; may be empty
    public record Found(String path, String label, Mapping template, int replicas, String note) {
        /// What pods of the template are called, by the name of their object.
        public String nameOf(String object) {
            return label.isEmpty() ? object : object + "-" + label;
        }
    }

    private final List<Found> found = new ArrayList<>();
    private int visited;

    private PodTemplates() {}

    /// The templates of an object, in file order; none if it has none. Kinds of Kubernetes itself are found too.
    ///
    /// @throws BadInput if there are too many, or a count is no number
    public static List<Found> in(Mapping object) {
        PodTemplates search = new PodTemplates();
        String kind = text(object, "kind");
        String version = text(object, "apiVersion");
        if (version.startsWith("kubevirt.io/")) {
            LauncherPod.of(object).ifPresent(search.found::add);
        } else if (WORKFLOWS.contains(kind) && version.startsWith("argoproj.io/")) {
            search.workflow(object);
        } else if (kind.equals("LeaderWorkerSet")) {
            search.leaderWorkerSet(object);
        } else if (!kind.equals("CustomResourceDefinition")) {
            search.walk(object, "", "", 1, 0);
        }
        if (version.startsWith("serving.knative.dev/")) {
            search.found.replaceAll(found -> new Found(found.path(), found.label(), named(found.template()),
                    found.replicas(), found.note()));
        }
        return distinct(search.found);
    }

    /// A template alone needs no label, and of several no two have the same.
    private static List<Found> distinct(List<Found> templates) {
        List<Found> labelled = new ArrayList<>();
        Set<String> labels = new HashSet<>();
        for (Found found : templates) {
            String label = templates.size() == 1 ? "" : found.label();
            while (!labels.add(label)) {
                label = found.label() + (found.label().isEmpty() ? "" : "-") + labels.size();
            }
            labelled.add(new Found(found.path(), label, found.template(), found.replicas(), found.note()));
        }
        return labelled;
    }

    private void walk(Mapping mapping, String path, String label, long before, int depth) {
        if (depth > MAX_DEPTH || ++visited > MAX_VISITED || found.size() >= MAX_TEMPLATES) {
            return;
        }
        long replicas = Math.min(before * count(mapping, "replicas") * count(mapping, "parallelism"),
                Integer.MAX_VALUE);
        boolean isTemplate = !path.isEmpty() && mapping.find("spec").filter(PodTemplates::isPodSpec).isPresent();
        if (isTemplate) {
            found.add(new Found(path, label, mapping, (int) replicas, ""));
            return;
        }
        String own = text(mapping, "name").isEmpty() ? text(mapping, "groupName") : text(mapping, "name");
        String inner = path.isEmpty() || own.isEmpty() ? label : own;
        for (Entry entry : mapping.entries()) {
            String below = path.isEmpty() ? entry.key() : path + "." + entry.key();
            switch (entry.value()) {
                case Mapping child -> walk(child, below, label(inner, entry.key(), child), replicas, depth + 1);
                case Sequence list -> {
                    for (int i = 0; i < list.items().size(); i++) {
                        if (list.items().get(i) instanceof Mapping child) {
                            walk(child, below + "[" + i + "]", inner, replicas, depth + 1);
                        }
                    }
                }
                case Scalar _ -> {
                }
            }
        }
    }

    /// `worker` of `Worker: {template: …}`, `head` of `headGroupSpec`.
    private static String label(String outer, String key, Mapping child) {
        boolean isHolder = child.entries().stream().anyMatch(entry -> entry.key().endsWith("emplate")
                && entry.value() instanceof Mapping);
        if (!isHolder || key.equals("spec") || key.endsWith("emplate")) {
            return outer;
        }
        String word = key.replace("GroupSpec", "").toLowerCase(Locale.ROOT);
        return word.isEmpty() ? outer : word;
    }

    private static boolean isPodSpec(DocumentNode spec) {
        return spec instanceof Mapping mapping && mapping.find("containers")
                .filter(node -> node instanceof Sequence list && !list.items().isEmpty()
                        && list.items().stream().allMatch(Mapping.class::isInstance))
                .isPresent();
    }

    private static long count(Mapping mapping, String key) {
        return mapping.find(key).isEmpty() || !(mapping.find(key).orElseThrow() instanceof Scalar) ? 1
                : Fields.of(mapping).integer(key, 0, Integer.MAX_VALUE).orElse(1);
    }

    private void leaderWorkerSet(Mapping object) {
        Fields spec = Fields.of(object).object("spec").orElseGet(() -> Fields.of(object));
        long groups = spec.integer("replicas", 0, Integer.MAX_VALUE).orElse(1);
        Fields group = spec.object("leaderWorkerTemplate").orElse(spec);
        long size = group.integer("size", 1, Integer.MAX_VALUE).orElse(1);
        Optional<Mapping> leader = mapping(group, "leaderTemplate");
        leader.ifPresent(template -> found.add(new Found("spec.leaderWorkerTemplate.leaderTemplate", "leader", template,
                capped(groups), "")));
        long workers = leader.isPresent() ? size - 1 : size;
        mapping(group, "workerTemplate").ifPresent(template -> found.add(new Found(
                "spec.leaderWorkerTemplate.workerTemplate", leader.isPresent() ? "worker" : "", template,
                capped(groups * workers), groups + " groups of size " + size)));
    }

    private static int capped(long count) {
        return (int) Math.min(count, Integer.MAX_VALUE);
    }

    private static Optional<Mapping> mapping(Fields fields, String key) {
        return fields.node(key).filter(Mapping.class::isInstance).map(Mapping.class::cast);
    }

    private void workflow(Mapping object) {
        Fields spec = Fields.of(object).object("spec").orElseGet(() -> Fields.of(object));
        Fields inner = spec.object("workflowSpec").orElse(spec);
        String path = "spec" + (spec.has("workflowSpec") ? ".workflowSpec" : "") + ".templates[";
        List<Fields> templates = inner.objects("templates");
        for (int i = 0; i < templates.size() && i < MAX_TEMPLATES; i++) {
            Fields template = templates.get(i);
            Optional<Mapping> main = mapping(template, "container").or(() -> mapping(template, "script"));
            if (main.isPresent()) {
                found.add(new Found(path + i + "]", template.string("name").orElse(Integer.toString(i)),
                        workflowPod(template, main.get()), 1,
                        "once; the executor's own containers are left out"));
            }
        }
    }

    /// Knative names the container that has no name.
    private static Mapping named(Mapping template) {
        return new Mapping(template.position(), template.entries().stream().map(entry -> new Entry(entry.key(),
                entry.keyPosition(), switch (entry.value()) {
                    case Mapping spec when entry.key().equals("spec") -> named(spec);
                    case Sequence list when entry.key().equals("containers") -> new Sequence(list.position(),
                            list.items()
                                    .stream().map(item -> item instanceof Mapping container ? withName(container,
                                            "user-container") : item)
                                    .toList());
                    default -> entry.value();
                })).toList());
    }

    private static Mapping withName(Mapping container, String name) {
        List<Entry> entries = new ArrayList<>(container.entries());
        if (container.find("name").isEmpty()) {
            entries.add(new Entry("name", container.position(), new Scalar(container.position(), ScalarKind.STRING,
                    name)));
        }
        return new Mapping(container.position(), entries);
    }

    private static Mapping workflowPod(Fields template, Mapping main) {
        List<DocumentNode> containers = new ArrayList<>();
        containers.add(withName(main, "main"));
        template.node("sidecars").ifPresent(node -> {
            if (node instanceof Sequence list) {
                containers.addAll(list.items());
            }
        });
        List<Entry> spec = new ArrayList<>();
        spec.add(new Entry("containers", main.position(), new Sequence(main.position(), containers)));
        for (String key : List.of("initContainers", "nodeSelector", "tolerations", "affinity")) {
            template.node(key).ifPresent(node -> spec.add(new Entry(key, node.position(), node)));
        }
        return new Mapping(template.position(), List.of(new Entry("spec", template.position(),
                new Mapping(template.position(), spec))));
    }

    private static String text(Mapping mapping, String key) {
        return mapping.find(key).map(node -> node instanceof Scalar text ? text.text() : "").orElse("");
    }
}
