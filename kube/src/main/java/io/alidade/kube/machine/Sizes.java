package io.alidade.kube.machine;

import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.document.Fields;
import java.util.Optional;
import java.util.OptionalLong;

/// Amounts of memory in a document: bytes as an integer, or a quantity.
final class Sizes {
    private Sizes() {}

    /// The exact number of bytes.
    ///
    /// @throws ArithmeticException if it is negative, not whole, or 2^63-1 and more: quantities stop there, so that number
    ///         may stand for any larger one
    static long bytes(Quantity quantity) {
        long bytes = quantity.asLong().orElseGet(() -> quantity.value().longValueExact());
        if (bytes < 0 || bytes == Long.MAX_VALUE) {
            throw new ArithmeticException("not a size: " + quantity.toText());
        }
        return bytes;
    }

    /// A size of at least 0 bytes; absent if the field is.
    static OptionalLong read(Fields fields, String key) {
        Optional<Quantity> quantity = fields.quantity(key);
        try {
            return quantity.isEmpty() ? OptionalLong.empty() : OptionalLong.of(bytes(quantity.get()));
        } catch (ArithmeticException notBytes) {
            fields.report(key, "is " + fields.describe(key) + ", not a number of bytes from 0 to 2^63-2.",
                    "Write an amount such as 256Gi, or the bytes as an integer.");
            return OptionalLong.empty();
        }
    }
}
