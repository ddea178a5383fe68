/// The kubelet's NUMA alignment decision as a library: machine, settings, devices and pods go in; admitting a pod gives a
/// verdict and a new node. Start at [io.alidade.engine.Node].
///
/// Exported is what a user of [io.alidade.engine.Node] can be handed, and nothing else: how policies decide, how a pod walks
/// through the managers and how options are checked stay inside.
module io.alidade.engine {
    requires static org.jspecify;

    exports io.alidade.engine;
    exports io.alidade.engine.allocation;
    exports io.alidade.engine.cpu;
    exports io.alidade.engine.device;
    exports io.alidade.engine.hint;
    exports io.alidade.engine.machine;
    exports io.alidade.engine.mask;
    exports io.alidade.engine.memory;
    exports io.alidade.engine.pod;
    exports io.alidade.engine.provider;
    exports io.alidade.engine.quantity;
    exports io.alidade.engine.settings;
    exports io.alidade.engine.table;
    exports io.alidade.engine.topology;
}
