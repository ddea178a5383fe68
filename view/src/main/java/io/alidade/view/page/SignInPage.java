package io.alidade.view.page;

/// The page of those who have not said yet who they are. Nothing of the node is on it.
public final class SignInPage {
    /// What a browser is to keep to.
    public static final String POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none';"
            + " frame-ancestors 'none'";

    private SignInPage() {}

    /// @param problem of the last try; empty before the first
    public static String of(String problem) {
        Markup html = NodePage.head("Sign in", false).raw("<main>\n").open("section aria-label=\"Sign in\"");
        if (!problem.isEmpty()) {
            html.element("p class=\"problem\" role=\"alert\"", problem);
        }
        return html.element("h1", "This node’s page is for those who have its token.")
                .raw("<form method=\"post\" action=\"/sign-in\">\n<label for=\"token\">Token: what the file of --listen-token"
                        + " holds</label>\n<input id=\"token\" name=\"token\" type=\"password\" autocomplete=\"off\" required"
                        + " autofocus>\n<button>Sign in</button>\n</form>\n")
                .close("section").raw("</main>\n</body>\n</html>\n").toString();
    }
}
