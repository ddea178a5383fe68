package io.alidade.cli;

import io.alidade.kube.refusal.EventList;
import io.alidade.kube.refusal.KubeletLog;
import io.alidade.kube.refusal.Refusals;
import io.alidade.live.source.Inputs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What other programs wrote down about refusals: logs of kubelets, events of a cluster.
final class RefusalSources implements OptionGroup {
    private List<String> logs = new ArrayList<>();

    private List<String> events = new ArrayList<>();

    @Override
    public void addTo(Options options) {
        options.texts(value -> logs = value, Optional.empty(), "", "FILE",
                "The log of a kubelet from 1.32 on: journalctl -u kubelet, also with -o json, or a file, in text or JSON;"
                        + " - is standard input. May be given several times.",
                "--from-kubelet-log");
        options.texts(value -> events = value, Optional.empty(), "", "FILE",
                "Events, as kubectl get events -A -o json prints them; with pods in the list (events,pods) their owners are"
                        + " known. - is standard input. May be given several times.",
                "--from-events");
    }

    boolean areNamed() {
        return !logs.isEmpty() || !events.isEmpty();
    }

    /// What they tell, the logs first.
    ///
    /// @throws io.alidade.kube.document.BadInput if one cannot be read
    List<Refusals> read(Inputs inputs, Instant now) {
        List<Refusals> sources = new ArrayList<>();
        logs.forEach(log -> sources.add(KubeletLog.read(Inputs.name(log), inputs.open(log), now)));
        events.forEach(list -> sources.add(EventList.read(Inputs.name(list), inputs.read(list))));
        return sources;
    }
}
