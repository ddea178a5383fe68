package io.alidade.agent.shadow;

import io.alidade.agent.kubelet.AnswerBytes;
import io.alidade.agent.kubelet.PodListBytes;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The pods of a kubelet that is asked for them again and again. It lists them in an order of chance, so the list differs each
/// time; a pod that is told in the same bytes as the last time is not read again.
final class PodListing {
    private static final String SOURCE = "the kubelet's /pods";

    private Map<String, Told> known = Map.of();
    private List<SeenPod> pods = List.of();

    /// @param bytes   that told it
    /// @param pod     absent if it cannot be used
    /// @param problem why it cannot
    private record Told(byte[] bytes, Optional<SeenPod> pod, Optional<String> problem) {}

    /// The pods that were told last, in the order in which the kubelet saw them.
    List<SeenPod> pods() {
        return pods;
    }

    /// Why some of them cannot be used, which are left out.
    List<String> problems() {
        return known.values().stream().flatMap(told -> told.problem().stream()).toList();
    }

    /// Takes the next list.
    ///
    /// @return whether it tells anything else than the one before
    /// @throws BadInput if it is none
    boolean take(AnswerBytes answer) {
        Optional<List<PodListBytes.Item>> items = PodListBytes.items(answer.bytes(), answer.length());
        if (items.isEmpty()) {
            return takeOther(answer);
        }
        Map<String, Told> now = LinkedHashMap.newLinkedHashMap(items.get().size());
        boolean isOther = items.get().size() != known.size();
        for (PodListBytes.Item item : items.get()) {
            Told before = known.get(item.uid());
            boolean isSame = before != null && Arrays.equals(before.bytes, 0, before.bytes.length, answer.bytes(),
                    item.begin(), item.end());
            isOther |= !isSame;
            now.put(item.uid(), isSame ? before
                    : read(Arrays.copyOfRange(answer.bytes(), item.begin(), item.end())));
        }
        if (isOther) {
            known = now;
            List<SeenPod> read = new ArrayList<>();
            now.values().forEach(told -> told.pod().ifPresent(read::add));
            read.sort(Comparator.comparing(SeenPod::seen));
            pods = List.copyOf(read);
        }
        return isOther;
    }

    private static Told read(byte[] bytes) {
        try {
            return new Told(bytes, Optional.of(KubeletPods.read(DocumentReader.readOne(SOURCE, bytes))),
                    Optional.empty());
        } catch (BadInput problem) {
            return new Told(bytes, Optional.empty(), Optional.of(String.valueOf(problem.getMessage())));
        }
    }

    /// Without a pod there is no list of pods, but `null`; and what is no answer at all is told as such.
    private boolean takeOther(AnswerBytes answer) {
        Fields list = Fields.of(DocumentReader
                .mapping(DocumentReader.readOne(SOURCE, Arrays.copyOf(answer.bytes(), answer.length()))));
        if (!list.string("kind").orElse("").equals("PodList")) {
            throw new BadInput(SOURCE + " is no list of pods.", "Check that --kubelet-api names a kubelet.");
        }
        boolean isOther = !known.isEmpty();
        known = Map.of();
        pods = List.of();
        return isOther;
    }
}
