package io.alidade.agent.bench;

import io.alidade.agent.http.HttpResponse;
import io.alidade.agent.http.SocketClient;
import io.alidade.kube.document.BadInput;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// What is asked of an agent from outside.
///
/// @param api   the socket of its API
/// @param watch the socket that its monitors ask
record AgentClient(Path api, Path watch) {
    private static final byte[] NOTHING = new byte[0];

    /// Gives it a pod; how long it took until the answer was there, in milliseconds.
    double add(String manifest) {
        long begun = System.nanoTime();
        HttpResponse response = SocketClient.call(api, "POST", "/v1/pods", "application/json",
                manifest.getBytes(StandardCharsets.UTF_8));
        double millis = (System.nanoTime() - begun) / 1e6;
        String text = new String(response.body(), StandardCharsets.UTF_8);
        if (response.status() != HttpResponse.CREATED || text.contains("\"Failed\"")) {
            throw new BadInput("the agent did not take a pod: " + text.strip() + ".",
                    "Measure fewer pods, or report it.");
        }
        return millis;
    }

    /// Takes a pod away, and waits until it has ended.
    void remove(String name) {
        HttpResponse _ = SocketClient.call(api, "DELETE", "/v1/pods/default/" + name, "application/json", NOTHING);
    }

    /// What it says at a path of its API.
    String ask(String path) {
        return text(SocketClient.call(api, "GET", path, "application/json", NOTHING));
    }

    /// What it says at a path of its monitors; nothing before it serves them.
    String watch(String path) {
        if (Files.notExists(watch)) {
            return "";
        }
        try {
            return text(SocketClient.call(watch, "GET", path, "*/*", NOTHING));
        } catch (BadInput notYet) {
            return "";
        }
    }

    boolean isReady() {
        return watch("/readyz").equals("ok");
    }

    private static String text(HttpResponse response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }
}
