package io.alidade.agent.page;

import io.alidade.agent.decision.Stray;
import io.alidade.view.page.NodeStatus.Drift;
import io.alidade.view.page.NodeStatus.Finding;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// What ran where it should not, the last findings of it. What was not brought back stays until it is gone. For any thread.
final class DriftBook {
    private static final int MOST_CURED = 10;
    private static final int MOST_OPEN = 40;

    private final InstantSource clock;
    private final SequencedMap<Stray, Instant> open = new LinkedHashMap<>();
    private final SequencedMap<Stray, Instant> cured = new LinkedHashMap<>();
    private long seen;
    private long curedCount;

    DriftBook(InstantSource clock) {
        this.clock = clock;
    }

    synchronized void add(Stray stray) {
        switch (stray.fate()) {
            case CURED -> {
                seen++;
                curedCount++;
                put(cured, stray, MOST_CURED);
            }
            case NOT_CURED -> {
                seen++;
                put(open, stray, MOST_OPEN);
            }
            case GONE -> open.keySet().removeIf(other -> other.container().equals(stray.container())
                    && other.pod().equals(stray.pod()) && other.what().equals(stray.what()));
        }
    }

    private void put(SequencedMap<Stray, Instant> findings, Stray stray, int most) {
        findings.putFirst(stray, clock.instant());
        if (findings.size() > most) {
            findings.pollLastEntry();
        }
    }

    /// Nothing of this pod runs any more.
    ///
    /// @param pod NAMESPACE/NAME
    synchronized void ended(String pod) {
        open.keySet().removeIf(stray -> stray.pod().equals(pod));
    }

    /// What is open first, then what was cured.
    synchronized Drift drift() {
        List<Finding> findings = new ArrayList<>();
        open.forEach((stray, at) -> findings.add(finding(stray, at)));
        cured.forEach((stray, at) -> findings.add(finding(stray, at)));
        return new Drift(true, seen, curedCount, findings);
    }

    private static Finding finding(Stray stray, Instant at) {
        return new Finding(at, stray.pod() + " " + stray.container(), stray.what(), stray.fate() == Stray.Fate.CURED);
    }
}
