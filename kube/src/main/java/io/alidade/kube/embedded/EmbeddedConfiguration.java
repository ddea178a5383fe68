package io.alidade.kube.embedded;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.Position;
import java.util.List;
import java.util.Set;

/// The settings of one kind of node inside another document: its fields as a `KubeletConfiguration` has them, each at its
/// place in the outer file.
///
/// @param object      what carries it: `eksctl nodeGroups[ng]`, `RKE2 kubelet-arg`
/// @param fields      with `apiVersion` and `kind`
/// @param assumptions what is not in the file and was taken to be so, a sentence each
/// @param isReservationComputed whether the provider reserves memory of an amount that is not in the file
/// @param problems    what the kubelet refuses before it looks at fields: unknown flags, pairs without `=`
/// @param flagValues  places of values in the middle of a longer text, which no quotes may be put around
/// @param flagKeys    places where flags start, before which another one may be put
/// @param foreignKeys places of keys beside which a field of a KubeletConfiguration means nothing
public record EmbeddedConfiguration(String object, Mapping fields, List<String> assumptions,
        boolean isReservationComputed, List<BadInput> problems, Set<Position> flagValues, Set<Position> flagKeys,
        Set<Position> foreignKeys) {
    public EmbeddedConfiguration {
        assumptions = List.copyOf(assumptions);
        problems = List.copyOf(problems);
        flagValues = Set.copyOf(flagValues);
        flagKeys = Set.copyOf(flagKeys);
        foreignKeys = Set.copyOf(foreignKeys);
    }
}
