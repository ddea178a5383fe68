package io.alidade.agent.page;

import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.DocumentWriter;
import io.alidade.kube.document.Fields;
import io.alidade.kube.document.Value;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/// A real browser without a window: Chromium, driven by its DevTools protocol, with one page. Nothing is loaded but what a test names.
final class Browser implements AutoCloseable {
    static final String PROGRAM = "chromium";

    private static final int PATIENCE_SECONDS = 60;
    private static final String LISTENING = "DevTools listening on ";
    private static final int MAX_TEXT = 64 << 20;

    private final Process process;
    private final HttpClient client = HttpClient.newHttpClient();
    private final WebSocket socket;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<String>> answers = new ConcurrentHashMap<>();
    private final List<String> said = new CopyOnWriteArrayList<>();
    private String session = "";

    private final Path folder;

    /// @param folder for its profile
    Browser(Path folder) throws IOException {
        this.folder = folder;
        process = new ProcessBuilder(PROGRAM, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic",
                "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--disable-dev-shm-usage", "--hide-scrollbars", "--remote-debugging-port=0",
                "--user-data-dir=" + folder, "about:blank").redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        URI place = URI.create(place());
        socket = client.newWebSocketBuilder().buildAsync(place, new Listener()).join();
        String target = text(call("Target.createTarget", Value.mapping().with("url", "about:blank").build()),
                "targetId");
        session = text(call("Target.attachToTarget", Value.mapping().with("targetId", target).with("flatten", true)
                .build()), "sessionId");
        call("Page.enable", Value.mapping().build());
        call("Runtime.enable", Value.mapping().build());
        call("Log.enable", Value.mapping().build());
    }

    private String place() throws IOException {
        BufferedReader lines = new BufferedReader(
                new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
        List<String> all = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            all.add(line);
            if (line.startsWith(LISTENING)) {
                // What it says later is of no interest, but must be taken.
                Thread.ofVirtual().start(() -> lines.lines().forEach(_ -> {}));
                return line.substring(LISTENING.length());
            }
        }
        throw new AssertionError("Chromium does not start: " + String.join("\n", all));
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder message = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean isLast) {
            message.append(part);
            if (message.length() > MAX_TEXT) {
                throw new AssertionError("Chromium says too much.");
            }
            if (isLast) {
                take(message.toString());
                message.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedFuture(true);
        }
    }

    private void take(String message) {
        Fields fields = fields(message);
        if (fields.has("id")) {
            CompletableFuture<String> answer = answers.remove(Integer.parseInt(message.replaceFirst(
                    "(?s)^\\{\"id\":([0-9]+).*", "$1")));
            if (answer != null) {
                answer.complete(message);
            }
        } else if (List.of("Log.entryAdded", "Runtime.exceptionThrown").contains(fields.string("method").orElse(""))) {
            said.add(message);
        }
    }

    private static Fields fields(String json) {
        return Fields.of(DocumentReader.mapping(read(json)));
    }

    private static DocumentNode read(String json) {
        return DocumentReader.readOne("the browser", json.getBytes(StandardCharsets.UTF_8));
    }

    private String call(String method, Value parameters) {
        int id = ids.incrementAndGet();
        CompletableFuture<String> answer = new CompletableFuture<>();
        answers.put(id, answer);
        Value.Builder call = Value.mapping().with("id", id).with("method", method).with("params", parameters);
        if (!session.isEmpty()) {
            call.with("sessionId", session);
        }
        socket.sendText(DocumentWriter.toJson(call.build()), true).join();
        try {
            String text = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (fields(text).has("error")) {
                throw new AssertionError(method + ": " + text);
            }
            return text;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        } catch (ExecutionException | TimeoutException failure) {
            throw new AssertionError(method, failure);
        }
    }

    private static String text(String answer, String field) {
        return fields(answer).object("result").flatMap(result -> result.string(field)).orElseThrow();
    }

    /// Goes to a page and waits until it is loaded.
    void open(String url) {
        call("Page.navigate", Value.mapping().with("url", url).build());
        await("document.readyState === 'complete' && location.href.startsWith('" + url + "')");
    }

    /// What an expression is, as text; a promise is waited for.
    String evaluate(String expression) {
        String answer = call("Runtime.evaluate", Value.mapping().with("expression", "(async () => String(await ("
                + expression + ")))()").with("awaitPromise", true).with("returnByValue", true).build());
        return fields(answer).object("result").flatMap(result -> result.object("result"))
                .flatMap(result -> result.string("value"))
                .orElseThrow(() -> new AssertionError(expression + ": " + answer));
    }

    /// Waits until an expression is true.
    void await(String condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!evaluate(condition).equals("true")) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not so in " + PATIENCE_SECONDS + " s: " + condition + "\n" + said + "\n"
                        + evaluate("document.body.innerText"));
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    void size(int width, int height) {
        call("Emulation.setDeviceMetricsOverride", Value.mapping().with("width", width).with("height", height)
                .with("deviceScaleFactor", 1).with("mobile", false).build());
    }

    void dark(boolean isDark) {
        call("Emulation.setEmulatedMedia", Value.mapping().with("features", Value.sequence(List.of(Value.mapping()
                .with("name", "prefers-color-scheme").with("value", isDark ? "dark" : "light").build()))).build());
    }

    void script(boolean runs) {
        call("Emulation.setScriptExecutionDisabled", Value.mapping().with("value", !runs).build());
    }

    /// Presses a key in what has the focus.
    void press(String key, int code) {
        for (String type : List.of("keyDown", "keyUp")) {
            call("Input.dispatchKeyEvent", Value.mapping().with("type", type).with("key", key).with("code", key)
                    .with("windowsVirtualKeyCode", code).with("text", key.equals("Enter") ? "\r" : "").build());
        }
    }

    /// Types a text into what has the focus.
    void type(String text) {
        call("Input.insertText", Value.mapping().with("text", text).build());
    }

    /// The whole page as a picture.
    void shoot(Path file) throws IOException {
        String answer = call("Page.captureScreenshot", Value.mapping().with("format", "png")
                .with("captureBeyondViewport", false).build());
        Files.write(file, Base64.getDecoder().decode(text(answer, "data")));
    }

    /// What went wrong in pages: errors of scripts, and what the policy of a page forbade.
    List<String> problems() {
        return List.copyOf(said);
    }

    @Override
    public void close() {
        socket.abort();
        client.shutdownNow();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            boolean _ = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            for (String link : List.of("SingletonSocket", "SingletonLock", "SingletonCookie")) {
                Files.deleteIfExists(folder.resolve(link));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
