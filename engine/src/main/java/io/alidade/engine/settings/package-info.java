/// The kubelet's settings that decide something here: policies and their options, feature gates, reservations, and the
/// version whose rules hold (node-config 4, 5). A setting that stops the start is a [StartRefusal] with the kubelet's text.
@NullMarked
package io.alidade.engine.settings;

import org.jspecify.annotations.NullMarked;
