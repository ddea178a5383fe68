package io.alidade.agent.api;

import io.alidade.agent.decision.AgentSnapshot;
import io.alidade.agent.decision.DecisionHistory;
import io.alidade.agent.decision.Reconfiguration;
import io.alidade.agent.decision.Relocation;
import io.alidade.agent.http.HttpRequest;
import io.alidade.agent.http.HttpResponse;
import io.alidade.agent.pod.AgentPod;
import io.alidade.agent.pod.PodOrigin;
import io.alidade.agent.pod.PodRecord;
import io.alidade.agent.socket.SocketUsers;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.Value;
import io.alidade.kube.pod.PodManifest;
import io.alidade.kube.pod.PodManifests;
import io.alidade.live.journal.JournalRecord;
import io.alidade.plan.capacity.LiveDefragmentation;
import io.alidade.plan.capacity.LiveDefragmentation.Move;
import io.alidade.plan.capacity.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;

/// Answers the requests of docs/agent-api.md. Looking is for the group of the socket; pods are added and removed by root and the
/// agent's own user.
public final class AgentApi implements Function<HttpRequest, HttpResponse> {
    private final Pods pods;
    private final Supplier<AgentSnapshot> snapshots;
    private final DecisionHistory history;
    private final Supplier<List<JournalRecord>> past;
    private final Explanations explanations;
    private final Function<KubeletConfiguration, Reconfiguration> plan;
    private final Function<HttpRequest, Optional<HttpResponse>> questions;
    private final Moving moving;
    private final SocketUsers users;

    /// Where pods are added and removed.
    public interface Pods {
        CompletableFuture<PodRecord> submit(AgentPod pod);

        CompletableFuture<Boolean> remove(String uid);
    }

    /// Who moves running containers so that a pod fits.
    public interface Moving {
        /// What has to move.
        ///
        /// @param withMemory whether pinned memory may move, too
        LiveDefragmentation plan(PodManifest wanted, boolean withMemory);

        /// Moves it.
        CompletableFuture<Relocation> make(List<Move> moves);

        /// Lets all of them run anywhere, of which nobody knows better any more.
        ///
        /// @return how many
        CompletableFuture<Integer> release();
    }

    /// @param past      what happened before this process, the newest first
    /// @param questions answers what else may be asked about the node
    /// @param plan      what would become of the pods with another configuration
    /// @param users     who may look, and who may change things
    public AgentApi(Pods pods, Supplier<AgentSnapshot> snapshots, DecisionHistory history,
            Supplier<List<JournalRecord>> past, Explanations explanations,
            Function<KubeletConfiguration, Reconfiguration> plan, Moving moving,
            Function<HttpRequest, Optional<HttpResponse>> questions, SocketUsers users) {
        this.pods = pods;
        this.snapshots = snapshots;
        this.history = history;
        this.past = past;
        this.explanations = explanations;
        this.plan = plan;
        this.questions = questions;
        this.moving = moving;
        this.users = users;
    }

    @Override
    public HttpResponse apply(HttpRequest request) {
        List<String> path = request.segments();
        if (request.peer().filter(users::mayLook).isEmpty()) {
            return HttpResponse.problem(HttpResponse.FORBIDDEN,
                    request.peer().map(users::notForLookers).orElse("this is not for a network."),
                    "Ask as one of them.");
        }
        try {
            if (path.equals(List.of("v1", "pods"))) {
                return switch (request.method()) {
                    case "GET" -> {
                        AgentSnapshot snapshot = snapshots.get();
                        yield HttpResponse.json(HttpResponse.OK, PodDocument.of(snapshot.records(), snapshot));
                    }
                    case "POST" -> changing(request, () -> add(request));
                    default -> noMethod(request);
                };
            }
            if (path.equals(List.of("v1", "events")) && request.method().equals("GET")) {
                return HttpResponse.json(HttpResponse.OK, events());
            }
            if (path.equals(List.of("v1", "plan")) && request.method().equals("POST")) {
                return HttpResponse.json(HttpResponse.OK, PlanDocument.of(plan.apply(
                        KubeletConfigurationReader.LENIENT.read("the request", request.body()))));
            }
            if (path.equals(List.of("v1", "release")) && request.method().equals("POST")) {
                return changing(request, () -> HttpResponse.json(HttpResponse.OK, Value.mapping()
                        .with("apiVersion", "alidade.io/v1").with("kind", "AgentRelease")
                        .with("containers", answer(moving.release())).build()));
            }
            if (path.equals(List.of("v1", "defragment")) && request.method().equals("POST")) {
                return defragment(request);
            }
            boolean isPod = path.size() >= 4 && path.subList(0, 2).equals(List.of("v1", "pods"));
            if (isPod && (path.size() == 4 || (path.size() == 5 && path.get(4).equals("why")))) {
                return ofPod(request, path);
            }
            return questions.apply(request).orElseGet(() -> HttpResponse.problem(HttpResponse.NOT_FOUND,
                    "there is nothing at this path.", "docs/agent-api.md has all paths."));
        } catch (BadInput problem) {
            return HttpResponse.problem(HttpResponse.BAD_REQUEST, String.valueOf(problem.getMessage()),
                    problem.cure());
        } catch (RejectedExecutionException busy) {
            return HttpResponse.problem(HttpResponse.UNAVAILABLE, String.valueOf(busy.getMessage()),
                    "Ask again in a moment.");
        }
    }

    private HttpResponse ofPod(HttpRequest request, List<String> path) {
        AgentSnapshot snapshot = snapshots.get();
        Optional<PodRecord> record = snapshot.find(path.get(2), path.get(3));
        boolean why = path.size() == 5;
        if (record.isEmpty()) {
            return why && request.method().equals("GET") ? whyGone(request, path.get(2) + "/" + path.get(3))
                    : noPod(path.get(2) + "/" + path.get(3));
        }
        return switch (request.method()) {
            case "GET" -> why ? why(request, record.get(), snapshot)
                    : HttpResponse.json(HttpResponse.OK, PodDocument.of(record.get(), snapshot));
            case "DELETE" -> why ? noMethod(request)
                    : changing(request, () -> remove(record.get(), snapshot));
            default -> noMethod(request);
        };
    }

    private static HttpResponse noPod(String pod) {
        return HttpResponse.problem(HttpResponse.NOT_FOUND, "there is no pod " + pod + ".",
                "See alidade agent pods list.");
    }

    /// Of a pod that is not known any more, the journal may tell.
    private HttpResponse whyGone(HttpRequest request, String pod) {
        Optional<JournalRecord> decision = explanations.decision(pod);
        if (decision.isEmpty()) {
            return noPod(pod);
        }
        return explanations.ofGone(decision.get())
                .map(told -> AskPaths.explained(request, explanations.machine(), told))
                .orElseGet(() -> HttpResponse.problem(HttpResponse.NOT_FOUND,
                        "there is no pod " + pod + " any more, and how the node was when it came is not known.",
                        "See alidade journal --decisions --pod " + pod + "."));
    }

    private HttpResponse changing(HttpRequest request, Supplier<HttpResponse> change) {
        return request.peer().filter(users::isOwner).isPresent() ? change.get()
                : HttpResponse.problem(HttpResponse.FORBIDDEN,
                        "user '" + request.peer().map(peer -> peer.user().getName()).orElse("")
                                + "' may look, but not add, remove or move pods.",
                        "Ask as root, or as the user of the agent.");
    }

    private HttpResponse defragment(HttpRequest request) {
        Map<String, String> query = request.query();
        PodManifest wanted = query.containsKey("shape") ? Shape.parse(query.getOrDefault("shape", "")).pod()
                : onlyPod(PodManifests.read("the request", request.body(), OptionalInt.empty()).pods());
        // Whatever its uid is: it is not one that runs here.
        LiveDefragmentation answer = moving.plan(wanted.renamed(wanted.request().name()),
                query.getOrDefault("memory", "").equals("move"));
        if (!query.getOrDefault("apply", "").equals("true")) {
            return HttpResponse.json(HttpResponse.OK, DefragmentationDocument.of(answer, Optional.empty()));
        }
        return changing(request, () -> HttpResponse.json(HttpResponse.OK, DefragmentationDocument.of(answer,
                Optional.of(answer instanceof LiveDefragmentation.Found found ? answer(moving.make(found.moves()))
                        : new Relocation(List.of(), Optional.empty())))));
    }

    private static PodManifest onlyPod(List<PodManifest> pods) {
        if (pods.size() != 1) {
            throw new BadInput("the request holds " + pods.size() + " pods.", "Name the one that is to fit.");
        }
        return pods.getFirst();
    }

    private HttpResponse add(HttpRequest request) {
        List<CompletableFuture<PodRecord>> answers = new ArrayList<>();
        for (AgentPod pod : AgentPod.readAll("the request", request.body(), new PodOrigin.Api())) {
            answers.add(pods.submit(pod));
        }
        List<PodRecord> records = answers.stream().map(AgentApi::answer).toList();
        return HttpResponse.json(HttpResponse.CREATED, PodDocument.of(records, snapshots.get()));
    }

    private HttpResponse remove(PodRecord record, AgentSnapshot before) {
        if (record.pod().origin() instanceof PodOrigin.ManifestFile(var file)) {
            throw new BadInput("the pod " + record.pod().fullName() + " comes from " + file + ".",
                    "Remove that file instead.");
        }
        boolean _ = answer(pods.remove(record.pod().uid()));
        return HttpResponse.json(HttpResponse.OK, PodDocument.of(record, before));
    }

    private HttpResponse why(HttpRequest request, PodRecord record, AgentSnapshot snapshot) {
        return AskPaths.explained(request, explanations.machine(), explanations.of(record, snapshot));
    }

    private Value events() {
        return Value.mapping().with("apiVersion", "alidade.io/v1").with("kind", "AgentEventList")
                .with("items", Value.sequence(pastAndPresent().stream()
                        .map(event -> Value.mapping().with("time", event.at().toString())
                                .with("type", event.isWarning() ? "Warning" : "Normal").with("reason", event.reason())
                                .with("pod", event.pod()).with("uid", event.uid()).with("message", event.message())
                                .build())
                        .toList()))
                .build();
    }

    /// The last thousand events, the newest last: of former agents as far as this one does not have as many itself.
    private List<DecisionHistory.Event> pastAndPresent() {
        List<DecisionHistory.Event> own = history.events();
        int room = DecisionHistory.MAX_EVENTS - own.size();
        List<DecisionHistory.Event> all = new ArrayList<>();
        if (room > 0) {
            past.get().stream().flatMap(record -> DecisionHistory.Event.of(record).stream()).limit(room)
                    .forEach(all::add);
        }
        Collections.reverse(all);
        all.addAll(own);
        return all;
    }

    private static <T> T answer(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException failure) {
            throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
        }
    }

    private static HttpResponse noMethod(HttpRequest request) {
        return HttpResponse.problem(HttpResponse.METHOD_NOT_ALLOWED,
                request.method() + " is not for this path.", "docs/agent-api.md has all paths.");
    }
}
