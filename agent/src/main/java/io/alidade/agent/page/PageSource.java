package io.alidade.agent.page;

import io.alidade.agent.journal.Recollection;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.live.source.FoundNode;
import io.alidade.view.page.NodeStatus.Drift;
import io.alidade.view.page.NodeStatus.Plugin;
import java.util.List;
import java.util.Optional;

/// What the page is about, as it is now. For any thread.
public interface PageSource {
    /// The node; absent while nothing is known of it.
    Optional<KubeletNode> node();

    /// Machine and configuration.
    FoundNode found();

    /// Where containers run that do not run where they should.
    Drift drift();

    /// The plugins of devices, by resource.
    List<Plugin> plugins();

    /// What former processes refused; nothing where no journal is kept.
    default Recollection recollection() {
        return Recollection.NONE;
    }

    /// What keeps the agent from its work, a sentence each.
    List<String> problems();
}
