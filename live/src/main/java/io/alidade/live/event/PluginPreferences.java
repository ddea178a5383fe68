package io.alidade.live.event;

import io.alidade.engine.device.PreferredAllocation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/// Asks device plugins for their preference while a pod is decided on, outside the decision, which stays a pure function.
///
/// The decision is made with the answers that are known. Each question without one is put to its plugin afterwards, and the
/// decision is made again, until none is open: the last run saw nothing but answers. A plugin that fails, or takes longer
/// than the limit, has no preference, which is what the kubelet makes of an empty answer (device-manager 6.4).
public final class PluginPreferences {
    /// Questions that one pod may raise, and so runs of its decision.
    private static final int MAX_QUESTIONS = 256;

    /// A call to the plugin of a resource; it may block, and may throw anything.
    @FunctionalInterface
    public interface Plugin {
        /// The plugin's answer to `GetPreferredAllocation`, with the arguments of [PreferredAllocation#choose].
        List<String> preferred(String resource, List<String> available, List<String> mustInclude, int size)
                throws Exception;
    }

    private final Plugin plugin;
    private final Duration limit;

    private record Question(String resource, List<String> available, List<String> mustInclude, int size) {
        Question {
            available = List.copyOf(available);
            mustInclude = List.copyOf(mustInclude);
        }
    }

    /// @param limit for each question
    public PluginPreferences(Plugin plugin, Duration limit) {
        this.plugin = plugin;
        this.limit = limit;
    }

    /// No plugin has the call.
    public static PluginPreferences none() {
        return new PluginPreferences((resource, available, mustInclude, size) -> List.of(), Duration.ZERO);
    }

    /// Makes a decision with the plugins' answers.
    ///
    /// @param decision a pure function; called once more for each round of questions
    public <T> T decide(Function<PreferredAllocation, T> decision) {
        Map<Question, List<String>> answers = new HashMap<>();
        while (true) {
            List<Question> open = new ArrayList<>();
            T result = decision.apply((resource, available, mustInclude, size) -> {
                Question question = new Question(resource, available, mustInclude, size);
                List<String> answer = answers.get(question);
                if (answer == null && answers.size() + open.size() < MAX_QUESTIONS) {
                    open.add(question);
                }
                return answer == null ? List.of() : answer;
            });
            if (open.isEmpty()) {
                return result;
            }
            open.forEach(question -> answers.computeIfAbsent(question, this::ask));
        }
    }

    private List<String> ask(Question question) {
        if (limit.isZero()) {
            return List.of();
        }
        FutureTask<List<String>> call = new FutureTask<>(() -> List.copyOf(plugin.preferred(question.resource(),
                question.available(), question.mustInclude(), question.size())));
        Thread.ofVirtual().start(call);
        try {
            return call.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException _) {
            call.cancel(true);
            return List.of();
        } catch (InterruptedException _) {
            call.cancel(true);
            Thread.currentThread().interrupt();
            return List.of();
        }
    }
}
