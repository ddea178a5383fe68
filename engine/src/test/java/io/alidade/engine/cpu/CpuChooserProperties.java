package io.alidade.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.settings.Faults;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.topology.CpuTopology;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// The fast choice equals the literal one on random machines. Replay one case with `-Dalidade.seed=SEED
/// -Dalidade.cases=1`.
class CpuChooserProperties {
    private static final long SEED = Long.getLong("alidade.seed", 20_260_901);
    private static final int CASES = Integer.getInteger("alidade.cases", 6_000);
    private static final List<KubeletVersion> VERSIONS = List.copyOf(EnumSet.allOf(KubeletVersion.class));

    @Test
    void take_randomMachines_equalsTheOracle() {
        for (long seed = SEED; seed < SEED + CASES; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            CpuTopology machine = Machines.random(random, random.nextInt(8) == 0 ? 8 : 5);
            CpuPolicyOptions options = options(random);
            KubeletVersion version = VERSIONS.get(random.nextInt(VERSIONS.size()));
            boolean shares = random.nextInt(4) > 0;
            CpuSet pool = pool(random, machine);
            int count = random.nextInt(pool.size() + 2);
            int hinted = random.nextInt(machine.numaNodes().size() + 1);
            CpuChooser chooser = new CpuChooser(machine, options, version, Faults.REPRODUCED,
                    DistributionRules.of(version, options, Faults.REPRODUCED).withSharedStorage(shares));
            CpuSelection selection = chooser.take(pool, count, hinted);
            assertThat(answer(selection))
                    .as("seed %d: %s %s shares=%s, %d of %s of %s, hint of %d", seed, version, options, shares, count,
                            pool, machine.topology().cpus(), hinted)
                    .isEqualTo(new CpuOracle(machine, options, version, shares).take(pool, count, hinted));
            if (selection instanceof CpuSelection.Selected(CpuSet cpus, CpuSet outsidePool)) {
                assertThat(outsidePool).as("seed %d", seed).isEqualTo(cpus.andNot(pool));
            }
        }
    }

    private static CpuOracle.Answer answer(CpuSelection selection) {
        return switch (selection) {
            case CpuSelection.Selected selected -> new CpuOracle.Answer.Cpus(selected.cpus());
            case CpuSelection.Failed failed -> new CpuOracle.Answer.Wrong(failed.error());
            case CpuSelection.Unbounded _ -> new CpuOracle.Answer.Endless();
            case CpuSelection.Apart apart -> throw new AssertionError(apart);
        };
    }

    // Any combination that the kubelet accepts (cpu-manager 3.3).
    private static CpuPolicyOptions options(SplittableRandom random) {
        boolean acrossCores = random.nextInt(5) == 0;
        boolean acrossNuma = !acrossCores && random.nextInt(2) == 0;
        return new CpuPolicyOptions(!acrossCores && random.nextBoolean(), acrossNuma, random.nextBoolean(), acrossCores,
                random.nextBoolean(), !acrossCores && !acrossNuma && random.nextBoolean());
    }

    // Whole, or with some share of the CPUs of each NUMA node gone, sometimes by whole cores; sometimes with unknown
    // CPUs.
    private static CpuSet pool(SplittableRandom random, CpuTopology machine) {
        CpuSet pool = machine.cpus();
        if (random.nextInt(6) > 0) {
            for (CpuTopology.Group numaNode : machine.numaNodes()) {
                int gonePercent = random.nextInt(3) == 0 ? 0 : random.nextInt(100);
                boolean byCore = random.nextBoolean();
                for (int cpu : numaNode.cpus().toArray()) {
                    if (random.nextInt(100) < gonePercent) {
                        pool = pool.andNot(byCore ? machine.cores().get(machine.coreOf(cpu)).cpus() : CpuSet.of(cpu));
                    }
                }
            }
        }
        return random.nextInt(20) == 0 ? pool.with(1_000) : pool;
    }
}
