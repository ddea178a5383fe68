package io.alidade.cli;

import io.alidade.agent.http.HttpResponse;
import io.alidade.agent.http.SocketClient;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import io.alidade.kube.document.Value;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/// Which agent is asked: the option of every command that speaks with one.
final class NodeSocketOption implements OptionGroup {
    private static final int FIRST_ERROR = 400;

    private final String name;
    private final String description;
    private Optional<Path> socket = Optional.empty();

    NodeSocketOption() {
        this("--node-socket", "The agent's socket. Default: agent.sock in the state folder of this user's agent.");
    }

    /// @param description what an agent is asked for, by a command that asks none unless it is named
    NodeSocketOption(String name, String description) {
        this.name = name;
        this.description = description;
    }

    @Override
    public void addTo(Options options) {
        options.value(Path.class, value -> socket = value, "SOCKET", description, name);
    }

    /// Whether the command line says which.
    boolean isNamed() {
        return socket.isPresent();
    }

    /// Asks the agent.
    ///
    /// @param target path and query
    /// @param accept the kind of answer that is wanted
    /// @throws BadInput with the agent's words if it says no, or if nobody answers
    HttpResponse ask(Session session, String method, String target, String accept, byte[] body) {
        return checked(call(session, method, target, accept, body));
    }

    private static HttpResponse checked(HttpResponse response) {
        if (response.status() >= FIRST_ERROR) {
            Fields problem = fields(response);
            throw new BadInput(problem.string("message").orElse("the agent answers " + response.status() + "."),
                    problem.string("cure").orElse("See its log."));
        }
        return response;
    }

    private HttpResponse call(Session session, String method, String target, String accept, byte[] body) {
        return SocketClient.call(socket.orElseGet(() -> AgentCommand.defaults(session).api()), method, target, accept,
                body);
    }

    /// The document at a path; nothing if the agent knows of none there.
    ///
    /// @throws BadInput as of [#ask]
    Optional<Fields> find(Session session, String target) {
        HttpResponse response = call(session, "GET", target, "application/json", new byte[0]);
        return response.status() == HttpResponse.NOT_FOUND ? Optional.empty() : Optional.of(fields(checked(response)));
    }

    /// The document that the agent answered with.
    static Fields fields(HttpResponse response) {
        return Fields.of(DocumentReader.mapping(document(response)));
    }

    private static DocumentNode document(HttpResponse response) {
        return DocumentReader.readOne("the agent's answer", response.body());
    }

    /// The same, to be printed.
    static Value value(HttpResponse response) {
        return Value.of(document(response));
    }

    static String text(HttpResponse response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }
}
