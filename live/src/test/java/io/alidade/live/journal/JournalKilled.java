package io.alidade.live.journal;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/// A process that writes a journal until it is killed; it says on its standard output how many events it has handed in.
final class JournalKilled {
    private static final long BYTES = 64L << 20;

    private JournalKilled() {}

    public static void main(String[] arguments) {
        LivingNode node = new LivingNode();
        JournalWriter writer = JournalWriter.open(
                new JournalSettings(Path.of(arguments[0]), BYTES, JournalSettings.DEFAULT_AGE), node.situation(),
                InstantSource.system(), (_, _) -> List.of(), System.err::println);
        for (long count = 1;; count += 2) {
            writer.append(node.come("p", "cpu: 2, memory: 1Gi"));
            writer.append(node.go("p"));
            System.out.println(count + 1);
            System.out.flush();
        }
    }
}
