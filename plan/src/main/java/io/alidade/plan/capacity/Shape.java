package io.alidade.plan.capacity;

import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentWriter;
import io.alidade.kube.document.Value;
import io.alidade.kube.pod.EffectiveRequests;
import io.alidade.kube.pod.PodManifest;
import io.alidade.kube.pod.PodManifests;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// A pod of which many are wanted: what it asks for, under a name.
///
/// @param name for people, and in a mix
/// @param pod  of which copies are made
/// @param note what was added to what was asked for, if anything
public record Shape(String name, PodManifest pod, Optional<String> note) {
    /// More of one resource is a slip of the pen: a CPU for each id that CPUs may have, an exbibyte, as many devices as CPUs.
    static final long MOST_UNITS = 65_536;
    static final long MOST_BYTES = 1L << 60;

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?");
    private static final String CURE = "Write [NAME:]RESOURCE=AMOUNT,...: train:cpu=8,memory=32Gi,nvidia.com/gpu=1";
    private static final String LEAST_MEMORY = "64Mi";

    public Shape {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a shape has no name.");
        }
    }

    /// A shape as it is written in few words: `cpu=8,memory=32Gi,nvidia.com/gpu=1`, with `NAME:` before it or without; then
    /// it is called as it is written. Requests and limits are the same. Who asks for CPUs and for no memory gets a little of
    /// it: a pod without is not Guaranteed, and no CPUs would be its own (cpu-manager 6.2).
    ///
    /// @throws BadInput if it is no such text, or asks for nothing, or for what no machine has
    public static Shape parse(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        if (colon >= 0 && !NAME.matcher(name).matches()) {
            throw wrong(text, "'" + name + "' is not a name of small letters, digits and dashes", CURE);
        }
        Map<String, String> amounts = amounts(text, text.substring(colon + 1));
        Optional<String> note = Optional.empty();
        if (amounts.containsKey("cpu") && !amounts.containsKey("memory")) {
            amounts.put("memory", LEAST_MEMORY);
            note = Optional.of(name + ": memory=" + LEAST_MEMORY + " is added, since a pod without memory is not"
                    + " Guaranteed and gets no CPUs of its own");
        } else if (!amounts.containsKey("cpu") && amounts.containsKey("memory")) {
            note = Optional.of(name + ": without cpu it is not Guaranteed: only its devices are aligned");
        }
        return new Shape(name, pod(text, colon < 0 ? podName(amounts) : name, amounts), note);
    }

    /// The shape of a pod that a manifest describes.
    public static Shape of(PodManifest pod) {
        String name = pod.request().name();
        return new Shape(name.endsWith("-0") ? name.substring(0, name.length() - 2) : name, pod, Optional.empty());
    }

    /// The shapes of the pods of manifests, each once: replicas ask for the same. Of two with one name the second is called
    /// by its namespace, too.
    public static List<Shape> of(List<PodManifest> pods) {
        Map<PodManifest, Shape> byRequest = new LinkedHashMap<>();
        pods.forEach(pod -> byRequest.putIfAbsent(pod.nameless(), of(pod)));
        Map<String, Shape> byName = new LinkedHashMap<>();
        for (Shape shape : byRequest.values()) {
            String name = shape.name;
            for (int number = 2; byName.containsKey(name); number++) {
                name = shape.name + "-" + number;
            }
            byName.put(name, shape.named(name));
        }
        return List.copyOf(byName.values());
    }

    /// The same under another name.
    public Shape named(String other) {
        return new Shape(other, pod, note);
    }

    /// A pod of this shape, told from others, also from those that run, by a number: whether there is room for it, be nobody ended for
    /// it.
    public PodManifest copy(int number) {
        return pod.copied(pod.request().name() + "-" + number);
    }

    /// What it takes of a node, by resource name.
    public Map<String, Quantity> requests() {
        return EffectiveRequests.of(pod);
    }

    /// `cpu 8, memory 32Gi`.
    public String asks() {
        return EffectiveRequests.text(pod);
    }

    /// A pod of the same name that asks for other amounts.
    PodManifest asking(Map<String, String> amounts) {
        return pod(name, pod.request().name(), amounts);
    }

    private static Map<String, String> amounts(String text, String list) {
        Map<String, String> amounts = new TreeMap<>();
        for (String entry : list.split(",", -1)) {
            int equals = entry.indexOf('=');
            String resource = equals < 0 ? "" : entry.substring(0, equals).strip();
            if (resource.isEmpty()) {
                throw wrong(text, "'" + entry + "' is no amount of a resource", CURE);
            }
            String amount = entry.substring(equals + 1).strip();
            check(text, resource, amount);
            if (amounts.put(resource, amount) != null) {
                throw wrong(text, resource + " is given twice", "Leave out one.");
            }
        }
        return amounts;
    }

    private static void check(String text, String resource, String amount) {
        Quantity quantity;
        try {
            quantity = Quantity.parse(amount);
        } catch (IllegalArgumentException _) {
            throw wrong(text, "'" + amount + "' is no quantity of " + resource, "Write 8, 500m or 32Gi.");
        }
        if (quantity.signum() <= 0) {
            throw wrong(text, resource + " is " + amount + ", not above 0", "Leave it out, or ask for some.");
        }
        boolean isBytes = resource.equals("memory") || resource.equals("ephemeral-storage")
                || resource.startsWith("hugepages-");
        long most = isBytes ? MOST_BYTES : MOST_UNITS;
        if (quantity.compareTo(Quantity.of(most)) > 0) {
            throw wrong(text, resource + " is " + amount + ", more than any machine has ("
                    + (isBytes ? Quantity.ofBytes(most) : Quantity.of(most)).toText() + ")", "Check the unit.");
        }
    }

    private static PodManifest pod(String text, String podName, Map<String, String> amounts) {
        Value.Builder given = Value.mapping();
        amounts.forEach((resource, amount) -> given.with(resource, amount));
        Value resources = given.build();
        Value pod = Value.mapping().with("apiVersion", "v1").with("kind", "Pod")
                .with("metadata", Value.mapping().with("name", podName).build())
                .with("spec", Value.mapping().with("containers", Value.sequence(List.of(Value.mapping()
                        .with("name", "main").with("resources", Value.mapping().with("requests", resources)
                                .with("limits", resources).build())
                        .build()))).build())
                .build();
        try {
            return PodManifests.read(text, DocumentWriter.toJson(pod).getBytes(StandardCharsets.UTF_8),
                    OptionalInt.empty()).pods().getFirst();
        } catch (BadInput wrong) {
            throw wrong(text, wrong.problem(), wrong.cure());
        }
    }

    private static String podName(Map<String, String> amounts) {
        List<String> parts = new ArrayList<>();
        amounts.forEach((resource, amount) -> parts.add(resource.substring(resource.indexOf('/') + 1) + amount));
        return String.join("-", parts).toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }

    private static BadInput wrong(String text, String what, String cure) {
        String sentence = what.endsWith(".") ? what : what + ".";
        return new BadInput("the shape '" + text + "': " + sentence, cure);
    }
}
