package io.alidade.plan.fleet.part;

import io.alidade.kube.checkpoint.CheckpointFile;
import io.alidade.plan.capacity.Shape;
import io.alidade.plan.fleet.NodePool;
import io.alidade.plan.fleet.replay.FleetReplay;
import io.alidade.plan.fleet.replay.Policy;
import io.alidade.plan.fleet.workload.PodSource;
import io.alidade.plan.fleet.workload.Workload;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;

/// Tells questions apart: the digest of all that decides what a replay counts.
final class Fingerprint {
    private static final int LETTERS = 16;

    private final StringBuilder text = new StringBuilder();

    private Fingerprint() {}

    static String of(FleetReplay replay) {
        Fingerprint fingerprint = new Fingerprint();
        FleetReplay.Question question = replay.question();
        fingerprint.add(question.scheduler(), question.seeds(), question.wantsGrowth(), replay.survey().pods(),
                replay.survey().lastMillis());
        question.policies().forEach(fingerprint::add);
        fingerprint.add(question.workload());
        replay.survey().shapes().forEach(fingerprint::add);
        return fingerprint.digest();
    }

    private void add(Object... parts) {
        for (Object part : parts) {
            text.append(part).append('\n');
        }
    }

    private void add(Policy policy) {
        add(policy.name());
        for (NodePool pool : policy.fleet().pools()) {
            add(pool.name(), pool.count(), pool.version(), pool.nodeNames(), pool.machine().topology(),
                    pool.machine().devices(), pool.labels(), pool.machine().taints(),
                    pool.configuration().start(pool.version(), pool.machine().topology()));
            pool.state().ifPresent(files -> Stream.of(CheckpointFile.values())
                    .forEach(file -> add(files.read(file).map(Arrays::hashCode))));
        }
    }

    private void add(Workload workload) {
        add(workload.patience(), workload.recreation());
        for (PodSource source : workload.sources()) {
            add(source.shape().name(), source.count());
            if (source instanceof PodSource.Coming coming) {
                add(coming.lifetime(), coming.wave());
            }
        }
    }

    private void add(Shape shape) {
        add(shape.name(), shape.pod().request(), shape.pod().nodeSelector(), shape.pod().tolerations(),
                shape.pod().requiredNodeAffinity());
    }

    private String digest() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, LETTERS);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
