package io.alidade.kube.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventListTest {
    private static Refusal only(String event) {
        return EventList.read("events", ("{kind: List, items: [" + event + "]}").getBytes(StandardCharsets.UTF_8))
                .all().getFirst();
    }

    @Test
    void event_thatIsASeries_countsHowOftenAndWhenItWasLast() {
        Refusal series = only("""
                {kind: Event, apiVersion: events.k8s.io/v1, reason: TopologyAffinityError, note: none,
                 eventTime: "2026-11-28T18:00:00.000000Z", reportingInstance: n1,
                 regarding: {kind: Pod, namespace: web, name: db-0},
                 series: {count: 4, lastObservedTime: "2026-11-28T18:05:00.000000Z"}}
                """);
        assertThat(series.times()).isEqualTo(4);
        assertThat(series.at()).isEqualTo(Instant.parse("2026-11-28T18:05:00Z"));

        Refusal counted = only("""
                {kind: Event, apiVersion: v1, reason: OutOfcpu, message: none, count: 3,
                 firstTimestamp: "2026-11-28T18:00:00Z", lastTimestamp: "2026-11-28T18:01:00Z",
                 involvedObject: {kind: Pod, namespace: web, name: db-0}}
                """);
        assertThat(counted.times()).isEqualTo(3);
        assertThat(counted.at()).isEqualTo(Instant.parse("2026-11-28T18:01:00Z"));
    }
}
