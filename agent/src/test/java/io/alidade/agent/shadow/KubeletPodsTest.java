package io.alidade.agent.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.Samples;
import io.alidade.agent.shadow.SeenPod.Stage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KubeletPodsTest {
    private static String item(String name, String seen, String status) {
        return "{metadata: {name: " + name + ", namespace: default, uid: " + name
                + ", annotations: {kubernetes.io/config.seen: \"" + seen
                + "\"}}, spec: {containers: [{name: c, resources: {}}]}, status: " + status + "}";
    }

    @Test
    void podList_ofAKubelet_isReadInTheOrderInWhichItSawThem() {
        List<String> problems = new ArrayList<>();
        List<SeenPod> pods = KubeletPods.read(Samples.document("{items: [" + String.join(", ",
                item("late", "2026-11-28T15:00:00.2Z", "{phase: Running}"),
                item("new", "2026-11-28T15:00:00.9Z", "{phase: Pending}"),
                item("starts", "2026-11-28T15:00:00.3Z", "{phase: Pending, startTime: \"2026-11-28T15:00:00Z\"}"),
                item("refused", "2026-11-28T15:00:00.4Z",
                        "{phase: Failed, reason: OutOfcpu, message: \"Pod was rejected: too large\","
                                + " startTime: \"2026-11-28T15:00:00Z\"}"),
                item("failed", "2026-11-28T15:00:00.5Z", "{phase: Failed, startTime: \"2026-11-28T15:00:00Z\"}"),
                item("done", "2026-11-28T15:00:00.1Z", "{phase: Succeeded, qosClass: BestEffort}"),
                "{metadata: {name: none, namespace: default}, spec: {}}") + "]}"), problems);

        assertThat(pods).extracting(pod -> pod.pod().fullName() + " " + pod.stage()).containsExactly(
                "default/done " + new Stage.Ended(), "default/late " + new Stage.Active(),
                "default/starts " + new Stage.Active(),
                "default/refused " + new Stage.Refused("OutOfcpu", "too large"), "default/failed " + new Stage.Ended(),
                "default/new " + new Stage.Undecided());
        assertThat(pods.getFirst().pod().object().toString()).contains("qosClass").doesNotContain("Succeeded");
        assertThat(problems).singleElement().asString().contains("container");
    }
}
