package io.alidade.engine.cpu;

import io.alidade.engine.hint.ProviderHints;
import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.mask.NumaMask;
import java.util.Optional;

/// Where exclusive CPUs could be taken, and which ones are.
sealed interface CpuChoices permits StaticCpuPolicy, CacheChoices {
    /// All masks that could hold the request; preferred are those as narrow as the machine itself allows.
    ///
    /// @param available CPUs that may be taken
    /// @param reusable  CPUs that every mask must contain, counted in full
    ProviderHints hints(CpuSet available, CpuSet reusable, int count);

    /// Chooses `count` CPUs from the pool, those near the affinity first.
    CpuSelection choose(CpuSet pool, int count, Optional<NumaMask> affinity);

    /// Chooses from exactly this pool, a pod's own.
    ///
    /// @param affinity the hint that the pool was chosen by
    CpuSelection chooseWithin(CpuSet pool, int count, Optional<NumaMask> affinity);
}
