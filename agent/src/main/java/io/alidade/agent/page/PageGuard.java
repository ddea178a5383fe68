package io.alidade.agent.page;

import io.alidade.agent.http.HttpRequest;
import io.alidade.agent.http.HttpResponse;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Keeps other sites from what a browser on this machine can reach, and the page from everything but itself.
///
/// A site can make its own name lead to this machine, and its script would then be of the same origin: so on loopback the name that was
/// asked for must be this machine's. A site can send forms and open streams elsewhere, too: what costs something is answered only
/// where the browser says that the page itself asks.
final class PageGuard {
    private static final Pattern LOOPBACK = Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1\\])(:[0-9]{1,5})?");
    private static final String POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self';"
            + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private final boolean isOnLoopback;

    /// @param isOnLoopback whether the page is served on an address of this machine alone
    PageGuard(boolean isOnLoopback) {
        this.isOnLoopback = isOnLoopback;
    }

    /// Why a request is not answered, if it is not.
    ///
    /// @param isOwn whether the page alone may ask this
    Optional<HttpResponse> objection(HttpRequest request, boolean isOwn) {
        String host = request.header("host");
        if (isOnLoopback && !LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches()) {
            return Optional.of(HttpResponse.problem(HttpResponse.FORBIDDEN,
                    "the page of this node was asked for as '" + host + "', which is no name of this machine alone.",
                    "Ask for it as localhost, 127.0.0.1 or [::1]."));
        }
        return isOwn && isForeign(request, host) ? Optional.of(HttpResponse.problem(HttpResponse.FORBIDDEN,
                "another site has asked, not the page itself.", "Open the page, and ask there.")) : Optional.empty();
    }

    private static boolean isForeign(HttpRequest request, String host) {
        String site = request.header("sec-fetch-site");
        if (!site.isEmpty()) {
            return !site.equals("same-origin") && !site.equals("none");
        }
        String origin = request.header("origin");
        return !origin.isEmpty() && !origin.toLowerCase(Locale.ROOT).replaceFirst("^https?://", "")
                .equals(host.toLowerCase(Locale.ROOT));
    }

    /// The answer with what a browser is to keep to.
    static HttpResponse kept(HttpResponse response) {
        return response.with("Content-Security-Policy", POLICY).with("Referrer-Policy", "no-referrer")
                .with("Cross-Origin-Resource-Policy", "same-origin").with("Cross-Origin-Opener-Policy", "same-origin")
                .with("Cache-Control", response.headers().getOrDefault("Cache-Control", "no-store"));
    }
}
