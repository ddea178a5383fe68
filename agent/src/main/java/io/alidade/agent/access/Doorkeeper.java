package io.alidade.agent.access;

import io.alidade.agent.http.HttpRequest;
import io.alidade.agent.http.HttpResponse;
import io.alidade.view.page.SignInPage;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Answers those who bring the token or a certificate, and lets others sign in. Whether the agent is well is told to everybody, as
/// probes have no secrets.
public final class Doorkeeper implements Function<HttpRequest, HttpResponse> {
    private static final Set<String> OPEN = Set.of("healthz", "readyz");
    private static final String SIGN_IN = "sign-in";
    private static final String FILES = "page";

    private final Optional<ListenToken> token;
    private final Function<HttpRequest, HttpResponse> behind;

    /// @param token absent where only certificates count
    public Doorkeeper(Optional<ListenToken> token, Function<HttpRequest, HttpResponse> behind) {
        this.token = token;
        this.behind = behind;
    }

    @Override
    public HttpResponse apply(HttpRequest request) {
        List<String> path = request.segments();
        if (path.equals(List.of(SIGN_IN)) && request.method().equals("POST") && token.isPresent()) {
            return signedIn(request, token.get());
        }
        boolean isFile = path.size() == 2 && path.getFirst().equals(FILES);
        if (isFile || (!path.isEmpty() && OPEN.contains(path.getFirst())) || request.certificate().isPresent()
                || token.filter(secret -> secret.isBroughtBy(request)).isPresent()) {
            return behind.apply(request);
        }
        return request.header("accept").contains("text/html") && token.isPresent() ? form("")
                : HttpResponse.problem(HttpResponse.UNAUTHORIZED, "this is for those who bring "
                        + (token.isPresent() ? "a token or a certificate." : "a certificate."),
                        token.isPresent() ? "Send the token: Authorization: Bearer TOKEN."
                                : "Use one that the --listen-client-ca of the agent has signed.")
                        .with("WWW-Authenticate", "Bearer");
    }

    private static HttpResponse form(String problem) {
        return HttpResponse.html(HttpResponse.UNAUTHORIZED, SignInPage.of(problem)).with("WWW-Authenticate", "Bearer")
                .with("Content-Security-Policy", SignInPage.POLICY).with("Referrer-Policy", "no-referrer")
                .with("Cache-Control", "no-store");
    }

    private static HttpResponse signedIn(HttpRequest request, ListenToken token) {
        String typed;
        try {
            typed = request.form().getOrDefault("token", "");
        } catch (IllegalArgumentException _) {
            typed = "";
        }
        return token.cookieFor(typed)
                .map(cookie -> new HttpResponse(HttpResponse.SEE_OTHER, "text/plain", new byte[0])
                        .with("Location", "/").with("Set-Cookie", cookie).with("Cache-Control", "no-store"))
                .orElseGet(() -> form("That is not the token."));
    }
}
