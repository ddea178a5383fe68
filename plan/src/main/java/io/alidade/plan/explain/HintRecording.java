package io.alidade.plan.explain;

import io.alidade.engine.allocation.Allocations;
import io.alidade.engine.allocation.HintObserver;
import io.alidade.engine.hint.PolicyDecision;
import io.alidade.engine.hint.ProviderHints;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.provider.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Listens to one admission: where the walk came, the answers of the providers and the merge of each step.
final class HintRecording implements HintObserver {
    /// A stop of the walk.
    ///
    /// @param container   absent for the pod as a whole
    /// @param allocations at that moment
    record Stop(Optional<String> container, Allocations allocations) {}

    /// What one provider answered for one resource.
    record Answer(Provider provider, String resource, HintView view) {}

    /// One question, as it was answered and merged.
    record Question(Optional<String> container, List<Answer> answers, PolicyDecision decision) {
        Question {
            answers = List.copyOf(answers);
        }

        Optional<HintView> view(String resource) {
            return answers.stream().filter(answer -> answer.resource().equals(resource)).map(Answer::view).findFirst();
        }

        /// The answers that have a say.
        List<Answer> withHints() {
            return answers.stream().filter(answer -> answer.view().hasHints()).toList();
        }
    }

    private final List<Stop> stops = new ArrayList<>();
    private final List<Question> questions = new ArrayList<>();
    private final List<Answer> pending = new ArrayList<>();

    /// All questions so far, in order.
    List<Question> questions() {
        return questions;
    }

    /// Where the walk came, in order; the last one is where it ended.
    List<Stop> stops() {
        return stops;
    }

    /// The CPUs that were free when the walk came to a container, or to the pod as a whole.
    CpuSet freeCpus(String container) {
        return stops.stream().filter(stop -> stop.container().filter(name -> !name.equals(container)).isEmpty())
                .findFirst().map(stop -> stop.allocations().cpus().availableCpus()).orElse(CpuSet.EMPTY);
    }

    /// The question at a stop, if the providers were asked there.
    Optional<Question> question(Stop stop) {
        return questions.stream().filter(each -> each.container().equals(stop.container()))
                .reduce((first, last) -> last);
    }

    @Override
    public void reached(Optional<String> container, Allocations allocations) {
        stops.add(new Stop(container, allocations));
    }

    @Override
    public void answered(Optional<String> container, Provider provider, ProviderHints hints) {
        if (hints instanceof ProviderHints.Answers answers) {
            answers.resources().forEach(answer -> pending.add(
                    new Answer(provider, answer.resource(), new HintView(answer.hints()))));
        }
    }

    @Override
    public void merged(Optional<String> container, PolicyDecision decision) {
        questions.add(new Question(container, pending, decision));
        pending.clear();
    }
}
