package io.alidade.agent.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.agent.Samples;
import io.alidade.agent.pod.AgentPod;
import io.alidade.agent.shadow.SeenPod.Stage;
import io.alidade.agent.shadow.ShadowVerdict.Agreed;
import io.alidade.agent.shadow.ShadowVerdict.Disagreed;
import io.alidade.agent.shadow.ShadowVerdict.NotCompared;
import io.alidade.agent.shadow.ShadowVerdict.Why;
import io.alidade.engine.Checkpoints;
import io.alidade.engine.cpu.CpuState;
import io.alidade.engine.device.DeviceState.PodDevices;
import io.alidade.engine.mask.CpuSet;
import io.alidade.live.scenario.KubeletAnswer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShadowJudgeTest {
    private static final String TWO = "cpu: 2, memory: 2Gi";

    private final PlayedKubelet kubelet = new PlayedKubelet();
    private final ShadowJudge judge = new ShadowJudge(kubelet.found());

    private List<ShadowVerdict> look() {
        return judge.see(kubelet.truth());
    }

    @Test
    void decisions_seenOneByOne_areAgreedWith() {
        assertThat(look()).isEmpty();
        for (int number = 0; number < 8; number++) {
            AgentPod pod = PlayedKubelet.pod("p" + number,
                    "cpu: " + (1 + number % 3) + ", memory: 2Gi" + (number % 2 == 0 ? ", example.test/gpu: 1" : ""));
            kubelet.see(pod);
            assertThat(look()).isEmpty();
            Stage stage = kubelet.decide(pod);

            assertThat(look()).as("%s %s", pod.fullName(), stage).singleElement().isInstanceOf(Agreed.class);
            assertThat(look()).isEmpty();
        }
        assertThat(kubelet.pods()).anyMatch(pod -> pod.stage() instanceof Stage.Refused);
        assertThat(judge.node().orElseThrow().node().checkpoints().cpu())
                .isEqualTo(kubelet.truth().checkpoints().cpu());
    }

    @Test
    void decisions_betweenTwoLooks_areAgreedWithInTheirOrder() {
        assertThat(look()).isEmpty();
        kubelet.decide(PlayedKubelet.pod("a", "cpu: 4, memory: 2Gi"));
        kubelet.decide(PlayedKubelet.pod("b", "cpu: 4, memory: 2Gi"));
        kubelet.decide(PlayedKubelet.pod("c", "cpu: 4, memory: 2Gi"));
        kubelet.decide(PlayedKubelet.pod("d", "cpu: 5, memory: 2Gi"));

        assertThat(look()).hasSize(4).allMatch(Agreed.class::isInstance);
    }

    @Test
    void decision_whileAPodGoes_isAgreedWithWhicheverCameFirst() {
        AgentPod first = PlayedKubelet.pod("first", "cpu: 6, memory: 2Gi");
        AgentPod other = PlayedKubelet.pod("other", "cpu: 6, memory: 2Gi");
        kubelet.decide(first);
        kubelet.decide(other);
        assertThat(look()).isEmpty();
        // Refused, for the pod that goes is still there.
        kubelet.decide(PlayedKubelet.pod("late", "cpu: 5, memory: 2Gi"));
        kubelet.remove(first);
        assertThat(look()).singleElement().isInstanceOf(Agreed.class)
                .satisfies(verdict -> assertThat(verdict.theirs()).isInstanceOf(KubeletAnswer.Refused.class));
        // Admitted, for what the pod that went had held is given back first.
        kubelet.forget(other);
        kubelet.cleanUp();
        kubelet.decide(PlayedKubelet.pod("next", "cpu: 6, memory: 2Gi"));
        assertThat(look()).singleElement().isInstanceOf(Agreed.class)
                .satisfies(verdict -> assertThat(verdict.theirs()).isInstanceOf(KubeletAnswer.Admitted.class));
    }

    @Test
    void answer_thatIsAnother_isADisagreementAndTheNextIsNot() {
        assertThat(look()).isEmpty();
        AgentPod pod = PlayedKubelet.pod("a", TWO);
        kubelet.claim(pod, new Stage.Refused("TopologyAffinityError", "no"));

        assertThat(look()).singleElement().isInstanceOfSatisfying(Disagreed.class, verdict -> {
            assertThat(verdict.theirs()).isEqualTo(new KubeletAnswer.Refused("TopologyAffinityError", "no"));
            assertThat(verdict.ours()).isInstanceOf(KubeletAnswer.Admitted.class);
            assertThat(verdict.differences()).singleElement().asString().contains("the kubelet: refused",
                    "Alidade: admitted");
        });
        kubelet.decide(PlayedKubelet.pod("b", TWO));
        assertThat(look()).singleElement().isInstanceOf(Agreed.class);
    }

    @Test
    void placement_thatIsAnother_isADisagreementOfItsContainer() {
        AgentPod decided = PlayedKubelet.pod("a", TWO);
        assertThat(look()).isEmpty();
        kubelet.decide(decided);
        KubeletTruth now = kubelet.truth();
        var cpu = now.checkpoints().cpu().orElseThrow();
        var moved = new CpuState(cpu.policyName(), cpu.defaultCpuSet(),
                Map.of("uid-a", Map.of("c", CpuSet.of(6, 14))),
                cpu.podEntries());

        List<ShadowVerdict> verdicts = judge.see(new KubeletTruth(now.pods(), new Checkpoints(
                Optional.of(moved), now.checkpoints().memory(), now.checkpoints().devices()), now.devices(),
                now.held()));

        assertThat(verdicts).singleElement().isInstanceOfSatisfying(Disagreed.class, verdict -> assertThat(
                verdict.differences()).singleElement().asString().startsWith("container c, the kubelet: CPUs 6,14"));
    }

    @Test
    void device_thatIsAnotherOfTheSameNumaNode_isNoDifference() {
        assertThat(look()).isEmpty();
        AgentPod pod = PlayedKubelet.pod("a", TWO + ", example.test/gpu: 1");
        kubelet.decide(pod);
        KubeletTruth now = kubelet.truth();

        List<ShadowVerdict> same = judge.see(held(now, 0, "z"));

        assertThat(same).singleElement().isInstanceOf(Agreed.class);
        ShadowJudge other = new ShadowJudge(kubelet.found());
        assertThat(other.see(new PlayedKubelet().truth())).isEmpty();
        assertThat(other.see(held(now, 1, "a"))).singleElement().isInstanceOfSatisfying(Disagreed.class,
                verdict -> assertThat(verdict.differences().getFirst()).contains("devices {example.test/gpu={1=1}}",
                        "devices {example.test/gpu={0=1}}"));
    }

    private static KubeletTruth held(KubeletTruth truth, int numaNode, String id) {
        return new KubeletTruth(truth.pods(), truth.checkpoints(), truth.devices(),
                List.of(new PodDevices("uid-a", "c", PlayedKubelet.GPU,
                        Map.of(numaNode, List.of(id)), "")));
    }

    /// A kubelet asks for the resources of a container in any order, and names the first that is short.
    @Test
    void refusal_thatNamesAnotherResourceThatIsShort_isAgreedWith() {
        PlayedKubelet unaligned = new PlayedKubelet(
                PlayedKubelet.CONFIGURATION.replace("single-numa-node", "none"));
        ShadowJudge other = new ShadowJudge(unaligned.found());
        assertThat(other.see(unaligned.truth())).isEmpty();
        String short50 = "Allocate failed due to requested number of devices unavailable for example.test/%s."
                + " Requested: 50, Available: 1, which is unexpected";
        AgentPod pod = PlayedKubelet.pod("a", TWO + ", example.test/gpu: 50, example.test/nic: 50");
        assertThat(unaligned.decide(pod)).asString().contains("example.test/gpu");
        unaligned.claim(pod, new Stage.Refused("UnexpectedAdmissionError", short50.replace("%s", "nic")));
        assertThat(other.see(unaligned.truth())).singleElement().isInstanceOf(Agreed.class);
        AgentPod second = PlayedKubelet.pod("b", TWO + ", example.test/gpu: 50, example.test/nic: 1");
        unaligned.claim(second, new Stage.Refused("UnexpectedAdmissionError", short50.replace("%s", "nic")));
        assertThat(other.see(unaligned.truth())).singleElement().isInstanceOf(Disagreed.class);
    }

    @Test
    void refusal_ofAnotherCheck_isNotCompared() {
        assertThat(look()).isEmpty();
        kubelet.claim(PlayedKubelet.pod("a", TWO), new Stage.Refused("Evicted", "The node was low on memory."));
        kubelet.claim(PlayedKubelet.pod("b", TWO), new Stage.Refused("NodeAffinity", "no such label"));
        kubelet.claim(PlayedKubelet.pod("c", TWO), new Stage.Ended());

        assertThat(look()).extracting(verdict -> ((NotCompared) verdict).why()).containsExactly(Why.OTHER_CHECK,
                Why.OTHER_CHECK, Why.ENDED);
    }

    @Test
    void pods_ofAKubeletThatStartedAgain_areNotNew() {
        AgentPod pod = PlayedKubelet.pod("a", TWO);
        kubelet.decide(pod);
        assertThat(look()).isEmpty();
        judge.kubeletGone();
        kubelet.forget(pod);
        assertThat(look()).isEmpty();
        kubelet.claim(pod, new Stage.Active());

        assertThat(look()).singleElement().isInstanceOfSatisfying(NotCompared.class,
                verdict -> assertThat(verdict.why()).isEqualTo(Why.READMITTED));
    }

    /// It lists its pods one by one as it hears of them.
    @Test
    void podsThatHoldNothing_ofAKubeletThatStartedAgain_areNotNewEither() {
        AgentPod held = PlayedKubelet.pod("held", "cpu: 6, memory: 2Gi");
        AgentPod free = PlayedKubelet.pod("free", "");
        AgentPod refused = PlayedKubelet.pod("refused", "cpu: 9, memory: 2Gi");
        kubelet.decide(held);
        kubelet.decide(free);
        assertThat(kubelet.decide(refused)).isInstanceOf(Stage.Refused.class);
        assertThat(look()).isEmpty();
        assertThat(judge.isIncomplete(kubelet.truth())).isFalse();
        judge.kubeletGone();
        kubelet.forget(free);
        kubelet.forget(refused);
        assertThat(judge.isIncomplete(kubelet.truth())).isTrue();
        assertThat(look()).isEmpty();
        kubelet.claim(free, new Stage.Active());
        kubelet.claim(refused, new Stage.Refused("TopologyAffinityError", "no"));

        assertThat(look()).singleElement().isInstanceOfSatisfying(NotCompared.class, verdict -> {
            assertThat(verdict.pod().uid()).isEqualTo(free.uid());
            assertThat(verdict.why()).isEqualTo(Why.READMITTED);
        });
        assertThat(judge.isIncomplete(kubelet.truth())).isFalse();
    }

    @Test
    void checkpoints_ofAnotherPolicy_areNoNode() {
        assertThat(look()).isEmpty();
        kubelet.decide(PlayedKubelet.pod("a", TWO));
        ShadowJudge other = new ShadowJudge(Samples.nodeOf("cpuManagerPolicy: none\n"));
        assertThat(other.see(new PlayedKubelet().truth())).isEmpty();

        assertThat(other.see(kubelet.truth())).singleElement().isInstanceOfSatisfying(NotCompared.class,
                verdict -> assertThat(verdict.why()).isEqualTo(Why.STATE));
        assertThat(other.node()).isEmpty();
        assertThat(other.problem()).contains("configured policy \"none\" differs");
    }
}
