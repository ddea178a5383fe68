/// The kubelet's settings that decide something here: policies and their options, feature gates, reservations, and the
/// version whose rules hold (node-config 4, 5). A setting that stops the start is a [StartRefusal] with the kubelet's text.
///
/// Rules, from the pages in `docs/spec`:
///
/// | rule | what | class |
/// | --- | --- | --- |
/// | node-config 3.8 | policies and why a kubelet does not start | [Policies], [StartRefusal] |
/// | node-config 4 | gates | [FeatureGates] |
/// | cpu-manager 4.2, node-config 5.2 | reservations | [NodeSettings] |
/// | cpu-manager 18.1 to 18.4 | what differs between versions | [KubeletVersion] |
@NullMarked
package io.alidade.engine.settings;

import org.jspecify.annotations.NullMarked;
