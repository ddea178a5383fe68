package io.alidade.plan.whatif;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.admission.AdmissionReport;
import io.alidade.kube.admission.AdmissionRun;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.plan.alignment.Alignments;
import io.alidade.plan.explain.Explanation;
import io.alidade.testkit.Property;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What holds of every explanation: random machines, settings and pods.
class WhatIfProperties {
    @Test
    void everyAnswer_triedFromScratch_holds() {
        Property.check("answers hold", 150, random -> {
            Scene scene = RandomScene.next(random);
            WhatIfs found = scene.whatIfs();
            for (WhatIf answer : found.answers()) {
                random.note("answer", answer.description());
                assertThat(scene.holds(answer, found.target())).isTrue();
            }
        });
    }

    @Test
    void largestRequest_oneStepMore_doesNotFit() {
        Property.check("largest", 150, random -> {
            Scene scene = RandomScene.next(random);
            WhatIfs found = scene.whatIfs();
            boolean isLacking = scene.explain(false).pods().getLast().isLacking();
            for (WhatIf answer : found.answers()) {
                // A larger amount that cures is the smallest that does.
                if (answer.change() instanceof Change.Request request
                        && !(isLacking && request.wanted().compareTo(request.current()) > 0)) {
                    random.note("answer", answer.description());
                    Scale scale = Scale.of(request.resourceName(), request.current());
                    Change.Request more = new Change.Request(request.container(), request.resourceName(),
                            request.current(), scale.amount(scale.steps(request.wanted()) + 1));
                    if (more.wanted().compareTo(request.current()) != 0) {
                        Optional<Boolean> fits = scene.retried(more)
                                .map(admitted -> found.target() == Target.ADMITTED
                                        || !Alignments.of(admitted).isSplit());
                        assertThat(fits.orElse(false)).isFalse();
                    }
                }
            }
        });
    }

    @Test
    void verdict_ofEveryPod_isTheOneOfAdmit() {
        Property.check("verdict", 200, random -> {
            Scene scene = RandomScene.next(random);
            Explanation explanation = scene.explain(random.chance(10));
            AdmissionReport report = AdmissionRun.of(
                    KubeletNode.start(scene.machine(), scene.configuration(), KubeletVersion.DEFAULT),
                    KubeletVersion.DEFAULT, scene.configuration(), scene.pods(), List.of()).report();
            assertThat(explanation.pods()).hasSameSizeAs(report.pods());
            for (int i = 0; i < report.pods().size(); i++) {
                AdmissionReport.Pod expected = report.pods().get(i);
                Explanation.Pod actual = explanation.pods().get(i);
                assertThat(actual.refusal().map(Explanation.Refusal::reason))
                        .isEqualTo(expected.refusal().map(AdmissionReport.Refusal::reason));
                assertThat(actual.refusal().map(Explanation.Refusal::message))
                        .isEqualTo(expected.refusal().map(AdmissionReport.Refusal::message));
                assertThat(actual.containers().stream().flatMap(own -> own.given().stream()).toList())
                        .isEqualTo(expected.containers());
            }
        });
    }
}
