package io.alidade.kube.paste;

import io.alidade.kube.document.BadInput;

/// A value and who says it.
record Claim<T>(T value, String origin) {
    /// Two sources that cannot be of one machine in one state.
    static BadInput contradiction(String one, String oneOrigin, String other, String otherOrigin) {
        return new BadInput(oneOrigin + " says: " + one + "; " + otherOrigin + " says: " + other + ".",
                "Give outputs of one machine in one state, and leave out the one that is wrong.");
    }

    /// This claim, if the other says the same.
    ///
    /// @param subject what the values are, in words: `CPUs online`
    Claim<T> andAlso(Claim<T> other, String subject) {
        if (!value.equals(other.value)) {
            throw contradiction(subject + " " + value, origin, subject + " " + other.value, other.origin);
        }
        return this;
    }
}
