package io.alidade.agent.api;

import io.alidade.agent.http.HttpRequest;
import io.alidade.agent.http.HttpResponse;
import io.alidade.agent.pod.PodRecord;
import io.alidade.engine.device.Device;
import io.alidade.kube.admission.AdmissionReport;
import io.alidade.kube.admission.AdmissionRun;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.document.Value;
import io.alidade.kube.pod.PodManifest;
import io.alidade.kube.pod.PodManifests;
import io.alidade.live.source.FoundNode;
import io.alidade.plan.capacity.Copies;
import io.alidade.plan.capacity.Shape;
import io.alidade.plan.explain.Explainer;
import io.alidade.plan.explain.Explanation;
import io.alidade.view.AdmissionDocument;
import io.alidade.view.AdmissionText;
import io.alidade.view.ExplanationDocument;
import io.alidade.view.ExplanationText;
import io.alidade.view.TextStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;

/// Answers questions about the node as it is now, of which nothing comes: would these pods fit, how many of them, and what
/// blocks them.
///
/// An answer may take seconds of a processor, so one is made at a time, and a few may wait.
public final class AskPaths {
    private static final int MAX_COLUMNS = 1_000;
    private static final int MIN_COLUMNS = 40;
    private static final int MAX_WAITING = 8;
    private static final int MAX_PODS = 1_000;
    private static final String ASK = "ask";
    /// The header of an answer that says `yes` or `no`: whether all pods would be admitted, or of each shape one.
    private static final String ANSWER = "Alidade-Answer";

    private final Supplier<Optional<KubeletNode>> node;
    private final Supplier<FoundNode> found;
    private final Function<byte[], Map<String, String>> notRun;
    private final Semaphore waiting = new Semaphore(MAX_WAITING);
    private final Object turn = new Object();

    /// @param node  as it is now; absent while nothing is known of it
    /// @param found machine and configuration
    public AskPaths(Supplier<Optional<KubeletNode>> node, Supplier<FoundNode> found) {
        this(node, found, _ -> Map.of());
    }

    /// Likewise.
    ///
    /// @param notRun which pods of a text this agent cannot run, whatever room there is, and why: by NAMESPACE/NAME
    public AskPaths(Supplier<Optional<KubeletNode>> node, Supplier<FoundNode> found,
            Function<byte[], Map<String, String>> notRun) {
        this.node = node;
        this.found = found;
        this.notRun = notRun;
    }

    /// The answer, if the request is a question.
    ///
    /// @throws io.alidade.kube.document.BadInput if its body holds no pods
    public Optional<HttpResponse> answer(HttpRequest request) {
        List<String> path = request.segments();
        if (path.size() != 3 || !path.subList(0, 2).equals(List.of("v1", ASK))) {
            return Optional.empty();
        }
        Optional<Function<Question, HttpResponse>> kind = switch (path.get(2)) {
            case "fit" -> Optional.of(this::fit);
            case "copies" -> Optional.of(AskPaths::copies);
            case "blocks" -> Optional.of(this::blocks);
            default -> Optional.empty();
        };
        return kind.map(answer -> answer(request, answer));
    }

    private record Question(HttpRequest request, KubeletNode node, List<PodManifest> pods) {}

    private static boolean wantsText(HttpRequest request) {
        return request.headers().getOrDefault("accept", "").startsWith("text/plain");
    }

    /// An explanation, as text or JSON.
    static HttpResponse explained(HttpRequest request, String machine, Explanation explanation) {
        return wantsText(request)
                ? HttpResponse.text(HttpResponse.OK, ExplanationText.of(machine, explanation, true, styleOf(request)))
                : HttpResponse.json(HttpResponse.OK, ExplanationDocument.of(machine, explanation));
    }

    /// How a text is wanted: `?columns=N&colour=true`.
    private static TextStyle styleOf(HttpRequest request) {
        String columns = request.query().getOrDefault("columns", "");
        int width = columns.matches("[0-9]{1,4}") ? Math.clamp(Integer.parseInt(columns), MIN_COLUMNS, MAX_COLUMNS)
                : TextStyle.PLAIN.columns();
        return new TextStyle(width, request.query().getOrDefault("colour", "").equals("true"));
    }

    private HttpResponse answer(HttpRequest request, Function<Question, HttpResponse> answer) {
        if (!request.method().equals("POST")) {
            return HttpResponse.problem(HttpResponse.METHOD_NOT_ALLOWED, request.method() + " is not for this path.",
                    "Send the pods with POST.");
        }
        List<PodManifest> pods = pods(request);
        if (pods.isEmpty() || pods.size() > MAX_PODS) {
            return HttpResponse.problem(HttpResponse.BAD_REQUEST, "the request holds " + pods.size() + " pods.",
                    "Ask about 1 to " + MAX_PODS + " pods, in the body or as ?shape=cpu=4,memory=8Gi.");
        }
        try {
            return inTurn(now -> answer.apply(new Question(request, now, pods)));
        } catch (Busy busy) {
            return HttpResponse.problem(HttpResponse.UNAVAILABLE, String.valueOf(busy.getMessage()), busy.cure());
        }
    }

    /// Why nobody answers at the moment.
    public static final class Busy extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String cure;

        private Busy(String problem, String cure) {
            super(problem);
            this.cure = cure;
        }

        /// What to do.
        public String cure() {
            return cure;
        }
    }

    /// Why pods would be admitted now, one after the other, or would not.
    ///
    /// @param text what they were read from
    /// @throws Busy if nothing is known of the node, or too many questions wait
    public Explanation explained(List<PodManifest> pods, byte[] text) {
        return inTurn(now -> explained(now, pods, text));
    }

    private <T> T inTurn(Function<KubeletNode, T> answer) {
        Optional<KubeletNode> now = node.get();
        if (now.isEmpty()) {
            throw new Busy("nothing is known of the node at the moment.", "See the agent's log, and ask again.");
        }
        if (!waiting.tryAcquire()) {
            throw new Busy("too many questions wait for their answer.", "Ask again later.");
        }
        try {
            synchronized (turn) {
                return answer.apply(now.get());
            }
        } finally {
            waiting.release();
        }
    }

    /// Those of the body, and after them the shapes of the query, `?shape=cpu=4,memory=8Gi;cpu=8`.
    private static List<PodManifest> pods(HttpRequest request) {
        List<PodManifest> pods = new ArrayList<>();
        if (request.body().length > 0) {
            pods.addAll(PodManifests.read("the request", request.body(), OptionalInt.empty()).pods());
        }
        String shapes = request.query().getOrDefault("shape", "");
        if (!shapes.isEmpty()) {
            Arrays.stream(shapes.split(";", -1)).map(Shape::parse).map(Shape::pod).forEach(pods::add);
        }
        return pods;
    }

    private HttpResponse fit(Question question) {
        FoundNode about = found.get();
        Map<String, String> refused = notRun.apply(question.request.body());
        AdmissionReport report = AdmissionRun.of(new KubeletStart.Started(question.node, List.of()), about.version(),
                about.configuration(), question.pods, refused.entrySet().stream()
                        .map(pod -> pod.getKey() + " is not run by this agent: " + pod.getValue()).toList())
                .report();
        String machine = about.found().title();
        HttpResponse answer = wantsText(question.request)
                ? HttpResponse.text(HttpResponse.OK, AdmissionText.of(machine, report, true, styleOf(question.request)))
                : HttpResponse.json(HttpResponse.OK, AdmissionDocument.of(machine, report));
        return answered(answer, report.isPositive() && refused.isEmpty());
    }

    private static HttpResponse answered(HttpResponse answer, boolean isPositive) {
        return answer.with(ANSWER, isPositive ? "yes" : "no");
    }

    private HttpResponse blocks(Question question) {
        Explanation explanation = explained(question.node, question.pods, question.request.body());
        return answered(explained(question.request, found.get().found().title(), explanation),
                explanation.isPositive());
    }

    private Explanation explained(KubeletNode now, List<PodManifest> pods, byte[] text) {
        FoundNode about = found.get();
        Map<String, Explanation.Refusal> refusals = new HashMap<>();
        notRun.apply(text)
                .forEach((pod, why) -> refusals.put(pod, new Explanation.Refusal(PodRecord.UNSUPPORTED_FIELD, why)));
        return Explainer.of(new KubeletStart.Started(now, List.of()), about.machine().withDevices(devices(now)),
                about.configuration(), about.version(), Optional.empty(), pods, List.of(), false)
                .refusing(refusals);
    }

    private static HttpResponse copies(Question question) {
        List<Value> answers = new ArrayList<>();
        boolean hasRoomForEach = true;
        for (Shape shape : Shape.of(question.pods)) {
            Copies copies = Copies.of(question.node, shape);
            hasRoomForEach &= copies.count() > 0;
            answers.add(Value.mapping().with("shape", shape.name()).with("asks", shape.asks())
                    .with("copies", copies.count()).with("split", copies.split())
                    .with("reason", copies.refusal().reason()).with("message", copies.refusal().message())
                    .with("why", Value.texts(Explainer.reasons(copies.node(), shape.copy(copies.count() + 1))))
                    .build());
        }
        return answered(HttpResponse.json(HttpResponse.OK, Value.mapping().with("apiVersion", "alidade.io/v1")
                .with("kind", "AgentCopiesList").with("items", Value.sequence(answers)).build()), hasRoomForEach);
    }

    /// All devices of a node.
    static List<Device> devices(KubeletNode node) {
        var allocations = node.node().allocations().devices();
        List<Device> devices = new ArrayList<>();
        allocations.resources().forEach(resource -> devices.addAll(allocations.devices(resource)));
        return devices;
    }
}
