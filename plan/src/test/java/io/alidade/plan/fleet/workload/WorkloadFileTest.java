package io.alidade.plan.fleet.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import io.alidade.plan.fleet.Fleets;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkloadFileTest {
    private static final String GENERATED = """
            shapes:
            - {name: a, requests: {cpu: 2, memory: 1Gi}, weight: 3, lifetime: {median: 1h, p95: 5h}}
            - {name: b, requests: {cpu: 4, memory: 1Gi}, weight: 1, lifetime: {median: 1h}}
            generator: {pods: 10001, duration: 2d, dailyWave: 0.8}
            """;

    private static List<Arrival> arrivals(Workload workload, long seed) {
        List<Arrival> all = new ArrayList<>();
        try (Workload.Arrivals arrivals = workload.arrivals(seed, _ -> true)) {
            arrivals.forEachRemaining(all::add);
        }
        return all;
    }

    @Test
    void generator_drawsAllPods_inOrderByWeight() {
        List<Arrival> all = arrivals(Fleets.workload(GENERATED), 1);
        assertThat(all).hasSize(10001).isSortedAccordingTo(Comparator.comparingLong(Arrival::atMillis));
        assertThat(all.stream().filter(arrival -> arrival.shape().name().equals("a")).count()).isEqualTo(7501);
        assertThat(all.getLast().atMillis()).isLessThan(Duration.ofDays(2).toMillis());
    }

    @Test
    void generator_sameSeed_drawsTheSame_otherSeedNot() {
        Workload workload = Fleets.workload(GENERATED);
        assertThat(arrivals(workload, 7)).isEqualTo(arrivals(workload, 7)).isNotEqualTo(arrivals(workload, 8));
    }

    @Test
    void generator_wave_bringsMorePodsInTheAfternoon() {
        List<Arrival> all = arrivals(Fleets.workload(GENERATED), 1);
        long afternoon = all.stream().filter(arrival -> hour(arrival) >= 12 && hour(arrival) < 18).count();
        long night = all.stream().filter(arrival -> hour(arrival) < 6).count();
        assertThat(afternoon).isGreaterThan(3 * night);
    }

    private static long hour(Arrival arrival) {
        return Duration.ofMillis(arrival.atMillis()).toHours() % 24;
    }

    @Test
    void lifetime_ofManyPods_hasItsMedianAndP95() {
        long[] lives = arrivals(Fleets.workload(GENERATED), 1).stream()
                .filter(arrival -> arrival.shape().name().equals("a")).mapToLong(Arrival::lifetimeMillis).sorted()
                .toArray();
        assertThat(lives[lives.length / 2]).isBetween(Duration.ofMinutes(55).toMillis(),
                Duration.ofMinutes(65).toMillis());
        assertThat(lives[lives.length * 95 / 100]).isBetween(Duration.ofMinutes(270).toMillis(),
                Duration.ofMinutes(330).toMillis());
    }

    @Test
    void arrivals_ofSomeShapes_areThoseOfTheWhole() {
        Workload workload = Fleets.workload(GENERATED);
        List<Arrival> own = new ArrayList<>();
        try (Workload.Arrivals arrivals = workload.arrivals(3, shape -> shape.name().equals("b"))) {
            arrivals.forEachRemaining(own::add);
        }
        assertThat(own).isEqualTo(arrivals(workload, 3).stream()
                .filter(arrival -> arrival.shape().name().equals("b")).toList());
    }

    @Test
    void recording_isReadLineByLine() {
        Workload workload = Fleets.workload("""
                shapes: [{name: known, requests: {cpu: 1, memory: 1Gi}}]
                recording: pods.jsonl
                """, Map.of("pods.jsonl", """
                {"name": "x", "arrival": "2026-11-01T00:00:00Z", "departure": "2026-11-01T01:00:00Z", "shape": "known"}

                {"name": "y", "arrival": "2026-11-01T00:00:10Z", "requests": {"cpu": "2", "memory": "2Gi"}}
                """));
        assertThat(arrivals(workload, 1)).extracting(Arrival::podName, Arrival::atMillis, Arrival::lifetimeMillis)
                .containsExactly(Tuple.tuple("x", 0L, 3_600_000L),
                        Tuple.tuple("y", 10_000L, Arrival.FOR_EVER));
        assertThat(workload.survey().lastMillis()).hasValue(10_000);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            {"arrival": 5, "departure": 4, "shape": "a"}                  | pods:2:1: the pod has its departure before its arrival
            {"arrival": 1, "shape": "a"}                                  | pods:2:1: the pod has an arrival before that of the line above
            {"arrival": 5, "shape": "z"}                                  | names the shape 'z', which the workload does not have
            {"arrival": 5}                                                | has neither a shape nor requests
            {"arrival": 5, "requests": {"cpu": "-1"}}                     | asks for -1 of cpu
            {"arrival": "soon", "shape": "a"}                             | has the arrival "soon"
            {"shape": "a"}                                                | has no arrival
            nonsense                                                      | a mapping of fields is wanted
            """)
    void recording_withALineOfNoUse_saysWhich(String line, String message) {
        Workload workload = Fleets.workload("""
                shapes: [{name: a, requests: {cpu: 1, memory: 1Gi}}]
                recording: pods
                """, Map.of("pods", "{\"arrival\": 2, \"shape\": \"a\"}\n" + line));
        assertThatThrownBy(workload::survey).isInstanceOf(BadInput.class).hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            shapes: []                                                                         | has no pods
            shapes: [{name: a, requests: {cpu: 1}, count: -1}]                                 | shapes[0].count is the number -1
            shapes: [{name: a, requests: {cpu: -1}, count: 1}]                                 | asks for -1 of cpu
            shapes: [{name: a, requests: {cpu: 1}, weight: 1}]                                 | there is no generator
            shapes: [{name: a, count: 1}]                                                      | shapes[0].requests is missing
            shapes: [{name: a, requests: {cpu: 1}, count: 1}, {name: a, requests: {cpu: 1}}]   | which another shape has
            {shapes: [{name: a, requests: {cpu: 1}, count: 1}], patience: soon}                | not a span of time
            {shapes: [{name: a, requests: {cpu: 1}, weight: 1}], generator: {pods: 5}}         | generator.duration is missing
            {shapes: [{name: a, requests: {cpu: 1}, weight: 1, lifetime: {median: 2h, p95: 1h}}]} | is below the median
            sapes: []                                                                          | is no field of a Workload
            """)
    void read_ofWhatIsNoWorkload_saysWhat(String text, String message) {
        String body = text.startsWith("{") ? "{kind: Workload, " + text.substring(1) : "kind: Workload\n" + text;
        assertThatThrownBy(() -> WorkloadFile.read(Fields.of(
                DocumentReader.mapping(Fleets.document(body))), new NoFiles()))
                .isInstanceOf(BadInput.class).hasMessageContaining(message);
    }

    private static final class NoFiles implements WorkloadFile.Files {
        @Override
        public byte[] read(String name) {
            return new byte[0];
        }

        @Override
        public InputStream open(String name) {
            return InputStream.nullInputStream();
        }

        @Override
        public boolean isRepeatable(String name) {
            return true;
        }
    }
}
