package io.alidade.agent.page;

import io.alidade.agent.api.AskPaths;
import io.alidade.agent.http.HttpRequest;
import io.alidade.agent.http.HttpResponse;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.pod.PodManifest;
import io.alidade.kube.pod.PodManifests;
import io.alidade.plan.capacity.Shape;
import io.alidade.view.page.FitBox;
import io.alidade.view.page.NodePage;
import io.alidade.view.page.PageFile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/// Answers `/` with the page of the node, and what the page itself asks: `/live`, `/events`, `/fit`, `/pods` and its files.
public final class NodePagePaths {
    private static final String FILES = "page";
    private static final String EVENTS = "events";
    private static final String FIT = "fit";
    private static final Set<String> PATHS = Set.of("", "live", "pods", EVENTS, FIT);
    private static final int MOST_PODS = 20;
    private static final int MOST_CHARACTERS = 256 << 10;
    private static final Pattern SIZE = Pattern.compile("[^\\s:{]+=[^\\s{]+");

    private final NodeWatch watch;
    private final AskPaths questions;
    private final PageGuard guard;

    /// @param isOnLoopback whether this is served on an address of this machine alone
    public NodePagePaths(NodeWatch watch, AskPaths questions, boolean isOnLoopback) {
        this.watch = watch;
        this.questions = questions;
        this.guard = new PageGuard(isOnLoopback);
    }

    /// The answer, if the request is for the page.
    public Optional<HttpResponse> answer(HttpRequest request) {
        List<String> path = request.segments();
        String first = path.isEmpty() ? "" : path.getFirst();
        if (path.size() == 2 ? !first.equals(FILES) : path.size() > 2 || !PATHS.contains(first)) {
            return Optional.empty();
        }
        boolean isOwn = (first.equals(EVENTS) || first.equals(FIT)) && !isVisit(request);
        return Optional.of(PageGuard.kept(guard.objection(request, isOwn).orElseGet(() -> page(request, first))));
    }

    /// Whether somebody follows a link or types the address.
    private static boolean isVisit(HttpRequest request) {
        return request.method().equals("GET") && request.header("sec-fetch-mode").equals("navigate");
    }

    private HttpResponse page(HttpRequest request, String first) {
        String wanted = first.equals(FIT) ? "POST" : "GET";
        if (!request.method().equals(wanted)) {
            return first.equals(FIT) && request.method().equals("GET")
                    ? new HttpResponse(HttpResponse.SEE_OTHER, "text/plain", new byte[0]).with("Location", "/#fit")
                    : HttpResponse.problem(HttpResponse.METHOD_NOT_ALLOWED,
                            request.method() + " is not for this path.", "Ask with " + wanted + ".");
        }
        return switch (first) {
            case FILES -> PageFile.at(request.segments().getLast())
                    .map(file -> new HttpResponse(HttpResponse.OK, file.contentType(), file.content())
                            .with("Cache-Control", "private, max-age=31536000, immutable"))
                    .orElseGet(() -> HttpResponse.problem(HttpResponse.NOT_FOUND, "there is no such file any more.",
                            "Load the page again."));
            case EVENTS -> events(request);
            case FIT -> fit(request);
            case "live" -> shown(watch.live(request.query().getOrDefault("revision", "")));
            case "pods" -> shown(watch.pods());
            default -> shown(watch.page());
        };
    }

    private HttpResponse shown(Optional<String> page) {
        return page.map(text -> HttpResponse.html(HttpResponse.OK, text)).orElseGet(
                () -> HttpResponse.html(HttpResponse.UNAVAILABLE, NodePage.nothing(watch.problem())));
    }

    private HttpResponse events(HttpRequest request) {
        String last = request.header("last-event-id");
        return watch.pulse().open(last.isEmpty() ? request.query().getOrDefault("revision", "") : last)
                .orElseGet(() -> HttpResponse.problem(HttpResponse.UNAVAILABLE,
                        Pulse.MAX_STREAMS + " pages of this node are open already.",
                        "Close one, or load the page again to see it as it is then.").with("Retry-After", "15"));
    }

    private HttpResponse fit(HttpRequest request) {
        FitBox box = asked(request);
        return request.query().getOrDefault("part", "").equals("answer")
                ? HttpResponse.html(HttpResponse.OK, box.answer()) : shown(watch.page(box));
    }

    private FitBox asked(HttpRequest request) {
        String text;
        try {
            text = request.form().getOrDefault("manifest", "").strip();
        } catch (IllegalArgumentException malformed) {
            return FitBox.problem("", "This is no form: " + malformed.getMessage() + ".", "Use the box.");
        }
        try {
            if (text.length() > MOST_CHARACTERS) {
                return FitBox.problem("", "The manifest has more than " + MOST_CHARACTERS + " characters.",
                        "Leave out what has nothing to do with resources.");
            }
            List<PodManifest> pods = pods(text);
            return pods.isEmpty() || pods.size() > MOST_PODS
                    ? FitBox.problem(text, "There are " + pods.size() + " pods in it.",
                            "Paste 1 to " + MOST_PODS + ", or ask with alidade ask fit.")
                    : FitBox.of(text, questions.explained(pods, text.getBytes(StandardCharsets.UTF_8)));
        } catch (BadInput problem) {
            return FitBox.problem(text, NodePage.capital(String.valueOf(problem.getMessage())), problem.cure());
        } catch (AskPaths.Busy busy) {
            return FitBox.problem(text, NodePage.capital(String.valueOf(busy.getMessage())), busy.cure());
        }
    }

    private static List<PodManifest> pods(String text) {
        return SIZE.matcher(text).matches() ? List.of(Shape.parse(text).pod())
                : PodManifests.read("the box", text.getBytes(StandardCharsets.UTF_8), OptionalInt.empty()).pods();
    }
}
