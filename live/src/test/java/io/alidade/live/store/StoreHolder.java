package io.alidade.live.store;

import java.io.IOException;
import java.nio.file.Path;

/// A process that holds a store until its standard input ends.
final class StoreHolder {
    private StoreHolder() {}

    public static void main(String[] arguments) throws IOException {
        try (AllocationStore store = AllocationStore.open(Path.of(arguments[0]))) {
            System.out.println("holds " + store.files().folder());
            System.out.flush();
            while (System.in.read() >= 0) {
                // Until the test closes it.
            }
        }
    }
}
