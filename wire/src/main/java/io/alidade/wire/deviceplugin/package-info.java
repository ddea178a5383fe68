/// The kubelet's device plugin API (device-manager 11): messages and services, generated from `deviceplugin.proto`.
@NullMarked
package io.alidade.wire.deviceplugin;

import org.jspecify.annotations.NullMarked;
